"""Reminders of a real course: what the patient tells decides whether the phone rings."""

from dataclasses import replace
from uuid import UUID

import pytest

from hep_api import clock
from hep_api.courses import day_of
from hep_api.engine.facts import Verb
from hep_api.notices.deliver import deliver_notices
from hep_api.notices.plan import plan_notices
from hep_api.store.binding import NOBODY
from hep_api.store.db import bound_to
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.plans import act, assign_plan
from tests.builders.told import Told, at
from tests.notices.builders import FakeSender, a_courier, add_phone, occurrences


@pytest.fixture
def story(clinic: Clinic, hand_clock: HandClock, sender: FakeSender):
    """A hip plan from Monday on, a phone for everybody, and rounds of work at any instant."""
    hand_clock.at = at(0, "09:00")
    told = Told(clinic, assign_plan(clinic))
    add_phone(clinic.patient, "phone-of-the-patient")
    add_phone(clinic.therapist, "phone-of-the-therapist")

    def work(day: int, wall: str) -> list[str]:
        """What a round at this instant sends; like every round it begins in no clinic."""
        hand_clock.at = at(day, wall)
        sender.messages.clear()
        with bound_to(NOBODY):
            plan_notices(clock.now())
            deliver_notices(replace(a_courier(sender, clock.now()), read_day=day_of), 5)
        return sender.templates

    return told, work, hand_clock


def test_who_has_not_trained_by_the_evening_is_reminded(story):
    _, work, _ = story
    assert work(0, "17:59") == []
    assert work(0, "18:05") == ["exercise_due"]
    assert work(0, "18:30") == []


def test_a_session_ends_the_evenings_reminder_and_brings_the_mornings_question(story):
    told, work, hand = story
    work(0, "12:00")
    hand.at = at(0, "17:00")
    for slot in told.plan.slots:
        told.session(at(0, "17:00"), slug=slot.slug)
    assert work(0, "18:05") == []
    assert work(1, "08:06") == ["check_in"]


def test_a_morning_that_was_told_is_not_asked_about(story):
    told, work, hand = story
    hand.at = at(0, "17:00")
    told.session(at(0, "17:00"))
    hand.at = at(1, "07:30")
    told.morning(at(1, "07:30"))
    assert "check_in" not in work(1, "08:06")


def stop(told: Told, hand: HandClock) -> UUID:
    """Pain of nine: everything stops."""
    hand.at = at(0, "15:00")
    return told.session(at(0, "15:00"), pain=9)


def test_a_stop_tells_the_therapist_at_once_and_reminds_nobody_to_train(story):
    told, work, hand = story
    work(0, "12:00")
    stop(told, hand)
    assert "alert" in work(0, "15:00")
    assert "exercise_due" not in work(0, "18:05")
    assert "exercise_due" not in work(1, "18:05")


def test_reminders_come_back_when_a_clinician_unlocks(story, clinic):
    told, work, hand = story
    work(0, "12:00")
    stop(told, hand)
    assert tomorrows() == ("cancelled", "locked")
    hand.at = at(0, "20:00")
    work(0, "20:00")
    assert tomorrows() == ("cancelled", "locked")
    for lock in told.course.locks:
        act(clinic, told.plan_id, Verb.UNLOCK, target=lock.id)
    work(0, "20:01")
    assert tomorrows() == ("open", None)


def tomorrows() -> tuple[str, str | None]:
    """How Tuesday's reminder stands, and why."""
    row = next(row for row in occurrences("exercise_due") if row.local_date == at(1, "12:00").date())
    return row.state, row.reason
