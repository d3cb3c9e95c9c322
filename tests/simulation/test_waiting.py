"""What patients wait for: the same clauses that the engine judges, in words, counted phase by phase."""

from dataclasses import replace
from typing import Any

from hep_api.catalogue import Catalogue
from hep_api.simulation.living import live
from hep_api.simulation.model import IDEAL
from hep_api.simulation.waiting import CLAUSES, FROZEN, Door, doors

MET_OR_SAID_OTHERWISE = {"gate.not_a_goal", "gate.not_recorded", "gate.not_yet_measurable"}


def test_every_clause_that_can_be_open_has_words(catalogue: Catalogue) -> None:
    sentences = {key for key in catalogue.wording["en"] if key.startswith("gate.") and not key.endswith(".missing")}
    assert sentences - MET_OR_SAID_OTHERWISE == CLAUSES.keys()


def test_a_patient_waits_for_what_is_not_met_yet(trial: Any) -> None:
    early = live(trial(days=3, model=IDEAL), 0)
    assert early.standing == "P1"
    assert {"Least weeks of the phase", "Adherence"} <= set(early.waits_for)


def test_what_cannot_be_recorded_yet_says_so(trial: Any) -> None:
    late = live(trial("achilles_mid_hsr", days=21, model=IDEAL), 0)
    assert late.standing == "P2"
    assert "Cannot be recorded yet: prom_change:VISA-A" in late.waits_for


def test_an_alternative_that_only_repeats_the_exit_is_left_out(trial: Any) -> None:
    life = live(trial(days=14, model=IDEAL), 0)
    assert life.standing == "P2"  # P3 opens by the exit of P2, or by an overlap that is signed
    assert "Good sessions of hip-hike" in life.waits_for
    assert "One of several alternatives" not in life.waits_for


def test_a_frozen_plan_says_so(trial: Any) -> None:
    # A phase of two weeks whose sessions never come is planned anew; nobody has answered on that day.
    absent = replace(IDEAL, adherence_low=0, adherence_high=0, answer_share=99)
    assert FROZEN in live(trial(days=30, model=absent), 0).waits_for


def test_doors_are_counted_among_those_who_stand_before_them() -> None:
    ends = [("P1", ("a", "b")), ("P1", ("b",)), ("P2", ("a",)), ("P3", ())]
    assert doors(ends, ("P1", "P2", "P3")) == (
        Door("P1", "b", 2, 2), Door("P1", "a", 1, 2), Door("P2", "a", 1, 1),
    )  # fmt: skip
