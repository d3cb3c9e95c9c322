"""Every kind of mistake is reported with file, line, path, what is wrong and what is allowed."""

import pytest

from hep_api import catalogue as content
from hep_api.errors import ContentError

EXERCISES = "exercises.yaml"
PFP = "hep_api/catalogue/protocols/pfp.yaml"
ITBS = "hep_api/catalogue/protocols/itbs.yaml"
HIP = "hep_api/catalogue/protocols/hip_strength.yaml"
HSR = "hep_api/catalogue/protocols/achilles_mid_hsr.yaml"
TESTS = "hep_api/catalogue/measurements.yaml"
WORDS = "hep_api/catalogue/vocabulary.yaml"


def test_a_file_with_five_different_mistakes_reports_all_five_with_their_lines(copy):
    unknown_key = copy.edit(PFP, "    weeks: [1, 3]", "    weeks: [1, 3]\n    wekes: [1, 3]") + 1
    unknown_slug = copy.edit(PFP, "slug: clamshell", "slug: clamshel")
    no_dose = copy.edit(PFP, "dose: 3x10@5s", "dose: three times ten")
    measurement = copy.edit(PFP, "measure: stairs-pain", "measure: stair-pain")
    language = copy.edit(
        PFP, "{en: True locking or giving way, es: Bloqueo o fallo verdadero de la rodilla}", "{en: Yes}"
    )
    problems = copy.problems()
    assert len(problems) == 5
    found = {problem.split(": ")[0]: problem for problem in problems}
    assert "unknown key 'wekes'; did you mean 'weeks'?" in found[f"{PFP}:{unknown_key}"]
    assert "'clamshel' is not a known exercise; did you mean 'clamshell'?" in found[f"{PFP}:{unknown_slug}"]
    assert "'three times ten' is not a dose; allowed: SETSxREPS" in found[f"{PFP}:{no_dose}"]
    assert "'stair-pain' is not a known measurement; did you mean 'stairs-pain'?" in found[f"{PFP}:{measurement}"]
    assert f"{PFP}:{language}: contraindications.2: 'es' is missing" in problems


def test_mistakes_of_all_files_are_raised_together(copy):
    copy.edit(PFP, "pain_policy: standard", "pain_policy: strict")
    copy.edit(EXERCISES, "family: hip_abd", "family: hip")
    with pytest.raises(ContentError) as raised:
        content.load(copy.root)
    files = [problem.split(":")[0] for problem in raised.value.problems]
    assert files == [EXERCISES, PFP]


