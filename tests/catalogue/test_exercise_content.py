"""Some exercises against the catalogue lines and the family table, typed by hand, and what all have in common."""

import pytest

from hep_api.catalogue.grammar import parse_dosage
from hep_api.catalogue.vocabulary import FAMILIES
from hep_api.engine.dose import LoadKind
from hep_api.engine.protocol import Progress

# slug | family, also | region | bands | dosage | rungs | unit | load step in kg
TABLE = """
clamshell | hip_abd | hip | A | 3x8-20 ps t2-1-2 r45 f3-5 | 5 | band |
sidelying-hip-abduction | hip_abd | hip | A,S | 3x15-30 ps t3-1-2 r45 f3-5 | 5 | load | 0.5
quadruped-hip-abduction | hip_abd | hip | A | 3x8-20 ps t2-1-2 r45 f3-5 | 4 | band |
standing-hip-abduction-band | hip_abd | hip | A,S | 3x10-20 ps t2-1-2 r45 f3-5 | 4 | band |
glute-bridge | hip_ext,hamstring | hip | A,S | 3x10-20 t2-2-2 r45 f3-5 | 6 | reps |
hip-hike | hip_abd | hip | A,S | 3x10-20 ps t2-1-2 r45 f3-5 | 5 | load | 1
lateral-band-walk | hip_abd | hip | A,S | 3x40st ps r60 f2-3 | 3 | band |
single-leg-stance-hip-control | hip_abd,ankle_balance | hip | A,S | 3x30s ps r30 f5-7 | 5 | hold |
hip-flexor-stretch-kneeling | mobility | hip | M | 3x30s ps r15 f7 *2/d | 4 | hold |
tfl-stretch-standing | mobility | hip | M | 3-5x30s ps r15 f5-7 | 4 | hold |
leg-swing-dynamic | mobility | hip | M | 2x10-15 ps r20 f5 | 3 | reps |
quad-set | knee_ext_okc | knee | A | 3x10@5s ps r30 f7 *2/d | 3 | hold |
straight-leg-raise | knee_ext_okc,hip_flex | knee | A | 3x10-20 ps t2-2-2 r45 f5 | 3 | load | 0.5
double-leg-squat | knee_ext_ckc | knee | A,S | 3x8-20 t3-1-2 r60 f3 | 5 | load | 2.5
leg-press | knee_ext_ckc | knee | S | 3x8-15 t3-0-2 r90 f2-3 | 4 | load | 5
split-squat | knee_ext_ckc | knee | S | 3x8-15 ps t3-1-1 r60 f2-3 | 4 | load | 2.5
forward-lunge | knee_ext_ckc | knee | S | 3x8-15 ps t2-1-1 r60 f2-3 | 5 | load | 2.5
lateral-lunge | knee_ext_ckc,adductor | knee | A,S,R | 3x8-12 ps t2-1-1 r60 f2-3 | 4 | load | 2.5
step-up | knee_ext_ckc | knee | S | 3x8-15 ps t3-0-1 r60 f3 | 6 | load | 2.5
step-down | knee_ext_ckc | knee | S | 3x8-15 ps t4-0-1 r60 f3 | 5 | load | 2.5
single-leg-squat | knee_ext_ckc,hip_abd | knee | S,R | 3x6-15 ps t3-1-1 r90 f2-3 | 8 | load | 2.5
stationary-bike | conditioning | lower_limb | A | 1x10-30min f3-5 | 4 | duration |
side-plank | trunk | spine | A,S | 3x15-45s ps r45 f3 | 5 | hold |
hsr-heel-raise-seated | calf_achilles | ankle_foot | S | protocol-scheduled t3-0-3 r120-180 f3 | 2 | load |
hsr-heel-raise-legpress | calf_achilles | ankle_foot | S | protocol-scheduled t3-0-3 r120-180 f3 | 2 | load |
hsr-heel-raise-standing | calf_achilles | ankle_foot | S | protocol-scheduled t3-0-3 r120-180 f3 | 3 | load |
rebound-heel-raise | calf_achilles | ankle_foot | S,R | 3x20 t1-0-1 r60 f3-7 | 4 | reps |
pogo-hop | impact,calf_achilles | ankle_foot | R | 3x20-30 r60 f2 | 4 | reps |
single-leg-hop-in-place | impact,calf_achilles | lower_limb | R | 3x5-30 ps r60 f2 | 3 | reps |
lateral-hop | impact | lower_limb | R | 3x6-10 ps r90 f2 | 4 | reps |
box-jump | impact,knee_ext_ckc | lower_limb | R | 3x5-6 tX r90 f2 | 4 | depth |
drop-jump | impact,knee_ext_ckc,calf_achilles | lower_limb | R | 3x4-6 tX r120 f2 | 4 | depth |
agility-ladder | impact | lower_limb | R | 4x10m r60 f2 | 5 | speed |
decel-drill | impact,knee_ext_ckc | lower_limb | R | 4x3-5 r90 f2 | 5 | speed |
cut-pivot-drill | impact,adductor | lower_limb | R | 4x4-6 ps r90 f2 | 6 | speed |
cadence-run | impact | lower_limb | R | 1x10-20min f2-3 | 4 | duration |
run-walk | impact | lower_limb | R | stage-scheduled f3 | 9 | stage |
"""
ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_an_exercise_is_what_the_clinical_lines_say(catalogue, row):
    slug, families, region, bands, dosage, rungs, unit, step = row
    exercise = catalogue.exercises[slug].exercise
    expected = parse_dosage(dosage)
    assert ",".join(exercise.families) == families
    assert (exercise.region, ",".join(exercise.bands)) == (region, bands)
    assert (exercise.dose, exercise.frequency, exercise.tempo) == (expected.dose, expected.frequency, expected.tempo)
    rest = (expected.rest_low_seconds, expected.rest_high_seconds)
    assert (exercise.rest_low_seconds, exercise.rest_high_seconds) == rest
    assert len(exercise.rungs) == int(rungs)
    assert exercise.progression_unit == unit
    assert (str(exercise.load_step) if exercise.load_step else "") == step


