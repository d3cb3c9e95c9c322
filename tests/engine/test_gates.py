"""Every word a gate may use, met and not met, and what it says about itself."""

import pytest

from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import Verb
from hep_api.engine.gates import WORDS, leaves, met_by
from hep_api.engine.protocol import AllOf, AnyOf, IfGoal, Predicate
from tests.engine.builders import Story, clause, content, exercise, hsr_content
from tests.engine.cases import SHORT, first_week, story, two_phases, unlock_all
from tests.engine.gating import L, N, R, Tell, judged, measured, nothing, sore, stiff, swollen, weeks
from tests.engine.test_change_words import MET as CHANGE

SQUAT, RAISE, HOP, WALK = "sl-squat-60-clean-reps", "heel-raise-sl-reps", "hop-single-cm", "brisk-walk-30min-pain"

MET: list[tuple[str, Predicate, Tell, bool]] = [
    ("a value at its limit", clause("measure", "stairs-pain", at_most=2), measured((1, "stairs-pain", 2, N)), True),
    ("a value beyond it", clause("measure", "stairs-pain", at_most=2), measured((1, "stairs-pain", 3, N)), False),
    ("below is strict", clause("measure", "x", below=2), measured((1, "x", 2, N)), False),
    ("above is strict", clause("measure", "x", above=2), measured((1, "x", 2, N)), False),
    ("equals", clause("measure", "extensor-lag-deg", equals=0), measured((1, "extensor-lag-deg", 0, L)), True),
    ("yes is stored as 1", clause("measure", "gait-normal", equals="yes"), measured((1, "gait-normal", 1, N)), True),
    ("never measured", clause("measure", "x", at_most=2), lambda s: s, False),
    ("the newest value", clause("measure", "x", at_most=2), measured((1, "x", 1, N), (2, "x", 3, N)), False),
    ("the worse side", clause("measure", SQUAT, at_least=10), measured((1, SQUAT, 10, L), (1, SQUAT, 9, R)), False),
    ("both sides there", clause("measure", SQUAT, at_least=10, sides="both"),
     measured((1, SQUAT, 10, L), (1, SQUAT, 12, R)), True),
    ("one side missing", clause("measure", SQUAT, at_least=10, sides="both"), measured((1, SQUAT, 10, L)), False),
    ("the involved side only", clause("measure", SQUAT, at_least=10, sides="involved"),
     measured((1, SQUAT, 10, L), (1, SQUAT, 2, R)), True),
    ("a setting as limit", clause("measure", RAISE, setting="heel_raise_min"), measured((1, RAISE, 19, L)), False),
    ("the policy as limit", clause("measure", WALK, at_most="policy"), measured((1, WALK, 2, N)), True),
    ("above the policy", clause("measure", WALK, at_most="policy"), measured((1, WALK, 3, N)), False),
    ("two occasions", clause("measure", WALK, at_most=2, occasions=2),
     measured((1, WALK, 1, N), (2, WALK, 1, N)), True),
    ("twice on one day is one occasion", clause("measure", WALK, at_most=2, occasions=2),
     measured((1, WALK, 1, N), (1, WALK, 1, N)), False),
    ("symmetry at ninety", clause("lsi", HOP, at_least=90), measured((1, HOP, 90, L), (1, HOP, 100, R)), True),
    ("symmetry just below, unrounded", clause("lsi", HOP, at_least=90),
     measured((1, HOP, "89.99", L), (1, HOP, 100, R)), False),
    ("involved over uninvolved", clause("lsi", HOP, at_least=90), measured((1, HOP, 100, L), (1, HOP, 90, R)), True),
    ("sides more than a week apart", clause("lsi", HOP, at_least=90),
     measured((0, HOP, 99, L), (8, HOP, 99, R)), False),
    ("sides a week apart", clause("lsi", HOP, at_least=90), measured((1, HOP, 99, L), (8, HOP, 99, R)), True),
    ("a side missing is never symmetric", clause("lsi", HOP, at_least=90), measured((1, HOP, 99, L)), False),
    ("a good side of zero", clause("lsi", HOP, at_least=90), measured((1, HOP, 5, L), (1, HOP, 0, R)), False),
    ("difference between sides", clause("side_diff", "y", at_most=4), measured((1, "y", 60, L), (1, "y", 64, R)), True),
    ("a larger difference", clause("side_diff", "y", at_most=4), measured((1, "y", 60, L), (1, "y", 65, R)), False),
    ("a difference with one side", clause("side_diff", "y", at_most=4), measured((1, "y", 60, L)), False),
    ("worst pain in seven days", clause("pain_worst", "7d", at_most=2), lambda s: s.trained(7, 2), True),
    ("worse pain", clause("pain_worst", "7d", at_most=2), lambda s: s.trained(7, 3), False),
    ("worse pain in a session", clause("pain_worst", "7d", at_most=2), lambda s: s.trained(7, 1, pain=3), False),
    ("one report only", clause("pain_worst", "7d", at_most=2), lambda s: s.morning(7, 1), False),
    ("eight days ago is forgotten", clause("pain_worst", "7d", at_most=2),
     lambda s: (s.morning(1, 3), s.trained(6), s), True),
    ("mornings settled", clause("morning", "settled", last=2), lambda s: (s.trained(1), s.trained(3)), True),
    ("the last morning was not", clause("morning", "settled", last=2),
     lambda s: (s.trained(1), s.trained(3, 2)), False),
    ("a morning without a score", clause("morning", "settled", last=1), lambda s: s.morning(3, None), False),
    ("two reports of one morning", clause("morning", "settled", last=2),
     lambda s: (s.trained(3), s.morning(4, 1, "09:00")), False),
    ("after a run stage", clause("morning", "settled", last=1, after="RS8"), lambda s: s.trained(3), False),
    ("sessions", clause("sessions", at_least=7), weeks, True),
    ("one session more", clause("sessions", at_least=8), weeks, False),
    ("days from the first session", clause("days", at_least=9), weeks, True),
    ("one day more", clause("days", at_least=10), weeks, False),
    ("mornings not rising", clause("trend_up", "false"), weeks, True),
    ("programme week", clause("programme_week", "2"), lambda s: s, True),
    ("a later programme week", clause("programme_week", at_least=3), lambda s: s, False),
    ("confirmed", clause("confirm", "heel-lift-fitted"),
     lambda s: s.act(1, Verb.CONFIRM, subject="heel-lift-fitted"), True),
    ("something else confirmed", clause("confirm", "heel-lift-fitted"),
     lambda s: s.act(1, Verb.CONFIRM, subject="surgeon-clearance"), False),
    ("signed", clause("sign_off", "clinician"), lambda s: s.act(1, Verb.SIGN_OFF, subject="clinician"), True),
    ("confirmed is not signed", clause("sign_off", "clinician"),
     lambda s: s.act(1, Verb.CONFIRM, subject="clinician"), False),
    ("screen answered, all no", clause("screen", "clear"), lambda s: s.screen(1), True),
    ("never screened", clause("screen", "clear"), lambda s: s, False),
    ("screen with a flag", clause("screen", "clear"), lambda s: s.screen(1, "RF34"), False),
    ("no red", clause("no_red", "phase"), weeks, True),
    ("a red", clause("no_red", "phase"), lambda s: s.trained(1, 3), False),
    ("a lock", clause("no_red", "phase"), lambda s: s.screen(1, "RF08"), False),
    ("a run stage", clause("run", "RS8"), weeks, False),
    ("an outcome measure", clause("prom", "AKPS", at_least=85), weeks, False),
    ("its change", clause("prom_change", "AKPS", at_least="mcid"), weeks, False),
    ("its ceiling", clause("prom_ceiling", "VISA-A"), weeks, False),
    ("at the top, twice", clause("rep", "clam", top="true", sessions=2), weeks, True),
    ("at an amount", clause("rep", "clam", sets=3, target=10), weeks, True),
    ("a higher amount", clause("rep", "clam", sets=3, target=11), weeks, False),
    ("more sets", clause("rep", "clam", sets=4, target=10), weeks, False),
    ("at a rung not reached", clause("rep", "clam", rung="middle"), weeks, False),
    ("with little effort", clause("rep", "clam", target=10, rpe_at_most=6), weeks, True),
    ("with less effort", clause("rep", "clam", target=10, rpe_at_most=5), weeks, False),
    ("hard enough", clause("rep", "clam", target=10, rpe_at_least=6), weeks, True),
    ("not hard enough", clause("rep", "clam", target=10, rpe_at_least=7), weeks, False),
    ("with little pain", clause("rep", "clam", target=10, pain_at_most=1), weeks, True),
    ("with less pain", clause("rep", "clam", target=10, pain_at_most=0), weeks, False),
    ("with pain that rose", clause("rep", "clam", target=10), lambda s: s.trained(0, pains=[0, 1, 2]), False),
    ("an exercise not done", clause("rep", "bridge", target=10), weeks, False),
    ("two of the last three", clause("rep", "clam", target=10, sessions=2, of_last=3),
     lambda s: (s.trained(0), s.trained(1, reps=5), s.trained(2)), True),
    ("one of the last three", clause("rep", "clam", target=10, sessions=2, of_last=3),
     lambda s: (s.trained(0), s.trained(1, reps=5), s.trained(2, reps=5)), False),
    ("twelve weeks after surgery", clause("weeks_since", "surgery_on", at_least=12), nothing, True),
    ("thirteen weeks after surgery", clause("weeks_since", "surgery_on", at_least=13), nothing, False),
    ("a day that was not recorded", clause("weeks_since", "injury_on", at_least=0), nothing, False),
    ("days after surgery", clause("days_since", "surgery_on", at_most=84), nothing, True),
    ("too many days after surgery", clause("days_since", "surgery_on", at_most=83), nothing, False),
    ("soreness gone in three days", clause("soreness_72h", "3d", at_most=3), sore(3), True),
    ("soreness still there", clause("soreness_72h", "3d", at_most=3), sore(4), False),
    ("soreness not told", clause("soreness_72h", "3d", at_most=3), lambda s: s.trained(0), False),
    ("swelling steady", clause("swelling", "7d", at_most=2), swollen(2, 2), True),
    ("swelling too much", clause("swelling", "7d", at_most=1), swollen(2, 2), False),
    ("swelling rising", clause("swelling", "7d", at_most=2), swollen(1, 2), False),
    ("swelling told once", clause("swelling", "7d", at_most=2), swollen(1), False),
    ("stiffness steady", clause("stiff_trend", equals="false"), stiff(10, 10), True),
    ("stiffness rising", clause("stiff_trend", equals="false"), stiff(10, 11), False),
    ("stiffness of one week only", clause("stiff_trend", equals="false"), stiff(10), False),
    ("several exercises", clause("rep", "clam,bridge", target=10), weeks, False),
    ("any one of several", clause("rep", "clam,bridge", target=10, any_count=1), weeks, True),
]  # fmt: skip


