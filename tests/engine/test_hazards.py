"""The hazards of progressing by software, each with the property that keeps it away."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hep_api.engine.course import advance, replay, step
from hep_api.engine.facts import SessionLog, Verb
from hep_api.engine.outcomes import HARDER, PROGRESSING, RANK, Outcome, Stage
from hep_api.engine.state import Course
from tests.engine.builders import PATIENT, Story
from tests.engine.cases import lifting, story
from tests.engine.histories import AUTONOMY, HISTORIES, NEARLY, POLICIES, Day, length, tell

FEW = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def hardness(told: Story) -> list[tuple[int, Decimal, int, int]]:
    """How hard each prescription is: rung, load, sets, repetitions."""
    return [(s.rung, s.dose.load.value or Decimal(0), s.dose.sets, s.dose.target) for s in told.plan.slots]


@FEW
@given(HISTORIES, POLICIES, AUTONOMY)
def test_running_it_again_changes_nothing(days: list[Day], policy: str, autonomy: str) -> None:
    """H4: a job that runs twice, or a fact that is sent twice."""
    told = tell(days, policy, autonomy)
    again = advance(told.course, told.course.advanced_to or told.at(0, "12:00"))
    assert again == told.course
    doubled = [fact for fact in told.facts for _ in range(2)]
    empty = Course(PATIENT, zone=told.zone, contents=told.course.contents)
    assert advance(replay(empty, doubled), told.course.advanced_to or told.at(0, "12:00")) == told.course


@FEW
@given(NEARLY, POLICIES)
def test_a_fact_from_the_future_or_of_an_ended_plan_decides_nothing(days: list[Day], policy: str) -> None:
    """H5: a phone's clock runs ahead. The store marks such a fact; the engine leaves it alone."""
    told = tell(days, policy)
    before = told.course
    ahead = replace(told.facts[-1], occurred_at=told.at(200, "12:00"), drives=False)
    assert step(before, ahead) == before


@FEW
@given(st.integers(2, 12), POLICIES)
def test_a_flood_of_sessions_on_one_day_earns_no_more_than_one(bouts: int, policy: str) -> None:
    """H6: distinct days are needed, however many easy bouts one day has."""
    once, flood = story(policy), story(policy)
    once.session(0, swelling=0)
    for minute in range(bouts):
        flood.session(0, clock=f"10:{minute:02}", swelling=0)
    for told in (once, flood):
        told.morning(1, 0 if policy == "bone" else 1)
    assert hardness(flood) <= hardness(once)
    assert sum(d.outcome in PROGRESSING for d in flood.course.emitted if d.stage is Stage.FINAL) <= 1


@FEW
@given(NEARLY, POLICIES)
def test_weeks_that_arrive_at_once_are_judged_day_by_day(days: list[Day], policy: str) -> None:
    """H6: no catching up. Thirty sessions synced at once lead where they would have led one by one."""
    told = tell(days, policy)
    empty = Course(PATIENT, zone=told.zone, contents=told.course.contents)
    assert advance(replay(empty, reversed(told.facts)), told.course.advanced_to or told.at(0, "12:00")) == told.course


@FEW
@given(HISTORIES, POLICIES)
def test_a_stop_stays_until_a_clinician_lifts_it(days: list[Day], policy: str) -> None:
    """H7: nothing but an unlocking act takes a lock away."""
    told = Story(tell([], policy).content)
    lifted: set[str] = set()
    seen: dict[str, bool] = {}
    whole = tell(days, policy)
    course = Course(PATIENT, zone=whole.zone, contents=told.course.contents)
    for fact in whole.facts:
        course = step(course, fact)
        if getattr(fact.body, "verb", None) is Verb.UNLOCK:
            lifted.add(str(fact.body.target))
        open_now = {str(lock.id) for lock in course.locks}
        assert all(lock in open_now or lock in lifted for lock in seen)
        seen |= dict.fromkeys(open_now, True)