MISTAKES = [
    # exercises.yaml
    (EXERCISES, "region: hip", "region: hipp", "'hipp' is not a known region; did you mean 'hip'?"),
    (EXERCISES, "targets: [gluteus-medius", "targets: [gluteus", "'gluteus' is not a known target"),
    (EXERCISES, "family: hip_abd", "family: hip_abduct", "not a known load family; did you mean 'hip_abd'?"),
    (EXERCISES, "bands: [A]", "bands: [B]", "'B' is not a known band; allowed: A, M, R, S"),
    (EXERCISES, "bands: [A]", "bands: []", "at least one entry is needed"),
    (EXERCISES, "equipment: [loop-band]", "equipment: [loopband]", "did you mean 'loop-band'?"),
    (EXERCISES, "equipment: [loop-band]", "equipment: loop-band", "equipment: a list is expected here"),
    (EXERCISES, "3x8-20 ps t2-1-2 r45 f3-5", "3x8-20 ps t2-1-2 r45", "does not say how often"),
    (EXERCISES, "3x8-20 ps t2-1-2 r45 f3-5", "3x8-20 ps t2-1-2 45 f3-5", "'45' has no place in"),
    (EXERCISES, "unit: band", "unit: bands", "'bands' is not a known progression unit; did you mean 'band'?"),
    (EXERCISES, "id: no-band,", "id: No Band,", "'No Band' is not in kebab-case"),
    (EXERCISES, "id: no-band,", "id: medium-band-at-knees,", "two rungs have the id 'medium-band-at-knees'"),
    (EXERCISES, "id: no-band,", "id: no-band, load: stone,", "'stone' is not a known kind of load"),
    (EXERCISES, "id: no-band,", "id: no-band, sides: left,", "'left' is not a known sidedness; allowed: both, ps"),
    (EXERCISES, "id: no-band,", "id: no-band, dose: 5x,", "'5x' is not a dose"),
    (EXERCISES, "es: Sin banda", "es: ", "a value is expected here, not an empty one"),
    (EXERCISES, "source: [clinic-hip-article, own]", "source: [a-friend]", "'a-friend' is not a known source"),
    (EXERCISES, "load_step_kg: 0.5", "load_step_kg: half", "'half' is not a number from 0 to 100"),
    (EXERCISES, "load_step_kg: 0.5", "load_step_kg: 0", "'load_step_kg' is above 0"),
    (EXERCISES, "  load_step_kg: 0.5\n", "", "'load_step_kg' is missing: a rung takes load in kg"),
    (EXERCISES, "feet-elevated-light-band, load: band", "feet-elevated", "'unit: band' needs a 'load' on the last"),
    (EXERCISES, "hip-hike:", "clamshell:", "written twice, first on line"),
    (EXERCISES, "progress: [load]", "progress: [luck]", "'luck' is not a known way to progress"),
    # a protocol as a whole
    (PFP, "id: pfp", "id: knee", "'knee' differs from the file's name 'pfp'"),
    (PFP, "version: 0.1.0", "version: first", "'first' is not a version such as 1.2.0"),
    (PFP, "pain_policy: standard", "pain_policy: standart", "not a known pain policy; did you mean 'standard'?"),
    (PFP, "run_policy: runner_pfp", "run_policy: free", "'free' is not a known run policy"),
    (PFP, "proms: [NPRS, AKPS", "proms: [NPRS, KUJALA", "'KUJALA' is not a known outcome measure"),
    (PFP, "reviewed_by: null", "reviewed_by: Someone", "written together, or both null"),
    (PFP, "reviewed_on: null", "reviewed_on: yesterday", "'yesterday' is not a day such as"),
    (PFP, "version: 0.1.0\n", "", "'version' is missing"),
    (HSR, "min_programme_weeks: 12", "min_programme_weeks: 12.5", "'12.5' is not a whole number"),
    # its phases
    (PFP, "  - id: P2", "  - id: P1", "two phases have the id 'P1'"),
    (PFP, "band: A", "band: M", "'M' is not a known band of a phase"),
    (PFP, "weeks: [1, 3]", "weeks: [3, 1]", "two numbers are expected, [lowest, highest]"),
    (PFP, "weeks: [1, 3]", "weeks: [0, 0]", "'weeks' ends at 0"),
    (PFP, "freq: 3-5/wk", "freq: often", "'often' is not a frequency; allowed: 3/wk"),
    (PFP, "      - {sign_off: clinician}\n", "", "a phase of band R needs the clause {sign_off: clinician}"),
    # their exercises
    (PFP, "{slug: clamshell, dose", "{slug: glute-bridge, dose", "'glute-bridge' is listed twice"),
    (PFP, "to: to-standard-chair", "to: to-chair", "not a known rung of single-leg-squat; did you mean"),
    (PFP, "to: to-standard-chair", "to: fingertip-support\n        from: to-high-box", "the rungs are out of order"),
    (PFP, "dose: 3x10@5s", "dose: 3x10", "is counted in another way than in the catalogue"),
    (PFP, "dose: 3x8-20}", "dose: 4x8-20}", "the dose leaves the catalogue's range"),
    (PFP, "dose: 3x8-20}", "dose: 3x8-20, override: own}", "'override' has nothing to excuse"),
    (PFP, "dose: 3x8-20}", "dose: 3x8-20, scheduled: true}", "its numbers come from the table and not from a 'dose'"),
    (PFP, "dose: 3x8-20}", "dose: 3x8-20, core: maybe}", "'maybe' is neither true nor false"),
    (PFP, "dose: 3x8-20}", "dose: 3x8-20, if_goal: fame}", "'fame' is not a known goal; allowed: jumping, running"),
    (PFP, "slug: clamshell, dose: 3x8-20", "slug: step-up", "'step-up' is for band S, too early for a phase of band A"),
    (PFP, "slug: clamshell, dose: 3x8-20", "slug: pogo-hop", "'pogo-hop' is impact: it belongs to a return phase"),
    (PFP, "slug: clamshell, dose: 3x8-20", "slug: double-leg-squat", "the rung '60-deg' is for band S"),
    (HSR, "dose: 4x6, freq: 2/wk", "freq: 2/wk", "has no dose of its own: write 'scheduled: true' or a 'dose'"),
    # their gates
    (PFP, "{screen: clear}", "{scren: clear}", "'scren' is not a word of gates; did you mean 'screen'?"),
    (PFP, "{screen: clear}", "{screen: done}", "'done' is not a known state of the screen; allowed: clear"),
    (PFP, "{confirm: diagnosis-recorded}", "{confirm: diagnosis}", "'diagnosis' is not a known confirmation"),
    (PFP, "      - {exit: P1}", "      - {exit: P2}", "'P2' is not a known earlier phase; allowed: P1"),
    (PFP, "    entry:\n      - {exit: P1}", "    entry: []", "at least one entry is needed"),
    (PFP, "{measure: stairs-pain, at_most: 2}", "{measure: stairs-pain}", "'measure' needs exactly one of: at_most"),
    (PFP, "stairs-pain, at_most: 2", "stairs-pain, at_least: 2", "lower is better: 'at_least' would ask for worse"),
    (PFP, "stairs-pain, at_most: 2", "stairs-pain, at_most: 12", "'12' is not a number from 0 to 10"),
    (PFP, "stairs-pain, at_most: 2", "stairs-pain, atmost: 2", "unknown key 'atmost'; did you mean 'at_most'?"),
    (PFP, "{pain_worst: 7d, at_most: 3}", "{pain_worst: 7d, at_most: low}", "'low' is not a number from 0 to 10"),
    (PFP, "{pain_worst: 7d", "{pain_worst: 14d", "'14d' is not a known window; allowed: 7d"),
    (PFP, "top: true, sessions: 2, of_last: 3", "sessions: 2", "'rep' needs at least one of: top, target"),
    (PFP, "top: true, sessions: 2, of_last: 3", "top: false", "only 'true' makes sense here"),
    (PFP, "top: true, sessions: 2, of_last: 3", "top: true, of_last: 3", "'of_last' needs 'sessions'"),
    (PFP, "top: true, sessions: 2", "top: true, rung: long-lever, sessions: 2", "a rung belongs to one exercise"),
    (PFP, "{rep: [sidelying-hip-abduction", "{rep: [step-down", "the exit names 'step-down', which is not on the menu"),
    (PFP, "dose: 3x10-20, core: true}", "dose: 3x10-20}", "at least 3 of them must be 'core: true'"),
    (PFP, "{lsi: hop-single-cm", "{lsi: walk-20min-pain", "is not measured on both sides"),
    (PFP, "{prom: AKPS, at_least: 85}", "{prom: VISA-A, at_least: 85}", "not a known outcome measure of this protocol"),
    (PFP, "{run: RS8}", "{run: RS80}", "'RS80' is not a known run stage; did you mean 'RS8'?"),
    (PFP, "      - {slug: run-walk, core: true}\n", "", "asks for a run stage, but 'run-walk' is not on the menu"),
    (PFP, "if_goal: jumping", "if_goal: flying", "'flying' is not a known goal"),
    (ITBS, "rung: 4-inch-step-unsupported, sets: 3,", "rung: 4-inch-step-unsupported,", "'sets' and 'target' belong"),
    (ITBS, "rung: long-lever", "rung: longer-lever", "not a known rung of sidelying-hip-abduction; did you mean"),
    (HIP, "any_count: 3", "any_count: 5", "the exit asks for 5 of 4 exercises"),
    (PFP, "{sign_off: clinician}", "{sign_off: overlap}", "a phase of band R needs the clause {sign_off: clinician}"),
    (PFP, "{pain_worst: 7d, at_most: 3}", "{schedule_counted: 4}", "this protocol has no schedule"),
    # the schedule
    (HSR, "{schedule_counted: 12}", "{schedule_counted: 13}", "'13' is not a number from 1 to 12"),
    (HSR, "weeks: [4, 5], sets", "weeks: [5, 5], sets", "rows: week 4 is expected next, not 5"),
    (HSR, "schedule_weeks: [2, 12]", "schedule_weeks: [3, 12]", "week 2 is expected next, not 3"),
    (HSR, "schedule_weeks: [2, 12]", "schedule_weeks: [2, 13]", "goes to 13, the schedule only to 12"),
    (HSR, "schedule_weeks: [2, 12]", "schedule_weeks: [2, 11]", "no phase plays week 12 of the schedule"),
    (HSR, "    schedule_weeks: [2, 12]\n", "", "is scheduled, but the phase has no 'schedule_weeks'"),
    (HSR, "sets: 3, rep_max: 15", "sets: 30, rep_max: 15", "'30' is not a number from 1 to 10"),
    # the other files
    (TESTS, "unit: nrs", "unit: nps", "'nps' is not a known unit; did you mean 'nrs'?"),
    (TESTS, "range: [0, 10]", "range: [10]", "two numbers are expected, [lowest, highest]"),
    (TESTS, "recorded_by: patient", "recorded_by: family", "'family' is not a known recorder"),
    (WORDS, "  hip: {en: Hip, es: Cadera}", "  hip: {en: Hip}", "regions.hip: 'es' is missing"),
    (WORDS, "regions:", "region:", "unknown key 'region'; did you mean 'regions'?"),
    ("hep_api/catalogue/confirmations.yaml", "meaning:", "means:", "'meaning' is missing"),
    ("hep_api/catalogue/screening.yaml", "tier: E", "tier: X", "'X' is not a known tier; allowed: C, E, U"),
    ("hep_api/catalogue/screening.yaml", "question: RF16", "question: RF17", "changes with 'RF17', which is not"),
    ("hep_api/catalogue/screening.yaml", "id: RF02", "id: RF01", "two questions have the id 'RF01'"),
]  # fmt: skip


