"""Exercises and protocols against spec.json, the clinical documents as data [tests/catalogue/extract]."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_api.catalogue.values import NO_TEXT, OpenSlot
from hep_api.engine.protocol import AllOf, Band, IfRecorded, Restriction, Taper
from hep_api.engine.routine import Routine, RoutineItem, When
from tests.catalogue.extract.comparing import Allowed, Deviation, Ladder, deviations, load_allowed, needless
from tests.catalogue.extract.writing import load_spec

SPEC = load_spec()
ALLOWED = load_allowed()


def found_in(catalogue):
    return [
        deviation for deviation in deviations(SPEC, catalogue, ALLOWED.rungs) if deviation not in ALLOWED.deviations
    ]


def with_exercise(catalogue, slug, **changes):
    entry = catalogue.exercises[slug]
    changed = replace(entry, exercise=replace(entry.exercise, **changes))
    return replace(catalogue, exercises={**catalogue.exercises, slug: changed})


def with_protocol(catalogue, name, **changes):
    entry = catalogue.protocols[name]
    changed = replace(entry, protocol=replace(entry.protocol, **changes))
    return replace(catalogue, protocols={**catalogue.protocols, name: changed})


def with_phase(catalogue, name, phase_id, **changes):
    phases = catalogue.protocols[name].protocol.phases
    changed = tuple(replace(phase, **changes) if phase.id == phase_id else phase for phase in phases)
    return with_protocol(catalogue, name, phases=changed)


def test_the_documents_hold_167_exercises_and_29_protocols():
    assert (len(SPEC["exercises"]), len(SPEC["protocols"])) == (167, 29)


def test_what_is_written_says_what_the_documents_say(catalogue):
    assert "\n".join(map(str, found_in(catalogue))) == ""


def test_nothing_is_allowed_without_need(catalogue):
    assert needless(SPEC, catalogue, ALLOWED) == []


def test_every_allowed_difference_has_a_reason():
    assert all(reason.strip() for reason in ALLOWED.deviations.values())


def test_every_exercise_and_protocol_of_the_spec_is_there(catalogue):
    there = catalogue.exercises.keys() | catalogue.protocols.keys()
    assert ", ".join(sorted((SPEC["exercises"].keys() | SPEC["protocols"].keys()) - there)) == ""


# --- The comparison bites --------------------------------------------------------------------------------------------


def test_sees_another_dose(catalogue):
    dose = catalogue.exercises["step-down"].exercise.dose
    changed = with_exercise(catalogue, "step-down", dose=replace(dose, high=20))
    assert found_in(changed) == [Deviation("step-down dose", "3x8-15", "3x8-20")]


def test_sees_a_dose_that_lost_its_side(catalogue):
    dose = catalogue.exercises["step-down"].exercise.dose
    changed = with_exercise(catalogue, "step-down", dose=replace(dose, per_side=False))
    assert Deviation("step-down side", "ps", "both") in found_in(changed)


def test_sees_two_rungs_in_the_other_order(catalogue):
    first, second, *rest = catalogue.exercises["step-down"].exercise.rungs
    changed = with_exercise(catalogue, "step-down", rungs=(second, first, *rest))
    assert found_in(changed) == [
        Deviation(
            "step-down ladder",
            "4-inch supported > 4-inch > 6-inch > 8-inch > 8-inch loaded",
            "4-inch > 4-inch supported > 6-inch > 8-inch > 8-inch loaded",
        )
    ]


def test_sees_a_rung_that_is_missing_and_one_that_was_invented(catalogue):
    rungs = catalogue.exercises["step-down"].exercise.rungs
    assert [found.place for found in found_in(with_exercise(catalogue, "step-down", rungs=rungs[1:]))] == [
        "step-down ladder"
    ]
    invented = replace(rungs[2], id="7-inch")
    changed = with_exercise(catalogue, "step-down", rungs=(*rungs[:3], invented, *rungs[3:]))
    assert [found.content for found in found_in(changed)] == [
        "4-inch supported > 4-inch > 6-inch > 7-inch > 8-inch > 8-inch loaded"
    ]


@pytest.mark.parametrize(
    "field, value, place",
    [
        ("family", "hip_ext", "family"),
        ("also", ("trunk",), "also"),
        ("region", "hip", "region"),
        ("bands", (Band.STRENGTH, Band.RETURN), "bands"),
        ("tempo", "3-0-1", "tempo"),
        ("rest_high_seconds", 90, "rest"),
        ("progression_unit", "reps", "unit"),
        ("load_step", Decimal(5), "step"),
    ],
)
def test_sees_another_value_of_an_exercise(catalogue, field, value, place):
    changed = with_exercise(catalogue, "step-down", **{field: value})
    assert [found.place for found in found_in(changed)] == [f"step-down {place}"]


def test_sees_a_band_of_another_colour(catalogue):
    rungs = catalogue.exercises["clamshell"].exercise.rungs
    changed = with_exercise(catalogue, "clamshell", rungs=(rungs[0], replace(rungs[1], begins=4), *rungs[2:]))
    assert found_in(changed) == [
        Deviation("clamshell begins", "light band at knees: red", "light band at knees: black")
    ]


def test_sees_another_frequency(catalogue):
    frequency = replace(catalogue.exercises["step-down"].exercise.frequency, high=5)
    changed = with_exercise(catalogue, "step-down", frequency=frequency)
    assert found_in(changed) == [Deviation("step-down frequency", "3/wk", "3-5/wk")]


def test_sees_an_exercise_and_a_protocol_that_nobody_asked_for(catalogue):
    exercises = {**catalogue.exercises, "goblet-squat": catalogue.exercises["double-leg-squat"]}
    protocols = {**catalogue.protocols, "shin": catalogue.protocols["pfp"]}
    changed = replace(catalogue, exercises=exercises, protocols=protocols)
    assert found_in(changed) == [
        Deviation("goblet-squat", "-", "an exercise"),
        Deviation("shin", "-", "a protocol"),
    ]


@pytest.mark.parametrize(
    "field, value, deviation",
    [
        ("weeks_max", Decimal(9), Deviation("pfp.P2 weeks", "3-8", "3-9")),
        ("band", Band.RETURN, Deviation("pfp.P2 band", "S", "R")),
        ("policy", "tendon", Deviation("pfp.P2 policy", "standard", "tendon")),
        ("back_to", "", Deviation("pfp.P2 back to", "P1", "-")),
        ("terminal", True, Deviation("pfp.P2 terminal", "-", "yes")),
        ("taper", Taper("race_on", 28, 1), Deviation("pfp.P2 taper", "-", "race_on 28 d 1/wk")),
    ],
)
def test_sees_another_value_of_a_phase(catalogue, field, value, deviation):
    assert found_in(with_phase(catalogue, "pfp", "P2", **{field: value})) == [deviation]


def test_sees_another_threshold_in_an_exit(catalogue):
    leave = catalogue.protocols["pfp"].protocol.phase("P2").exit
    first, *rest = leave.clauses
    easier = replace(first, args=(("at_least", "8"), ("sides", "both")))
    changed = with_phase(catalogue, "pfp", "P2", exit=AllOf((easier, *rest)))
    assert found_in(changed) == [
        Deviation(
            "pfp.P2 exit",
            "measure sl-squat-60-clean-reps at_least 10 sides both",
            "measure sl-squat-60-clean-reps at_least 8 sides both",
        )
    ]


def test_sees_a_clause_that_was_left_out_and_one_that_was_added(catalogue):
    phase = catalogue.protocols["pfp"].protocol.phase("P2")
    changed = with_phase(
        catalogue, "pfp", "P2", exit=AllOf(phase.exit.clauses[1:]), entry=AllOf(phase.exit.clauses[:1])
    )
    assert [(found.place, found.spec, found.content) for found in found_in(changed)] == [
        ("pfp.P2 entry", "exit P1", "measure sl-squat-60-clean-reps at_least 10 sides both"),
        ("pfp.P2 exit", "measure sl-squat-60-clean-reps at_least 10 sides both", "-"),
    ]


def test_sees_an_alternative_that_became_a_demand(catalogue):
    *before, either, last = catalogue.protocols["pfp"].protocol.phase("P3").exit.clauses
    changed = with_phase(catalogue, "pfp", "P3", exit=AllOf((*before, *either.clauses, last)))
    assert found_in(changed) == [
        Deviation("pfp.P3 exit", "-", "prom AKPS at_least 85"),
        Deviation("pfp.P3 exit", "-", "prom_change AKPS at_least mcid"),
        Deviation("pfp.P3 exit", "any(prom AKPS at_least 85; prom_change AKPS at_least mcid)", "-"),
    ]


def test_sees_an_exercise_of_a_phase_that_moved_or_went(catalogue):
    menu = catalogue.protocols["pfp"].protocol.phase("P2").exercises
    moved = with_phase(catalogue, "pfp", "P2", exercises=(*menu[:2], menu[3], menu[2], *menu[4:]))
    gone = with_phase(catalogue, "pfp", "P2", exercises=menu[:-1])
    assert [found.place for found in found_in(moved)] == ["pfp.P2 exercises"]
    assert [found.place for found in found_in(gone)] == ["pfp.P2 exercises"]


def test_sees_another_dose_and_a_bound_that_was_lifted_in_a_phase(catalogue):
    menu = catalogue.protocols["pfp"].protocol.phase("P2").exercises
    squat = replace(menu[1], dose=replace(menu[1].dose, low=8), to_rung=None, note="")
    changed = with_phase(catalogue, "pfp", "P2", exercises=(menu[0], squat, *menu[2:]))
    assert found_in(changed) == [
        Deviation("pfp.P2 single-leg-squat dose", "3x6-15", "3x8-15"),
        Deviation("pfp.P2 single-leg-squat is narrowed", "by a rung, a goal or a note", "-"),
    ]


@pytest.mark.parametrize(
    "field, value, deviation",
    [
        ("run_policy", None, Deviation("achilles_mid_hsr run policy", "default", "-")),
        ("min_programme_weeks", 10, Deviation("achilles_mid_hsr min_programme_weeks", "12", "10")),
    ],
)
def test_sees_another_value_of_a_protocol(catalogue, field, value, deviation):
    assert found_in(with_protocol(catalogue, "achilles_mid_hsr", **{field: value})) == [deviation]


def test_sees_a_table_that_lost_a_row(catalogue):
    schedule = catalogue.protocols["achilles_mid_hsr"].protocol.schedule
    rows = (*schedule.rows[:3], replace(schedule.rows[4], first_week=6))
    changed = with_protocol(catalogue, "achilles_mid_hsr", schedule=replace(schedule, rows=rows))
    assert found_in(changed) == [
        Deviation(
            "achilles_mid_hsr schedule",
            "from week 1 3x15RM, from week 2 3x12RM, from week 4 4x10RM, from week 6 4x8RM, from week 9 4x6RM",
            "from week 1 3x15RM, from week 2 3x12RM, from week 4 4x10RM, from week 6 4x6RM",
        )
    ]


def test_sees_what_a_protocol_forbids_leaves_open_or_adds_unasked(catalogue):
    entry = catalogue.protocols["pfp"]
    dose = catalogue.exercises["step-up"].exercise.dose
    break_ = Routine("break", When.HOURLY, (RoutineItem("step-up", dose),))
    graft = Restriction(families=("hamstring",), when=("surgery.graft", "hamstring"), since="surgery_on", weeks=6)
    changed = replace(
        entry,
        protocol=replace(entry.protocol, routines=(break_,), restrictions=(graft,)),
        open_slots=(OpenSlot("P2", "sport-block", NO_TEXT, 1),),
        forbid=("step-up",),
        forbid_rungs=(("rebound-heel-raise", "double-leg-step"),),
    )
    assert found_in(replace(catalogue, protocols={**catalogue.protocols, "pfp": changed})) == [
        Deviation("pfp forbid", "-", "step-up"),
        Deviation("pfp forbid_rungs", "-", "rebound-heel-raise: double-leg step"),
        Deviation("pfp restrict", "-", "hamstring: surgery.graft hamstring, 6 weeks since surgery_on"),
        Deviation("pfp routines", "-", "hourly"),
        Deviation("pfp.P2 slots", "-", "sport-block"),
    ]


def test_sees_a_clause_that_became_conditional_and_an_exercise_that_waits_for_a_sign_off(catalogue):
    phase = catalogue.protocols["pfp"].protocol.phase("P1")
    first, *rest = phase.exercises
    leave = AllOf((*phase.exit.clauses[:2], IfRecorded("stairs-pain", phase.exit.clauses[2])))
    changed = with_phase(catalogue, "pfp", "P1", exit=leave, exercises=(replace(first, needs_sign_off=True), *rest))
    assert found_in(changed) == [
        Deviation("pfp.P1 exit", "pain_worst 7d at_most 3", "if recorded stairs-pain: pain_worst 7d at_most 3"),
        Deviation("pfp.P1 quad-set needs sign-off", "-", "yes"),
    ]


def test_sees_a_contraindication_that_was_left_out(catalogue):
    entry = catalogue.protocols["pfp"]
    shorter = replace(entry, contraindications=entry.contraindications[1:], sources=())
    changed = replace(catalogue, protocols={**catalogue.protocols, "pfp": shorter})
    assert found_in(changed) == [
        Deviation("pfp contraindications", "4", "3"),
        Deviation("pfp sources", "some", "none"),
    ]


# --- What is allowed stays needed ------------------------------------------------------------------------------------


def test_an_allowed_difference_that_is_gone_is_named(catalogue):
    gone = Deviation("step-down dose", "3x8-15", "3x8-20")
    assert needless(SPEC, catalogue, Allowed(ALLOWED.rungs, {gone: "once"})) == [str(gone)]


def test_an_allowed_difference_of_what_is_not_written_yet_waits(catalogue):
    waiting = Deviation("not_written_yet.P1 weeks", "1-2", "1-3")
    assert needless(SPEC, catalogue, Allowed(ALLOWED.rungs, {waiting: "later"})) == []


def test_a_rung_that_needs_no_name_or_was_not_merged_is_named(catalogue):
    ladder = Ladder({"6-inch": "6-inch", "9-inch": "8-inch"}, ("4-inch",))
    said = needless(SPEC, catalogue, Allowed({"step-down": ladder}, {}))
    assert said == ["step-down merged 4-inch", "step-down names 6-inch", "step-down names 9-inch"]
