"""Lease and fence: one holder at a time, nothing lost when the holder vanishes, nothing written by a ghost."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import update

from hep_api.notices.deliver import deliver_notices, deliver_turn
from hep_api.notices.plan import plan_notices
from hep_api.store import deliveries_due
from hep_api.store.db import db, write
from hep_api.store.models import DeliveryRow, OccurrenceRow
from hep_api.store.occurrences_due import spread_due
from tests.builders.clinics import add_patient
from tests.notices.builders import (
    MONDAY_NOON,
    SIX_IN_THE_EVENING,
    FakeSender,
    a_courier,
    add_phone,
    add_plan,
    deliveries,
    occurrences,
)

EVENING = SIX_IN_THE_EVENING + timedelta(minutes=5)
LONG_AGO = MONDAY_NOON - timedelta(days=700)


class Killed(BaseException):
    """What a kill -9 would be: nothing after it runs."""


@pytest.fixture
def due(clinic, plan_id, phone):
    plan_notices(MONDAY_NOON)
    with write():
        spread_due(SIX_IN_THE_EVENING, 100)


def claim_one(now=EVENING, lease_seconds=60.0):
    with write():
        return deliveries_due.claim(now, 50, lease_seconds)


def let_the_lease_pass() -> None:
    with write() as current:
        current.execute(update(DeliveryRow).values(lease_until=LONG_AGO))


def killed_at(point: str):
    def reached(name: str) -> None:
        if name == point:
            raise Killed

    return reached


def test_what_one_holds_another_cannot_claim_until_the_lease_has_passed(due):
    (first,) = claim_one()
    assert claim_one() == []
    let_the_lease_pass()
    (second,) = claim_one()
    assert (second.delivery_id, second.fence) == (first.delivery_id, first.fence + 1)


def test_a_lease_runs_by_the_databases_clock_and_not_by_the_movable_one(due):
    claim_one()
    assert claim_one(now=EVENING + timedelta(hours=2)) == []


def test_a_very_short_lease_passes_by_itself(due):
    claim_one(lease_seconds=-0.001)
    assert len(claim_one()) == 1


def test_a_ghost_writes_nothing(due):
    """The holder froze past its lease, another took over; what the first comes back with is refused."""
    (ghost,) = claim_one()
    let_the_lease_pass()
    (holder,) = claim_one()
    with write():
        assert deliveries_due.begin([ghost], 60) == set()
        assert not deliveries_due.settle(ghost, "sent", "late", EVENING)
        assert not deliveries_due.put_off(ghost, EVENING, "late", ambiguous=0)
        assert deliveries_due.begin([holder], 60) == {holder.delivery_id}
        assert deliveries_due.settle(holder, "sent", "accepted", EVENING)
    assert [(row.state, row.detail) for row in deliveries()] == [("sent", "accepted")]


def test_nothing_is_begun_when_the_lease_ran_out_before_the_send(due):
    (late,) = claim_one()
    let_the_lease_pass()
    with write():
        assert deliveries_due.begin([late], 60) == set()


def test_nothing_is_begun_whose_promise_was_cancelled_meanwhile(due):
    """A cancellation that crosses the spreading of its deliveries ends the promise and misses the delivery."""
    (held,) = claim_one()
    with write() as current:
        current.execute(update(OccurrenceRow).values(state="cancelled", settled_at=EVENING))
    with write():
        assert deliveries_due.begin([held], 60) == set()
    let_the_lease_pass()
    deliver_notices(a_courier(FakeSender(), EVENING), 5)
    assert [(row.state, row.detail) for row in deliveries()] == [("cancelled", "no_longer_owed")]


def test_a_worker_killed_between_claim_and_send_loses_nothing(due, sender):
    with pytest.raises(Killed):
        deliver_turn(a_courier(sender, EVENING, reached=killed_at("after_claim")))
    assert deliver_notices(a_courier(sender, EVENING), 5) == 0
    let_the_lease_pass()
    assert deliver_notices(a_courier(sender, EVENING), 5) == 1
    assert [(row.state, row.ambiguous) for row in deliveries()] == [("sent", 0)]


def test_a_worker_killed_after_the_send_sends_again_what_the_phone_shows_once(due, sender):
    with pytest.raises(Killed):
        deliver_turn(a_courier(sender, EVENING, reached=killed_at("after_send")))
    let_the_lease_pass()
    deliver_notices(a_courier(sender, EVENING), 5)
    first, second = sender.messages
    assert (first.tag, first.delivery_id) == (second.tag, second.delivery_id)
    assert [(row.state, row.ambiguous, row.attempts) for row in deliveries()] == [("sent", 1, 2)]


def test_a_message_that_kills_its_worker_each_time_is_given_up(due, sender):
    for _ in range(6):
        with suppress(Killed):
            deliver_turn(a_courier(sender, EVENING, reached=killed_at("after_send")))
        let_the_lease_pass()
    assert len(sender.messages) == 3
    first = occurrences("exercise_due")[0]
    assert (first.state, first.reason) == ("unconfirmed", "interrupted_too_often")


def test_the_last_two_phones_settled_at_once_still_end_the_reminder(app, clinic, due):
    """Each transaction sees the other's delivery as open; the occurrence's lock makes the later one look again."""
    add_phone(clinic.patient, "tablet")
    with write() as current:
        current.execute(update(OccurrenceRow).values(state="open"))
        spread_due(SIX_IN_THE_EVENING, 100)
    occurrence_id = occurrences("exercise_due")[0].id
    # Writers of SQLite come one after the other anyway.
    barrier = Barrier(2 if db.engine.dialect.name == "postgresql" else 1)

    def settle(claim: deliveries_due.Claim) -> None:
        with write():
            deliveries_due.settle(claim, "sent", "accepted", EVENING)
            barrier.wait(10)
            deliveries_due.close_occurrences([occurrence_id], EVENING)

    at_once(app, [partial(settle, claim) for claim in claim_one()])
    assert [row.state for row in deliveries()] == ["sent", "sent"]
    assert occurrences("exercise_due")[0].state == "sent"


def test_several_workers_at_once_send_each_reminder_once(app, clinic):
    for number in range(60):
        patient = add_patient(clinic.therapist, name=f"Patient {number}")
        add_plan(patient, clinic.therapist)
        add_phone(patient)
    plan_notices(MONDAY_NOON)
    senders = [FakeSender() for _ in range(3)]
    at_once(app, [partial(deliver_notices, a_courier(sender, EVENING), 20) for sender in senders])
    sent: list[UUID] = [message.delivery_id for sender in senders for message in sender.messages]
    assert len(sent) == len(set(sent)) == 60
    assert [row.state for row in occurrences("exercise_due")].count("sent") == 60


def at_once(app, jobs) -> None:
    barrier, failures = Barrier(len(jobs)), []

    def work(job) -> None:
        with app.app_context():
            barrier.wait(10)
            try:
                job()
            except Exception as error:  # noqa: BLE001 - whatever it is, the test names it
                failures.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
