"""Going back on a table and up again: after a red, after two weeks away, with unequal sets and several tables."""

from dataclasses import replace

import pytest

from hep_api.engine import ladder
from hep_api.engine.dose import Dose, DoseRange, Unit
from hep_api.engine.outcomes import Outcome
from hep_api.engine.schedule import ScheduleRow, Table
from hep_api.engine.slot import Comeback
from tests.engine.builders import Story
from tests.engine.test_gap_records import by
from tests.engine.test_ladder import slot
from tests.engine.test_tables import HOLDS, scheduled, week


def test_a_set_that_comes_back_asks_what_its_row_asks_but_no_more_than_the_largest_now() -> None:
    row = (8, 10, 12)
    assert Dose(2, 12, targets=(8, 10)).with_sets(3, row) == Dose(3, 12, targets=(8, 10, 12))
    assert Dose(2, 8, targets=(6, 8)).with_sets(3, row) == Dose(3, 8, targets=(6, 8, 8))
    assert Dose(1, 9, targets=(9,)).with_sets(3, (12, 10, 8)) == Dose(3, 9, targets=(9, 9, 8))
    assert Dose(2, 5).with_sets(3, row) == Dose(3, 5), "sets that a clinician made equal stay so"


@pytest.mark.parametrize(
    "now, after",
    [
        pytest.param(Dose(3, 9, targets=(9, 8, 8)), Dose(3, 10, targets=(10, 9, 8)), id="one each, up to its own top"),
        pytest.param(Dose(2, 9, targets=(9, 8)), Dose(2, 10, targets=(10, 9)), id="a set that is off stays off"),
        pytest.param(Dose(3, 5), Dose(3, 6, targets=(6, 6, 6)), id="equal ones too"),
        pytest.param(Dose(3, 9), Dose(3, 10, targets=(10, 10, 9)), id="none gets less than it has"),
        pytest.param(Dose(4, 7), Dose(4, 8, targets=(8, 8, 8, 8)), id="a set beyond the row goes as far as its last"),
        pytest.param(Dose(3, 12, targets=(12, 10, 8)), Dose(3, 12, targets=(12, 10, 8)), id="nothing is left"),
    ],
)  # fmt: skip
def test_unequal_sets_climb_one_by_one_to_their_row(now: Dose, after: Dose) -> None:
    row = DoseRange(3, 3, 12, 12, targets=(12, 10, 8))
    assert ladder.more_reps(slot(row, dose=now, sets_prescribed=now.sets)).dose == after


@pytest.mark.parametrize(
    "now, row, after",
    [
        pytest.param(Dose(3, 3), ScheduleRow(2, 2, 2, 6, rep_max=False), Dose(2, 3), id="fewer stay fewer"),
        pytest.param(Dose(3, 9), ScheduleRow(2, 2, 2, 6, rep_max=False), Dose(2, 6), id="never above the row"),
        pytest.param(
            Dose(2, 9, targets=(9, 4)), ScheduleRow(2, 2, 3, 6, rep_max=False), Dose(2, 6, targets=(6, 4)),
            id="each by itself",
        ),
        pytest.param(
            Dose(2, 9), ScheduleRow(2, 2, 3, 12, rep_max=False, targets=(12, 8, 6)), Dose(2, 9, targets=(9, 8)),
            id="unequal ones below equal ones",
        ),
        pytest.param(Dose(4, 6), ScheduleRow(2, 2, 3, 12), Dose(3, 12), id="at a maximum more are lighter"),
        pytest.param(
            Dose(3, 5), ScheduleRow(2, 2, 3, 30, rep_max=False, unit=Unit.SECONDS), Dose(3, 30, Unit.SECONDS),
            id="seconds are not repetitions",
        ),
        pytest.param(
            Dose(3, 5, hold_seconds=10), ScheduleRow(2, 2, 3, 10, rep_max=False, hold_seconds=5),
            Dose(3, 10, hold_seconds=5), id="shorter holds may be more of them",
        ),
    ],
)  # fmt: skip
def test_an_earlier_row_asks_no_set_for_more_than_now(now: Dose, row: ScheduleRow, after: Dose) -> None:
    assert ladder.back_on_row(slot(dose=now), row).dose == after


def test_after_a_red_on_the_first_row_one_set_comes_back_and_no_other_asks_more() -> None:
    told = Story(scheduled(rows=(ScheduleRow(1, 6, 4, 12, rep_max=False, targets=(12, 11, 10, 8)),)))
    week(told, 0)
    told.session(7, told.log("nordic"))
    told.morning(8, 4)
    assert (told.said("nordic").outcome, told.slot("nordic").dose.targets) == (Outcome.REGRESS, (9, 8, 8))
    for day in (9, 11, 14):
        told.trained(day, slug="nordic")
        assert told.slot("nordic").dose.targets == (9, 8, 8), "the red is in the window"
    told.trained(16, slug="nordic")
    assert (told.said("nordic").outcome, told.slot("nordic").dose) == (
        Outcome.INCREASE_REPS, replace(told.slot("nordic").dose, sets=4, target=9, targets=(9, 8, 8, 8)),
    )  # fmt: skip
    told.trained(18, slug="nordic")
    assert (told.slot("nordic").dose.target, told.slot("nordic").dose.targets) == (10, (10, 9, 9, 8))


