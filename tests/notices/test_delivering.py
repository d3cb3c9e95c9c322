"""From a due row to a phone: claimed, checked again, sent, settled."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from hep_api.notices.deliver import deliver_notices
from hep_api.notices.plan import plan_notices
from hep_api.ports import PushResult
from hep_api.store import occurrences as store
from hep_api.store import patients
from hep_api.store.db import session, write
from hep_api.store.models import DeviceRow, PatientRow, PushPauseRow
from hep_api.store.occurrences_due import spread_due
from tests.builders.clinics import add_patient
from tests.notices.builders import (
    MONDAY_NOON,
    SIX_IN_THE_EVENING,
    ADay,
    FakeSender,
    a_courier,
    add_phone,
    add_plan,
    busy,
    deliveries,
    occurrences,
    refused,
)

EVENING = SIX_IN_THE_EVENING + timedelta(minutes=5)
"""When every device's spread has passed."""


@pytest.fixture
def planned(clinic, plan_id, phone):
    plan_notices(MONDAY_NOON)
    return clinic


def states() -> list[tuple[str, str | None]]:
    return [(row.state, row.detail) for row in deliveries()]


def today():
    return occurrences("exercise_due")[0]


def test_a_due_reminder_reaches_the_phone_once(planned, sender):
    assert deliver_notices(a_courier(sender, SIX_IN_THE_EVENING - timedelta(seconds=1)), 5) == 0
    assert deliver_notices(a_courier(sender, EVENING), 5) == 1
    assert deliver_notices(a_courier(sender, EVENING + timedelta(hours=1)), 5) == 0
    message = sender.messages[0]
    assert (message.address.value, message.template.value, message.collapse_key) == (
        "phone-of-the-patient", "exercise_due", "daily",
    )  # fmt: skip
    assert message.tag == f"exercise_due:{today().id}"
    assert 0 < message.ttl_seconds <= (today().expires_at - EVENING).total_seconds()
    assert today().state == "sent"


def test_every_phone_of_the_patient_gets_it_and_nobody_elses(planned, sender):
    add_phone(planned.patient, "tablet")
    other = add_patient(planned.therapist, name="Other")
    add_phone(other, "phone-of-another")
    deliver_notices(a_courier(sender, EVENING), 5)
    assert {message.address.value for message in sender.messages} == {"phone-of-the-patient", "tablet"}
    assert {message.tag for message in sender.messages} == {f"exercise_due:{today().id}"}


def test_without_a_phone_it_is_written_down_that_nobody_was_reached(clinic, plan_id, sender):
    plan_notices(MONDAY_NOON)
    deliver_notices(a_courier(sender, EVENING), 5)
    assert (today().state, today().reason) == ("undeliverable", "no_device")


def test_a_worker_that_slept_sends_what_still_makes_sense_and_expires_the_rest(planned, sender):
    deliver_notices(a_courier(sender, SIX_IN_THE_EVENING + timedelta(minutes=45)), 5)
    assert sender.templates == ["exercise_due"]
    deliver_notices(a_courier(sender, SIX_IN_THE_EVENING + timedelta(hours=27)), 5)
    assert [row.state for row in occurrences("exercise_due")] == ["sent", "expired"]


@pytest.mark.parametrize(
    "day, state, reason",
    [
        (ADay(locked=True), "suppressed", "locked"),
        (ADay(paused=True), "suppressed", "paused"),
        (ADay(done=True), "cancelled", "done"),
        (ADay(scheduled=False), "suppressed", "nothing_due"),
    ],
)
def test_nobody_is_reminded_of_what_is_locked_paused_done_or_not_due(planned, sender, day, state, reason):
    deliver_notices(a_courier(sender, EVENING, day), 5)
    assert sender.messages == []
    assert (today().state, today().reason) == (state, reason)


def test_a_logged_session_cancels_also_what_is_already_claimed(planned, sender):
    """The session arrives between the claim and the check: the claim's fence no longer fits."""

    def log_the_session(point: str) -> None:
        if point == "after_claim":
            with write():
                patients.lock_patient(planned.patient, planned.patient.subject_id)
                store.cancel_open(
                    planned.patient,
                    planned.patient.subject_id,
                    ("exercise_due",),
                    today().local_date,
                    "logged",
                    EVENING,
                )

    deliver_notices(a_courier(sender, EVENING, reached=log_the_session), 5)
    assert sender.messages == []
    assert (today().state, today().reason) == ("cancelled", "logged")


def test_what_is_on_the_wire_when_the_session_is_logged_is_told_as_sent(planned, sender):
    def log_the_session(_messages) -> None:
        with write():
            store.cancel_open(planned.patient, planned.patient.subject_id, ("exercise_due",), None, "logged", EVENING)

    sender.on_send = log_the_session
    deliver_notices(a_courier(sender, EVENING), 5)
    assert [row.state for row in occurrences("exercise_due")] == ["sent", "cancelled"]


def test_no_transaction_is_open_while_the_network_takes_its_time(planned, sender):
    open_ones = []
    sender.on_send = lambda _: open_ones.append(session().in_transaction())
    deliver_notices(a_courier(sender, EVENING), 5)
    assert open_ones == [False]