@pytest.mark.parametrize("predicate, tell, met", [case[1:] for case in MET], ids=[case[0] for case in MET])
def test_a_clause(predicate: Predicate, tell: Tell, met: bool) -> None:
    told = Story(content(exercise("clam", dose=SHORT)), episode=(("surgery_on", "2025-12-16"),))
    tell(told)
    told.until(8)
    assert judged(told, predicate).met is met


def test_every_word_has_a_case() -> None:
    change = {case[1].word for case in CHANGE}
    assert {case[1].word for case in MET} | change | {"exit", "run_gate", "schedule_counted"} == WORDS


def test_rep_at_a_rung_or_harder() -> None:
    told = story(dose=SHORT)
    told.adjust(0, "clam", rung=2)
    told.trained(1)
    assert judged(told, clause("rep", "clam", rung="middle", target=10)).met


def test_a_harder_rung_keeps_a_clause_that_asks_for_more_repetitions_below_it() -> None:
    """The dose starts again at range-bottom up there; what was earned below is not lost (decision 0014)."""
    told = story()
    told.adjust(0, "clam", rung=2)
    told.trained(1)
    asked = clause("rep", "clam", rung="middle", sets=3, target=20)
    assert told.slot().dose.target < 20
    assert judged(told, asked).met
    told.trained(3, reps=5)
    assert not judged(told, asked).met
    assert not judged(told, clause("rep", "clam", rung="hard", sets=3, target=20)).met


