"""Every so many days, twice a day, and exercises with a rhythm of their own."""

import calendar
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hep_api.engine.agenda import Day, agenda
from hep_api.engine.configuring import Config
from hep_api.engine.dose import DoseRange, Frequency
from hep_api.engine.facts import Verb
from hep_api.engine.protocol import Content, Listing
from hep_api.engine.timetable import WEEKDAYS, adherence, gap_days, is_training_day
from tests.engine.builders import Story, content, exercise, phase

SECOND = Frequency(3, 4, every_days=2)
GRID = Frequency(3, 4, every_days=2, skip=True)


def every(frequency: Frequency) -> Story:
    """One exercise at this rhythm."""
    known = exercise("clam", frequency=Frequency(7, 7))
    return Story(content(known, phases=(phase("P1", "clam", frequency=frequency),)))


def on(told: Story, day: int) -> date:
    """A day of the story."""
    return told.at(day, "12:00").date()


WEEKS = {
    1: "Mon", 2: "Mon Thu", 3: "Mon Wed Fri", 4: "Mon Tue Thu Fri", 5: "Mon Tue Wed Thu Fri",
    6: "Mon Tue Wed Thu Fri Sat", 7: "Mon Tue Wed Thu Fri Sat Sun",
}  # fmt: skip


def test_so_many_sessions_a_week_are_spread_over_it() -> None:
    names = [calendar.day_abbr[day] for day in range(7)]
    assert {times: " ".join(names[day] for day in days) for times, days in WEEKDAYS.items()} == WEEKS


@pytest.mark.parametrize(
    "frequency, done, expected",
    [
        pytest.param(SECOND, [0], [2], id="two days after the last"),
        pytest.param(SECOND, [0, 3], [5], id="a missed day shifts the chain"),
        pytest.param(GRID, [0], [2, 4], id="the grid stays"),
        pytest.param(GRID, [0, 3], [4], id="a missed day is skipped"),
    ],
)
def test_which_days_are_due(frequency: Frequency, done: list[int], expected: list[int]) -> None:
    told = every(frequency)
    for day in done:
        told.session(day)
    first = max(done) + 1
    found = [day for day in range(first, first + 4) if is_training_day(told.course, told.plan, on(told, day))]
    assert found[: len(expected)] == expected


def test_adherence_counts_the_sessions_of_the_chain() -> None:
    told = every(SECOND)
    for day in (0, 2, 4, 6, 8, 10, 12):
        told.session(day)
    assert adherence(told.course, told.plan, on(told, 13), Config()) == 1
    late = every(SECOND)
    for day in (0, 3, 6, 9, 12):
        late.session(day)
    assert adherence(late.course, late.plan, on(late, 13), Config()) == 1, "each was done before the next was due"
    lazy = every(SECOND)
    for day in (0, 6, 12):
        lazy.session(day)
    found = adherence(lazy.course, lazy.plan, on(lazy, 13), Config())
    assert found is not None
    assert found < 1


def test_the_gap_of_a_chain_begins_when_the_next_session_was_due() -> None:
    told = every(SECOND)
    told.session(0)
    assert gap_days(told.course, told.plan, on(told, 2), Config()) == 0
    assert gap_days(told.course, told.plan, on(told, 7), Config()) == 5


def mixed() -> Content:
    """One exercise daily and twice a day, one every second, one every third day."""
    known = [exercise(slug, "hamstring", frequency=Frequency(7, 7)) for slug in ("extender", "diver", "glider")]
    menu = (
        Listing("extender", frequency=Frequency(7, 7, bouts=2)),
        Listing("diver", frequency=Frequency(3, 4, every_days=2)),
        Listing("glider", frequency=Frequency(2, 3, every_days=3)),
    )
    return content(*known, phases=(phase("P1", exercises=menu, frequency=Frequency(7, 7)),))


def items(told: Story, day: int) -> list[str]:
    """What a day asks for."""
    told.until(day, "06:00")
    return [item.slot.slug for item in agenda(told.course, told.plan, on(told, day)).items]


def test_exercises_of_one_phase_keep_their_own_rhythm() -> None:
    told = Story(mixed())
    asked = {}
    for day in range(7):
        asked[day] = items(told, day)
        told.session(day, *(told.log(slug) for slug in asked[day]))
        told.morning(day + 1)
    assert [day for day in asked if "diver" in asked[day]] == [0, 2, 4, 6]
    assert [day for day in asked if "glider" in asked[day]] == [0, 3, 6]


def test_twice_a_day_is_done_after_the_second_bout_and_asks_only_for_what_is_due_again() -> None:
    told = Story(mixed())
    assert agenda(told.course, told.plan, on(told, 0)).bouts == 2
    told.session(0, *(told.log(slug) for slug in ("extender", "diver", "glider")), clock="08:30")
    day = agenda(told.course, told.plan, on(told, 0))
    assert (day.day, [item.slot.slug for item in day.items]) == (Day.DUE, ["extender"])
    told.session(0, told.log("extender"), clock="18:00")
    assert agenda(told.course, told.plan, on(told, 0)).day is Day.DONE


