"""Every rule of the linter with an edit of real content that breaks it."""

import pytest

PFP = "hep_api/catalogue/protocols/pfp.yaml"
ITBS = "hep_api/catalogue/protocols/itbs.yaml"
HIP = "hep_api/catalogue/protocols/hip_strength.yaml"
HSR = "hep_api/catalogue/protocols/achilles_mid_hsr.yaml"
HIKE = "rung: 4-inch-step-unsupported, sets: 3, target: 20"
STAIRS = "{measure: stairs-pain, at_most: 2}"
SESSIONS = "      - {sessions: 3}\n"
LAG = "      - {measure: extensor-lag-deg, equals: 0}\n"
HOP = "{slug: lateral-hop, dose: 3x6-10}"
PRESS = "{slug: leg-press, dose: 3x8-15}"
TAPER = "    taper: {before: race_on, days: 28, per_week: 4}\n"
WARM_UP = """routines:
  - id: warm-up
    name: {en: Warm-up, es: Calentamiento}
    when: daily
    exercises: [{slug: pogo-hop, dose: 1x20}]
"""

COURSE = [
    (PFP, "    exit:\n      - {run: RS8}", "    leave:\n      - {run: RS8}", "the phase is endless"),
    (
        PFP,
        "    band: S\n",
        "    band: S\n    terminal: true\n",
        "the phase is never reached: 'P2' before it is terminal",
    ),
    (PFP, "    band: S\n", "    band: S\n    terminal: true\n", "the phase is terminal and has an 'exit'"),
    (PFP, "    back_to: P1\n", "", "the phase has no way back"),
    (PFP, "    back_to: P1\n", "    back_to: P3\n", "'P3' is not a known earlier phase"),
    (HSR, "min_programme_weeks: 12", "min_programme_weeks: 40", "all phases together last 31 weeks at most"),
]
MENU = [
    (PFP, "slug: clamshell, dose: 3x8-20", "slug: clamshell, instead_of: hip-hike", "stands instead of 'hip-hike'"),
    (PFP, "notes:\n", "forbid: [clamshell]\nnotes:\n", "'clamshell' is listed and forbidden"),
    (PFP, "notes:\n", "forbid_rungs: {step-down: [no-such]}\nnotes:\n", "'no-such' is not a known rung of step-down"),
    (ITBS, "notes:\n", "forbid_rungs: {hip-hike: [4-inch-step-unsupported]}\nnotes:\n", "a gate names the rung"),
    (ITBS, "notes:\n", "forbid_rungs: {hip-hike: [4-inch-step-supported]}\nnotes:\n", "the walk of 'hip-hike' names"),
]
SIGN_OFF = [
    (PFP, "      - {sign_off: clinician}\n", "", "a phase of band R needs the clause {sign_off: clinician}"),
    (PFP, "slug: clamshell, dose: 3x8-20", "slug: pogo-hop", "'pogo-hop' is impact"),
    (PFP, "{slug: clamshell, dose: 3x8-20}", "{slot: sport, name: {en: Sport, es: Deporte}, family: impact}",
     "the place 'sport' is for impact"),
    (PFP, "notes:\n", f"{WARM_UP}notes:\n", "'pogo-hop' is too early for a phase of band A"),
]  # fmt: skip
GATES = [
    (ITBS, HIKE, "rung: 4-inch-step-unsupported, sets: 3, target: 25",
     "the exit asks 'hip-hike' for 25, its range there ends at 20"),
    (ITBS, "rung: long-lever, sets: 3, target: 20", "rung: long-lever, sets: 4, target: 20",
     "asks 'sidelying-hip-abduction' for 4 sets, there are 3 at most"),
    (ITBS, "start_rung: 4-inch-step-supported, core", "to: 4-inch-step-supported, core",
     "asks 'hip-hike' for the rung '4-inch-step-unsupported', the phase walks from"),
    (ITBS, "target: 20, rpe_at_most: 7", "target: 20, rpe_at_least: 9", "an effort of 9 or more, a good session has 8"),
    (ITBS, "target: 20, rpe_at_most: 7", "target: 20, rpe_at_most: 4, rpe_at_least: 6", "a good session has 4 at most"),
    (ITBS, SESSIONS, "      - {sessions: 15}\n", "asks for 15 sessions, the phase ends with 14"),
    (ITBS, SESSIONS, "      - {days: 15}\n", "asks for 15 days, the phase ends with 14"),
    (ITBS, SESSIONS, "      - {programme_week: 3}\n", "programme week 3, the phase ends with 2"),
    (ITBS, "{morning: settled, last: 3}", "{morning: settled, after: impact}", "nothing on the menu is"),
    (ITBS, STAIRS, "{measure: stairs-pain, at_most: 2, days_in_a_row: 15}",
     "asks 'stairs-pain' for 15 days in a row, only 14 days are evidence"),
    (ITBS, STAIRS, "{measure: stairs-pain, at_most: 12}", "'12' is not a number from 0 to 10"),
    (ITBS, HIKE, "form: ok, sessions: 9", "only the last 8 are remembered"),
    (ITBS, HIKE, "form: ok, sessions: 5, of_last: 4", "5 of the last 4 sessions"),
    (ITBS, HIKE, "form: ok, sessions: 6, within_days: 7",
     "6 sessions within 7 days, it is done 5 times a week"),
    (PFP, "    weeks: [1, 3]\n", "    weeks: [0.2, 0.3]\n", "for 2 sessions, the phase has 1"),
    (PFP, LAG, "      - {rung_gain: [straight-leg-raise], at_least: 9}\n",
     "asks for 9 rungs more"),
    (PFP, LAG, "      - {rung_gain: [clamshell], at_least: 1}\n", "the exit names clamshell: at least 1 of them"),
    (HSR, SESSIONS, "      - {schedule_counted: 2}\n", "asks for week 2 of the schedule, the phase ends with 1"),
    (PFP, "      - {exit: P1}\n", "      - {exit: P1}\n      - {rep: clamshell, sets: 3, target: 30}\n",
     "phases.P2: the entry asks 'clamshell' for 30, its range there ends at 20"),
]  # fmt: skip
REST = [
    (PFP, HOP, "{slug: lateral-hop, freq: 4/wk}", "is listed 4 times a week, the phase has 3"),
    (PFP, HOP, "{slug: lateral-hop, freq: 3-4/wk}", "is impact: at most 3 days a week"),
    (PFP, HOP, "{slug: lateral-hop, freq: q1d}", "is impact: never on two days in a row"),
    (PFP, HOP, "{slug: lateral-hop, freq: 2/wk *2/d}", "is impact: once a day at most"),
    (PFP, PRESS, "{slug: leg-press, freq: q1d}", "48 hours lie between its days"),
    (PFP, PRESS, "{slug: leg-press, freq: 3-5/wk}", "48 hours lie between its days"),
    (PFP, PRESS, "{slug: leg-press, freq: 2/wk *2/d}", "takes external load: 1 time a day"),
    (PFP, "    back_to: P1\n", f"    back_to: P1\n{TAPER}", "the taper asks for 4 sessions a week, more than"),
]  # fmt: skip
FAMILIES = [
    (HSR, "      - {slug: hsr-heel-raise-standing, scheduled: true, core: true}\n",
     "      - {slug: hsr-heel-raise-standing, scheduled: true, core: true}\n      - {slug: heel-raise}\n",
     "are of one load family: one follows the schedule, and 'heel-raise' could get harder on the same day"),
]  # fmt: skip
WORDS = [
    (HSR, "sources: [beyer-2015, cpg-achilles-2024, choice]", "sources: []", "sources: at least one entry is needed"),
    ("exercises.yaml", "  source: [own]\n", "", "'source' is missing"),
    ("exercises.yaml", "  source: [own]\n", "  source: []\n", "at least one entry is needed"),
    ("hep_api/catalogue/measurements.yaml", "  how_to:\n", "  how:\n", "'how_to' is missing"),
    ("hep_api/catalogue/measurements.yaml", "    es: Camina 20", "    fr: Camina 20", "'es' is missing"),
    ("hep_api/catalogue/wording/es.yaml", "gate.screen:", "gate.screens:", "'gate.screen' is missing, en has it"),
]  # fmt: skip
RULES = [*COURSE, *MENU, *SIGN_OFF, *GATES, *REST, *FAMILIES, *WORDS]