@FEW
@given(NEARLY, POLICIES, st.integers(1, 6), st.sampled_from([6, 7, 8, 10]))
def test_bad_news_that_arrives_late_takes_back_what_was_won_or_raises_an_alert(
    days: list[Day], policy: str, back: int, pain: int
) -> None:
    """H9: a red pain, told days later about an earlier session, never leaves the later increase standing unseen."""
    told = tell(days, policy)
    sessions = [fact for fact in told.facts if isinstance(fact.body, SessionLog)]
    bad = sessions[-min(back, len(sessions))]
    body = bad.body
    assert isinstance(body, SessionLog)
    worse = tuple(
        replace(log, sets=tuple(replace(entry, pain=Decimal(pain)) for entry in log.sets)) for log in body.exercises
    )
    facts = [replace(f, body=replace(body, exercises=worse)) if f.id == bad.id else f for f in told.facts]
    empty = Course(PATIENT, zone=told.zone, contents=told.course.contents)
    after = advance(replay(empty, facts), told.course.advanced_to or told.at(0, "12:00"))
    plan = after.plan(told.plan.id)
    assert plan is not None
    now = [(s.rung, s.dose.load.value or Decimal(0)) for s in plan.slots]
    was = [(s.rung, s.dose.load.value or Decimal(0)) for s in told.plan.slots]
    lifted_later = any(getattr(fact.body, "verb", None) is Verb.UNLOCK for fact in facts)
    assert after.alerts or after.locks or lifted_later or all(a <= b for a, b in zip(now, was, strict=True))


@FEW
@given(NEARLY, POLICIES, st.sampled_from([4, 7, 14, 28]))
def test_nothing_is_harder_after_days_away(days: list[Day], policy: str, away: int) -> None:
    """H12: illness or travel, then the full dose, must not happen."""
    told = tell(days, policy)
    before = hardness(told)
    told.until(length(days) + 3 + away)
    now = hardness(told)
    assert all(a[:2] <= b[:2] for a, b in zip(now, before, strict=True))


@FEW
@given(HISTORIES, POLICIES, AUTONOMY)
def test_no_exercise_turns_round_more_than_it_may(days: list[Day], policy: str, autonomy: str) -> None:
    """H16: no ping-pong. Between two harder steps of one exercise there is always more than one good session."""
    told = tell(days, policy, autonomy)
    for slot in told.plan.slots:
        final = [d for d in told.course.emitted if d.slot_id == slot.id and d.stage is Stage.FINAL and not d.proposed]
        latest = list({d.key: d for d in final}.values())
        turns = 0
        for earlier, later in pairwise(latest):
            eased = RANK[earlier.outcome] < RANK[Outcome.HOLD] and earlier.actor == "engine"
            turns += eased and later.outcome in HARDER
        assert turns == 0, "the session right after an easing never earns a harder step"


@FEW
@given(HISTORIES, POLICIES)
def test_a_week_holds_no_more_harder_changes_than_it_may(days: list[Day], policy: str) -> None:
    """H1: two in seven days for an exercise, one under tendon or for impact, however the week was told."""
    told = tell(days, policy)
    strict = policy == "tendon"
    for slot in told.plan.slots:
        mine = {
            d.key: d
            for d in told.course.emitted
            if d.slot_id == slot.id and d.outcome in HARDER and not d.proposed and d.actor == "engine"
        }
        on = sorted(d.decided_on for d in mine.values())
        for day in on:
            inside = sum(day <= other < day + timedelta(days=7) for other in on)
            assert inside <= (1 if strict else 2)


def test_what_another_patient_does_changes_nothing() -> None:
    """H10: a course knows one patient; facts of another plan id that it does not know are left alone."""
    told = lifting(20)
    before = told.course
    stranger = replace(told.facts[-1], plan_id=PATIENT, occurred_at=told.at(30, "12:00"))
    after = step(before, replace(stranger, body=told.facts[1].body))
    assert after.plans == advance(before, told.at(30, "12:00")).plans


@FEW
@given(NEARLY, POLICIES, st.integers(0, 5))
def test_doing_less_never_leads_to_more(days: list[Day], policy: str, dropped: int) -> None:
    """H11: poor adherence must not look like success: leaving a session out never makes the last step harder."""
    told = tell(days, policy)
    sessions = [fact for fact in told.facts if isinstance(fact.body, SessionLog)]
    gone = sessions[dropped % len(sessions)].id
    empty = Course(PATIENT, zone=told.zone, contents=told.course.contents)
    fewer = replay(empty, [fact for fact in told.facts if fact.id != gone])
    counts = Counter(d.outcome in HARDER and not d.proposed for d in fewer.emitted)
    whole = Counter(d.outcome in HARDER and not d.proposed for d in told.course.emitted)
    clean = not any(
        d.outcome is Outcome.STOP_ALERT or RANK[d.outcome] < RANK[Outcome.HOLD] for d in told.course.emitted
    )
    assert not clean or counts[True] <= whole[True]