def test_one_of_two_bouts_is_no_complete_day() -> None:
    told = Story(mixed())
    for day in range(7):
        told.session(day, *(told.log(slug) for slug in items(told, day)), clock="08:30")
    found = adherence(told.course, told.plan, on(told, 6), Config())
    assert found == 0


@pytest.mark.parametrize("second, kept", [(4, 1), (3, 0)])
def test_eighty_percent_of_both_bouts_are_a_complete_day(second: int, kept: int) -> None:
    twice = exercise("clam", dose=DoseRange(5, 5, 8, 12), frequency=Frequency(7, 7, bouts=2))
    told = Story(content(twice))
    for day in range(7):
        told.session(day, pains=[1] * 4, clock="08:30")
        told.session(day, pains=[1] * second, clock="18:00")
    assert adherence(told.course, told.plan, on(told, 6), Config()) == kept


@pytest.mark.parametrize("bouts", [1, 2])
def test_after_four_days_away_the_last_dose_is_repeated_also_where_a_day_had_two_bouts(bouts: int) -> None:
    told = Story(content(exercise("clam", frequency=Frequency(7, 7, bouts=bouts))))
    told.act(0, Verb.ADJUST, "08:10", days=(0, 1, 2, 3, 4, 5, 6))
    for clock in ("08:30", "18:00")[:bouts]:
        told.session(0, clock=clock)
    told.morning(1)
    assert told.slot().dose.target == 9
    told.until(5)
    assert told.slot().dose.target == 8


def test_a_clinicians_weekdays_win_over_the_rhythm_of_the_phase() -> None:
    told = every(SECOND)
    told.course = replace(told.course, plans=(replace(told.plan, days=(0, 3), days_fixed=True),))
    assert [day for day in range(7) if is_training_day(told.course, told.plan, on(told, day))] == [0, 3]


@pytest.mark.parametrize("done, kept", [((0, 3, 6, 9, 12), "1"), ((0, 3, 6, 9), "0.75")])
def test_the_grid_goes_on_whatever_day_the_last_fourteen_days_begin_with(done: tuple[int, ...], kept: str) -> None:
    told = every(Frequency(2, 3, every_days=3, skip=True))
    for day in done:
        told.session(day)
    assert adherence(told.course, told.plan, on(told, 14), Config()) == Decimal(kept), "day 0 is out of it"


def test_sessions_of_a_chain_that_fall_into_a_pause_are_not_missed() -> None:
    told = every(SECOND)
    for day in (0, 2):
        told.session(day)
    told.pause(3, 8)
    told.session(10)
    assert adherence(told.course, told.plan, on(told, 11), Config()) == 1
    assert adherence(told.course, told.plan, on(told, 12), Config()) == Decimal("0.75")


def test_every_second_day_twice_is_kept_by_both_bouts() -> None:
    told = every(replace(SECOND, bouts=2))
    for day in (0, 2, 4, 6):
        told.session(day, clock="08:30")
        if day != 2:
            told.session(day, clock="18:00")
    assert adherence(told.course, told.plan, on(told, 6), Config()) == Decimal("0.75")


def test_what_is_due_today_is_asked_for_today() -> None:
    told = every(SECOND)
    for day in (0, 2, 4):
        told.session(day)
    assert [adherence(told.course, told.plan, on(told, day), Config()) for day in (6, 7)] == [Decimal("0.75")] * 2


def test_a_session_on_the_day_of_the_next_makes_up_for_none_before() -> None:
    told = every(GRID)
    for day in (0, 4, 6):
        told.session(day)
    assert adherence(told.course, told.plan, on(told, 7), Config()) == Decimal("0.75")


def test_three_sessions_are_enough_to_judge_a_slow_chain_even_when_the_first_is_long_ago() -> None:
    told = every(Frequency(1, 1, every_days=7))
    for day in (0, 7, 14):
        told.session(day)
    assert adherence(told.course, told.plan, on(told, 13), Config()) is None
    assert adherence(told.course, told.plan, on(told, 20), Config()) == 1


@pytest.mark.parametrize(
    "second, third, target",
    [
        pytest.param({}, None, 9, id="both as asked: the first earns its step, once"),
        pytest.param({"pain": 3}, None, 8, id="the second eased: nothing is earned"),
        pytest.param({"reps": 5}, None, 8, id="the second fell short: nothing is earned"),
        pytest.param({"pain": None}, None, 8, id="the second was not told: nothing is earned"),
        pytest.param({}, {}, 8, id="a third that nobody asked for"),
    ],
)
def test_of_two_bouts_the_first_earns_only_when_nothing_objects_to_the_second(
    second: dict[str, object], third: dict[str, object] | None, target: int
) -> None:
    told = Story(mixed())
    told.session(0, slug="extender", clock="08:30")
    told.session(0, slug="extender", clock="18:00", **second)
    if third is not None:
        told.session(0, slug="extender", clock="20:00", **third)
    told.morning(1)
    assert told.slot("extender").dose.target == target
    assert told.replayed() == told.course
