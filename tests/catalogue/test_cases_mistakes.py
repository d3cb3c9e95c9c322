"""Every mistake of a case file is told at once, with its line, and with what is allowed."""

from pathlib import Path

import pytest

from hep_api.catalogue import Catalogue
from hep_api.catalogue.cases import read_cases
from hep_api.catalogue.cases.expectations import CLAUSES

GOOD = """\
about: a page
given:
  exercises: {squat: {family: knee_ext_ckc}}
  policy: standard
cases:
  - {case: one, day: 0, session: {pain: 3}, morning: {}, expect: MODIFY M1}
  - case: two
    events:
      - {from: day 0, to: day 6, on: [mon], session: {}, morning: {}}
      - {day: 7, expect: {decision: {exercise: squat, outcome: HOLD, rule: H3}, locks: []}}
"""


def mistakes(tmp_path: Path, catalogue: Catalogue, text: str) -> list[str]:
    path = tmp_path / "page.yaml"
    path.write_text(text, encoding="utf-8")
    file = read_cases(path, catalogue)
    assert file.cases == () or not file.problems
    return [problem.removeprefix(f"{path}:") for problem in file.problems]


def test_a_good_file_has_no_mistakes(tmp_path, catalogue):
    assert mistakes(tmp_path, catalogue, GOOD) == []


def test_all_mistakes_of_a_file_are_told_together_with_their_lines(tmp_path, catalogue):
    text = (
        GOOD.replace("policy: standard", "policy: strict")
        .replace("session: {pain: 3}", "session: {pian: 3}")
        .replace("on: [mon]", "on: [monday]")
        .replace("rule: H3", "rule: H99")
        .replace("locks: []", "lokcs: []")
    )
    found = mistakes(tmp_path, catalogue, text)
    assert [problem.split(":")[0] for problem in found] == ["4", "6", "9", "10", "10"]
    assert "'strict' is not a known pain policy; allowed: " in found[0]
    assert "unknown key 'pian'; did you mean 'pain'?; allowed: pain, reps, rpe" in found[1]
    assert "'monday' is not a known weekday; did you mean 'mon'?; allowed: fri, mon" in found[2]
    assert "'H99' is not a known rule" in found[3]
    assert "unknown key 'lokcs'; did you mean 'locks'?" in found[4]


