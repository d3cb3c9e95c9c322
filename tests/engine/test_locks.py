"""Stops close doors that only a clinician opens; what opens comes back one step lower, once."""

from decimal import Decimal

import pytest

from hep_api.engine.agenda import Day, Why, agenda
from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import PROGRESSING, Outcome, ScopeKind
from tests.engine.builders import Story, content, exercise
from tests.engine.cases import lock_ids, story, unlock_all


def several(policy: str = "standard") -> Story:
    """A hip, a bridge, a jump, a neck stretch, an ankle stretch and breathing."""
    menu = (
        exercise("clam"),
        exercise("bridge", "hip_ext", also=("hip_abd",)),
        exercise("hop", "impact"),
        exercise("neck", "mobility", region="neck"),
        exercise("ankle", "mobility", region="ankle"),
        exercise("breathe", "calm", region="trunk"),
    )
    told = Story(content(*menu, policy=policy))
    for slug in ("clam", "hop"):
        told.adjust(0, slug, rung=1)
    return told


def closed(told: Story) -> set[str]:
    """The exercises that rest the day after because they are locked."""
    day = agenda(told.course, told.plan, told.at(1, "20:00").date())
    return {item.slot.slug for item in day.resting if item.resting is Why.LOCKED}


@pytest.mark.parametrize(
    "slug, answers, policy, expected",
    [
        pytest.param("clam", {"pain": 6}, "standard", {"clam", "bridge"}, id="red pain: its family"),
        pytest.param("bridge", {"pain": 6}, "standard", {"bridge"}, id="the further families only under tendon"),
        pytest.param("clam", {"limp": True}, "standard", {"clam", "bridge", "hop"}, id="a limp: family and impact"),
        pytest.param("neck", {"pain": 6}, "standard", {"neck"}, id="mobility by region"),
        pytest.param("clam", {"instability": True}, "standard", {"clam", "bridge", "hop"}, id="giving way: region"),
        pytest.param(
            "clam", {"pain": 8}, "standard", {"clam", "bridge", "hop", "neck", "ankle"}, id="8: all but calm work"
        ),
    ],
)
def test_how_far_a_stop_reaches(slug: str, answers: dict[str, object], policy: str, expected: set[str]) -> None:
    told = several(policy)
    told.session(0, slug=slug, **answers)  # type: ignore[arg-type]
    assert closed(told) - {"breathe"} == expected
    assert "breathe" not in closed(told)


def test_under_tendon_a_stop_reaches_the_further_families_too() -> None:
    told = several("tendon")
    told.session(0, slug="bridge", limp=True)
    assert closed(told) == {"bridge", "clam", "hop"}


def test_a_red_flag_hides_breathing_as_well() -> None:
    told = several()
    told.screen(1, "RF08")
    assert agenda(told.course, told.plan, told.at(1, "09:00").date()).day is Day.LOCKED
    assert "breathe" in closed(told)


def test_a_stop_leaves_the_dose_and_the_unlock_puts_it_one_rung_lower() -> None:
    told = several()
    told.session(0, slug="clam", pain=6)
    assert told.slot("clam").rung == 1
    told.morning(1)
    assert told.slot("clam").rung == 1
    unlock_all(told, 1)
    assert (told.slot("clam").rung, told.slot("clam").dose.target) == (0, 10)
    assert told.slot("hop").rung == 1
    opened = told.said("clam")
    assert (opened.outcome, opened.actor, opened.after) == (
        Outcome.REGRESS, "00000000-0000-0000-0000-000000000003", told.slot("clam").shown,
    )  # fmt: skip


def test_several_locks_over_one_exercise_cost_it_one_rung() -> None:
    told = story()
    told.adjust(0, "clam", rung=2)
    told.session(0, pain=8, limp=True)
    told.morning(1, 8)
    assert len(told.course.locks) > 1
    unlock_all(told, 1)
    assert told.slot().rung == 1


def test_what_another_lock_still_covers_stays_closed_and_unchanged() -> None:
    told = story()
    told.adjust(0, "clam", rung=2)
    told.session(0, pain=6, limp=True)
    first, *_ = lock_ids(told)
    told.act(0, Verb.UNLOCK, "20:00", target=first)
    assert (told.slot().rung, closed(told)) == (2, {"clam"})


def test_a_session_under_a_lock_is_kept_and_changes_no_dose() -> None:
    told = story()
    told.trained(0)
    told.screen(1, "RF34", clock="09:00")
    told.session(1, pain=6)
    before = told.slot().shown
    told.session(2, pain=4)
    told.morning(3)
    assert told.slot().shown == before
    assert len(told.slot().results) == 3
    assert not told.slot().results[-1].counts


def test_a_session_under_a_lock_can_still_raise_an_alert() -> None:
    told = story()
    told.session(0, pain=6)
    told.session(1, limp=True)
    assert {"S2", "S3"} <= {lock.rule for lock in told.course.locks}


def test_a_session_of_a_plan_on_hold_changes_no_dose() -> None:
    told = story()
    told.act(0, Verb.HOLD)
    told.trained(0)
    assert (told.said().outcome, told.slot().dose.target) == (Outcome.HOLD, 8)
    told.trained(1, pain=4)
    assert (told.slot().dose.sets, told.slot().dose.target) == (3, 8)
    told.act(2, Verb.RESUME)
    told.trained(3)
    assert told.slot().dose.target == 9


