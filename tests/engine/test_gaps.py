"""Days without a session: how long the gap is, what the return looks like, and the way back to all sets."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_api.engine.configuring import Config
from hep_api.engine.dose import DoseRange, Frequency
from hep_api.engine.facts import Pause, Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Listing
from hep_api.engine.state import PlanStatus
from hep_api.engine.timetable import gap_days
from tests.engine.builders import Story, content, exercise, hsr_content, loaded, phase
from tests.engine.cases import LIFT, hsr, unlock_all
from tests.engine.cases import week as trained_week
from tests.engine.test_tables import scheduled

WIDE = DoseRange(4, 4, 8, 20)
YEAR = Decimal(52)


def daily(**changes: object) -> Story:
    """Every weekday, fixed by the clinician: a missed session is due on its day."""
    made = Story(content(exercise("clam", dose=WIDE, **changes), phases=(phase("P1", "clam", weeks_max=YEAR),)))
    made.act(0, Verb.ADJUST, days=(0, 1, 2, 3, 4, 5, 6))
    return made


def thrice(fixed: bool = False) -> Story:
    """Three sessions a week; Monday, Wednesday and Friday where they are fixed."""
    made = Story(content(exercise("clam", dose=WIDE), phases=(phase("P1", "clam", frequency=Frequency(3, 3)),)))
    if fixed:
        made.act(0, Verb.ADJUST, days=(0, 2, 4))
    return made


def gap(told: Story, day: int) -> int:
    """The gap at the opening of a day."""
    told.until(day)
    return gap_days(told.course, told.plan, told.at(day, "12:00").date(), Config())


@pytest.mark.parametrize(
    "done, day, expected",
    [
        pytest.param([0, 2, 4], 7, 0, id="on time"),
        pytest.param([0, 2], 7, 3, id="Friday missed, asked on Monday"),
        pytest.param([0, 2, 4], 8, 1, id="Monday missed, asked on Tuesday"),
        pytest.param([0, 3, 4], 7, 0, id="Wednesday made up on Thursday is no gap any more"),
        pytest.param([], 20, 0, id="never trained"),
        pytest.param([0, 2, 7], 7, 3, id="the session that ends a gap does not shorten it"),
    ],
)
def test_fixed_days_are_missed_on_their_day(done: list[int], day: int, expected: int) -> None:
    told = thrice(fixed=True)
    for trained in done:
        told.session(trained)
    assert gap(told, day) == expected


@pytest.mark.parametrize(
    "done, day, expected",
    [
        pytest.param([0, 2, 4], 13, 0, id="a week without a session is missed when it ends"),
        pytest.param([0, 2, 4], 14, 1, id="due on Sunday, asked on Monday"),
        pytest.param([0, 2], 7, 1, id="two of three: one was due on Sunday"),
        pytest.param([1, 3, 5], 7, 0, id="three on other days are three"),
        pytest.param([0, 1, 2], 7, 0, id="three early in the week are three"),
        pytest.param([0, 2, 4], 10, 0, id="this week's are not due before Sunday"),
    ],
)
def test_so_many_times_a_week_is_missed_on_sunday(done: list[int], day: int, expected: int) -> None:
    told = thrice()
    for trained in done:
        told.session(trained)
    assert gap(told, day) == expected


def test_a_pause_is_no_gap_unless_it_is_long() -> None:
    told = daily()
    told.trained(0)
    told.pause(1, 13)
    assert gap(told, 14) == 0
    long = daily()
    long.trained(0)
    long.pause(1, 14)
    assert gap(long, 15) == 14


def test_nothing_is_judged_while_the_pause_lasts() -> None:
    told = daily()
    told.trained(0)
    told.pause(2, 20)
    told.until(20)
    assert told.plan.gap_rule == ""
    told.until(22)
    assert told.plan.gap_rule == "R7"


def test_days_that_a_clinician_held_are_no_gap() -> None:
    told = daily()
    told.trained(0)
    told.act(1, Verb.HOLD)
    told.act(15, Verb.RESUME)
    assert gap(told, 17) == 2, "day 15, on which the plan was resumed"
    assert told.plan.gap_rule == ""


def test_a_week_away_takes_a_tenth_of_the_load_and_one_set_for_a_week() -> None:
    told = Story(content(loaded(step_kg="1", dose=WIDE)))
    told.act(0, Verb.ADJUST, days=(0, 1, 2, 3, 4, 5, 6))
    told.trained(0, slug="press", load=20)
    told.until(8)
    assert (told.said("press").outcome, told.said("press").rule) == (Outcome.MODIFY, "M7")
    assert (told.slot("press").dose.sets, told.slot("press").dose.load.value) == (3, Decimal(18))
    for day in range(9, 15):
        told.trained(day, slug="press")
    assert told.slot("press").dose.sets == 3
    told.until(16, "01:00")
    assert told.slot("press").dose.sets == 4
    assert told.slot("press").comeback is None
    assert told.slot("press").dose.load.value == Decimal(18), "the load is earned again, not given back"


def test_two_weeks_away_go_back_a_rung_and_sets_come_back_over_four_weeks() -> None:
    told = daily()
    told.adjust(0, "clam", rung=2)
    told.trained(1)
    told.until(16)
    slot = told.slot()
    assert (slot.rung, slot.dose.sets, slot.dose.target) == (1, 2, 14)
    sets = []
    for week in range(5):
        for day in range(16 + 7 * week, 23 + 7 * week):
            told.trained(day)
        sets.append(told.plan.slots[0].results[-1].dose.sets)
    assert sets == [2, 2, 3, 3, 4]


def test_a_longer_gap_is_judged_from_where_it_began_and_not_added_up() -> None:
    told = daily()
    told.adjust(0, "clam", rung=2)
    told.trained(1)
    told.until(9)
    assert told.said().rule == "M7"
    told.until(16)
    assert (told.slot().rung, told.slot().dose.sets) == (1, 2)


def test_only_repetitions_rise_while_coming_back() -> None:
    told = Story(content(exercise("clam", dose=DoseRange(4, 4, 10, 10))))
    told.act(0, Verb.ADJUST, days=(0, 1, 2, 3, 4, 5, 6))
    told.trained(0)
    told.until(9)
    for day in range(9, 15):
        told.trained(day)
    assert (told.said().outcome, told.said().rule) == (Outcome.HOLD, "M7")
    assert [reason.key for reason in told.said().reasons] == ["hold.coming_back"]
    assert told.slot().dose.sets == 3


def test_a_red_stops_the_sets_from_coming_back_by_the_calendar() -> None:
    told = daily()
    told.trained(0)
    told.until(8)
    told.trained(9)
    told.trained(14, pain=6)
    unlock_all(told, 15)
    before = told.slot().dose.sets
    told.until(17)
    assert told.slot().dose.sets <= before


def test_the_first_session_after_four_days_is_at_best_a_hold() -> None:
    told = daily()
    told.trained(0)
    told.trained(5)
    assert (told.said().outcome, told.said().rule) == (Outcome.HOLD, "H7")
    told.trained(6)
    assert told.said().outcome is Outcome.INCREASE_REPS


def test_a_session_of_which_nothing_was_done_ends_no_gap() -> None:
    told = daily()
    told.trained(0)
    told.session(4, reps=0)
    assert gap(told, 6) == 5


def test_scheduled_work_returns_on_the_row_before() -> None:
    told = Story(hsr_content())
    for week in range(3):
        for day in (0, 2, 4):
            at = 7 * week + day
            told.session(at, slug="heel-raise", rpe=8, load=20 if at == 0 else None)
            told.morning(at + 1)
            if day < 4:
                told.morning(at + 2)
    before = told.plan.schedule_week
    told.until(42)
    assert "R7" in {d.rule for d in told.course.emitted}
    assert all(isinstance(decision.facts, tuple) for decision in told.course.emitted)
    assert told.plan.schedule_week < max(before, 2)


def test_an_exercise_beside_a_table_goes_back_a_rung_and_not_to_a_row() -> None:
    made = scheduled()
    only, beside = made.protocol.phases[0], exercise("clam", "trunk", frequency=Frequency(1, 3))
    menu = (*only.exercises, Listing("clam", start_rung="middle"))
    protocol = replace(made.protocol, phases=(replace(only, exercises=menu),))
    told = Story(replace(made, protocol=protocol, exercises={**made.exercises, "clam": beside}))
    for day in (0, 2, 4, 7, 9, 11):
        told.session(day, told.log("nordic"), told.log("clam"))
        told.morning(day + 1)
        told.morning(day + 2)
    told.until(14)
    assert (told.plan.schedule_week, told.slot().rung) == (3, 2)
    told.until(35)
    assert told.plan.gap_rule == "R7"
    assert (told.slot().rung, told.slot().range) == (1, beside.dose)


@pytest.mark.parametrize("needed, load", [("2", 20), ("1", 21)], ids=["the row stays", "the next row is due"])
def test_scheduled_work_repeats_the_last_load_on_its_row_and_leaves_a_new_row_alone(needed: str, load: int) -> None:
    told = hsr()
    told.set(0, "week_min_sessions", needed)
    for number in (0, 1):
        trained_week(told, number)
    told.session(14, slug=LIFT, rpe=6)
    for day in range(15, 21):
        told.morning(day)
    assert told.slot(LIFT).dose.load.value == 21
    told.until(25)
    assert told.plan.gap_rule == "H7"
    assert told.slot(LIFT).dose.load.value == load


def test_four_weeks_away_freeze_the_plan_until_a_clinician_resumes_it() -> None:
    told = daily()
    told.trained(0)
    told.until(30)
    assert told.plan.status is PlanStatus.FROZEN
    assert (told.last().outcome, told.last().rule) == (Outcome.REASSESS, "R8")
    assert [alert.rule for alert in told.course.alerts] == ["R8"]
    told.act(31, Verb.ACKNOWLEDGE, target=told.course.alerts[0].id)
    told.act(31, Verb.RESUME)
    told.until(34)
    assert told.plan.status is PlanStatus.ACTIVE


def test_a_late_session_undoes_the_gap_that_only_a_silent_phone_had_made() -> None:
    told, whole = daily(), daily()
    told.trained(0)
    told.until(9)
    assert told.said().rule == "M7"
    for each in (told, whole):
        each.facts = [fact for fact in each.facts if fact.occurred_at < each.at(1, "00:00")]
    for day in range(9):
        whole.trained(day)
    assert "M7" not in {d.rule for d in whole.replayed().emitted}


def test_a_second_gap_on_the_way_back_begins_the_way_again() -> None:
    told = daily()
    told.adjust(0, "clam", rung=2)
    told.trained(1)
    told.until(16)
    for day in range(16, 24):
        told.trained(day)
    assert told.slot().dose.sets == 2
    told.until(32)
    assert (told.said().rule, told.said().before.dose.sets) == ("M7", 3)
    assert told.slot().dose.sets == 2
    assert told.slot().comeback is not None
    assert told.slot().comeback.week == 0
    for day in range(32, 41):
        told.trained(day)
    assert told.slot().dose.sets == 2, "the second week of four, not all sets at once"


def test_sets_do_not_come_back_in_a_week_without_training() -> None:
    told = daily()
    told.trained(1)
    told.until(16)
    for day in range(16, 23):
        told.trained(day)
    away = Pause(told.at(23, "12:00").date(), told.at(29, "12:00").date(), "travel")
    told.add(23, "12:00", away)
    told.until(24)
    assert told.slot().comeback.week == 1
    told.until(31)
    assert told.slot().comeback.week == 1
    told.trained(31)
    told.until(33)
    assert told.slot().comeback.week == 2