@pytest.mark.parametrize("result", [PushResult.NOT_SENT, PushResult.AMBIGUOUS])
def test_what_did_not_get_through_comes_later_with_the_same_tag_and_id(planned, sender, result):
    sender.script = [result]
    deliver_notices(a_courier(sender, EVENING), 5)
    assert deliveries()[0].next_attempt_at == EVENING + timedelta(seconds=15)
    deliver_notices(a_courier(sender, EVENING + timedelta(seconds=14)), 5)
    assert len(sender.messages) == 1
    deliver_notices(a_courier(sender, EVENING + timedelta(seconds=15)), 5)
    first, second = sender.messages
    assert (first.delivery_id, first.tag) == (second.delivery_id, second.tag)
    assert states() == [("sent", "scripted sent")]


def test_retry_after_is_a_time_to_come_back_at(planned, sender):
    sender.script = [busy(60)]
    deliver_notices(a_courier(sender, EVENING), 5)
    deliver_notices(a_courier(sender, EVENING + timedelta(seconds=60)), 5)
    assert len(sender.messages) == 1
    deliver_notices(a_courier(sender, EVENING + timedelta(seconds=75)), 5)
    assert len(sender.messages) == 2


def test_an_answer_in_doubt_is_tried_once_more_and_then_left_unconfirmed(planned, sender):
    sender.script = [PushResult.AMBIGUOUS, PushResult.AMBIGUOUS]
    for minutes in (0, 1, 30, 60):
        deliver_notices(a_courier(sender, EVENING + timedelta(minutes=minutes)), 5)
    assert len(sender.messages) == 2
    assert today().state == "unconfirmed"
    assert deliveries()[0].attempts == 2


def test_a_refusal_that_never_ends_expires(planned, sender):
    sender.script = [PushResult.NOT_SENT] * 500
    at = EVENING
    while at < EVENING + timedelta(hours=6):
        deliver_notices(a_courier(sender, at), 5)
        at += timedelta(minutes=5)
    assert today().state == "expired"
    assert all(row.settled_at for row in deliveries())


def test_an_address_that_is_gone_is_forgotten_and_the_other_phone_still_rings(planned, phone, sender):
    add_phone(planned.patient, "tablet")
    gone = {"phone-of-the-patient": PushResult.ADDRESS_GONE}

    class OnePhoneIsGone(FakeSender):
        def _answer(self, message):
            self.script = [gone.get(message.address.value, PushResult.SENT)]
            return super()._answer(message)

    deliver_notices(a_courier(OnePhoneIsGone(), EVENING), 5)
    live = {row.address_value for row in session().query(DeviceRow) if row.gone_at is None}
    assert live == {"tablet"}
    assert sorted(row.state for row in deliveries()) == ["sent", "undeliverable"]
    assert today().state == "sent"


def test_an_address_that_changed_meanwhile_survives_and_gets_the_reminder(planned, phone, sender):
    client_id = session().get_one(DeviceRow, phone).client_id
    sender.script = [PushResult.ADDRESS_GONE]
    sender.on_send = lambda _: (
        add_phone(planned.patient, "new-address", client_id) if len(sender.messages) == 1 else None
    )
    deliver_notices(a_courier(sender, EVENING), 5)
    assert [message.address.value for message in sender.messages] == ["phone-of-the-patient", "new-address"]
    assert session().query(DeviceRow).one().gone_at is None
    assert today().state == "sent"


def test_a_refused_message_keeps_its_phone_and_is_not_tried_again(planned, sender):
    sender.script = [refused(everyone=False)]
    deliver_notices(a_courier(sender, EVENING), 5)
    deliver_notices(a_courier(sender, EVENING + timedelta(hours=1)), 5)
    assert len(sender.messages) == 1
    assert states() == [("undeliverable", "refused")]
    assert session().query(DeviceRow).one().gone_at is None


def test_refused_credentials_pause_everybody_and_one_message_probes_for_the_rest(clinic, sender):
    for number in range(8):
        patient = add_patient(clinic.therapist, name=f"Patient {number}")
        add_plan(patient, clinic.therapist)
        add_phone(patient)
    plan_notices(MONDAY_NOON)
    sender.script = [refused(everyone=True)] * 8
    deliver_notices(a_courier(sender, EVENING), 5)
    for minutes in range(1, 20):
        deliver_notices(a_courier(sender, EVENING + timedelta(minutes=minutes)), 5)
    assert len(sender.messages) == 8
    assert {row.state for row in deliveries()} == {"pending"}

    later = EVENING + timedelta(minutes=30)
    probe_may_go()
    sender.script = [refused(everyone=True)]
    deliver_notices(a_courier(sender, later), 5)
    assert len(sender.messages) == 9
    probe_may_go()
    deliver_notices(a_courier(sender, later + timedelta(minutes=30)), 5)
    assert {row.state for row in deliveries()} == {"sent"}
    assert session().query(PushPauseRow).all() == []


def probe_may_go() -> None:
    with write() as current:
        current.execute(update(PushPauseRow).values(until_at=MONDAY_NOON))


