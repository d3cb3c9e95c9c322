"""Adherence: sessions done over sessions asked for, in fourteen local days, with pauses and locks taken out."""

from decimal import Decimal

import pytest

from hep_api.engine import timetable
from hep_api.engine.configuring import Config
from hep_api.engine.dose import Frequency
from tests.engine.builders import Story, content, exercise, phase
from tests.engine.cases import SHORT


@pytest.mark.parametrize(
    "done, on, expected",
    [
        pytest.param([0, 2, 4], 5, None, id="fewer than seven days"),
        pytest.param([0, 2, 4], 6, "1", id="all three of a week"),
        pytest.param([0, 2], 6, "2/3", id="two of three"),
        pytest.param([0, 1, 2, 3, 4, 5], 6, "1", id="extra sessions are no more than all"),
        pytest.param([0, 1, 2, 3, 4, 5, 6], 13, "1/2", id="extra sessions never make up for another week"),
        pytest.param([1, 3, 5], 6, "1", id="a weekly plan counts sessions, not days"),
        pytest.param([14, 16, 18], 20, "1/2", id="the last fourteen days only"),
        pytest.param([7, 9, 11, 14, 16, 18], 18, "1", id="a session missed fifteen days ago is forgotten"),
    ],
)
def test_adherence(done: list[int], on: int, expected: str | None) -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", frequency=Frequency(3, 3)),)))
    for day in done:
        told.session(day)
    told.until(on)
    found = timetable.adherence(told.course, told.plan, told.at(on, "12:00").date(), Config())
    top, _, bottom = (expected or "").partition("/")
    assert found == (Decimal(top) / Decimal(bottom or 1) if expected else None)


def test_days_behind_a_lock_are_no_missed_sessions_while_it_lasts() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", frequency=Frequency(3, 3)),)))
    for day in (0, 2, 4):
        told.session(day)
    told.screen(6, "RF08")
    told.until(14)
    assert timetable.adherence(told.course, told.plan, told.at(13, "12:00").date(), Config()) == 1


def test_paused_days_are_no_missed_sessions() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", frequency=Frequency(3, 3)),)))
    for day in (0, 2, 4):
        told.session(day)
    told.pause(7, 13)
    told.until(14)
    assert timetable.adherence(told.course, told.plan, told.at(13, "12:00").date(), Config()) == 1


def test_after_two_weeks_that_asked_for_nothing_too_little_is_known() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", frequency=Frequency(3, 3)),)))
    for day in (0, 2, 4):
        told.session(day)
    told.pause(7, 20)
    told.until(20)
    assert timetable.adherence(told.course, told.plan, told.at(20, "12:00").date(), Config()) is None


@pytest.mark.parametrize("last, expected", [(8, "3/5"), (9, "3/4")])
def test_both_ends_of_a_pause_belong_to_it(last: int, expected: str) -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", frequency=Frequency(3, 3)),)))
    for day in (0, 2, 4):
        told.session(day)
    told.pause(7, last)
    told.until(12)
    top, bottom = expected.split("/")
    found = timetable.adherence(told.course, told.plan, told.at(11, "12:00").date(), Config())
    assert found == Decimal(top) / Decimal(bottom)


@pytest.mark.parametrize("skipped, rule", [(2, "A2"), (3, "H10")])
def test_a_harder_step_needs_eighty_percent_of_the_sessions(skipped: int, rule: str) -> None:
    told = Story(content(exercise("clam", dose=SHORT), phases=(phase("P1", "clam", frequency=Frequency(5, 5)),)))
    for day in (0, 1, 2, 3, 4)[skipped:]:
        told.trained(day)
    told.trained(6)
    assert told.said().rule == rule