MISTAKES = [
    ("{squat: {family: knee_ext_ckc}}", "{squat: {family: knee}}", "'knee' is not a known load family"),
    ("{squat: {family: knee_ext_ckc}}", "{squat: {doze: 3x8}}", "unknown key 'doze'; did you mean 'dose'?"),
    ("{squat: {family: knee_ext_ckc}}", "{squat: {dose: three}}", "'three' is not a dose; allowed"),
    ("{squat: {family: knee_ext_ckc}}", "[squatt]", "'squatt' is not a known exercise"),
    ("  exercises: {squat: {family: knee_ext_ckc}}\n", "  protocol: knee\n", "did you mean 'knee_oa'?"),
    ("  exercises: {squat: {family: knee_ext_ckc}}\n", "", "'given' needs a 'protocol' or 'exercises'"),
    ("policy: standard", "zone: Mars", "'Mars' is not a time zone such as Europe/Madrid"),
    ("policy: standard", "start: today", "'today' is not a day such as 2026-03-02"),
    ("policy: standard", "autonomy: full", "'full' is not a known autonomy; allowed: auto, suggest"),
    ("policy: standard", "config: {effort: 7}", "There is no setting 'effort'; allowed: "),
    ("policy: standard", "config: {top_sessions: 2.5}", "'top_sessions' is a whole number from 2 to 6, not 2.5"),
    ("policy: standard", "config: {effort_cap: 9}", "9 is out of bounds; 'effort_cap' goes from 4 to 8"),
    ("policy: standard", "config: {load_step_high: 0.2}", "'load_step_high' is a safety invariant"),
    ("policy: standard", "config: {tolerated_max: 5, yellow_max: 3}",
     "'tolerated_max' (5) may not be above 'yellow_max' (3)"),
    ("policy: standard", "usual: {pain: 2}", "unknown key 'pain'; allowed: swelling, night_pain"),
    ("policy: standard", "episode: {surgery: 2026-01-01}", "unknown key 'surgery'"),
    ("policy: standard", "episode: {surgery_on: lately}", "'lately' is not a day"),
    ("policy: standard", "loads: {sqat: 3}",
     "'sqat' is not an exercise of this plan; did you mean 'squat'?; it has squat"),
    ("policy: standard", "start_rungs: {squat: high}",
     "'high' is not a known rung of squat; allowed: easy, hard, middle"),
    ("policy: standard", "phase: P7", "'P7' is not a known phase; allowed: P1"),
    ("day: 0,", "day: soon,", "'soon' is not a day; allowed: day 12, 12, week 3 mon or 2026-03-14"),
    ("day: 0,", "day: 2026-03-01,", "is 2026-03-01, before the first day 2026-03-02"),
    ("day: 0,", "to: day 3,", "'to' needs 'from'"),
    ("day: 0,", "day: 0, clock: noon,", "'noon' is not a clock time such as 18:00"),
    ("to: day 6, ", "", "write either 'day', or 'from' and 'to'"),
    ("from: day 0, to: day 6", "from: day 6, to: day 0", "'to' is before 'from'"),
    ("session: {pain: 3}", "session: {pain: 11}", "'11' is not a number from 0 to 10"),
    ("session: {pain: 3}", "session: {missing: [mood]}", "'mood' is not a known answer; allowed: "),
    ("session: {pain: 3}", "session: {squat: {rung: high}}", "'high' is not a known rung of squat"),
    ("session: {pain: 3}", "session: {squat: {load: heavy}}", "'heavy' is not a load; allowed: 20 kg"),
    ("session: {pain: 3}", "session: {only: [clam]}", "'clam' is not an exercise of this plan"),
    ("morning: {}, expect: MODIFY", "morning: {mood: bad}, expect: MODIFY",
     "unknown key 'mood'; allowed: pain, stiffness"),
    ("morning: {}, expect: MODIFY", "morning: often, expect: MODIFY", "'often' is not a number from 0 to 10"),
    ("session: {pain: 3}", "screen: [RF99]", "'RF99' is not a known question"),
    ("session: {pain: 3}", "screen: fine", "'clear' is expected here"),
    ("session: {pain: 3}", "measure: {stairs: 2}", "'stairs' is not a known measurement"),
    ("session: {pain: 3}", "clinician: look",
     "'look' is not a known act that stands alone; did you mean 'unlock'?; allowed: "),
    ("session: {pain: 3}", "clinician: {look: S3}", "unknown key 'look'"),
    ("session: {pain: 3}", "clinician: {unlock: S99}", "'S99' is not a known rule"),
    ("session: {pain: 3}", "clinician: {unlock: S3, hold: ill}", "exactly one act is expected here"),
    ("session: {pain: 3}", "clinician: {configure: {red_lock: 9}}", "9 is out of bounds; 'red_lock' goes from 1 to 8"),
    ("session: {pain: 3}", "clinician: {reset: {pain: 1}}",
     "unknown key 'pain'; allowed: morning_pain, swelling, night_pain"),
    ("session: {pain: 3}", "run_load: {acute: 1.5}", "unknown key 'acute'; allowed: spike, acwr, warning_signs"),
    ("session: {pain: 3}", "clinician: {confirm: all-well}", "'all-well' is not a known confirmation"),
    ("session: {pain: 3}", "clinician: {adjust: {squat: {dose: 3x8-12}}}", "'3x8-12' is a range; one dose is expected"),
    ("session: {pain: 3}, morning: {}, expect: MODIFY M1", "session: {}",
     "nothing is expected: write 'expect' at least once"),
    ("session: {pain: 3}, morning: {}, expect: MODIFY M1", "zone: UTC", "nothing happens here; write one of: pause"),
    ("day: 0,", "day: 3, received: day 2,", "received before it happened"),
    ("session: {pain: 3}", "screen: clear, correction: true", "only a session or a morning can be a correction"),
    ("expect: MODIFY M1", "expect: EASE M1", "'EASE' is not a known outcome; allowed: STOP_ALERT"),
    ("expect: MODIFY M1", "expect: MODIFY M1 and M3", "is not an expected decision; write an outcome, a rule"),
    ("expect: MODIFY M1", "expect: {locks: [S99]}", "'S99' is not a known rule"),
    ("expect: MODIFY M1", "expect: {left: [patience]}", "'patience' is not a known clause; allowed: adherence"),
    ("expect: MODIFY M1", "expect: {proposals: [clam]}",
     "'clam' is not a known exercise or phase of this plan; allowed: squat, P1"),
    ("expect: MODIFY M1", "expect: {comeback: {squat: soon}}", "'soon' is not a known rule; write none, M7, R7 or M9"),
    ("expect: MODIFY M1", "expect: {status: asleep}",
     "'asleep' is not a known status; allowed: active, ended, frozen, held"),
    ("expect: MODIFY M1", "expect: {no_progress: false}", "only 'no_progress: true' makes sense"),
    ("case: two", "case: one", "the case on line 6 has the same name"),
    ("case: two\n", "case: two\n    session: {}\n", "'session' stands beside 'events': move it into one of them"),
    ("session: {}, morning: {}}", "session: {}, morning: {}, gap: travel}",
     "a session on day 0, Mon 2026-03-02 lies inside a gap"),
    ("cases:", "casess:", "unknown key 'casess'; did you mean 'case'?"),
    ("about: a page", "about: [", "not YAML"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, message", MISTAKES, ids=[new[:40] or message for _, new, message in MISTAKES])
def test_a_mistake_says_what_is_allowed(tmp_path, catalogue, old, new, message):
    assert old in GOOD
    found = mistakes(tmp_path, catalogue, GOOD.replace(old, new, 1))
    assert any(message in problem for problem in found), found


def test_a_file_that_is_not_there_is_a_mistake(tmp_path, catalogue):
    file = read_cases(tmp_path / "none.yaml", catalogue)
    assert "cannot be read" in file.problems[0]


def test_clauses_that_may_be_left_are_those_of_the_wording(catalogue):
    keys = {key.split(".")[1] for key in catalogue.wording["en"] if key.startswith("gate.")}
    assert keys == set(CLAUSES)