def test_there_are_nineteen_load_families():
    assert len(FAMILIES) == 19


def test_one_sided_rungs_of_two_sided_ladders_say_so(catalogue):
    one_sided = {
        (slug, rung.id)
        for slug in (row[0] for row in ROWS)
        for rung in catalogue.exercises[slug].exercise.rungs
        if rung.per_side
    }
    assert one_sided == {
        ("glute-bridge", "single-leg"),
        ("glute-bridge", "single-leg-foot-on-step"),
        ("leg-press", "two-up-one-down"),
        ("leg-press", "single-leg"),
        ("hsr-heel-raise-seated", "single-leg"),
        ("hsr-heel-raise-legpress", "single-leg"),
        ("hsr-heel-raise-standing", "weighted-vest-single-leg"),
        ("rebound-heel-raise", "single-leg-floor"),
        ("rebound-heel-raise", "single-leg-step"),
        ("pogo-hop", "single-leg"),
        ("box-jump", "single-leg-low-box"),
        ("drop-jump", "4-inch-single"),
    }


def test_two_sided_rungs_of_one_sided_ladders_say_so(catalogue):
    rungs = catalogue.exercises["lateral-hop"].exercise.rungs
    assert [rung.per_side for rung in rungs] == [False, None, None, None]


@pytest.mark.parametrize("slug", ["hsr-heel-raise-seated", "hsr-heel-raise-legpress", "hsr-heel-raise-standing"])
def test_heavy_slow_lifts_move_by_load_alone_on_every_rung(catalogue, slug):
    exercise = catalogue.exercises[slug].exercise
    assert exercise.progress_order == (Progress.LOAD,)
    assert {rung.load for rung in exercise.rungs} == {LoadKind.KG}


def test_other_ladders_go_up_a_rung_before_load(catalogue):
    orders = {entry.exercise.progress_order for slug, entry in catalogue.exercises.items() if "hsr" not in slug}
    assert orders == {(Progress.VARIANT, Progress.LOAD), (Progress.VARIANT,)}


def test_every_exercise_names_where_its_numbers_come_from(catalogue):
    assert all(entry.sources for entry in catalogue.exercises.values())


def test_every_text_a_patient_reads_is_written_in_spanish_too(catalogue):
    entries = catalogue.exercises.values()
    texts = [text for entry in entries for text in (entry.name, entry.cue, entry.fault, *entry.rung_names.values())]
    assert all(text.es and text.es != text.en for text in texts)
    assert {text.of("es") for text in texts} == {text.es for text in texts}
    assert texts[0].of("de") == texts[0].en