def test_where_no_set_can_ask_more_before_others_come_back_the_dose_is_held() -> None:
    told = Story(scheduled(rows=(ScheduleRow(1, 6, 3, 12, rep_max=False, targets=(8, 10, 12)),)))
    week(told, 0)
    told.until(27)
    assert (told.plan.gap_rule, told.slot("nordic").dose.targets) == ("R7", (6,))
    said = []
    for day in (28, 30, 32, 33):
        told.trained(day, slug="nordic")
        said.append((told.slot("nordic").dose.targets, told.said("nordic").outcome))
    assert said == [
        ((6,), Outcome.HOLD),
        ((7,), Outcome.INCREASE_REPS),
        ((8,), Outcome.INCREASE_REPS),
        ((8,), Outcome.HOLD),
    ], "the first session back is held"


def test_a_red_goes_back_a_row_and_leaves_what_a_clinician_took_off() -> None:
    told = Story(scheduled())
    week(told, 0)
    told.until(7)
    few = replace(told.slot("nordic").dose, target=3)
    told.adjust(7, "nordic", dose=few)
    told.session(7, told.log("nordic"))
    told.morning(8, 4)
    assert (told.said("nordic").outcome, told.plan.schedule_week) == (Outcome.REGRESS, 1)
    assert (told.slot("nordic").dose, told.slot("nordic").range.high) == (few, 5)


def test_on_the_first_row_every_set_of_unequal_ones_is_a_fifth_less_after_two_weeks_away() -> None:
    told = Story(scheduled(rows=(ScheduleRow(1, 6, 4, 12, rep_max=False, targets=(12, 11, 10, 8)),)))
    week(told, 0)
    told.until(27)
    assert told.plan.gap_rule == "R7"
    assert (told.slot("nordic").dose.targets, told.slot("nordic").dose.target) == ((9, 8), 9)
    week(told, 4)
    told.until(35)
    assert told.slot("nordic").dose.targets == (11, 10), "three good sessions brought two back, a week changes no set"


def test_of_two_tables_the_one_that_goes_further_back_keeps_half_of_its_sets() -> None:
    told = Story(scheduled((Table("holds", HOLDS),)))
    for number in range(3):
        week(told, number)
    told.until(41)
    assert (told.plan.gap_rule, told.plan.schedule_week) == ("R7", 1)
    assert {name: (told.slot(name).dose.sets, told.slot(name).dose.target) for name in ("nordic", "hold")} == {
        "nordic": (1, 5), "hold": (1, 20),
    }  # fmt: skip
    assert {told.slot(name).sets_prescribed for name in ("nordic", "hold")} == {2, 3}
    assert [decision.slot_id for decision in by(told, "R7")] == [told.slot(name).id for name in ("nordic", "hold")]
    assert all(decision.trigger.startswith("gap:R7:day:") for decision in by(told, "R7"))


def test_half_of_the_sets_are_half_of_the_row_where_the_table_that_goes_furthest_back_takes_it() -> None:
    weeks = ((1, 1, 2, 5), (2, 3, 4, 6), (4, 6, 4, 8))
    told = Story(scheduled((Table("holds", HOLDS),), rows=tuple(ScheduleRow(*row, rep_max=False) for row in weeks)))
    for number in range(3):
        week(told, number)
    told.until(41)
    assert (told.plan.gap_rule, told.plan.schedule_week) == ("R7", 1)
    assert told.slot("nordic").dose == Dose(1, 5), "the row before, of four sets, is not where it goes"
    assert told.slot("nordic").comeback == Comeback("R7", (1, 1, 1, 1))


def test_a_locked_exercise_goes_back_with_its_table_and_keeps_its_sets_for_whoever_unlocks_it() -> None:
    told = Story(scheduled((Table("holds", HOLDS),)))
    for number in range(3):
        week(told, number)
    told.until(21, "07:00")
    told.session(21, told.log("hold"), told.log("nordic", pain=7))
    told.until(50)
    assert (told.plan.gap_rule, told.plan.schedule_week) == ("R7", 1)
    assert {decision.slot_id for decision in by(told, "R7") if decision.trigger.endswith(":row")} == {
        told.slot("nordic").id
    }


def test_where_one_table_goes_back_the_one_on_its_first_row_asks_a_fifth_less() -> None:
    told = Story(scheduled((Table("holds", HOLDS),)))
    week(told, 0)
    told.until(27)
    assert (told.plan.gap_rule, told.plan.schedule_week) == ("R7", 1)
    assert [told.slot(name).dose for name in ("nordic", "hold")] == [Dose(1, 5), Dose(1, 16, Unit.SECONDS)]