def test_a_phone_whose_sign_in_was_ended_gets_nothing(planned, phone, sender, headers, client):
    as_patient = headers(planned.patient)
    body = {"kind": "fcm_token", "value": "phone-of-the-patient", "platform": "ios", "app_version": "1"}
    client.put(f"/v1/me/devices/{phone}", json=body, headers=as_patient)
    assert client.post("/v1/auth/logout", headers=as_patient).status_code == 204
    deliver_notices(a_courier(sender, EVENING), 5)
    assert sender.messages == []
    assert (today().state, today().reason) == ("undeliverable", "no_device")


def test_a_phone_that_changed_hands_never_gets_the_old_owners_reminder(planned, sender):
    """Not even when the reminder was on its way to that phone already."""
    other = add_patient(planned.therapist, name="New Owner")
    with write():
        assert spread_due(SIX_IN_THE_EVENING, 10).under_way == 1
    add_phone(other, "phone-of-the-patient", at=SIX_IN_THE_EVENING)
    deliver_notices(a_courier(sender, EVENING), 5)
    assert sender.messages == []
    assert (today().state, today().reason) == ("undeliverable", "device_gone")


def test_two_notices_a_day_are_enough(planned, plan_id, sender):
    """Safety notices are not counted, and two phones are one notice."""
    add_phone(planned.patient, "tablet")
    patient = planned.patient
    with write():
        for _ in range(2):
            store.owe_plan_changed(patient, patient.subject_id, uuid4(), MONDAY_NOON)
    deliver_notices(a_courier(sender, MONDAY_NOON), 5)
    assert sender.templates == ["plan_changed"] * 4
    deliver_notices(a_courier(sender, EVENING), 5)
    assert (today().state, today().reason) == ("suppressed", "daily_cap")
    deliver_notices(a_courier(sender, EVENING + timedelta(days=1)), 5)
    assert sender.templates[4:] == ["exercise_due"] * 2


def test_a_notice_that_was_held_up_into_the_night_waits_for_the_morning(planned, plan_id, sender):
    late = MONDAY_NOON + timedelta(hours=9)
    with write():
        store.owe_plan_changed(planned.patient, planned.patient.subject_id, plan_id, late - timedelta(minutes=5))
    deliver_notices(a_courier(sender, late + timedelta(minutes=5)), 5)
    assert "plan_changed" not in sender.templates
    deliver_notices(a_courier(sender, late + timedelta(hours=11, minutes=1)), 5)
    assert "plan_changed" in sender.templates


def test_a_reminder_never_rings_in_quiet_hours_however_late_the_worker(planned, sender):
    deliver_notices(a_courier(sender, MONDAY_NOON + timedelta(hours=9, minutes=1)), 5)
    assert sender.messages == []
    assert today().state == "expired"


def test_the_morning_prompt_goes_out_unless_the_morning_was_told(planned, plan_id, sender):
    with write():
        store.owe_check_in(planned.patient, planned.patient.subject_id, plan_id, MONDAY_NOON.date(), MONDAY_NOON)
    morning = MONDAY_NOON + timedelta(hours=20, minutes=6)
    deliver_notices(a_courier(sender, morning, ADay(check_in_due=False)), 5)
    assert (occurrences("check_in")[0].state, sender.messages) == ("cancelled", [])


def test_a_locked_patient_is_still_asked_about_the_morning(planned, plan_id, sender):
    with write():
        store.owe_check_in(planned.patient, planned.patient.subject_id, plan_id, MONDAY_NOON.date(), MONDAY_NOON)
    deliver_notices(a_courier(sender, MONDAY_NOON + timedelta(hours=20, minutes=6), ADay(locked=True)), 5)
    assert sender.templates == ["check_in"]


def test_an_archived_patient_hears_nothing_more(planned, sender):
    with write() as current:
        current.execute(update(PatientRow).values(archived_at=MONDAY_NOON))
    deliver_notices(a_courier(sender, EVENING), 5)
    assert sender.messages == []
    assert (today().state, today().reason) == ("suppressed", "recipient_gone")


def test_a_day_that_cannot_be_read_holds_back_one_patient_only(planned, sender):
    other = add_patient(planned.therapist, name="Other")
    add_plan(other, planned.therapist)
    add_phone(other, "phone-of-another")
    plan_notices(MONDAY_NOON)

    def broken(patient_id, at):
        if patient_id == planned.patient.subject_id:
            raise RuntimeError("a course that cannot be read")
        return ADay()

    deliver_notices(replace(a_courier(sender, EVENING), read_day=broken), 5)
    assert [message.address.value for message in sender.messages] == ["phone-of-another"]
    deliver_notices(a_courier(sender, EVENING + timedelta(minutes=5)), 5)
    assert len(sender.messages) == 2


def test_an_address_is_never_in_what_is_kept_of_a_delivery(planned, sender):
    sender.script = [PushResult.ADDRESS_GONE]
    deliver_notices(a_courier(sender, EVENING), 5)
    assert "phone-of-the-patient" not in repr([vars(row) for row in deliveries()])
