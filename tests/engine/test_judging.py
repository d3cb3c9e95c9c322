"""What was done against what was prescribed: sets, sides, rungs, and when a session is complete."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_api.engine import judging
from hep_api.engine.dose import DoseRange, Load, LoadKind
from hep_api.engine.facts import ExerciseLog, SetLog, Side
from tests.engine.builders import Story, content, exercise
from tests.engine.cases import story

L, R, N = Side.LEFT, Side.RIGHT, Side.NONE
PER_SIDE = DoseRange(2, 2, 8, 12, per_side=True)


def logged(told: Story, *sets: tuple[Side, int], pains: tuple[int, ...] = ()) -> ExerciseLog:
    """These sets of (side, repetitions), eight asked for in each."""
    scores = pains or (1,) * len(sets)
    made = tuple(SetLog(8, reps, side, pain=Decimal(pain)) for (side, reps), pain in zip(sets, scores, strict=True))
    return replace(told.log(), sets=made)


@pytest.mark.parametrize(
    "sets, hit",
    [
        pytest.param([(L, 8), (L, 8), (R, 8), (R, 8)], True, id="both sides"),
        pytest.param([(L, 8), (R, 8), (L, 8), (R, 8)], True, id="both sides in turn"),
        pytest.param([(L, 8), (L, 8), (L, 8), (R, 8)], False, id="one side too few"),
        pytest.param([(L, 8), (L, 8)], False, id="one side only"),
        pytest.param([(L, 8), (L, 8), (R, 8), (R, 7)], False, id="one short"),
        pytest.param([(N, 8), (N, 8)], True, id="sides not told"),
        pytest.param([(N, 8), (N, 8), (N, 3)], True, id="an extra set that failed"),
    ],
)
def test_every_set_on_each_side(sets: list[tuple[Side, int]], hit: bool) -> None:
    told = story(dose=PER_SIDE)
    assert judging.full_hit(logged(told, *sets), told.slot()) is hit


def test_sides_do_not_matter_where_the_dose_is_not_per_side() -> None:
    told = story(dose=DoseRange(2, 2, 8, 12))
    assert judging.full_hit(logged(told, (L, 8), (R, 8)), told.slot())


def test_another_rung_than_prescribed_is_no_hit() -> None:
    told = story()
    told.session(0, replace(told.log(), rung=1))
    told.morning(1)
    assert told.said().rule == "H5"


@pytest.mark.parametrize(
    "pains, rise",
    [
        pytest.param([(L, 1), (L, 3), (R, 0), (R, 0)], 2, id="the side that rose more"),
        pytest.param([(L, 3), (R, 1), (L, 3), (R, 1)], 0, id="not from one side to the other"),
        pytest.param([(N, 1), (N, 4)], 3, id="no sides told"),
        pytest.param([(N, 1), (N, 1), (N, 4)], 3, id="from the first set to the last"),
        pytest.param([(N, 4)], 0, id="one set"),
    ],
)
def test_how_pain_rises_across_sets(pains: list[tuple[Side, int]], rise: int) -> None:
    told = story(dose=PER_SIDE)
    log = logged(told, *((side, 8) for side, _ in pains), pains=tuple(score for _, score in pains))
    assert judging.rise(log.sets) == rise


def test_a_score_left_out_leaves_the_rise_unknown() -> None:
    told = story()
    for pains in ([None, 1, 5], [1, 5, None]):
        assert judging.rise(told.log(pains=pains).sets) == 0
    assert judging.rise(told.log(pains=[1, None, 5]).sets) == 4, "first and last are known"
    assert judging.rise(()) == 0


@pytest.mark.parametrize("reps, missing", [((8, 8, 0), False), ((8, 8, 1), True), ((0, 0, 0), True)])
def test_a_set_of_which_nothing_was_done_needs_no_score(reps: tuple[int, ...], missing: bool) -> None:
    told = story()
    pains = (1, 1, None)
    sets = tuple(SetLog(8, done, pain=pain and Decimal(pain)) for done, pain in zip(reps, pains, strict=True))
    told.session(0, replace(told.log(), sets=sets))
    assert told.slot().results[-1].pain_missing is missing


@pytest.mark.parametrize("per_side, done, asked", [(False, 12, 30), (True, 24, 60)])
def test_sets_that_were_left_out_count_with_what_each_was_asked_for(per_side: bool, done: int, asked: int) -> None:
    told = story(dose=DoseRange(3, 3, 8, 12, per_side=per_side))
    slot = replace(told.slot(), dose=replace(told.slot().dose, target=12, targets=(12, 10, 8)))
    sides = (L, R) if per_side else (N,)
    log = replace(told.log(), sets=tuple(SetLog(12, 12, side) for side in sides))
    assert judging.completion(log, slot) == Decimal(done) / Decimal(asked)


@pytest.mark.parametrize(
    "asked, done, complete", [(5, 4, True), (4, 3, False), (3, 3, True), (3, 0, False), (1, 1, True)]
)
def test_a_session_is_complete_at_eighty_percent_of_its_sets(asked: int, done: int, complete: bool) -> None:
    told = story(dose=DoseRange(asked, asked, 8, 12))
    told.session(0, pains=[1] * done or [1], reps=8 if done else 0)
    assert told.plan.sessions[0].complete is complete


def test_the_lightest_load_is_what_was_handled() -> None:
    loads = tuple(SetLog(8, 8, load=Load(LoadKind.KG, Decimal(kg))) for kg in (20, 15, 25))
    assert judging.load_used(loads) == Load(LoadKind.KG, Decimal(15))
    assert judging.load_used((SetLog(8, 0, load=Load(LoadKind.KG, Decimal(5))), *loads[:1])) == loads[0].load
    assert judging.load_used((SetLog(8, 8),)) is None


def test_a_dose_that_was_raised_since_is_not_hit_by_the_old_one() -> None:
    told = Story(content(exercise("clam")))
    old = told.log()
    told.adjust(0, "clam", dose=replace(told.slot().dose, target=10))
    told.session(0, old)
    told.morning(1)
    assert told.said().rule == "H5"