@pytest.mark.parametrize("file, old, new, message", RULES, ids=[rule[3] for rule in RULES])
def test_a_rule_names_what_breaks_it_with_its_file(copy, file, old, new, message):
    copy.edit(file, old, new)
    matching = [problem for problem in copy.problems() if message in problem]
    assert matching, copy.problems()
    assert all(problem.startswith(f"{file}:") for problem in matching)


TABLES = """  tables:
    seated:
      rows:
        - {weeks: [1, 1], sets: 3, rep_max: 15}
        - {weeks: [2, 12], sets: 3, rep_max: 12}
    standing:
      rows:
        - {weeks: [1, 5], sets: 3, rep_max: 15}
        - {weeks: [6, 12], sets: 3, rep_max: STANDING}
"""


@pytest.mark.parametrize("standing", ["15", "12"])
def test_two_tables_that_step_in_different_weeks_may_stand_side_by_side(copy, standing):
    assert not [problem for problem in _with_two_tables(copy, standing).problems() if "one load family" in problem]


def test_two_tables_of_one_family_never_step_in_the_same_week(copy):
    copy = _with_two_tables(copy, "12")
    copy.edit(HSR, "{weeks: [1, 5], sets: 3, rep_max: 15}", "{weeks: [1, 2], sets: 3, rep_max: 15}")
    copy.edit(HSR, "{weeks: [6, 12], sets: 3", "{weeks: [3, 12], sets: 3")
    copy.edit(HSR, "{weeks: [2, 12], sets: 3, rep_max: 12}", "{weeks: [2, 2], sets: 3, rep_max: 14}\n"
              "        - {weeks: [3, 12], sets: 3, rep_max: 12}")  # fmt: skip
    (problem,) = [problem for problem in copy.problems() if "one load family" in problem]
    assert "phases.P2: 'hsr-heel-raise-seated' and 'hsr-heel-raise-standing'" in problem
    assert "both of their tables ask for more from week 3 on" in problem


