"""The perfect patient walks through the engine: sessions as the review counted them, and every kind of gate."""

import pytest

from hep_api.catalogue.walking import reach, walk
from tests.catalogue.walking.conftest import phase


@pytest.mark.parametrize(
    "slug, dose, clause, sessions",
    [
        ("step-down", "3x8-15", "rung: 8-inch, sets: 3, target: 15", 35),
        ("single-leg-squat", "3x6-15", "rung: free-to-60-deg, sets: 3, target: 10", 38),
    ],
)
def test_counts_sessions_as_the_review_did(ground, slug, dose, clause, sessions):
    """Both are longer than the phases they once guarded: 35 and 38 sessions are 12 weeks at three a week."""
    here = ground(
        phase(f"{{rep: {slug}, {clause}}}", weeks="1, 20", exercises=f"{{slug: {slug}, dose: {dose}, core: true}}")
    )
    (one,) = walk(here)
    assert one.sessions == sessions
    assert one.in_time


CLAUSES = [
    "{measure: stairs-pain, at_most: 2}",
    "{measure: extensor-lag-deg, equals: 0}",
    "{measure: gait-normal, equals: yes}",
    "{measure: sl-squat-60-clean-reps, at_least: 10, sides: both}",
    "{measure: heel-raise-sl-reps, setting: heel_raise_min}",
    "{measure: brisk-walk-30min-pain, at_most: 1, occasions: 3}",
    "{measure: walk-20min-pain, equals: 0, days_in_a_row: 5}",
    "{measure: sport-session-pain, at_most: 2, last: 2, next_morning: settled}",
    "{measure: t-test-s, below: 11}",
    "{lsi: hop-single-cm, at_least: 90}",
    "{side_diff: knee-to-wall-cm, at_most: 2}",
    "{since_start: chair-rise-30s, gain_at_least: 2}",
    "{since_start: walk-40m-s, share_at_most: 0.9}",
    "{since_start: neck-flexor-endurance-s, share_at_least: 1.3}",
    "{since_start: tibial-tenderness-cm, lower: true, not_below: 5}",
    "{not_rising: first-step-pain}",
    "{rep: heel-raise, top: true, sessions: 2, of_last: 3}",
    "{rep: heel-raise, form: ok, rpe_at_most: 5}",
    "{rep: heel-raise, form: ok, rpe_at_least: 7}",
    "{rung_gain: [heel-raise], at_least: 1}",
    "{pain_worst: 7d, at_most: 0}",
    "{morning: settled, last: 3}",
    "{trend_up: false}",
    "{stiff_trend: false}",
    "{soreness_72h: 3d, at_most: 3}",
    "{swelling: 7d, at_most: 1}",
    "{flares_settle: 14d}",
    "{no_red: phase}",
    "{sessions: 4}",
    "{days: 10}",
    "{programme_week: 3}",
    "{weeks_since: surgery_on, at_least: 6}",
    "{days_since: injury_on, at_least: 5}",
    "{confirm: pain-rules-understood}",
    "{sign_off: placement}",
    "{run_gate: default}",
    "{prom_change: AKPS, at_least: mcid}",
    "{prom: AKPS, at_least: 85}",
    "{prom_ceiling: AKPS}",
    "{psfs: goal, at_least: 8}",
    "{if_recorded: hop-single-cm, then: {lsi: hop-single-cm, at_least: 70}}",
    "{if_goal: running, then: {measure: strides-90-pain, at_most: 1}}",
]


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_kind_of_clause_is_met_by_who_does_everything_right(ground, clause):
    here = ground(phase(clause, exercises="{slug: heel-raise, core: true}"))
    (one,) = walk(here)
    assert one.in_time, one


def test_mornings_after_impact_follow_sessions_of_impact(ground):
    here = ground(
        phase("{sessions: 1}"),
        phase(
            "{morning: settled, after: impact, last: 3}", called="P2", band="R", more="back_to: P1",
            exercises="{slug: pogo-hop}", entry="{sign_off: clinician}",
        ),
    )  # fmt: skip
    assert [one.in_time for one in walk(here)] == [True, True]


