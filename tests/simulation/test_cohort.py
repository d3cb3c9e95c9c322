"""Invented patients: the same every time, and no wiser than the engine."""

from dataclasses import fields, replace
from typing import Any

import pytest

from hep_api.engine.outcomes import HARDER, PROGRESSING, Outcome
from hep_api.simulation.cohort import cohort
from hep_api.simulation.living import START, live
from hep_api.simulation.loading import flare_chance
from hep_api.simulation.model import IDEAL, NUMBERS, Model
from hep_api.simulation.outcome import DayKept, Seen, Story
from hep_api.simulation.person import draw

HURTING = replace(Model(), irritability_start=0, usual_pain_high=0, stoic_share=0, missing_high=0, offline_share=0)


def test_every_number_of_the_model_is_explained_once() -> None:
    assert sorted(number.name for number in NUMBERS) == sorted(field.name for field in fields(Model))
    assert all(number.unit and number.what and number.source for number in NUMBERS)


def test_the_same_seed_gives_the_same_lives(trial: Any) -> None:
    once, again = (list(cohort(trial(days=14), 3, 1)) for _ in range(2))
    assert once == again
    assert once != list(cohort(trial(days=14, seed=2), 3, 1))


def test_the_number_of_processes_does_not_matter(trial: Any) -> None:
    assert list(cohort(trial(days=7), 3, 1)) == list(cohort(trial(days=7), 3, 2))


def test_a_patient_does_not_depend_on_the_others(trial: Any) -> None:
    assert list(cohort(trial(days=7), 3, 1))[2] == live(trial(days=7), 2)


def test_one_more_family_changes_no_other() -> None:
    few, more = (draw(1, 0, families, Model()) for families in (("hip_abd",), ("core", "hip_abd")))
    assert few.traits == more.traits
    assert few.tissue.capacity["hip_abd"] == more.tissue.capacity["hip_abd"]


def test_who_never_hurts_and_always_adheres_goes_as_fast_as_the_protocol_allows(trial: Any) -> None:
    life = live(trial(days=70, model=IDEAL), 0)
    phases = dict(life.phases)
    # P1 asks for one week, P2 for four, P3 for two; a phase is judged when a day ends.
    assert phases["P2"] == 6
    assert phases["P3"] >= phases["P2"] + 28
    assert phases["P4"] >= phases["P3"] + 14
    assert (life.stops, life.overloaded, life.flares) == ((), (), 0)


def test_in_suggest_the_same_patient_waits_for_the_therapist(trial: Any) -> None:
    auto, suggest = (live(trial(days=28, model=IDEAL, autonomy=autonomy), 0) for autonomy in ("auto", "suggest"))
    assert dict(suggest.phases)["P2"] > dict(auto.phases)["P2"]
    harder = [entry for entry in suggest.said if entry.outcome in HARDER and entry.rule != "clinician"]
    assert harder
    assert all(entry.proposed for entry in harder)


def test_strong_pain_never_advances(trial: Any) -> None:
    in_pain = replace(HURTING, pain_of_stress=20, pain_from_stress=0, pain_noise=0)
    for life in cohort(trial(days=28, model=in_pain), 3, 1):
        assert life.stops
        assert not [entry for entry in life.said if entry.outcome in PROGRESSING]
        assert life.steps == ()


def test_a_locked_patient_is_opened_again_by_the_therapist(trial: Any) -> None:
    in_pain = replace(HURTING, pain_of_stress=20, pain_from_stress=0)
    life = live(trial(days=28, model=in_pain), 0)
    assert life.unlocked >= 1
    assert life.sessions > 1


def test_facts_that_arrive_late_supersede_decisions(trial: Any) -> None:
    never, often = replace(Model(), offline_share=0), replace(Model(), offline_share=1, offline_daily=0.5)
    in_touch, away = (list(cohort(trial(days=28, model=model), 3, 1)) for model in (never, often))
    assert [(life.late, life.superseded) for life in in_touch] == [(0, 0)] * 3
    assert sum(life.late for life in away) > 10
    assert sum(life.superseded for life in away) > 0