@pytest.mark.parametrize("file, old, new, message", MISTAKES, ids=[f"{m[0].split('/')[-1]}: {m[3]}" for m in MISTAKES])
def test_a_mistake_is_named_with_its_file(copy, file, old, new, message):
    copy.edit(file, old, new)
    matching = [problem for problem in copy.problems() if message in problem]
    assert matching, copy.problems()
    assert all(problem.startswith(f"{file}:") for problem in matching)


@pytest.mark.parametrize(
    "new, message",
    [
        ("id: [pfp", "not YAML"),
        ("id: pfp\n---\nid: other", "not YAML"),
        ("\t", "not YAML"),
    ],
)
def test_a_file_that_is_not_yaml_says_so_with_a_line(copy, new, message):
    copy.edit(PFP, "id: pfp", new)
    (problem,) = copy.problems()
    assert problem.startswith(f"{PFP}:")
    assert message in problem


def test_an_empty_a_missing_and_a_binary_file_are_mistakes_too(copy):
    (copy.root / PFP).write_text("# nothing yet\n", encoding="utf-8")
    (copy.root / ITBS).write_bytes(b"\xff\xfe\x00")
    (copy.root / "hep_api/catalogue/screening.yaml").unlink()
    problems = "\n".join(copy.problems())
    assert f"{PFP}:1: the file is empty" in problems
    assert f"{ITBS}:1: not YAML in UTF-8" in problems
    assert "hep_api/catalogue/screening.yaml:1: cannot be read: No such file" in problems


def test_gates_that_nest_too_deep_or_refer_to_themselves_are_refused(copy):
    copy.edit(PFP, "      - {exit: P1}", "      - &again {any: [*again]}")
    assert any("nest at most 3 deep" in problem or "undefined alias" in problem for problem in copy.problems())
    copy.edit(PFP, "{any: [*again]}", "{any: [{all: [{any: [{all: [{exit: P1}]}]}]}]}")
    assert any("nest at most 3 deep" in problem for problem in copy.problems())


def test_one_mistake_is_said_once_and_in_the_order_of_lines(copy):
    copy.edit(PFP, "    weeks: [1, 3]", "    weeks: soon")
    copy.edit(PFP, "version: 0.1.0", "version: x")
    lines = [int(problem.split(":")[1]) for problem in copy.problems()]
    assert len(lines) == 2
    assert lines == sorted(lines)


@pytest.mark.parametrize("instead", ["", "    band: Q\n"], ids=["without a band", "with an unknown band"])
def test_a_phase_whose_band_cannot_be_read_is_one_mistake(copy, instead):
    copy.edit(PFP, "    band: S\n", instead)
    assert len(copy.problems()) == 1
