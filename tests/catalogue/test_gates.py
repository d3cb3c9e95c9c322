"""Every gate of the four protocols, as the engine will evaluate it."""

import pytest

from hep_api.catalogue.clause_tree import predicates
from hep_api.catalogue.criteria import WORDS
from hep_api.engine import gates
from hep_api.engine.protocol import AllOf, AnyOf, IfGoal, Predicate


def p(word, subject="", **args):
    return Predicate(word, subject, tuple((name, str(value)) for name, value in args.items()))


EXITED = {number: p("exit", f"P{number}") for number in (1, 2, 3)}
SIGNED = p("sign_off", "clinician")
RUN_GATE = p("run_gate", "default")
PAIN_3 = p("pain_worst", "7d", at_most=3)
LEVEL = p("measure", "sl-stance-level-pelvis-s", at_least=30, sides="both")
STEP_DOWN = p("measure", "step-down-8in-clean-reps", at_least=15, sides="both")
SQUAT_45 = p("measure", "sl-squat-45-clean-reps", at_least=10, sides="both")
HOP = p("lsi", "hop-single-cm", at_least=90)
STAIRS = p("measure", "stairs-pain", at_most=2)
SETTLED = p("morning", "settled", last=3)
HEELS = p("lsi", "heel-raise-sl-reps", at_least=90)
SCREEN = p("screen", "clear")

ENTRIES = {
    "pfp.P1": [p("confirm", "diagnosis-recorded"), SCREEN],
    "pfp.P2": [EXITED[1]],
    "pfp.P3": [EXITED[2], SIGNED, RUN_GATE],
    "itbs.P1": [SCREEN],
    "itbs.P2": [EXITED[1]],
    "itbs.P3": [
        AnyOf((EXITED[2], AllOf((p("programme_week", at_least=4), PAIN_3, p("sign_off", "overlap"))))),
    ],
    "itbs.P4": [EXITED[3], SIGNED, RUN_GATE],
    "hip_strength.P1": [SCREEN],
    "hip_strength.P2": [EXITED[1]],
    "hip_strength.P3": [EXITED[2], SIGNED, RUN_GATE],
    "achilles_mid_hsr.P1": [p("measure", "walk-20min-pain", at_most=5), p("morning", "settled", last=1)],
    "achilles_mid_hsr.P2": [EXITED[1]],
    "achilles_mid_hsr.P3": [p("measure", "heel-raise-sl-reps", setting="heel_raise_min"), HEELS, SIGNED],
}

EXITS = {
    "pfp.P1": [
        p("rep", "sidelying-hip-abduction,glute-bridge,straight-leg-raise", top="true", sessions=2, of_last=3),
        p("measure", "extensor-lag-deg", equals=0),
        PAIN_3,
    ],
    "pfp.P2": [p("measure", "sl-squat-60-clean-reps", at_least=10, sides="both"), STEP_DOWN, STAIRS, PAIN_3],
    "pfp.P3": [
        p("run", "RS8"),
        AnyOf((p("prom_change", "AKPS", at_least="mcid"), p("prom", "AKPS", at_least=85))),
        IfGoal("jumping", HOP),
    ],
    "itbs.P1": [p("measure", "walk-20min-pain", at_most=2), STAIRS, p("sessions", at_least=3), SETTLED],
    "itbs.P2": [
        p("rep", "hip-hike", rung="4-inch-step-unsupported", sets=3, target=20),
        p("rep", "sidelying-hip-abduction", rung="long-lever", sets=3, target=20, rpe_at_most=7),
        PAIN_3,
        LEVEL,
    ],
    "itbs.P3": [PAIN_3, SQUAT_45, LEVEL, STEP_DOWN],
    "itbs.P4": [p("run", "RS8", pain_at_most=2), p("lsi", "hip-abd-strength", at_least=90)],
    "hip_strength.P1": [
        p(
            "rep",
            "sidelying-hip-abduction,clamshell,quadruped-hip-abduction,standing-hip-abduction-band",
            top="true",
            rpe_at_most=7,
            form="ok",
            sessions=2,
            any_count=3,
        ),
        p("pain_worst", "7d", at_most="policy"),
    ],
    "hip_strength.P2": [p("rep", "lateral-band-walk", rung="band-at-forefeet", sets=3, target=40), STEP_DOWN, SQUAT_45],
    "hip_strength.P3": [
        p("side_diff", "y-reach-anterior-cm", at_most=4),
        p("side_diff", "y-reach-composite-pct", at_most=4),
        HOP,
        p("run", "RS8"),
    ],
    "achilles_mid_hsr.P1": [p("sessions", at_least=3)],
    "achilles_mid_hsr.P2": [
        p("schedule_counted", at_least=12),
        AnyOf((p("prom_change", "VISA-A", at_least="mcid"), p("prom_ceiling", "VISA-A"))),
        p("trend_up", equals="false"),
    ],
    "achilles_mid_hsr.P3": [p("run", "RS8"), p("morning", "settled", last=3, after="RS8"), HEELS],
}


def unordered(criterion):
    """A gate that compares equal whatever the order in which arguments were written."""
    match criterion:
        case AllOf(clauses) | AnyOf(clauses):
            return type(criterion)(tuple(unordered(clause) for clause in clauses))
        case IfGoal(goal, clause):
            return IfGoal(goal, unordered(clause))
        case Predicate(word, subject, args):
            return Predicate(word, subject, tuple(sorted(args)))


def phase_of(catalogue, place):
    protocol_id, phase_id = place.split(".")
    return catalogue.protocols[protocol_id].protocol.phase(phase_id)


@pytest.mark.parametrize("place", ENTRIES)
def test_a_phase_is_entered_by(catalogue, place):
    assert unordered(phase_of(catalogue, place).entry) == unordered(AllOf(tuple(ENTRIES[place])))


@pytest.mark.parametrize("place", EXITS)
def test_a_phase_is_left_by(catalogue, place):
    assert unordered(phase_of(catalogue, place).exit) == unordered(AllOf(tuple(EXITS[place])))


def test_clauses_may_use_exactly_the_words_the_engine_evaluates():
    assert set(WORDS) == gates.WORDS


def test_the_gate_before_running_names_measurements_that_exist(catalogue):
    named = {clause.subject for clause in predicates(gates.RUN_GATE) if clause.word in {"measure", "lsi"}}
    assert len(named) == 6
    assert named <= set(catalogue.measurements)
