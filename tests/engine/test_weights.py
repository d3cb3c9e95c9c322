"""Percent of a load is reckoned on what is lifted: the weight alone, or body mass with it [CORRECTIONS B8, B9]."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from hep_api.engine import ladder
from hep_api.engine.configuring import Config
from hep_api.engine.dose import BAND_COLOURS, Load, LoadKind
from hep_api.engine.facts import Equipment
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Listing, LoadBasis, LoadTarget, Rung
from hep_api.engine.weights import Weights, body_mass, weights_of
from tests.engine.builders import Story, content, exercise, loaded
from tests.engine.cases import SHORT

CONFIG, STEP = Config(), Decimal("2.5")
SYSTEM = Weights(STEP, Decimal(70), Decimal(70))
ALONE = Weights(STEP)


@pytest.mark.parametrize(
    "weights, load, after",
    [
        pytest.param(SYSTEM, 5, "7.5", id="a backpack of five on seventy: a half more is three percent of all"),
        pytest.param(SYSTEM, 50, "55", id="five percent of all, not of the weight"),
        pytest.param(ALONE, 50, "52.5", id="the weight alone"),
        pytest.param(ALONE, 5, None, id="nothing fits the weight alone"),
    ],
)
def test_the_next_load(weights: Weights, load: int, after: str | None) -> None:
    assert weights.above(Decimal(load), CONFIG) == (None if after is None else Decimal(after))


@pytest.mark.parametrize(
    "weights, load, after",
    [
        pytest.param(SYSTEM, 50, "37.5", id="a tenth of all"),
        pytest.param(SYSTEM, 5, None, id="below zero is not loadable: repetitions go down instead"),
        pytest.param(ALONE, 50, "45", id="a tenth of the weight"),
        pytest.param(ALONE, 5, None, id="a quarter less at most"),
    ],
)
def test_the_load_before(weights: Weights, load: int, after: str | None) -> None:
    assert weights.below(Decimal(load), Decimal("0.1"), CONFIG) == (None if after is None else Decimal(after))


@pytest.mark.parametrize(
    "step, load, after",
    [
        pytest.param("2.5", "12.3", None, id="less than two percent is no step"),
        pytest.param("51", "50", "51", id="two percent are"),
        pytest.param("2.5", "25", "27.5", id="ten percent are"),
        pytest.param("2.5", "24.9", None, id="more than ten are too much"),
    ],
)
def test_a_step_is_two_to_ten_percent(step: str, load: str, after: str | None) -> None:
    found = Weights(Decimal(step)).above(Decimal(load), CONFIG)
    assert found == (None if after is None else Decimal(after))


@pytest.mark.parametrize("load, after", [("10", "12.5"), ("9", "10"), ("7.5", None), ("5", None)])
def test_the_smallest_step_is_a_quarter_at_most(load: str, after: str | None) -> None:
    assert ALONE.smallest_above(Decimal(load), CONFIG) == (None if after is None else Decimal(after))


def test_a_cut_may_take_a_quarter_and_never_all() -> None:
    assert ALONE.below(Decimal(10), Decimal("0.1"), CONFIG) == Decimal("7.5")
    assert ALONE.below(Decimal("9.9"), Decimal("0.1"), CONFIG) == Decimal("7.5")
    assert ALONE.below(Decimal("2.5"), Decimal("0.1"), CONFIG) is None
    assert Weights(Decimal("0.25")).below(Decimal(1), Decimal("0.1"), CONFIG) == Decimal("0.75")


def test_the_step_is_the_patients_own_else_the_exercises_else_two_and_a_half() -> None:
    told = Story(content(loaded(step_kg="1")))
    named, silent = loaded(step_kg="1"), replace(loaded(), load_step=None)
    assert [weights_of(told.course, told.plan, entry).step for entry in (named, silent)] == [1, STEP]
    told.add(1, "09:00", Equipment(load_step_kg=Decimal(4)))
    assert [weights_of(told.course, told.plan, entry).step for entry in (named, silent)] == [4, 4]


def test_a_load_target_asks_for_body_mass_that_percent_is_not_reckoned_on() -> None:
    told = Story(content(PRESS))
    assert weights_of(told.course, told.plan, PRESS) == ALONE
    told.measure(1, "body-mass-kg", 70)
    assert weights_of(told.course, told.plan, PRESS) == Weights(STEP, Decimal(70))


def test_body_mass_told_in_another_plan_is_known_and_the_own_plans_comes_first() -> None:
    told = Story(content(loaded()))
    told.measure(1, "body-mass-kg", 70)
    bare = replace(told.plan, id=UUID(int=9), measured=())
    course = replace(told.course, plans=(bare, told.plan))
    assert (body_mass(course, bare), body_mass(course, told.plan)) == (70, 70)
    own = replace(bare, measured=(replace(told.plan.measured[0], value=Decimal(80)),))
    assert (body_mass(course, own), body_mass(replace(course, plans=(bare,)), bare)) == (80, None)


def test_no_step_is_above_a_tenth_of_all_that_is_lifted() -> None:
    for load in range(1, 120):
        found = SYSTEM.above(Decimal(load), CONFIG)
        assert found is None or found + 70 <= Decimal("1.1") * (70 + load)


def test_without_a_known_body_mass_the_weight_alone_counts() -> None:
    raise_ = replace(loaded(), load_basis=LoadBasis.SYSTEM)
    told = Story(content(raise_))
    told.until(0)
    assert weights_of(told.course, told.plan, raise_) == ALONE
    told.measure(1, "body-mass-kg", 70)
    assert weights_of(told.course, told.plan, raise_) == SYSTEM
    told.measure(2, "body-mass-kg", 72)
    assert weights_of(told.course, told.plan, raise_).carried == 72, "the newest"


def test_body_mass_does_not_change_work_on_the_weight_alone() -> None:
    told = Story(content(loaded()))
    told.measure(1, "body-mass-kg", 70)
    assert weights_of(told.course, told.plan, loaded()) == ALONE


PRESS = replace(
    exercise("press", rungs=(Rung("two", load=LoadKind.KG), Rung("one", load=LoadKind.KG)), dose=SHORT),
    load_target=LoadTarget("two", Decimal("1.5")),
)


@pytest.mark.parametrize(
    "kg, mass, outcome",
    [
        pytest.param(100, 70, Outcome.INCREASE_LOAD, id="short of one and a half body masses"),
        pytest.param(105, 70, Outcome.ADVANCE_VARIANT, id="there"),
        pytest.param(200, None, Outcome.INCREASE_LOAD, id="body mass unknown: never by load"),
    ],
)
def test_a_load_target_opens_the_next_rung(kg: int, mass: int | None, outcome: Outcome) -> None:
    told = Story(content(PRESS))
    told.trained(0, slug="press", load=kg)
    weights = Weights(STEP, mass and Decimal(mass))
    found = ladder.harder(told.slot("press"), ladder.rungs_of(PRESS, Listing("press")), weights, CONFIG)
    assert found is not None
    assert found[0] is outcome


def test_a_weight_is_never_carried_up_to_a_harder_rung_and_may_come_down() -> None:
    rungs = ladder.rungs_of(PRESS, Listing("press"))
    heavy = Load(LoadKind.KG, Decimal(100))
    assert rungs.load_at(1, heavy, harder=True) == Load(LoadKind.KG, None), "two legs' weight is not one leg's"
    assert rungs.load_at(0, heavy) == heavy


def test_a_rung_begins_with_the_band_or_effort_it_names() -> None:
    known = exercise("row", rungs=(
        Rung("free"), Rung("light", load=LoadKind.BAND, begins=1), Rung("wide", load=LoadKind.BAND),
        Rung("half", load=LoadKind.EFFORT, begins=50), Rung("own", load=LoadKind.EFFORT),
    ))  # fmt: skip
    rungs = ladder.rungs_of(known, Listing("row"))
    red = rungs.load_at(1, Load())
    assert BAND_COLOURS[int(red.value or 0)] == "red"
    assert rungs.load_at(2, replace(red, value=Decimal(3))) == Load(LoadKind.BAND, Decimal(3)), "a location keeps it"
    assert rungs.load_at(3, red) == Load(LoadKind.EFFORT, Decimal(50))
    assert rungs.load_at(4, red) == Load(LoadKind.EFFORT, None)


def test_a_stronger_band_goes_back_to_the_location_its_exercise_names() -> None:
    places = tuple(Rung(name, load=LoadKind.BAND) for name in ("knees", "ankles", "forefeet"))
    walk = exercise("walk", rungs=places, dose=SHORT, recolour_at="ankles")
    rungs = ladder.rungs_of(walk, Listing("walk"))
    told = Story(content(walk))
    told.until(0)
    slot = ladder.at_rung(told.slot("walk"), rungs, 2, middle=False)
    outcome, after = ladder.harder(slot, rungs, ALONE, CONFIG) or (None, slot)
    assert (outcome, after.rung, after.dose.load.value) == (Outcome.INCREASE_LOAD, 1, Decimal(1))
    begins = replace(walk, rungs=(places[0], replace(places[1], begins=1)))
    here = ladder.at_rung(slot, ladder.rungs_of(begins, Listing("walk")), 1, middle=False)
    found = ladder.harder(replace(here, ceiling=1), ladder.rungs_of(begins, Listing("walk")), ALONE, CONFIG)
    assert found is not None
    assert (found[1].rung, found[1].dose.load.value) == (1, 2), "where it stands already the stronger band is kept"
    heavy = replace(walk, rungs=(*places[:2], Rung("machine", load=LoadKind.KG)), load_step=Decimal(1))
    lifted = replace(slot, dose=replace(slot.dose, load=Load(LoadKind.KG, Decimal(20))))
    found = ladder.harder(lifted, ladder.rungs_of(heavy, Listing("walk")), Weights(Decimal(1)), CONFIG)
    assert found is not None
    assert (found[1].rung, found[1].dose.load.value) == (2, 21), "only bands go back"
    stays = replace(walk, recolour_at="")
    assert (ladder.harder(slot, ladder.rungs_of(stays, Listing("walk")), ALONE, CONFIG) or (None, slot))[1].rung == 2
