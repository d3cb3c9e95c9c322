"""What every clause of a gate says about itself: what was seen, what is asked, and how much is left."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_api.engine.checks import Check
from hep_api.engine.editing import with_plan
from hep_api.engine.facts import Side, Verb
from hep_api.engine.protocol import AllOf, AnyOf, IfGoal, Predicate
from tests.engine.builders import Story, clause, content, exercise, hsr_content
from tests.engine.cases import SHORT, first_week, hsr, story, two_phases, week
from tests.engine.gating import L, N, R, Tell, judged, measured, nothing, sore, stiff, swollen, weeks

Said = tuple[bool, str, str, str, str]
MEASURE, LSI, DIFF, REP = "gate.measure", "gate.lsi", "gate.side_diff", "gate.rep"


def said(check: Check) -> Said:
    """A judged clause without its parts."""
    return check.met, check.key, check.subject, check.observed, check.threshold


def then_less_sore(told: Story) -> None:
    """Sore after a first session, less so after a second."""
    sore(4)(told)
    told.trained(3)
    told.morning(6, muscle_soreness=Decimal(2))


SAID: list[tuple[Predicate, Tell, Said]] = [
    (clause("measure", "x", at_most=2), measured((1, "x", "1.5", N)), (True, MEASURE, "x", "1.5", "<= 2")),
    (clause("measure", "x", at_least=3), measured((1, "x", 2, N)), (False, MEASURE, "x", "2", ">= 3")),
    (clause("measure", "x", below=3), measured((1, "x", 2, N)), (True, MEASURE, "x", "2", "< 3")),
    (clause("measure", "x", above=3), measured((1, "x", 4, N)), (True, MEASURE, "x", "4", "> 3")),
    (clause("measure", "x", equals="no"), measured((1, "x", 0, N)), (True, MEASURE, "x", "0", "= 0")),
    (clause("measure", "x", setting="heel_raise_min"), measured((1, "x", 20, N)), (True, MEASURE, "x", "20", ">= 20")),
    (clause("measure", "x", at_most=2), nothing, (False, MEASURE, "x", "", "<= 2")),
    (clause("measure", "x", at_most=2), measured((9, "x", 1, N)), (False, MEASURE, "x", "", "<= 2")),
    (clause("measure", "x", at_most=2), measured((8, "x", 1, N)), (True, MEASURE, "x", "1", "<= 2")),
    (clause("measure", "x", at_least=9), measured((1, "x", 9, L), (1, "x", 8, R)), (False, MEASURE, "x", "8", ">= 9")),
    (clause("measure", "x", at_least=9), measured((1, "x", 10, L), (1, "x", 9, R)), (True, MEASURE, "x", "10", ">= 9")),
    (clause("measure", "x", at_least=9, sides="both"), measured((1, "x", 9, R)),
     (False, MEASURE, "x", "right only", ">= 9")),
    (clause("measure", "x", at_least=9, sides="both"), nothing, (False, MEASURE, "x", "", ">= 9")),
    (clause("measure", "x", at_least=9, sides="involved"), measured((1, "x", 9, R)), (False, MEASURE, "x", "", ">= 9")),
    (clause("measure", "x", at_least=9, sides="involved"), measured((1, "x", 9, N)), (True, MEASURE, "x", "9", ">= 9")),
    (clause("measure", "x", at_most=2, occasions=2), measured((1, "x", 2, N), (2, "x", 3, N), (3, "x", 1, N)),
     (True, MEASURE, "x", "1", "<= 2")),
    (clause("measure", "x", at_most=2, occasions=2), measured((1, "x", 3, N), (2, "x", 1, N)),
     (False, "gate.measure_days", "x", "1", "2")),
    (clause("measure", "x", at_most=2, occasions=2), measured((1, "x", 1, N), (2, "y", 1, N)),
     (False, "gate.measure_days", "x", "1", "2")),
    (clause("measure", "x", at_most=2, occasions=2), measured((7, "x", 1, N), (8, "x", 2, N)),
     (True, MEASURE, "x", "2", "<= 2")),
    (clause("measure", "x", at_most=2, occasions=2), measured((8, "x", 1, N), (9, "x", 2, N)),
     (False, "gate.measure_days", "x", "1", "2")),
    (clause("measure", "x", at_most=2, last=3), measured((7, "x", 1, N), (8, "x", 2, N)),
     (False, "gate.measure_last", "x", "2", "3")),
    (clause("measure", "x", at_most=2, days_in_a_row=3), measured((7, "x", 1, N), (8, "x", 2, N)),
     (False, "gate.measure_run", "x", "2", "3")),
    (clause("lsi", "x", at_least=90), measured((1, "x", 95, L), (1, "x", 110, R)), (False, LSI, "x", "86.4", ">= 90")),
    (clause("lsi", "x", at_least=85), measured((1, "x", 17, L), (1, "x", 20, R)), (True, LSI, "x", "85.0", ">= 85")),
    (clause("lsi", "x", at_least=90), measured((1, "x", 95, L)), (False, LSI, "x", "", ">= 90")),
    (clause("side_diff", "x", at_most=4), measured((1, "x", 66, L), (1, "x", 60, R)), (False, DIFF, "x", "6", "<= 4")),
    (clause("side_diff", "x", at_most=4), measured((1, "x", 60, L)), (False, DIFF, "x", "", "<= 4")),
    (clause("rep", "clam", target=10, sets=3, sessions=9), weeks, (False, REP, "clam", "7", "9")),
    (clause("rep", "clam", top="true", sessions=2, of_last=3), weeks, (True, REP, "clam", "3", "2")),
    (clause("rep", "bridge", target=10), weeks, (False, REP, "bridge", "0", "1")),
    (clause("rep", "clam,bridge", target=10), weeks, (False, "gate.rep_several", "clam,bridge", "1", "2")),
    (clause("rep", "clam,bridge", target=10, any_count=1), weeks, (True, "gate.rep_several", "clam,bridge", "1", "1")),
    (clause("pain_worst", "7d", at_most=2), lambda s: (s.morning(1, 5), s.trained(7, "1.2")),
     (True, "gate.pain_worst", "7d", "2", "<= 2")),
    (clause("pain_worst", "7d", at_most=2), lambda s: (s.morning(2, 3), s.trained(6)),
     (False, "gate.pain_worst", "7d", "3", "<= 2")),
    (clause("pain_worst", "7d", at_most=2), lambda s: s.morning(7),
     (False, "gate.pain_worst_reports", "7d", "1", "<= 2")),
    (clause("pain_worst", "7d", at_most=2), lambda s: (s.morning(7), s.morning(8)),
     (True, "gate.pain_worst", "7d", "1", "<= 2")),
    (clause("morning", "settled", last=3), lambda s: (s.morning(1), s.morning(2, 2), s.morning(3)),
     (False, "gate.morning", "settled", "2", "3")),
    (clause("morning", "settled"), lambda s: (s.morning(1, 2), s.morning(2)),
     (True, "gate.morning", "settled", "1", "1")),
    (clause("morning", "settled", last=2, after="impact"), weeks, (False, "gate.morning_after", "impact", "0", "2")),
    (clause("morning", "settled", last=2, after="run"), weeks,
     (False, "gate.not_yet_measurable", "morning:settled", "", "")),
    (clause("trend_up", "false"), weeks, (True, "gate.trend", "", "not rising", "not rising")),
    (clause("screen", "clear"), lambda s: s.screen(1), (True, "gate.screen", "", "clear", "clear")),
    (clause("screen", "clear"), nothing, (False, "gate.screen", "", "", "clear")),
    (clause("screen", "clear"), lambda s: s.screen(1, "RF34"), (False, "gate.screen", "", "open flag", "clear")),
    (clause("no_red", "phase"), weeks, (True, "gate.no_red", "", "0", "0")),
    (clause("no_red", "phase"), lambda s: (s.trained(1, 3), s.screen(4, "RF08")), (False, "gate.no_red", "", "2", "0")),
    (clause("no_red", "phase"), lambda s: s.trained(0, 3), (False, "gate.no_red", "", "1", "0")),
    (clause("soreness_72h", "3d", at_most=3), sore(4), (False, "gate.soreness_72h", "", "4", "<= 3")),
    (clause("soreness_72h", "3d", at_most=3), nothing, (False, "gate.soreness_72h", "", "", "<= 3")),
    (clause("soreness_72h", "3d", at_most=3), then_less_sore,
     (True, "gate.soreness_72h", "", "2", "<= 3")),
    (clause("swelling", "7d", at_most=2), swollen(1, 1), (True, "gate.swelling", "", "1", "<= 2")),
    (clause("swelling", "7d", at_most=2), swollen(2, 1), (True, "gate.swelling", "", "2", "<= 2")),
    (clause("swelling", "7d", at_most=1), swollen(0, 1), (False, "gate.swelling_rising", "", "1", "<= 1")),
    (clause("swelling", "7d", at_most=2), swollen(1), (False, "gate.swelling", "", "", "<= 2")),
    (clause("stiff_trend", equals="false"), stiff(10, 9), (True, "gate.stiff_trend", "", "not rising", "not rising")),
    (clause("stiff_trend", equals="false"), stiff(9, 10), (False, "gate.stiff_trend", "", "rising", "not rising")),
    (clause("stiff_trend", equals="false"), stiff(9), (False, "gate.stiff_trend", "", "", "not rising")),
    (clause("sessions", at_least=8), weeks, (False, "gate.sessions", "", "7", "8")),
    (clause("days", at_least=9), weeks, (True, "gate.days", "", "9", "9")),
    (clause("days", at_least=1), nothing, (False, "gate.days", "", "0", "1")),
    (clause("programme_week", "3"), nothing, (False, "gate.programme_week", "", "2", "3")),
    (clause("programme_week", at_least=2), nothing, (True, "gate.programme_week", "", "2", "2")),
    (clause("schedule_counted", at_least=1), nothing, (False, "gate.schedule_counted", "", "0", "1")),
    (clause("weeks_since", "surgery_on", at_least=12), nothing,
     (True, "gate.weeks_since", "surgery_on", "12", ">= 12")),
    (clause("weeks_since", "surgery_on", at_most=12), nothing, (True, "gate.weeks_since", "surgery_on", "12", "<= 12")),
    (clause("weeks_since", "injury_on", at_least=2), nothing, (False, "gate.weeks_since", "injury_on", "", ">= 2")),
    (clause("days_since", "surgery_on", at_most=83), nothing, (False, "gate.days_since", "surgery_on", "84", "<= 83")),
    (clause("days_since", "surgery_on", at_least=84), nothing, (True, "gate.days_since", "surgery_on", "84", ">= 84")),
    (clause("confirm", "lift"), lambda s: s.act(1, Verb.CONFIRM, subject="lift"),
     (True, "gate.confirm", "lift", "done", "done")),
    (clause("confirm", "lift"), nothing, (False, "gate.confirm", "lift", "", "done")),
    (clause("sign_off"), nothing, (False, "gate.sign_off", "sign_off", "", "done")),
    (clause("since_start", "x", gain_at_least=2, not_below=5), measured((0, "x", 4, N), (1, "x", 6, N)),
     (True, "gate.since_start", "x", "4 -> 6", "+2, >= 5")),
    (clause("since_start", "x", share_at_most="0.9", lower="true"), measured((0, "x", 4, N)),
     (False, "gate.since_start", "x", "", "<= 0.9 x, lower")),
    (clause("since_start", "x", share_at_least="1.1"), measured((0, "x", 4, N), (1, "x", 4, N)),
     (False, "gate.since_start", "x", "4 -> 4", ">= 1.1 x")),
    (clause("not_rising", "x"), measured((0, "x", 4, N)), (False, "gate.not_rising", "x", "", "not rising")),
    (clause("rung_gain", "bridge", at_least=1), weeks, (False, "gate.rung_gain", "bridge", "0", "1")),
    (clause("flares_settle", "14d"), lambda s: (s.morning(1), s.morning(2, 3)),
     (False, "gate.flares_settle", "", "2026-03-04", "")),
    (clause("flares_settle", "14d"), lambda s: s.morning(1), (True, "gate.flares_settle", "", "", "")),
    (clause("run", "RS8"), nothing, (False, "gate.not_yet_measurable", "run:RS8", "", "")),
    (clause("run_gate", "default"), nothing, (False, "gate.run_gate", "", "", "done")),
]  # fmt: skip


@pytest.mark.parametrize("predicate, tell, expected", SAID, ids=[f"{row[0].word} {n}" for n, row in enumerate(SAID)])
def test_a_clause_says_what_it_saw_and_what_it_asks(predicate: Predicate, tell: Tell, expected: Said) -> None:
    told = Story(content(exercise("clam", dose=SHORT)), episode=(("surgery_on", "2025-12-16"),))
    tell(told)
    told.until(8)
    check = judged(told, predicate)
    assert said(check) == expected
    assert check.measurable is (check.key != "gate.not_yet_measurable")


def test_a_clause_says_how_much_is_left() -> None:
    told = Story(content(exercise("clam", dose=SHORT)))
    weeks(told)
    left = {
        "9": clause("sessions", at_least=9), "2": clause("sessions", at_least=2),
        "8": clause("rep", "clam", rung="easy", sets=3, target=10, sessions=8),
        "top": clause("rep", "clam", top="true", target=9), "one": clause("rep", "clam", target=9),
    }  # fmt: skip
    assert {name: judged(told, predicate).values for name, predicate in left.items()} == {
        "9": (("left", "2"),),
        "2": (("left", "0"),),
        "8": (("left", "1"), ("rung", "easy"), ("dose", "3x10")),
        "top": (("left", "0"), ("rung", ""), ("dose", "top of range")),
        "one": (("left", "0"), ("rung", ""), ("dose", "1x9")),
    }


def test_weeks_of_a_schedule_that_are_left() -> None:
    told = hsr()
    week(told, 0)
    week(told, 1)
    told.until(14)
    check = judged(told, clause("schedule_counted", "12"), 14)
    assert (check.observed, check.threshold, check.values) == ("2", "12", (("left", "10"),))
    assert judged(told, clause("schedule_counted", "2"), 14).values == (("left", "0"),)


def test_occasions_tell_what_each_of_them_was_asked() -> None:
    told = story()
    told.measure(1, "x", 1)
    check = judged(told, clause("measure", "x", at_most=2, occasions=3))
    assert (check.observed, check.threshold, check.values) == ("1", "3", (("asked", "<= 2"),))


@pytest.mark.parametrize("side, met, shown", [(Side.LEFT, False, "80.0"), (Side.RIGHT, True, "125.0")])
def test_symmetry_is_the_sore_side_over_the_other(side: Side, met: bool, shown: str) -> None:
    told = story()
    told.measure(1, "x", 80, L)
    told.measure(1, "x", 100, R)
    told.course = with_plan(told.course, replace(told.plan, side=side))
    check = judged(told, clause("lsi", "x", at_least=90))
    assert (check.met, check.observed) == (met, shown)


def test_an_exit_says_whether_its_phase_is_done_and_keeps_its_parts() -> None:
    told = first_week(Story(two_phases()))
    open_, done = judged(told, clause("exit", "P1"), 2), judged(told, clause("exit", "P1"), 6)
    assert said(done) == (True, "gate.exit", "P1", "done", "done")
    assert [part.key for part in done.parts] == ["gate.all"]
    assert open_.measurable
    later = judged(told, clause("exit", "P2"), 6)
    assert (later.met, later.key, later.subject, later.observed) == (False, "gate.exit", "P2", "")


def test_the_exit_of_a_phase_that_was_left_is_done() -> None:
    told = first_week(Story(two_phases()))
    told.act(6, Verb.ADVANCE)
    assert said(judged(told, clause("exit", "P1"), 7)) == (True, "gate.exit", "P1", "done", "done")


@pytest.mark.parametrize("site, met", [("hip", False), (None, False), ("knee", True)])
def test_only_what_was_told_about_the_treated_site_counts(site: str | None, met: bool) -> None:
    told = story()
    told.session(4)
    for day in (6, 8):
        told.morning(day, swelling=0)
    told.morning(7, 5, swelling=3, muscle_soreness=Decimal(6), site=site)
    assert judged(told, clause("pain_worst", "7d", at_most=2)).met is met
    assert judged(told, clause("morning", "settled", last=2)).met is met
    assert (judged(told, clause("soreness_72h", "3d", at_most=3)).observed == "") is met
    assert (judged(told, clause("swelling", "7d", at_most=2)).observed == "0") is met


def test_an_exit_that_cannot_be_measured_says_so() -> None:
    told = Story(hsr_content())
    assert not judged(told, clause("exit", "P2")).measurable


def test_groups_of_clauses_keep_their_parts() -> None:
    yes, no, later = clause("programme_week", "1"), clause("programme_week", "9"), clause("run", "RS8")
    told = Story(content(exercise("clam")), goals=("jumping",))
    every, some = judged(told, AllOf((yes, no))), judged(told, AnyOf((no, yes)))
    assert (every.key, [part.met for part in every.parts]) == ("gate.all", [True, False])
    assert (some.key, [part.met for part in some.parts]) == ("gate.any", [False, True])
    assert not judged(told, AnyOf((later,))).measurable
    skipped = judged(told, IfGoal("running", no))
    assert (skipped.key, skipped.subject, skipped.measurable) == ("gate.not_a_goal", "running", True)
    gate = judged(told, clause("run_gate", "default"))
    assert len(gate.parts[0].parts) == 7
