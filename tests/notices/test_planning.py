"""What is written down for the next two days."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from threading import Barrier, Thread

from sqlalchemy import update

from hep_api.engine.reminding import Wishes
from hep_api.notices.plan import plan_notices
from hep_api.store import occurrences as store
from hep_api.store import patients, reminders
from hep_api.store.db import db, write
from hep_api.store.models import OccurrenceRow, PatientRow
from tests.builders.clinics import add_patient
from tests.notices.builders import MONDAY_NOON, SIX_IN_THE_EVENING, add_plan, occurrences


def wish(patient, wishes, now=MONDAY_NOON):
    with write():
        reminders.put_wishes(patient, wishes, channels=("push",), preview_opt_in=False, now=now)
        store.replan(patient, patient.subject_id, now)


def owed() -> list[tuple[int, str, str]]:
    return [(row.local_date.day, f"{row.due_at:%H:%M}", row.state) for row in occurrences()]


def test_two_days_are_written_down_for_whoever_has_a_plan(clinic, plan_id):
    add_patient(clinic.therapist, name="No Plan")
    assert plan_notices(MONDAY_NOON) == 1
    assert owed() == [(2, "17:00", "open"), (3, "17:00", "open")]
    assert occurrences()[0].due_at == SIX_IN_THE_EVENING


def test_planning_again_changes_nothing_and_the_next_day_adds_one(clinic, plan_id):
    plan_notices(MONDAY_NOON)
    assert plan_notices(MONDAY_NOON + timedelta(minutes=1)) == 0
    before = [row.id for row in occurrences()]
    assert plan_notices(MONDAY_NOON + timedelta(hours=25)) == 1
    assert [row.id for row in occurrences()][:2] == before
    assert [day for day, _, _ in owed()] == [2, 3, 4]


def test_two_planners_at_once_are_harmless(app, clinic):
    for number in range(12):
        patient = add_patient(clinic.therapist, name=f"Patient {number}")
        add_plan(patient, clinic.therapist)
    barrier, failures = Barrier(2), []

    def planner() -> None:
        with app.app_context():
            barrier.wait(10)
            try:
                plan_notices(MONDAY_NOON)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test names it
                failures.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=planner) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert len(occurrences()) == 24


def test_a_new_time_moves_what_nobody_has_begun_to_deliver(clinic, plan_id):
    plan_notices(MONDAY_NOON)
    before = {row.id for row in occurrences()}
    wish(clinic.patient, Wishes("Europe/Madrid", (time(19, 30),)))
    assert owed() == [(2, "18:30", "open"), (3, "18:30", "open")]
    assert {row.id for row in occurrences()} == before


def test_a_day_that_is_no_longer_wished_for_is_cancelled_and_comes_back_when_it_is(clinic, plan_id):
    plan_notices(MONDAY_NOON)
    wish(clinic.patient, Wishes("Europe/Madrid", days=frozenset({0})))
    assert owed() == [(2, "17:00", "open"), (3, "17:00", "cancelled")]
    wish(clinic.patient, Wishes("Europe/Madrid"))
    assert owed() == [(2, "17:00", "open"), (3, "17:00", "open")]


def test_a_reminder_that_was_settled_is_never_opened_again_by_new_wishes(clinic, plan_id):
    """Toggling a rule a thousand times brings no second reminder for the same day and slot."""
    plan_notices(MONDAY_NOON)
    with write() as current:
        first = occurrences()[0].id
        current.execute(
            update(OccurrenceRow).where(OccurrenceRow.id == first).values(state="sent", settled_at=MONDAY_NOON)
        )
    for minute in range(5):
        wish(clinic.patient, Wishes("Europe/Madrid", (time(20, minute),)))
    assert [state for _, _, state in owed()] == ["sent", "open"]


def test_a_patient_who_flies_gets_the_new_zones_evening_and_still_one_a_day(clinic, plan_id):
    plan_notices(MONDAY_NOON)
    for zone in ("Asia/Tokyo", "Europe/Madrid") * 10 + ("America/New_York",):
        with write():
            patients.change_patient(clinic.patient, clinic.patient.subject_id, {"zone": zone}, None)
        plan_notices(MONDAY_NOON)
    rows = [row for row in occurrences() if row.state == "open"]
    assert {row.zone for row in rows} == {"America/New_York"}
    assert [f"{row.due_at:%d %H:%M}" for row in rows] == ["02 23:00", "03 23:00"]
    assert len({(row.local_date, row.slot) for row in occurrences()}) == len(occurrences())


def test_rows_of_other_zone_rules_are_computed_again(clinic, plan_id):
    plan_notices(MONDAY_NOON)
    wrong = SIX_IN_THE_EVENING + timedelta(hours=1)
    with write() as current:
        current.execute(update(OccurrenceRow).values(tzdata_version="2019a", due_at=wrong))
    assert plan_notices(MONDAY_NOON) == 1
    assert {f"{row.due_at:%H:%M}" for row in occurrences()} == {"17:00"}


def test_one_patient_in_a_zone_nobody_knows_keeps_nobody_else_waiting(clinic, plan_id):
    other = add_patient(clinic.therapist, name="Lost")
    add_plan(other, clinic.therapist)
    with write() as current:
        current.execute(update(PatientRow).where(PatientRow.id == other.subject_id).values(zone="Mars/Olympus"))
    plan_notices(MONDAY_NOON)
    assert {row.recipient_id for row in occurrences()} == {clinic.patient.subject_id}
    assert plan_notices(MONDAY_NOON) == 0


def test_an_archived_patient_and_an_ended_plan_are_not_planned_for(clinic, plan_id):
    with write() as current:
        current.execute(update(PatientRow).values(archived_at=MONDAY_NOON))
    assert plan_notices(MONDAY_NOON) == 0


def test_no_plan_no_reminder_also_when_wishes_are_kept(clinic):
    wish(clinic.patient, Wishes("Europe/Madrid", (time(19, 30),)))
    assert owed() == []


def test_the_morning_prompt_is_owed_once_and_not_for_history(clinic, plan_id):
    patient, today = clinic.patient, MONDAY_NOON.date()
    with write():
        assert store.owe_check_in(patient, patient.subject_id, plan_id, today, MONDAY_NOON)
        assert not store.owe_check_in(patient, patient.subject_id, plan_id, today, MONDAY_NOON)
        assert not store.owe_check_in(patient, patient.subject_id, plan_id, today - timedelta(days=21), MONDAY_NOON)
    assert [(row.kind, f"{row.due_at:%d %H:%M}") for row in occurrences()] == [("check_in", "03 07:00")]


def test_another_clinics_scope_cancels_nothing(clinic, plan_id):
    plan_notices(MONDAY_NOON)
    stranger = replace(clinic.patient, clinic_id=clinic.patient.subject_id)
    with write():
        ended = store.cancel_open(
            stranger, clinic.patient.subject_id, ("exercise_due",), None, "logged", datetime(2026, 3, 2, tzinfo=UTC)
        )
    assert ended == 0
    assert {state for _, _, state in owed()} == {"open"}