def _with_two_tables(copy, standing):
    path = copy.root / HSR
    text = path.read_text(encoding="utf-8")
    rows = text[text.index("  rows:\n") : text.index("\nphases:")]
    text = text.replace(rows, TABLES.replace("STANDING", standing))
    text = text.replace("      - {slug: hsr-heel-raise-legpress, scheduled: true, core: true}\n", "")
    for one in ("seated", "standing"):
        slug = f"slug: hsr-heel-raise-{one}, scheduled: "
        text = text.replace(f"{slug}true", f"{slug}{one}")
    path.write_text(text, encoding="utf-8")
    return copy


def test_a_number_that_a_clinician_may_set_needs_no_sets(copy):
    copy.edit(ITBS, STAIRS, "{measure: stairs-pain, at_most: 2, target: clinician}")
    assert copy.problems() == []


def test_what_the_catalogue_asks_for_every_day_may_be_listed_so(copy):
    """Alfredson's heel drops are done twice a day, every day, also with a rucksack."""
    copy.edit(HSR, "      - {slug: rebound-heel-raise, dose: 3x20, freq: 2/wk}\n",
              "      - {slug: eccentric-heel-drop-bent, freq: 2/wk *2/d}\n")  # fmt: skip
    assert not [problem for problem in copy.problems() if "external load" in problem]