def test_what_was_asked_too_much_is_a_false_advance(trial: Any) -> None:
    brittle = replace(IDEAL, tolerance_low=0.01, tolerance_high=0.01, irritability_gain=0, loss=0)
    steps = live(trial(days=28, model=brittle), 0).steps
    assert steps
    assert all(step.false for step in steps)
    assert not any(step.false for step in live(trial(days=28, model=IDEAL), 0).steps)


@pytest.mark.parametrize(
    "share, chance",
    [(0.5, 0.0), (0.8, 0.0), (0.9, 0.015), (1.0, 0.03), (1.2, 0.06), (9.0, 1.0)],
)
def test_a_flare_is_more_likely_the_higher_load_stands_over_capacity(share: float, chance: float) -> None:
    model = replace(Model(), flare_from=0.8, flare_chance=0.03 if share < 2 else 1.0)
    traits = replace(draw(1, 0, ("hip_abd",), model).traits, tolerance=1.1)
    found = flare_chance({"hip_abd": share * 1.1, "core": 0.1}, traits, model)
    assert found == pytest.approx(chance)


def test_flares_of_sessions_and_flares_of_life_are_told_apart(trial: Any) -> None:
    by_load, by_life = (
        replace(IDEAL, flare_from=0, flare_chance=99),
        replace(IDEAL, life_flare_low=1, life_flare_high=1),
    )
    loaded, troubled = (live(trial(days=14, model=model), 0) for model in (by_load, by_life))
    assert (loaded.load_flares, loaded.life_flares) == (loaded.sessions, 0)
    assert (troubled.load_flares, troubled.life_flares) == (0, 14)
    assert loaded.sessions


def test_a_step_is_weighed_before_the_session_that_follows_it(trial: Any) -> None:
    # Each session leaves a flare that is gone by the next morning: it belongs to the session, not to the step before.
    sore = replace(IDEAL, flare_from=0, flare_chance=9999, half_life_low=0.01, half_life_high=0.01)
    calm, flaring = (live(trial(days=28, model=model), 0) for model in (IDEAL, sore))
    assert flaring.load_flares == flaring.sessions
    assert [step.share for step in flaring.steps] == [pytest.approx(step.share) for step in calm.steps]


def test_an_overload_that_nobody_tells_is_missed(trial: Any) -> None:
    silent = replace(IDEAL, irritability_start=10, half_life_low=99, half_life_high=99, stoic_share=1, stoic_points=30)
    told = replace(silent, stoic_share=0)
    quiet, heard = (live(trial(days=14, model=model), 0) for model in (silent, told))
    assert quiet.overloaded
    assert quiet.missed == quiet.overloaded
    assert quiet.raised
    assert Seen.TOLD not in quiet.seen
    assert (quiet.stops, heard.missed) == ((), ())
    assert heard.stops


@pytest.mark.parametrize(
    "irritability, understates, told, seen",
    [(3, 0, True, Seen.USUAL), (4, 0, True, Seen.TOLD), (4, 0, False, Seen.UNTOLD), (4, 1.0, True, Seen.UNTOLD)],
)
def test_a_missed_day_says_what_could_be_known_of_it(
    irritability: float, understates: float, told: bool, seen: Seen
) -> None:
    someone = draw(1, 0, ("hip_abd",), Model())
    person = replace(
        someone,
        traits=replace(someone.traits, understates=understates),
        tissue=replace(someone.tissue, irritability=3.0),
    )
    day = DayKept(0, "P1", None, 1.0, None, irritability, 0.8, locked=False, told=True)
    story = Story([day, replace(day, number=1, told=told)], [], 0, START, 2.0, 0, 0)
    assert story.seen(day, person) is seen


def test_every_missed_day_is_one_of_three_kinds(trial: Any) -> None:
    lives = list(cohort(trial(days=42, model=replace(Model(), irritability_start=6)), 4, 1))
    assert sum(len(life.missed) for life in lives) > 3
    assert all(len(life.seen) == len(life.missed) for life in lives)


def test_a_schedule_steps_as_its_weeks_are_counted(trial: Any) -> None:
    life = live(trial("achilles_mid_hsr", days=42, model=IDEAL), 0)
    assert {step.outcome for step in life.steps} == {Outcome.ADVANCE_PHASE, Outcome.APPLY_STEP}
