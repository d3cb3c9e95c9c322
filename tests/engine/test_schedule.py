"""Heavy slow resistance by the calendar: the table moves with completed weeks, repeats failed ones, and goes back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from hep_api.engine.dose import Dose, Load, LoadKind
from hep_api.engine.editing import with_plan, with_slot
from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Listing
from tests.engine.builders import Story, hsr_content
from tests.engine.cases import LIFT, hsr, unlock_all, week

TABLE = [(3, 15), (3, 12), (3, 12), (4, 10), (4, 10), (4, 8), (4, 8), (4, 8), (4, 6), (4, 6), (4, 6), (4, 6)]


def row(told: Story) -> tuple[int, int]:
    """Sets and repetitions now prescribed."""
    return told.slot(LIFT).dose.sets, told.slot(LIFT).dose.target


def test_every_completed_week_leads_to_the_row_of_the_table_on_its_monday() -> None:
    told = hsr()
    for number, expected in enumerate(TABLE):
        if number:
            told.until(number * 7, "07:00")
        assert row(told) == expected, f"week {number + 1}"
        week(told, number)
    assert told.replayed() == told.course


def test_a_week_with_one_session_repeats_and_says_why() -> None:
    told = hsr()
    week(told, 0)
    week(told, 1, days=(0,))
    told.until(14)
    assert row(told) == (3, 12)
    held = told.last()
    assert (held.outcome, held.reasons[0].key, held.reasons[0].observed) == (Outcome.HOLD, "hold.week_short", "1")
    week(told, 2)
    week(told, 3)
    told.until(28)
    assert (told.plan.weeks_counted, row(told)) == (3, (4, 10))


def test_two_bouts_of_one_day_are_one_session_of_the_week() -> None:
    told = hsr()
    week(told, 0)
    for day in range(7, 14):
        told.morning(day)
        if day == 9:
            told.session(9, slug=LIFT, clock="09:00", rpe=8)
            told.session(9, slug=LIFT, clock="18:00", rpe=8, bout=2)
    told.until(14)
    assert (told.last().reasons[0].key, told.plan.schedule_week) == ("hold.week_short", 2)


def test_a_week_with_a_red_repeats() -> None:
    told = hsr()
    week(told, 0)
    told.morning(7)
    told.session(7, slug=LIFT, pain=6, rpe=8)
    for day in (8, 9, 10, 11, 12, 13):
        told.morning(day)
        if day in (9, 11):
            told.session(day, slug=LIFT, rpe=8)
    told.until(14)
    assert "hold.week_red" in {reason.key for reason in told.last().reasons}


def test_a_row_that_asks_more_waits_for_four_mornings_and_one_that_asks_the_same_does_not() -> None:
    told = hsr()
    week(told, 0)
    for day in (7, 9, 11):
        told.trained(day, slug=LIFT, rpe=8)
    told.until(14)
    assert told.plan.schedule_week == 3, "week 3 asks the same as week 2: three mornings are enough"
    for day in (14, 16, 18):
        told.trained(day, slug=LIFT, rpe=8)
    told.until(21)
    assert told.last().reasons[0].key == "hold.week_mornings"
    assert row(told) == (3, 12)


def test_a_flare_in_the_window_holds_a_row_that_asks_more_but_not_one_that_asks_the_same() -> None:
    told = hsr()
    week(told, 0)
    for day in range(7, 14):
        told.morning(day, 3 if day == 10 else 1)
        if day in (7, 9, 11):
            told.session(day, slug=LIFT, rpe=8)
    told.until(14)
    assert told.plan.schedule_week == 3
    for day in range(14, 21):
        told.morning(day, 3 if day == 15 else 1)
        if day in (16, 18):
            told.session(day, slug=LIFT, rpe=8)
    told.until(21)
    assert (told.plan.schedule_week, "H3") == (3, told.last().rule)
    assert (told.last().reasons[0].observed, told.last().reasons[0].threshold) == ("2026-03-17", "7"), "the newest"


@pytest.mark.parametrize("flare_on, holds", [(15, True), (14, False)])
def test_the_window_of_a_row_is_that_of_the_monday_after_its_week(flare_on: int, holds: bool) -> None:
    told = hsr()
    week(told, 0)
    for day in range(7, 21):
        told.morning(day, 3 if day == flare_on else 1)
        if day in (7, 9, 11, 16, 17, 18):
            told.session(day, slug=LIFT, rpe=8)
    told.until(21)
    assert ("H3" in {reason.rule for reason in told.last().reasons}) is holds, "three sessions were done since"


@pytest.mark.parametrize("sets, after", [(4, (3, 12)), (2, (2, 12))])
def test_a_red_goes_back_a_row_and_adds_no_set(sets: int, after: tuple[int, int]) -> None:
    told = hsr()
    for number in range(3):
        week(told, number)
    told.until(21)
    told.adjust(21, LIFT, dose=replace(told.slot(LIFT).dose, sets=sets))
    told.session(21, slug=LIFT, rpe=8, pain=6)
    assert (told.said(LIFT).outcome, row(told)) == (Outcome.REGRESS, after)
    assert told.slot(LIFT).sets_prescribed == 3, "good sessions bring it back"


def test_rising_mornings_hold_a_row_that_asks_more() -> None:
    told = hsr()
    week(told, 0)
    week(told, 1, morning=0)
    week(told, 2, morning=1)
    told.until(21)
    assert told.last().rule == "H14"
    assert (told.last().reasons[0].observed, told.last().reasons[0].threshold) == ("rising", "0.5")
    assert row(told) == (3, 12)


@pytest.mark.parametrize("flag, verbs", [("RF34", ()), ("RF08", (Verb.ACKNOWLEDGE,))], ids=["an alert", "a lock"])
def test_an_alert_or_a_lock_holds_the_step_of_a_complete_week(flag: str, verbs: tuple[Verb, ...]) -> None:
    told = hsr()
    for number in range(3):
        week(told, number)
    told.screen(20, flag, clock="20:00")
    for verb in verbs:
        told.act(20, verb, "21:00", target=told.course.alerts[0].id)
    told.until(21)
    assert (told.last().outcome, told.last().rule, row(told)) == (Outcome.HOLD, "H15", (3, 12))


def test_a_session_on_the_last_day_of_a_week_leaves_the_change_to_the_schedule() -> None:
    told = hsr()
    week(told, 0, load=100)
    week(told, 1)
    for day in range(14, 21):
        told.morning(day)
        if day in (14, 16, 20):
            told.session(day, slug=LIFT, rpe=8 if day < 20 else 6)
    told.morning(21)
    assert told.said(LIFT).reasons[0].key == "hold.week_step_due"
    assert (row(told), told.slot(LIFT).dose.load.value) == ((4, 10), Decimal(100))


@pytest.mark.parametrize(
    "weeks_done, before, after, week_again",
    [
        pytest.param(2, (3, 12), (3, 15), 1, id="from the second row to the first"),
        pytest.param(3, (4, 10), (3, 12), 2, id="from ten to twelve"),
        pytest.param(4, (4, 10), (3, 12), 2, id="from the second week of a row just the same"),
    ],
)
def test_a_regress_goes_back_to_the_previous_distinct_row(
    weeks_done: int, before: tuple[int, int], after: tuple[int, int], week_again: int
) -> None:
    told = hsr()
    for number in range(weeks_done):
        week(told, number)
    first = weeks_done * 7
    told.morning(first)
    assert row(told) == before
    told.session(first, slug=LIFT, pain=6, rpe=8)
    told.morning(first + 1)
    decision = told.said(LIFT)
    assert decision.outcome is Outcome.REGRESS
    assert decision.after == told.slot(LIFT).shown
    assert row(told) == after
    assert told.plan.schedule_week == week_again
    assert told.slot(LIFT).dose.load.value == Decimal(20)


def test_every_lift_of_the_table_goes_back_together_and_each_says_so() -> None:
    known = hsr_content()
    second = replace(known.exercises[LIFT], slug="seated-raise")
    menu = (Listing(LIFT, scheduled=True), Listing("seated-raise", scheduled=True))
    phases = tuple(replace(entry, exercises=menu) for entry in known.protocol.phases[:2])
    protocol = replace(known.protocol, phases=phases)
    told = Story(replace(known, protocol=protocol, exercises={**known.exercises, "seated-raise": second}))
    for day in range(21):
        if day:
            told.morning(day)
        if day % 7 in (0, 2, 4):
            told.session(day, *(told.log(slug, rpe=8, load=None if day else 20) for slug in (LIFT, "seated-raise")))
    told.morning(21)
    assert [slot.dose.sets for slot in told.plan.slots] == [4, 4]
    told.session(21, told.log(LIFT, rpe=8, pain=6), told.log("seated-raise", rpe=8))
    told.morning(22)
    assert [(slot.dose.sets, slot.dose.target) for slot in told.plan.slots] == [(3, 12), (3, 12)]
    moved = told.said("seated-raise")
    assert (moved.outcome, moved.rule, moved.after) == (Outcome.REGRESS, "R1", told.slot("seated-raise").shown)
    told.morning(22, 1, clock="09:00")
    assert [(slot.dose.sets, slot.dose.target) for slot in told.plan.slots] == [(3, 12), (3, 12)]


def test_a_regress_on_the_first_row_still_eases_and_comes_back_set_by_set_and_rep_by_rep() -> None:
    told = hsr()
    told.session(0, slug=LIFT, load=20, pain=6, rpe=8)
    told.morning(1)
    assert row(told) == (2, 12)
    assert told.said(LIFT).after == told.slot(LIFT).shown
    rows = []
    for day in (8, 10, 12, 15, 17):
        told.trained(day, slug=LIFT, rpe=8)
        rows.append(row(told))
    assert rows == [(2, 12), (2, 12), (2, 12), (3, 12), (3, 13)]


def test_sets_that_were_taken_off_stay_off_when_the_next_row_begins() -> None:
    told = hsr()
    for number in range(2):
        week(told, number)
    for day in range(14, 21):
        told.morning(day)
        if day in (14, 16, 18):
            told.session(day, slug=LIFT, rpe=8)
    told.adjust(20, LIFT, dose=Dose(2, 12, load=Load(LoadKind.KG, Decimal(20))))
    eased = replace(told.slot(LIFT), sets_prescribed=3)
    told.course = with_plan(told.course, with_slot(told.plan, eased))
    told.until(21)
    assert row(told) == (3, 10), "four sets are asked for, one of them is still owed"
    told.trained(21, slug=LIFT, rpe=8)
    assert row(told) == (4, 10)


def test_unlocking_goes_back_one_row() -> None:
    told = hsr()
    for number in range(3):
        week(told, number)
    told.morning(21)
    assert row(told) == (4, 10)
    told.session(21, slug=LIFT, limp=True)
    unlock_all(told, 21, "20:00")
    assert (row(told), told.plan.schedule_week) == ((3, 12), 2)


def test_a_week_on_hold_does_not_count() -> None:
    told = hsr()
    week(told, 0)
    told.morning(7)
    told.act(7, Verb.HOLD)
    week_start = told.start + timedelta(days=14)
    told.until(15)
    assert (told.plan.week_from, told.plan.schedule_week) == (week_start, 2)
