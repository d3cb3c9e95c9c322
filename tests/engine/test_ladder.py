"""How big a step is: up, sideways, down, and what happens when the equipment has nothing in between."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from hep_api.engine import ladder
from hep_api.engine.configuring import Config
from hep_api.engine.dose import Dose, DoseRange, Load, LoadKind, Unit
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Listing, Progress, Rung
from hep_api.engine.schedule import Quota, ScheduleRow
from hep_api.engine.slot import Slot
from hep_api.engine.weights import Weights
from tests.engine.builders import REPS, exercise, loaded
from tests.engine.cases import SHORT

CONFIG = Config()
STEP = Weights(Decimal("2.5"))


def slot(found: DoseRange = REPS, target: int = 8, kg: str | None = None, **changes: object) -> Slot:
    """A prescription somewhere in its range, on a ladder of three rungs."""
    load = Load(LoadKind.KG, Decimal(kg)) if kg is not None else Load()
    dose = Dose(found.sets_low, target, found.unit, found.hold_low_seconds, load)
    made = Slot(UUID(int=9), "clam", 0, dose, found, ceiling=2, sets_prescribed=found.sets_low)
    return replace(made, **changes)  # type: ignore[arg-type]


RUNGS = ladder.rungs_of(exercise("clam"), Listing("clam"))


@pytest.mark.parametrize(
    "low, high, unit, target, after",
    [
        pytest.param(8, 12, Unit.REPS, 8, 9, id="a narrow range climbs by one"),
        pytest.param(8, 15, Unit.REPS, 8, 9, id="a width of 7 is still narrow"),
        pytest.param(8, 16, Unit.REPS, 8, 10, id="from a width of 8 on by two"),
        pytest.param(8, 20, Unit.REPS, 19, 20, id="never above the top"),
        pytest.param(20, 40, Unit.SECONDS, 20, 25, id="holds by five seconds"),
        pytest.param(20, 40, Unit.STEPS, 20, 25, id="steps by five"),
        pytest.param(10, 40, Unit.METRES, 10, 15, id="metres by five"),
        pytest.param(10, 20, Unit.MINUTES, 10, 11, id="minutes by one"),
    ],
)
def test_more_repetitions_by_unit_and_width(low: int, high: int, unit: Unit, target: int, after: int) -> None:
    found = DoseRange(3, 3, low, high, unit)
    assert ladder.more_reps(slot(found, target)).dose.target == after


def test_a_missing_set_comes_back_before_any_repetition() -> None:
    eased = slot(DoseRange(2, 2, 8, 12), 8, sets_prescribed=3)
    assert (ladder.more_reps(eased).dose.sets, ladder.more_reps(eased).dose.target) == (3, 8)


@pytest.mark.parametrize(
    "load, step, after",
    [
        pytest.param("100", "2.5", "105", id="closest to five percent"),
        pytest.param("60", "2.5", "62.5", id="62.5 is 4.2 percent, 65 is 8.3"),
        pytest.param("25", "2.5", "27.5", id="ten percent is still allowed"),
        pytest.param("24", "2.5", "25", id="multiples of what is available"),
        pytest.param("20", "2.5", None, id="12.5 percent is too much"),
        pytest.param("100", "1.5", "105", id="a fine step lands on five percent"),
        pytest.param("120", "4", "124", id="a tie goes to the lower, 124 or 128"),
        pytest.param("100", "1", "105", id="many candidates"),
        pytest.param("49", "50", "50", id="two percent is enough of a step"),
        pytest.param("49.1", "50", None, id="less than two percent is no step"),
    ],
)
def test_the_next_load(load: str, step: str, after: str | None) -> None:
    found = Weights(Decimal(step)).above(Decimal(load), CONFIG)
    assert found == (Decimal(after) if after else None)


def test_a_heavier_load_starts_again_at_the_bottom_of_the_range() -> None:
    outcome, after = ladder.heavier(slot(target=12, kg="50"), STEP, CONFIG) or (None, None)
    assert outcome is Outcome.INCREASE_LOAD
    assert after is not None
    assert (after.dose.target, after.dose.load.value) == (8, Decimal("52.5"))


def test_small_weights_first_extend_the_repetitions_and_then_take_the_smallest_step() -> None:
    now = slot(target=12, kg="10")
    for extra in range(1, 6):
        outcome, now = ladder.heavier(now, STEP, CONFIG) or (None, now)
        assert (outcome, now.dose.target, now.dose.load.value) == (Outcome.INCREASE_REPS, 12 + extra, Decimal(10))
    outcome, now = ladder.heavier(now, STEP, CONFIG) or (None, now)
    assert (outcome, now.dose.target, now.dose.load.value, now.extension) == (
        Outcome.INCREASE_LOAD, 8, Decimal("12.5"), 0,
    )  # fmt: skip


def test_a_smallest_step_above_a_quarter_is_never_taken() -> None:
    assert ladder.heavier(slot(target=17, kg="5", extension=5), STEP, CONFIG) is None


def test_a_band_goes_one_colour_up_and_ends_with_black() -> None:
    band = slot(target=12, dose=Dose(3, 12, load=Load(LoadKind.BAND, Decimal(2))))
    outcome, after = ladder.heavier(band, STEP, CONFIG) or (None, band)
    assert (outcome, after.dose.load.value, after.dose.target) == (Outcome.INCREASE_LOAD, Decimal(3), 8)
    blue = replace(band, dose=Dose(3, 12, load=Load(LoadKind.BAND, Decimal(3))))
    stronger = ladder.heavier(blue, STEP, CONFIG)
    assert stronger is not None
    assert stronger[1].dose.load.value == 4
    black = replace(band, dose=Dose(3, 12, load=Load(LoadKind.BAND, Decimal(4))))
    assert ladder.heavier(black, STEP, CONFIG) is None


def test_the_next_rung_starts_at_the_bottom_and_the_lower_one_in_the_middle() -> None:
    up = ladder.at_rung(slot(target=12), RUNGS, 1, middle=False)
    down = ladder.at_rung(slot(target=12, rung=2), RUNGS, 1, middle=True)
    assert (up.rung, up.dose.target, down.rung, down.dose.target) == (1, 8, 1, 10)


def test_a_middle_that_falls_between_two_numbers_is_rounded_down() -> None:
    rungs = ladder.rungs_of(exercise("clam", dose=DoseRange(3, 3, 8, 15)), Listing("clam"))
    assert ladder.at_rung(slot(rung=1), rungs, 0, middle=True).dose.target == 11


def test_a_rung_with_its_own_sets_brings_them_and_gives_them_back() -> None:
    own = (Rung("hold", dose=DoseRange(5, 5, 30, 30, Unit.SECONDS)), Rung("move"))
    rungs = ladder.rungs_of(exercise("clam", rungs=own), Listing("clam"))
    holding = slot(rungs.range_at(0), 30)
    up = ladder.at_rung(holding, rungs, 1, middle=False)
    assert (up.dose.sets, up.sets_prescribed, up.dose.target) == (3, 3, 8)
    down = ladder.at_rung(up, rungs, 0, middle=True)
    assert (down.dose.sets, down.sets_prescribed) == (3, 5)


def test_the_order_of_an_exercise_decides_what_comes_first() -> None:
    both = exercise("clam", progress_order=(Progress.LOAD, Progress.VARIANT))
    now = slot(target=12, kg="50")
    found = ladder.harder(now, ladder.rungs_of(both, Listing("clam")), STEP, CONFIG)
    assert found is not None
    assert found[0] is Outcome.INCREASE_LOAD
    assert (ladder.harder(now, RUNGS, STEP, CONFIG) or (None,))[0] is Outcome.ADVANCE_VARIANT


def test_a_range_of_sets_rises_by_one_set_before_load_on_the_last_rung() -> None:
    now = slot(DoseRange(2, 3, 8, 12), 12, kg="50", rung=2)
    outcome, after = ladder.harder(now, RUNGS, STEP, CONFIG) or (None, now)
    assert (outcome, after.dose.sets, after.dose.target, after.dose.load.value) == (
        Outcome.INCREASE_LOAD, 3, 8, Decimal(50),
    )  # fmt: skip


@pytest.mark.parametrize(
    "kg, target, cut, after",
    [
        pytest.param("50", 10, "0.10", (3, 10, "45"), id="ten percent less load"),
        pytest.param("51", 10, "0.10", (3, 10, "45"), id="rounded down to what there is"),
        pytest.param("10", 10, "0.10", (3, 10, "7.5"), id="a quarter less is still loadable"),
        pytest.param("7", 10, "0.10", (3, 8, "7"), id="more than a quarter less is not: fewer repetitions"),
        pytest.param("2.5", 10, "0.10", (3, 8, "2.5"), id="nothing lower than zero"),
        pytest.param(None, 12, "0.10", (3, 9, None), id="body weight: a fifth fewer, rounded down"),
        pytest.param(None, 9, "0.10", (3, 8, None), id="not below the range"),
        pytest.param(None, 8, "0.10", (2, 8, None), id="then one set fewer"),
        pytest.param(None, 12, "0.05", (3, 10, None), id="for effort two repetitions fewer"),
    ],
)
def test_easing(kg: str | None, target: int, cut: str, after: tuple[int, int, str | None]) -> None:
    eased = ladder.eased(slot(target=target, kg=kg), Decimal(cut), STEP, CONFIG)
    load = Decimal(after[2]) if after[2] else None
    assert (eased.dose.sets, eased.dose.target, eased.dose.load.value) == (after[0], after[1], load)


def test_a_weight_of_nothing_has_nothing_heavier() -> None:
    assert ladder.heavier(slot(target=12, kg="0"), STEP, CONFIG) is None


@pytest.mark.parametrize("target, extension", [(12, 0), (17, 1)])
def test_what_is_left_of_an_extension_after_fewer_repetitions(target: int, extension: int) -> None:
    extended = slot(target=target, extension=max(0, target - 12))
    assert ladder.less_volume(extended, Decimal("0.2")).extension == extension


def test_a_row_of_a_table_is_a_range_of_one_amount() -> None:
    row = ScheduleRow(1, 2, 4, 30, unit=Unit.SECONDS, hold_seconds=5, targets=(40, 30, 30, 20))
    assert ladder.row_range(row) == DoseRange(4, 4, 30, 30, Unit.SECONDS, 5, 5, targets=(40, 30, 30, 20))
    assert ladder.row_dose(row, Load()) == Dose(4, 30, Unit.SECONDS, 5, Load(), (40, 30, 30, 20))


def test_easing_never_goes_below_one_set() -> None:
    assert ladder.eased(slot(DoseRange(1, 1, 8, 12), 8), Decimal("0.1"), STEP, CONFIG).dose.sets == 1


def test_regress_at_the_lowest_rung_takes_a_set_and_a_fifth_of_the_repetitions() -> None:
    after, lowest = ladder.regressed(slot(target=12), RUNGS, CONFIG)
    assert (after.dose.sets, after.dose.target, lowest) == (2, 9, True)


def test_unequal_sets_lose_the_last_one_and_a_fifth_of_each() -> None:
    unequal = slot(dose=Dose(3, 12, targets=(12, 10, 8)), extension=2)
    after, lowest = ladder.regressed(unequal, RUNGS, CONFIG)
    assert (after.dose, after.extension, lowest) == (Dose(2, 9, targets=(9, 8)), 0, True)
    assert unequal.dose.with_sets(2) == Dose(2, 12, targets=(12, 10))
    assert unequal.dose.with_sets(2, (6, 5, 4)) == Dose(2, 12, targets=(12, 10)), "those that stay are as they were"


def test_nothing_goes_below_one_repetition() -> None:
    after, _ = ladder.regressed(slot(dose=Dose(3, 2, targets=(2, 1, 1))), RUNGS, CONFIG)
    assert after.dose == Dose(2, 1, targets=(1, 1))
    assert ladder.regressed(slot(dose=Dose(1, 1)), RUNGS, CONFIG)[0].dose == Dose(1, 1)


@pytest.mark.parametrize("amount, after, lowest", [(10, 8, False), (2, 1, False), (1, 1, True)])
def test_a_quota_goes_one_step_back_and_never_below_one(amount: int, after: int, lowest: bool) -> None:
    on_quota = slot(target=amount, quota=Quota(10, 2, 3, 12), quota_days=2)
    back, nothing_lower = ladder.regressed(on_quota, RUNGS, CONFIG)
    assert (back.dose.target, back.quota_days, nothing_lower) == (after, 0, lowest)
    assert ladder.eased(on_quota, Decimal("0.1"), STEP, CONFIG).dose.target == after


def test_a_quota_never_passes_its_ceiling() -> None:
    quota = Quota(10, 5, 3, 12)
    on = [ladder.quota_on(slot(target=amount, quota=quota, quota_days=2), quota) for amount in (5, 10)]
    assert [(entry.dose.target, entry.quota_days) for entry in on] == [(10, 0), (12, 0)]


def test_regress_keeps_the_load_unless_the_rung_changes() -> None:
    rungs = ladder.rungs_of(loaded(), Listing("press"))
    after, lowest = ladder.regressed(slot(target=12, kg="50"), rungs, CONFIG)
    assert (after.dose.load.value, lowest) == (Decimal(50), True)


@pytest.mark.parametrize("floor, rung", [(0, 1), (1, 1), (2, 2)])
def test_a_floor_is_never_crossed(floor: int, rung: int) -> None:
    after, lowest = ladder.regressed(slot(target=12, rung=max(rung, 1), floor=floor), RUNGS, CONFIG)
    assert after.rung >= floor
    assert lowest == (floor == max(rung, 1))


@pytest.mark.parametrize(
    "kg, share, after",
    [
        pytest.param("100", "0.05", "105", id="five percent"),
        pytest.param("100", "0.025", "102.5", id="two and a half"),
        pytest.param("60", "0.05", "62.5", id="rounded down"),
        pytest.param("40", "0.05", "40", id="nothing fits"),
        pytest.param("1", "0.05", "1", id="never up to the smallest plate"),
        pytest.param("51", "0.025", "51", id="never down while tuning up"),
    ],
)
def test_effort_tunes_the_load_of_repetition_maximum_work(kg: str, share: str, after: str) -> None:
    assert ladder.tuned(slot(SHORT, 10, kg=kg), Decimal(share), STEP).dose.load.value == Decimal(after)


def test_a_new_kind_of_load_is_to_be_found_or_starts_light() -> None:
    kinds = (Rung("free"), Rung("band", load=LoadKind.BAND), Rung("kg", load=LoadKind.KG))
    rungs = ladder.rungs_of(exercise("clam", rungs=kinds), Listing("clam"))
    assert rungs.load_at(1, Load()) == Load(LoadKind.BAND, Decimal(0))
    assert rungs.load_at(2, Load()) == Load(LoadKind.KG, None)
    assert rungs.load_at(0, Load(LoadKind.KG, Decimal(9))) == Load()
    assert rungs.load_at(2, Load(LoadKind.KG, Decimal(9))) == Load(LoadKind.KG, Decimal(9))


def test_a_rung_may_be_done_on_each_side_where_the_others_are_not() -> None:
    known = exercise("clam", rungs=(Rung("both"), Rung("single", per_side=True)))
    rungs = ladder.rungs_of(known, Listing("clam"))
    assert rungs.range_at(0) == REPS
    assert rungs.range_at(1) == replace(REPS, per_side=True)


def test_a_set_that_comes_back_brings_its_own_amount() -> None:
    unequal = DoseRange(3, 3, 12, 12, targets=(12, 10, 8))
    eased = slot(unequal, 12, dose=Dose(2, 12, targets=(12, 10)), sets_prescribed=3)
    assert ladder.more_reps(eased).dose == Dose(3, 12, targets=(12, 10, 8))


def test_a_row_of_a_table_brings_all_its_numbers() -> None:
    row = ScheduleRow(1, 2, 4, 30, rep_max=True, unit=Unit.SECONDS)
    on = ladder.on_row(slot(extension=3), row)
    assert (on.extension, on.rep_max, on.sets_prescribed, on.range) == (0, True, 4, ladder.row_range(row))


def test_a_rung_without_a_dose_is_an_error_that_names_it() -> None:
    bare = ladder.rungs_of(exercise("clam", dose=None), Listing("clam"))
    with pytest.raises(ValueError, match="clam has no dose at rung 'middle'"):
        bare.range_at(1)


def test_a_weight_of_one_kilogram_has_something_heavier() -> None:
    found = ladder.heavier(slot(target=12, kg="1"), Weights(Decimal("0.05")), CONFIG)
    assert found is not None
    assert found[1].dose.load.value == Decimal("1.05")