def test_nothing_progresses_while_an_alert_is_open_and_such_a_session_does_not_count() -> None:
    told = story()
    told.screen(1, "RF34")
    told.trained(1)
    assert told.said().rule == "H15"
    assert not told.slot().results[-1].counts


def test_days_locked_are_no_missed_sessions() -> None:
    told = story()
    for day in range(7):
        told.trained(day)
    told.session(7, limp=True)
    told.morning(8)
    unlock_all(told, 12)
    told.trained(13)
    assert "rule.H10" not in {reason.key for reason in told.said().reasons}


def test_a_limp_on_a_rest_day_stops_impact_and_says_so() -> None:
    told = several()
    told.morning(3, limp=True)
    assert closed(told) == {"hop"}
    assert (told.last().outcome, told.last().rule, told.last().scope) == (
        Outcome.STOP_ALERT, "S2", ScopeKind.FAMILY,
    )  # fmt: skip


def test_swelling_on_a_rest_day_stops_the_region() -> None:
    told = several()
    told.morning(3, swelling=2)
    assert closed(told) == {"clam", "bridge", "hop"}


@pytest.mark.parametrize("score", [8, "7.5"])
def test_a_severe_score_an_hour_later_stops_everything_and_is_a_red(score: object) -> None:
    told = story()
    told.session(0)
    told.after(0, pain=Decimal(str(score)))
    assert [lock.scope for lock in told.course.locks] == [ScopeKind.PROGRAMME]
    unlock_all(told, 0, "20:00")
    told.trained(2)
    assert told.said().rule == "H3"


def test_a_severe_morning_after_a_session_is_one_lock_and_one_alert() -> None:
    told = story()
    told.session(0)
    told.morning(1, 9)
    assert [[entry.rule for entry in found] for found in (told.course.locks, told.course.alerts)] == [["S4"], ["S4"]]


def test_a_severe_morning_without_a_session_locks_too() -> None:
    told = story()
    told.morning(3, 9)
    assert [lock.rule for lock in told.course.locks] == ["S4"]


def test_a_pain_test_in_the_lock_band_stops_the_plan() -> None:
    told = story()
    told.measure(1, "stairs-pain", 6)
    assert [(lock.scope, lock.rule) for lock in told.course.locks] == [(ScopeKind.PROTOCOL, "S3")]
    told.measure(2, "stairs-pain", 5)
    assert len(told.course.locks) == 1


def test_a_second_red_locks_the_plan_and_only_the_plan() -> None:
    told = story("tendon")
    told.trained(0, pain=6)
    told.trained(4, pain=6)
    assert {(lock.scope, lock.rule) for lock in told.course.locks} == {(ScopeKind.PROTOCOL, "S8")}


def test_a_lock_takes_the_open_proposal_away() -> None:
    menu = exercise("clam", dose=DoseRange(3, 3, 10, 10))
    told = Story(content(menu), autonomy="suggest")
    for day in range(7):
        told.trained(day)
    proposal = told.slot().proposal
    assert proposal is not None
    told.screen(8, "RF01")
    assert told.slot().proposal is None
    told.act(8, Verb.ACCEPT, target=proposal.key)
    assert told.slot().rung == 0


def test_what_a_clinician_opened_stays_open_when_the_same_session_is_judged_again() -> None:
    told = story()
    told.session(0, limp=True)
    unlock_all(told, 0, "20:00")
    told.morning(1)
    assert (told.course.locks, told.course.alerts) == ((), ())


def test_a_new_reason_closes_again_what_was_opened_and_raises_an_alert_of_its_own() -> None:
    told = story()
    told.session(0, limp=True)
    unlock_all(told, 0, "20:00")
    told.morning(1, 8)
    assert {lock.rule for lock in told.course.locks} == {"S4"}
    assert {alert.rule for alert in told.course.alerts} == {"S4"}


def test_an_alert_that_was_seen_is_not_raised_again_by_the_morning() -> None:
    told = story()
    told.session(0, limp=True)
    told.act(0, Verb.ACKNOWLEDGE, "20:00", target=told.course.alerts[0].id)
    told.morning(1)
    assert (len(told.course.locks), told.course.alerts) == (1, ())


def test_an_unknown_lock_opens_nothing() -> None:
    told = story()
    told.session(0, pain=6)
    told.act(0, Verb.UNLOCK, "20:00", target=told.facts[0].id)
    assert len(told.course.locks) == 1


def test_no_morning_lifts_a_lock() -> None:
    told = story()
    told.session(0, pain=6)
    for day in range(1, 15):
        told.morning(day, 0)
    assert [lock.rule for lock in told.course.locks] == ["S3"]
    assert not [d for d in told.course.emitted if d.outcome in PROGRESSING]


def test_a_door_that_was_closed_again_and_again_is_opened_once() -> None:
    told = story()
    for day in range(3):
        told.trained(day, pain=6)
    closed = [lock for lock in told.course.locks if lock.rule == "S3"]
    assert len(closed) == 3
    told.act(4, Verb.UNLOCK, target=closed[1].id)
    assert not [lock for lock in told.course.locks if lock.rule == "S3"]
    assert {lock.id for lock in closed} <= set(told.course.lifted)
