"""Boundaries fire at their own instants in the patient's zone, however time is cut into pieces."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hep_api.engine.course import advance, next_boundary, step
from hep_api.engine.facts import AfterCheckIn, Verb, credited_on
from hep_api.engine.outcomes import Outcome, Stage
from hep_api.engine.state import Course
from tests.engine.builders import PATIENT, PLAN, Story, content, exercise
from tests.engine.cases import story

NOTHING, MINUTE = timedelta(0), timedelta(minutes=1)


def test_one_long_advance_equals_many_short_ones() -> None:
    told = story()
    told.session(0)
    short = told.course
    for minute in range(0, 5 * 24 * 60, 47):
        short = advance(short, told.at(0, "18:00") + timedelta(minutes=minute))
    end = told.at(6, "00:00")
    assert advance(short, end) == advance(told.course, end)


def test_time_never_runs_backwards() -> None:
    told = story()
    told.session(0)
    told.until(3)
    assert advance(told.course, told.at(1, "12:00")) == told.course


@pytest.mark.parametrize("clock, decided", [("11:59", False), ("12:00", True)])
def test_the_cut_off_is_noon_of_the_next_local_day(clock: str, decided: bool) -> None:
    told = story()
    told.session(0)
    told.until(1, clock)
    assert (told.said().stage is Stage.FINAL) == decided


def test_the_cut_off_keeps_the_zone_of_the_session_when_the_patient_travels() -> None:
    told = story()
    told.session(0)
    told.add(0, "19:00", any_report(), zone="Europe/Madrid")
    told.until(1, "11:59")
    assert told.said().stage is Stage.PROVISIONAL
    told.until(1, "12:00")
    assert told.said().stage is Stage.FINAL


def any_report() -> AfterCheckIn:
    """Any report at all, sent from elsewhere."""
    return AfterCheckIn(settle_minutes=10)


@pytest.mark.parametrize(
    "zone, start",
    [
        pytest.param("America/New_York", date(2026, 3, 7), id="an hour is lost"),
        pytest.param("America/New_York", date(2026, 10, 31), id="an hour comes twice"),
        pytest.param("Africa/Cairo", date(2026, 4, 23), id="midnight itself is lost"),
        pytest.param("America/Havana", date(2026, 10, 31), id="midnight comes twice"),
        pytest.param("Australia/Lord_Howe", date(2026, 4, 4), id="half an hour"),
        pytest.param("Pacific/Auckland", date(2026, 4, 4), id="far east"),
    ],
)
def test_every_local_day_ends_exactly_once_when_clocks_change(zone: str, start: date) -> None:
    told = Story(content(exercise("clam")), zone=zone, start=start)
    ends: list[datetime] = []
    course = told.course
    while (at := next_boundary(course)) is not None and len(ends) < 4:
        course = advance(course, at)
        ends.append(at)
    local, before = ([(end - early).astimezone(ZoneInfo(zone)).date() for end in ends] for early in (NOTHING, MINUTE))
    assert local == [start + timedelta(days=days) for days in (1, 2, 3, 4)]
    assert before == [start + timedelta(days=days) for days in (0, 1, 2, 3)]


def test_a_course_told_across_a_clock_change_progresses_day_by_day() -> None:
    for zone, start in (("America/New_York", date(2026, 3, 6)), ("Africa/Cairo", date(2026, 4, 22))):
        told = Story(content(exercise("clam")), zone=zone, start=start)
        for day in range(4):
            told.trained(day)
        assert told.slot().dose.target == 12


@pytest.mark.parametrize(
    "instant, zone, day",
    [
        (datetime(2026, 3, 3, 4, 30, tzinfo=UTC), "America/New_York", date(2026, 3, 2)),
        (datetime(2026, 3, 3, 5, 30, tzinfo=UTC), "America/New_York", date(2026, 3, 3)),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "Asia/Tokyo", date(2026, 3, 3)),
    ],
)
def test_a_fact_belongs_to_the_local_day_of_its_zone(instant: datetime, zone: str, day: date) -> None:
    assert credited_on(instant, zone) == day


def test_a_lock_begins_on_the_local_day_whatever_offset_the_instant_is_written_in() -> None:
    told = story()
    late = told.at(0, "21:00").astimezone(UTC)
    fact = told.facts[0]
    told.session(0, limp=True)
    session = told.facts[-1]
    utc = replace(session, occurred_at=late)
    course = step(step(Course(PATIENT, zone=told.zone, contents=told.course.contents), fact), utc)
    assert [lock.since_on for lock in course.locks] == [told.start]


def test_flying_east_and_west_does_not_lose_a_session_or_count_one_twice() -> None:
    told = story()
    told.session(0)
    told.morning(1, 1)
    tokyo = ZoneInfo("Asia/Tokyo")
    flight = told.add(2, "09:00", any_report(), zone="Asia/Tokyo")
    assert told.course.zone == "Asia/Tokyo"
    told.course = advance(told.course, flight.occurred_at.astimezone(tokyo) + timedelta(days=3))
    assert len(told.plan.sessions) == 1
    assert [d.outcome for d in told.course.emitted if d.stage is Stage.FINAL] == [Outcome.INCREASE_REPS]


def test_nothing_is_due_for_a_patient_without_a_running_plan() -> None:
    assert next_boundary(Course(PATIENT)) is None
    told = story()
    told.act(1, Verb.END)
    assert next_boundary(told.course) is None
    assert told.course.plan(PLAN) is not None