def test_a_session_logged_under_a_lock_proves_nothing() -> None:
    told = story(dose=SHORT)
    told.screen(1, "RF08")
    told.trained(1)
    assert not judged(told, clause("rep", "clam", target=10)).met


def test_schedule_weeks() -> None:
    told = Story(hsr_content())
    for day in range(14):
        if day:
            told.morning(day)
        if day % 7 in (0, 2, 4):
            told.session(day, slug="heel-raise", load=20 if day == 0 else None, rpe=8)
    told.until(14)
    assert judged(told, clause("schedule_counted", "2"), 14).met
    assert not judged(told, clause("schedule_counted", "3"), 14).met


def test_rising_mornings_fail_the_trend() -> None:
    told = story("tendon")
    for day in range(1, 15):
        told.morning(day, 0 if day < 8 else 1)
    assert judged(told, clause("trend_up", "false"), 14).observed == "rising"


def test_evidence_is_fourteen_days_old_at_most() -> None:
    told = story()
    told.measure(1, "x", 1)
    assert judged(told, clause("measure", "x", at_most=2), 14).met
    assert not judged(told, clause("measure", "x", at_most=2), 15).met


def test_the_exit_of_an_earlier_phase_is_met_once_it_was_left() -> None:
    told = first_week(Story(two_phases()))
    assert judged(told, clause("exit", "P1"), 6).met
    told.act(6, Verb.ADVANCE)
    assert judged(told, clause("exit", "P1"), 7).met
    assert not judged(told, clause("exit", "P2"), 7).met


