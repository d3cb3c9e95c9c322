"""Facts that arrive late or are corrected: the course is what it would have been, and history says what it was."""

from dataclasses import replace
from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import update

from hep_api.courses import persist_due
from hep_api.engine.facts import Verb
from hep_api.engine.state import Course
from hep_api.store import alerts
from hep_api.store.binding import NOBODY
from hep_api.store.courses_due import due_courses
from hep_api.store.db import bound_to, session, write
from hep_api.store.models import CourseRow
from tests.builders.clinics import Clinic, add_patient, found_clinic
from tests.builders.clocks import HandClock
from tests.builders.plans import act, assign_plan
from tests.builders.told import Told, at


def outcome_of(told: Told, stage: str) -> list[tuple[int, str, bool]]:
    """Revision, outcome and whether it is current, of every decision of a stage."""
    return [(row.revision, row.outcome, row.superseded_by is None) for row in told.decisions() if row.stage == stage]


def essence(course: Course) -> list[object]:
    """What a patient would see, without the numbers that count arrivals."""
    return [(slot.slug, slot.rung, slot.dose) for plan in course.plans for slot in plan.slots]


def a_round(hand_clock: HandClock) -> int:
    """A worker's round; it begins in no clinic."""
    with bound_to(NOBODY):
        return persist_due(hand_clock.now())


def test_a_late_morning_supersedes_what_its_absence_decided(told: Told, hand_clock: HandClock) -> None:
    hand_clock.at = at(2, "09:00")
    told.session(at(0, "18:00"))
    assert a_round(hand_clock) == 1
    assert outcome_of(told, "final") == [(1, "HOLD", True)]
    told.morning(at(1, "07:30"))
    assert outcome_of(told, "final") == [(1, "HOLD", False), (2, "INCREASE_REPS", True)]
    assert told.slot().dose.target == 10


def test_the_order_of_arrival_changes_nothing(clinic: Clinic, hand_clock: HandClock) -> None:
    """Three sessions and two mornings in every order that a phone might send them in."""
    stories = []
    hand_clock.at = at(0, "08:00")
    orders = list(permutations(range(4)))[::5]
    for order in orders:
        hand_clock.at = at(0, "08:00")
        patient = Clinic(clinic.therapist, add_patient(clinic.therapist))
        told = Told(patient, assign_plan(patient))
        hand_clock.at = at(3, "20:00")
        facts = [
            lambda told=told: told.session(at(0, "18:00")),
            lambda told=told: told.morning(at(1, "07:30"), 2),
            lambda told=told: told.session(at(2, "18:00"), pain=4),
            lambda told=told: told.morning(at(3, "07:30"), 1),
        ]
        for index in order:
            facts[index]()
        stories.append((order, essence(told.course)))
    assert all(story == stories[0][1] for _, story in stories), stories


def test_a_boundary_that_was_persisted_stays_decided_when_something_earlier_arrives(
    told: Told, hand_clock: HandClock
) -> None:
    """The cut-off at noon has spoken; a check-in from eleven does not take it back."""
    hand_clock.at = at(1, "12:10")
    told.session(at(0, "18:00"))
    a_round(hand_clock)
    before = outcome_of(told, "final")
    told.tell_pause(at(1, "11:00"))
    assert outcome_of(told, "final") == before == [(1, "HOLD", True)]


def test_persisting_changes_no_answer_and_is_done_once(told: Told, hand_clock: HandClock) -> None:
    told.session(at(0, "09:30"))
    hand_clock.at = at(2, "09:00")
    read = told.course
    assert outcome_of(told, "final") == []
    assert a_round(hand_clock) == 1
    assert told.course == replace(read, emitted=())
    assert outcome_of(told, "final") == [(1, "HOLD", True)]
    assert a_round(hand_clock) == 0


def test_a_correction_withdraws_what_the_mistake_led_to(told: Told, hand_clock: HandClock) -> None:
    hand_clock.at = at(0, "20:00")
    wrong = told.session(at(0, "18:00"), pain=4)
    told.session(at(0, "18:00"), pain=1, corrects=wrong)
    rows = [row for row in told.decisions() if row.trigger == str(wrong)]
    assert [(row.outcome, row.superseded_by is None) for row in rows] == [("MODIFY", False), ("WITHDRAWN", True)]
    assert rows[0].superseded_by == rows[1].id


def test_good_news_that_comes_later_lifts_no_stop(told: Told, hand_clock: HandClock) -> None:
    """'I meant 1, not 9': a clinician looks before anything opens again."""
    hand_clock.at = at(0, "20:00")
    wrong = told.session(at(0, "18:00"), pain=9)
    told.session(at(0, "18:00"), pain=1, corrects=wrong)
    assert "S4" in {lock.rule for lock in told.course.locks}
    assert len(alerts.list_alerts(told.clinic.therapist)) == 1


def test_bad_news_that_comes_late_takes_the_step_back(told: Told, hand_clock: HandClock) -> None:
    """A session that was forgotten: its pain turns the increase that came after it around."""
    for day in range(2):
        hand_clock.at = at(day, "19:00")
        told.session(at(day, "18:00"))
        hand_clock.at = at(day + 1, "08:00")
        told.morning(at(day + 1, "07:30"))
    grown = told.slot().dose.target
    assert grown > 8
    told.session(at(0, "20:00"), pain=7)
    assert told.slot().dose.target < grown or told.course.locks


def test_a_dose_revision_is_never_used_twice(told: Told, hand_clock: HandClock) -> None:
    """What a phone has shown under a number stays what the number means, whatever arrives late."""
    hand_clock.at = at(0, "19:00")
    session = told.session(at(0, "18:00"))
    hand_clock.at = at(1, "08:00")
    told.morning(at(1, "07:30"))
    shown = told.slot()
    told.session(at(0, "18:00"), pain=4, corrects=session)
    after = told.slot()
    assert after.dose != shown.dose
    assert after.revision > shown.revision


@pytest.mark.parametrize("wall", ["17:00", "18:30"])
def test_a_clinicians_pin_survives_whatever_arrives_late(
    told: Told, clinic: Clinic, hand_clock: HandClock, wall: str, plan_id: UUID
) -> None:
    hand_clock.at = at(0, "18:00")
    act(clinic, plan_id, Verb.HOLD)
    hand_clock.at = at(2, "09:00")
    told.session(at(0, wall))
    told.morning(at(1, "07:30"))
    assert told.plan.status == "held"


def test_one_course_that_cannot_be_advanced_holds_up_no_other(told: Told, hand_clock: HandClock) -> None:
    other = found_clinic("South Clinic")
    assign_plan(other)
    broken = told.clinic.patient.subject_id
    with write():
        session().execute(update(CourseRow).where(CourseRow.patient_id == broken).values(body={"broken": True}))
    hand_clock.wait(days=2)
    assert a_round(hand_clock) == 1
    waiting = {patient_id for _, patient_id in due_courses(hand_clock.now(), 10)}
    assert waiting == {broken}
