"""What can be written in a case file, and what is filled in where nothing is written."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from hep_api.catalogue import Catalogue
from hep_api.catalogue.cases import Case, Difference, play, read_cases
from hep_api.catalogue.cases.playing import Played
from hep_api.engine.dose import LoadKind
from hep_api.engine.facts import Form, MorningReport, SessionLog

GIVEN = "{exercises: {squat: {}, clam: {family: hip_abd}}, policy: standard, autonomy: auto}"
A1 = "INCREASE_REPS by A1, final"
Write = Callable[[str], Case]


@pytest.fixture
def case(tmp_path: Path, catalogue: Catalogue) -> Write:
    """Reads one case from its events, given an exercise for the knee and one for the hip."""

    def read(events: str, given: str = GIVEN) -> Case:
        path = tmp_path / "case.yaml"
        path.write_text(f"case: mine\ngiven: {given}\nevents:\n{events}", encoding="utf-8")
        file = read_cases(path, catalogue)
        assert file.problems == ()
        return file.cases[0]

    return read


def sessions(played: Played) -> list[SessionLog]:
    return [made.fact.body for made in played.made if isinstance(made.fact.body, SessionLog)]


def test_a_session_is_everything_on_the_agenda_as_prescribed(case: Write) -> None:
    (log,) = sessions(play(case("  - {day: 0, session: {}, expect: {locks: []}}")))
    assert len(log.exercises) == 2
    squat = log.exercises[0]
    assert [(entry.target, entry.achieved, entry.pain) for entry in squat.sets] == [(8, 8, Decimal(0))] * 3
    assert (squat.rpe, squat.form) == (Decimal(6), Form.OK)
    assert (log.limp, log.swelling, log.instability) == (False, 0, False)


def test_an_author_names_only_what_differs(case: Write) -> None:
    told = "{pain: 1, squat: {pain: [1, null, 3], reps: [8, 7, 6], rpe: 8, form: minor}, missing: [limp]}"
    (log,) = sessions(play(case(f"  - {{day: 0, session: {told}, expect: {{locks: []}}}}")))
    squat, clam = log.exercises
    assert [entry.pain for entry in squat.sets] == [Decimal(1), None, Decimal(3)]
    assert [entry.achieved for entry in squat.sets] == [8, 7, 6]
    assert (squat.rpe, squat.form) == (Decimal(8), Form.MINOR)
    assert [entry.pain for entry in clam.sets] == [Decimal(1)] * 3
    assert log.limp is None


def test_answers_can_be_left_out(case: Write) -> None:
    (log,) = sessions(play(case("  - {day: 0, session: {missing: [pain, rpe, form]}, expect: {locks: []}}")))
    squat = log.exercises[0]
    assert [entry.pain for entry in squat.sets] == [None] * 3
    assert (squat.rpe, squat.form) == (None, None)


def test_exercises_can_be_chosen_and_skipped(case: Write) -> None:
    only, skipped = sessions(
        play(case("  - {day: 0, session: {only: [clam]}}\n  - {day: 1, session: {skip: [clam]}, expect: {locks: []}}"))
    )
    assert len(only.exercises) == len(skipped.exercises) == 1
    assert only.exercises[0].prescription_id != skipped.exercises[0].prescription_id


def test_a_load_that_is_to_be_found_is_the_one_the_case_gives(case: Write) -> None:
    given = "{exercises: {press: {ladder: [{id: loaded, load: kg}], load_step_kg: 1}}, loads: {press: 20}}"
    (log,) = sessions(play(case("  - {day: 0, session: {}, expect: {dose: {press: 3x8 20 kg}}}", given)))
    load = log.exercises[0].sets[0].load
    assert load is not None
    assert (load.kind, load.value) == (LoadKind.KG, Decimal(20))


def test_a_morning_beside_a_session_is_the_one_after_it_and_alone_that_of_its_day(case: Write) -> None:
    played = play(case("  - {day: 0, session: {}, morning: 2}\n  - {day: 5, morning: {missing: [pain]}, expect: {}}"))
    mornings = [made.fact for made in played.made if isinstance(made.fact.body, MorningReport)]
    assert [(fact.credited_on.isoformat(), f"{fact.occurred_at:%H:%M}") for fact in mornings] == [
        ("2026-03-03", "08:00"),
        ("2026-03-07", "08:00"),
    ]
    assert [fact.body.pain for fact in mornings if isinstance(fact.body, MorningReport)] == [Decimal(2), None]


@pytest.mark.parametrize(
    "written, days",
    [
        ("day: 3", ["2026-03-05"]),
        ("day: day 3", ["2026-03-05"]),
        ("day: week 2 wed", ["2026-03-11"]),
        ("day: 2026-03-20", ["2026-03-20"]),
        ("from: day 0, to: day 6, on: [mon, wed, fri]", ["2026-03-02", "2026-03-04", "2026-03-06"]),
        ("from: day 1, to: day 6, every: 3", ["2026-03-03", "2026-03-06"]),
        ("from: week 1 sat, to: week 2 mon", ["2026-03-07", "2026-03-08", "2026-03-09"]),
    ],
)
def test_days_can_be_written_in_several_ways(case: Write, written: str, days: list[str]) -> None:
    played = play(case(f"  - {{{written}, session: {{}}, expect: {{locks: []}}}}"))
    trained = [made.fact.credited_on.isoformat() for made in played.made if isinstance(made.fact.body, SessionLog)]
    assert trained == days


def test_weeks_are_calendar_weeks_also_when_the_plan_begins_on_a_wednesday(case: Write) -> None:
    given = GIVEN.replace("{exercises", "{start: 2026-03-04, exercises")
    played = play(case("  - {day: week 2 mon, session: {}, expect: {locks: []}}", given))
    assert played.made[-1].fact.credited_on.isoformat() == "2026-03-09"


def test_clocks_and_zones_can_be_given(case: Write) -> None:
    events = '  - {day: 0, session: {clock: "07:30"}, morning: {clock: "11:59"}, zone: Asia/Tokyo, expect: {locks: []}}'
    session, morning = play(case(events)).made[-2:]
    assert session.fact.occurred_at.isoformat() == "2026-03-02T07:30:00+09:00"
    assert morning.fact.occurred_at.isoformat() == "2026-03-03T11:59:00+09:00"
    assert session.fact.zone == "Asia/Tokyo"


def test_what_comes_late_is_done_with_the_dose_that_was_shown_then(case: Write) -> None:
    events = (
        "  - {day: 0, session: {only: [squat]}, received: day 3 09:00}\n"
        "  - {day: 1, clinician: {adjust: {squat: {dose: 2x10}}}}\n"
        "  - {day: 3, expect: {dose: {squat: 2x10}}}"
    )
    (log,) = sessions(play(case(events)))
    assert [entry.target for entry in log.exercises[0].sets] == [8, 8, 8]


def differences(case: Case) -> list[tuple[str, str, str]]:
    return [(entry.what, entry.expected, entry.got) for entry in play(case).differences]


@pytest.mark.parametrize(
    "expected, difference",
    [
        ("MODIFY M1", ("decision", "MODIFY by M1", f"{A1}; {A1}")),
        ("{decision: {exercise: clam, also: [H2]}}", ("decision clam", "a decision, also H2", A1)),
        ("{decision: {without: [A1]}}", ("decision", "a decision, without A1", f"{A1}; {A1}")),
        ("{dose: {squat: 3x8}}", ("dose of squat", "3x8", "3x9")),
        ("{dose: {squat: 3x9 20 kg}}", ("dose of squat", "3x9 20 kg", "3x9")),
        ("{rung: {squat: hard}}", ("rung of squat", "hard", "easy")),
        ("{dose: {squat: 12/10/8}}", ("dose of squat", "12/10/8", "3x9")),
        ("{comeback: {squat: R7 week 1}}", ("comeback of squat", "R7 week 1", "none")),
        ("{status: held}", ("status", "held", "active")),
        ("{locks: [S3]}", ("locks", "S3", "none")),
        ("{alerts: [S1 C]}", ("alerts", "S1 C", "none")),
        ("{proposals: [squat]}", ("proposals", "squat", "none")),
        ("{no_progress: true}", ("no_progress", "nothing", f"{A1} on 2026-03-03; {A1} on 2026-03-03")),
        ("{due: [squat]}", ("due", "squat", "squat, clam")),
        ("{due: []}", ("due", "none", "squat, clam")),
        ("{open: [clam]}", ("open", "clam", "squat, clam")),
        ("{day: free}", ("day", "free", "due")),
        ("{resting: {squat: locked}}", ("resting squat", "locked", "not resting")),
        ("{morning_due: true}", ("morning_due", "true", "false")),
        ("{left: [sessions]}", ("left until the next phase", "sessions", "none")),
        ("{schedule_week: 3}", ("schedule week", "3", "0")),
    ],
)  # fmt: skip
def test_what_is_expected_is_compared_with_what_came_out(
    case: Write, expected: str, difference: tuple[str, str, str]
) -> None:
    assert differences(case(f"  - {{day: 0, session: {{}}, morning: {{}}, expect: {expected}}}")) == [difference]


def test_a_difference_tells_where_it_is_written_and_which_day_it_is(case: Write) -> None:
    wrong = case("  - {day: 0, session: {}, morning: {},\n     expect: {phase: P1,\n       locks: [S3]}}")
    (found,) = play(wrong).differences
    assert isinstance(found, Difference)
    assert (found.place.line, found.day) == (6, "day 1, Tue 2026-03-03")


@pytest.mark.parametrize(
    "event, why",
    [
        ("clinician: unlock", "there is nothing to unlock called 'all'; open: nothing"),
        ("clinician: {accept: squat}", "there is nothing to accept called 'squat'; open: nothing"),
        ("session: {squat: {pain: [1, 1, 1, 1]}}", "squat: 4 pain scores for 3 sets"),
        ("session: {}, correction: true", "there is nothing on day 3, Thu 2026-03-05 to correct"),
        ("session: {skip: [squat, clam]}", "nothing is on the agenda of this day; name exercises with 'only'"),
    ],
)
def test_what_cannot_have_happened_fails_the_case_and_says_why(case: Write, event: str, why: str) -> None:
    played = case(f"  - {{day: 3, {event}, expect: {{locks: []}}}}")
    assert differences(played) == [("this", "can happen", why)]


def test_settings_of_the_case_are_those_of_its_plan(case: Write) -> None:
    given = GIVEN.replace("{exercises", "{config: {effort_cap: 8, morning_cutoff_hour: 15}, exercises")
    played = play(case("  - {day: 0, session: {}, morning: none, expect: HOLD H1}", given))
    config = played.course.config(played.course.plans[0])
    assert (config.effort_cap, config.morning_cutoff_hour) == (Decimal(8), 15)
    assert played.case.given.content.config.effort_cap == 7, "the content keeps its own"
    assert played.differences == ()


def test_an_inline_protocol_has_settings_of_its_own(case: Write) -> None:
    protocol = "protocol: {config: {effort_cap: {value: 8, why: stronger people}}, phases: [{id: P1}]}"
    given = GIVEN.replace("{exercises", f"{{{protocol}, exercises")
    assert case("  - {day: 0, session: {}, expect: {locks: []}}", given).given.content.config.effort_cap == 8


def test_what_is_usual_and_the_episode_are_given_with_the_plan(case: Write) -> None:
    more = "{usual: {swelling: 1, night_pain: true}, episode: {surgery_on: 2026-01-05, surgery.graft: hamstring}, "
    plan = play(case("  - {day: 0, session: {}, expect: {locks: []}}", GIVEN.replace("{", more, 1))).course.plans[0]
    assert (plan.usual_swelling, plan.usual_night_pain) == (1, True)
    assert plan.episode == (("surgery_on", "2026-01-05"), ("surgery.graft", "hamstring"))


def test_sides_can_be_told_one_by_one(case: Write) -> None:
    given = "{exercises: {clam: {dose: 2x8-12 ps}}, autonomy: auto}"
    told = "{clam: {left: [8, 7], right: [8, 8], pain: [0, 0, 1, 2]}}"
    (log,) = sessions(play(case(f"  - {{day: 0, session: {told}, expect: {{locks: []}}}}", given)))
    shown = [(entry.side.value, entry.target, entry.achieved, entry.pain) for entry in log.exercises[0].sets]
    assert shown == [("left", 8, 8, 0), ("left", 8, 7, 0), ("right", 8, 8, 1), ("right", 8, 8, 2)]


UNEQUAL = """{exercises: {curl: {dose: scheduled}}, protocol: {schedule: {min_hours_between: 40, rows: [
  {weeks: [1, 1], reps: [12, 10, 8]}]}, phases: [{id: P1, schedule_weeks: [1, 1], exercises: [
  {slug: curl, scheduled: true}]}]}}"""


def test_unequal_sets_are_done_one_by_one(case: Write) -> None:
    played = play(case("  - {day: 0, session: {}, expect: {dose: {curl: 12/10/8}}}", UNEQUAL))
    assert played.differences == ()
    assert [entry.achieved for entry in sessions(played)[0].exercises[0].sets] == [12, 10, 8]


def test_a_case_may_begin_in_a_later_phase_of_a_shipped_protocol(case: Write) -> None:
    assert differences(case("  - {day: 0, expect: {phase: P4}}", "{protocol: itbs, phase: P4}")) == []
