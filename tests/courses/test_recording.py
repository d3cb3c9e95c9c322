"""One fact, one transaction: taken once, refused whole, never half."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from hep_api.courses.reading import loaded
from hep_api.engine.facts import AfterCheckIn, MorningReport, Verb
from hep_api.errors import Conflict, FieldError, Invalid, NotFound
from hep_api.store import alerts, changes, courses, facts
from hep_api.store.db import db, session, write
from hep_api.store.models import OccurrenceRow
from tests.builders.clinics import Clinic, found_clinic
from tests.builders.clocks import HandClock
from tests.builders.plans import act
from tests.builders.told import Told, at

QUIET = MorningReport(pain=Decimal(1))


def kept(told: Told) -> list[UUID]:
    patient = told.clinic.patient
    return [row.id for row in facts.list_facts(patient, patient.subject_id)]


def test_a_known_id_gets_its_first_answer(told: Told) -> None:
    fact_id = uuid4()
    first = told.tell(QUIET, at(0, "09:00"), fact_id=fact_id)
    again = told.tell(QUIET, at(0, "09:00"), fact_id=fact_id)
    assert (first.created, again.created) == (True, False)
    assert again.answer == first.answer
    assert kept(told).count(fact_id) == 1


@pytest.mark.parametrize("change", ["body", "instant"])
def test_a_known_id_that_says_something_else_is_a_conflict(told: Told, change: str) -> None:
    fact_id = uuid4()
    told.tell(QUIET, at(0, "09:00"), fact_id=fact_id)
    body, when = (MorningReport(pain=Decimal(2)), at(0, "09:00")) if change == "body" else (QUIET, at(0, "09:01"))
    with pytest.raises(Conflict) as refused:
        told.tell(body, when, fact_id=fact_id)
    assert refused.value.code == "fact_conflict"
    assert told.course.mornings[0].pain == Decimal(1)


def test_what_was_sent_tells_retries_apart_where_the_server_filled_in_the_rest(told: Told) -> None:
    fact_id = uuid4()
    told.tell(QUIET, at(0, "09:00"), fact_id=fact_id, sent={"pain": 1})
    assert told.tell(QUIET, at(0, "09:30"), fact_id=fact_id, sent={"pain": 1}).created is False
    with pytest.raises(Conflict):
        told.tell(QUIET, at(0, "09:00"), fact_id=fact_id, sent={"pain": 2})


def test_one_id_sent_at_once_by_many_is_recorded_once(told: Told, app: Flask) -> None:
    fact_id, together = uuid4(), Barrier(6, timeout=20)

    def send() -> bool:
        with app.app_context():
            together.wait()
            try:
                return told.tell(QUIET, at(0, "09:00"), fact_id=fact_id).created
            finally:
                db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        made = [future.result() for future in [pool.submit(send) for _ in range(6)]]
    assert sorted(made) == [False] * 5 + [True]
    assert kept(told).count(fact_id) == 1


def test_different_facts_sent_at_once_are_all_recorded_under_numbers_of_their_own(told: Told, app: Flask) -> None:
    together = Barrier(6, timeout=20)

    def send(minute: int) -> None:
        with app.app_context():
            together.wait()
            told.tell(QUIET, at(0, f"09:0{minute}"))
            db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        for future in [pool.submit(send, minute) for minute in range(6)]:
            future.result()
    patient = told.clinic.patient
    numbers = [row.sequence for row in facts.list_facts(patient, patient.subject_id)]
    assert len(set(numbers)) == 7
    assert len(told.course.mornings) == 6


def test_a_refused_fact_leaves_nothing_behind(told: Told) -> None:
    patient = told.clinic.patient
    before = [row.sequence for row in changes.list_changes(patient, patient.subject_id)]
    with pytest.raises(Invalid):
        told.tell(QUIET, at(0, "09:00"), check=lambda _: [FieldError("site", "No.")])
    told.tell(QUIET, at(0, "09:00"))
    after = [row.sequence for row in changes.list_changes(patient, patient.subject_id)]
    assert after == [*before, before[-1] + 1]


def test_an_answer_that_cannot_be_made_keeps_nothing(told: Told) -> None:
    fact_id = uuid4()

    def fail() -> None:
        raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError):
        told.tell(QUIET, at(0, "09:00"), fact_id=fact_id, also=fail)
    assert fact_id not in kept(told)
    assert told.tell(QUIET, at(0, "09:00"), fact_id=fact_id).created is True


def test_nobody_records_about_a_patient_out_of_reach(told: Told) -> None:
    stranger = found_clinic("South Clinic").therapist
    with pytest.raises(NotFound):
        act(Clinic(stranger, told.clinic.patient), told.plan_id, Verb.HOLD)


def test_a_snapshot_is_written_only_over_the_one_that_was_read(told: Told) -> None:
    patient = told.clinic.patient
    row = courses.find_course(patient, patient.subject_id)
    assert row is not None
    stale = row.version
    told.tell(QUIET, at(0, "09:00"))
    with pytest.raises(Conflict) as refused, write():
        courses.save_course(patient, patient.subject_id, stale, {"summary": {"worst_pain_7d": 9}})
    assert refused.value.code == "try_again"
    now = courses.find_course(patient, patient.subject_id)
    assert now is not None
    assert (now.version, len(loaded(patient.subject_id, now).mornings)) == (stale + 1, 1)


def test_a_fact_from_the_future_is_kept_and_changes_nothing(told: Told, hand_clock: HandClock) -> None:
    before = told.course
    answer = told.tell(QUIET, hand_clock.at + timedelta(minutes=16)).answer
    assert told.course == before
    assert UUID(answer["id"]) in kept(told)
    told.tell(QUIET, hand_clock.at + timedelta(minutes=14))
    assert len(told.course.mornings) == 1


@pytest.mark.parametrize("pain, alerted", [(7, False), (8, True)])
def test_severe_pain_without_effect_is_owed_to_the_clinic(
    told: Told, hand_clock: HandClock, pain: int, alerted: bool
) -> None:
    told.tell(AfterCheckIn(pain=Decimal(pain)), hand_clock.at + timedelta(days=1))
    waiting = alerts.list_alerts(told.clinic.therapist)
    assert [(alert.rule, alert.scope) for alert in waiting] == [("S4", "programme")] * alerted
    owed = session().scalars(select(OccurrenceRow.subject_id).where(OccurrenceRow.kind == "alert"))
    assert list(owed) == [alert.id for alert in waiting]
    assert told.course.locks == ()


class TestAPlanThatEnded:
    """What happened before the end counts whenever it arrives; what happened after it decides nothing."""

    @pytest.fixture
    def ended(self, told: Told, hand_clock: HandClock) -> Callable[[str], Told]:
        """Return a function that tells of a session of tomorrow's wall time, after the plan ended at noon."""

        def tell(wall: str) -> Told:
            hand_clock.wait(days=1)
            act(told.clinic, told.plan_id, Verb.END, at=at(1, "12:00") - timedelta(hours=4))
            hand_clock.wait(hours=10)
            told.session(at(1, wall), pain=9)
            return told

        return tell

    def test_a_session_from_before_the_end_still_stops(self, ended: Callable[[str], Told]) -> None:
        told = ended("07:30")
        assert "S4" in {lock.rule for lock in told.course.locks}

    def test_a_session_from_after_the_end_only_alerts(self, ended: Callable[[str], Told]) -> None:
        told = ended("09:30")
        assert told.course.locks == ()
        assert len(alerts.list_alerts(told.clinic.therapist)) == 1