def test_all_any_and_goals() -> None:
    yes, no, later = clause("programme_week", "1"), clause("programme_week", "9"), clause("run", "RS8")
    told = Story(content(exercise("clam")), goals=("jumping",))
    assert judged(told, AllOf((yes, yes))).met
    assert not judged(told, AllOf((yes, no))).met
    assert not judged(told, AllOf(())).met
    assert judged(told, AnyOf((no, yes))).met
    assert not judged(told, AnyOf((no, no))).met
    assert judged(told, IfGoal("running", no)).met
    assert not judged(told, IfGoal("jumping", no)).met
    assert not judged(told, AllOf((yes, later))).measurable
    assert judged(told, AnyOf((later, no))).measurable


def test_an_any_is_one_clause_and_an_all_is_its_parts() -> None:
    yes, no = clause("programme_week", "1"), clause("programme_week", "9")
    told = story()
    assert len(leaves(judged(told, AllOf((yes, AllOf((no, yes))))))) == 3
    assert len(leaves(judged(told, AnyOf((yes, no))))) == 1


def test_what_opened_an_any_is_told_and_not_that_something_did() -> None:
    """A clinician reads which way was met; of the exit of the phase before, its own clauses."""
    yes, no = clause("programme_week", "1"), clause("programme_week", "9")
    told = story()
    met = met_by(judged(told, AnyOf((no, AllOf((yes, AnyOf((no, yes))))))))
    assert [(check.key, check.met) for check in met] == [(judged(told, yes).key, True)] * 2
    assert [check.key for check in met_by(judged(told, AnyOf((no, no))))] == ["gate.any"]


def test_the_gate_before_running() -> None:
    told = story()
    assert not judged(told, clause("run_gate", "default")).met
    for day in (1, 2):
        told.measure(day, WALK, 2)
    told.measure(3, "gait-normal", 1)
    for slug in ("hop-in-place-30s-pain", "jog-on-spot-60s-pain"):
        told.measure(5, slug, 2)
    for side in (L, R):
        told.measure(4, RAISE, 20, side)
        assert not judged(told, clause("run_gate", "default")).met, "squats of both legs are needed"
        told.measure(4, SQUAT.replace("60", "45"), 10, side)
    assert judged(told, clause("run_gate", "default")).met
    assert judged(told, clause("run_gate", "default")).observed == "done"


def test_the_second_week_of_a_programme_begins_after_seven_days() -> None:
    assert not judged(story(), clause("programme_week", "2"), 6).met
    assert judged(story(), clause("programme_week", "2"), 7).met


def test_several_exercises_are_shown_one_by_one() -> None:
    assert len(judged(story(), clause("rep", "clam,bridge", target=10)).parts) == 2


def test_an_unlocked_flag_clears_the_screen_only_after_it_was_acknowledged() -> None:
    told = story(dose=DoseRange(3, 3, 8, 12))
    told.screen(1, "RF34")
    assert judged(told, clause("screen", "clear")).observed == "open flag"
    unlock_all(told, 2)
    assert judged(told, clause("screen", "clear")).met


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        judged(story(), clause("horoscope"))