def test_a_phase_lasts_its_minimum_weeks_and_says_that_it_waited_for_them(ground):
    (one,) = walk(ground(phase("{sessions: 3}", weeks="4, 6")))
    assert (one.sessions, one.days, one.in_time) == (12, 27, True)
    assert [phrase.key for phrase in one.waited_for] == ["gate.min_weeks"]


def test_a_programme_lasts_its_minimum_weeks_before_the_last_phase_ends(ground):
    here = ground(phase("{sessions: 3}", weeks="1, 6"), more="min_programme_weeks: 5\n")
    (one,) = walk(here)
    assert one.days == 35


def test_what_stays_missing_is_named_and_the_walk_goes_on(ground):
    here = ground(
        phase("{rep: heel-raise, rpe_at_most: 0, form: ok}", weeks="1, 2",
              exercises="{slug: heel-raise, core: true}\n{slug: hip-hike}"),
        phase("{sessions: 2}", called="P2", more="back_to: P1", entry="{exit: P1}"),
    )  # fmt: skip
    first, second = walk(here)
    assert (first.out, second.out) == (True, True)
    late = ground(
        phase("{rep: lateral-band-walk, sets: 3, target: 40, share_of_1rm_at_least: 10}", weeks="1, 2",
              exercises="{slug: lateral-band-walk, core: true}"),
        phase("{sessions: 2}", called="P2", more="back_to: P1", entry="{exit: P1}"),
    )  # fmt: skip
    first, second = walk(late)
    assert (first.out, first.in_time, second.out) == (False, False, True)
    assert [dict(phrase.values)["subject"] for phrase in first.waited_for] == ["lateral-band-walk"]


def test_a_terminal_phase_has_no_end_to_walk_to(ground):
    here = ground(
        phase("{sessions: 1}"),
        phase("{sessions: 1}", called="P2", more="back_to: P1\n    terminal: true", entry="{exit: P1}"),
    )
    assert [(one.phase, one.terminal, one.in_time) for one in walk(here)] == [("P1", False, True), ("P2", True, True)]


def test_a_required_place_is_filled_with_the_first_exercise_that_may_stand_there(ground, catalogue):
    here = ground(
        phase("{sessions: 3}", exercises="{slot: task, name: {en: Task, es: Tarea}, family: calf_achilles}"),
    )
    (listing,) = here.content.protocol.phases[0].exercises
    first = next(
        slug for slug, entry in catalogue.exercises.items()
        if "calf_achilles" in entry.exercise.families and "R" not in entry.exercise.bands and entry.exercise.dose
    )  # fmt: skip
    assert listing.slug == first
    assert walk(here)[0].sessions >= 3


def test_the_same_walk_comes_out_the_same_and_is_walked_once(ground):
    one, again = ground(phase("{sessions: 3}")), ground(phase("{sessions: 3}"))
    assert walk.__wrapped__(one) == walk(one)
    assert walk(one) is walk(again)


def test_the_upper_end_is_walked_where_the_lower_is_too_slow(ground):
    exercises = "{slug: sidelying-hip-abduction, dose: 3x15-30, core: true}"
    slow = ground(phase("{rep: sidelying-hip-abduction, top: true, sessions: 2}", weeks="1, 3", freq="3-5/wk",
                        exercises=exercises))  # fmt: skip
    (one,) = reach(slow)
    assert (one.lower.in_time, one.in_time) == (False, True)
    assert one.upper is not None
    assert one.upper.weeks < 3 < one.lower.weeks
    fixed = ground(phase("{rep: sidelying-hip-abduction, top: true, sessions: 2}", weeks="1, 3", exercises=exercises))
    (one,) = reach(fixed)
    assert (one.upper, one.in_time) == (None, False)
