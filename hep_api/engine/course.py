"""The fold: step takes one fact, advance fires the boundaries passed on the way, replay does it all again."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hep_api.engine import mornings, reporting
from hep_api.engine.acting import act
from hep_api.engine.assigning import begin_plan
from hep_api.engine.changing import replace
from hep_api.engine.editing import Moment, with_plan
from hep_api.engine.evaluation import finalize, lock_on, policy_of
from hep_api.engine.facts import (
    Action,
    AfterCheckIn,
    Assign,
    Body,
    Equipment,
    Fact,
    Measurement,
    MorningReport,
    Pause,
    RunLoad,
    Screen,
    SessionLog,
    Withdrawal,
)
from hep_api.engine.gaps import gap_row, lighter_week, next_weeks
from hep_api.engine.morning_reports import report_morning
from hep_api.engine.mornings import NO_MORNING
from hep_api.engine.outcomes import Outcome
from hep_api.engine.phases import check_phase, close_week, week_is_over
from hep_api.engine.reassessing import over_its_weeks
from hep_api.engine.results import Settled
from hep_api.engine.run_loads import take_run_load
from hep_api.engine.screening import asked_by_plan
from hep_api.engine.state import Course, DaysOut, Plan, PlanStatus, Session
from hep_api.engine.stopping import answer_screen
from hep_api.engine.timetable import DAY, is_training_day


def step(course: Course, fact: Fact) -> Course:
    """The course after one more fact. A fact that drives nothing changes nothing."""
    if not fact.drives:
        return course
    course = advance(course, fact.occurred_at)
    if course.zone != fact.zone:
        course = replace(course, zone=fact.zone)
    if fact.superseded:
        return _without_proposals(_stops_of(course, _taken_in(course, fact)))
    return _without_proposals(_close_weeks(_taken_in(course, fact), fact.occurred_at))


def _without_proposals(course: Course) -> Course:
    """A door that closed takes the proposals behind it away: newer evidence has replaced them."""
    for plan in course.plans if course.locks else ():
        exercises = course.content(plan).exercises
        behind = {slot.id for slot in plan.slots if lock_on(course, plan, exercises[slot.slug]) is not None}
        slots = tuple(replace(slot, proposal=None) if slot.id in behind else slot for slot in plan.slots)
        waiting = None if behind & {slot.id for slot in slots if slot.active} else plan.proposal
        course = with_plan(course, replace(plan, slots=slots, proposal=waiting))
    return course


def _taken_in(course: Course, fact: Fact) -> Course:
    return TAKES[type(fact.body)](course, fact, fact.body)


def _pause(course: Course, _: Fact, body: Pause) -> Course:
    return replace(course, days_out=_paused(course.days_out, DaysOut(body.from_on, body.until_on)))


def _equip(course: Course, _: Fact, body: Equipment) -> Course:
    return replace(course, load_step_kg=body.load_step_kg)


def _assign(course: Course, fact: Fact, body: Assign) -> Course:
    content = course.contents[body.content_hash]
    wanted = course.screen_wanted or asked_by_plan(course, content.protocol.region, fact.credited_on)
    return replace(course, plans=(*course.plans, begin_plan(body, content)), screen_wanted=wanted)


WITHDRAWABLE = (SessionLog, AfterCheckIn, MorningReport, Measurement, Pause)

TAKES: dict[type, Callable[[Course, Fact, Any], Course]] = {
    SessionLog: reporting.log_session,
    MorningReport: report_morning,
    AfterCheckIn: reporting.check_in_after,
    Screen: answer_screen,
    Measurement: reporting.measure,
    RunLoad: take_run_load,
    Pause: _pause,
    Withdrawal: lambda course, _, __: course,
    Equipment: _equip,
    Assign: _assign,
    Action: act,
}
"""Who takes in which kind of fact."""


def _paused(days_out: tuple[DaysOut, ...], fresh: DaysOut) -> tuple[DaysOut, ...]:
    """The days out with a new pause; it ends an open one on the day before, and replaces one that begins no earlier."""
    kept = [out for out in days_out if out.until_on is not None or out.from_on < fresh.from_on]
    ended = [replace(out, until_on=out.until_on or fresh.from_on - timedelta(days=1)) for out in kept]
    return (*ended, fresh)


def _stops_of(course: Course, tried: Course) -> Course:
    """What a corrected fact leaves behind: the stops it raised, which only a clinician lifts, and nothing else."""
    stops = tuple(d for d in tried.emitted[len(course.emitted) :] if d.outcome is Outcome.STOP_ALERT)
    wanted = course.screen_wanted or tried.screen_wanted
    return replace(
        course, locks=tried.locks, alerts=tried.alerts, emitted=(*course.emitted, *stops), screen_wanted=wanted
    )


def replay(course: Course, facts: Iterable[Fact]) -> Course:
    """The course from its beginning: the facts in their own order, whatever order they arrived in."""
    return reduce(step, sorted(effective(facts), key=lambda fact: fact.order), course)


def effective(facts: Iterable[Fact]) -> list[Fact]:
    """The facts, each once, with those that do not count any more marked as superseded.

    Those are what another fact corrects or withdraws, and, of several that replace one fact, all but the one that was
    received first.
    """
    known = {fact.id: fact for fact in facts}
    first: dict[UUID, Fact] = {}
    for fact in sorted(known.values(), key=lambda fact: (fact.received_at or fact.occurred_at, fact.order)):
        corrects = getattr(fact.body, "corrects", None)
        old = known.get(corrects) if corrects else None
        if corrects and fact.drives and (old is None or replaces(fact.body, old.body)):
            first.setdefault(corrects, fact)
    return [_marked(fact, superseded=_is_replaced(fact, first)) for fact in known.values()]


def _is_replaced(fact: Fact, first: Mapping[UUID, Fact]) -> bool:
    counts = first.get(getattr(fact.body, "corrects", None) or fact.id)
    return fact.id in first or (counts is not None and counts.id != fact.id)


def replaces(new: Body, old: Body) -> bool:
    """Whether a body that names another one may take its place: a correction one of its kind, a withdrawal a report.

    Red-flag answers are answered anew, and what a clinician recorded is the clinician's.
    """
    if isinstance(new, Withdrawal):
        return isinstance(old, WITHDRAWABLE) and not getattr(old, "by_clinician", False)
    return isinstance(new, SessionLog | MorningReport) and new.corrects is not None and type(new) is type(old)


def _marked(fact: Fact, *, superseded: bool) -> Fact:
    return fact if fact.superseded is superseded else replace(fact, superseded=superseded)


def advance(course: Course, now: datetime) -> Course:
    """The course with every boundary up to `now` fired at its own instant: cut-offs, ends of days and of weeks."""
    now = now.astimezone(UTC)
    if course.advanced_to is None:
        return replace(course, advanced_to=now)
    while (at := next_boundary(course)) is not None and at <= now:
        course = _fire(replace(course, advanced_to=at), at)
    return replace(course, advanced_to=max(now, course.advanced_to or now))


def next_boundary(course: Course) -> datetime | None:
    """The next instant at which something may change without a fact; None while no plan is running."""
    running = [plan for plan in course.plans if plan.status is not PlanStatus.ENDED]
    if not running or course.advanced_to is None:
        return None
    instants = [_midnight_after(course.advanced_to, course.zone)]
    for plan in running:
        hour = course.config(plan).morning_cutoff_hour
        instants += [cutoff_of(session, hour) for session in plan.sessions if not session.closed]
    return max(min(instants), course.advanced_to)


def cutoff_of(session: Session, hour: int) -> datetime:
    """When a session stops waiting for its morning: the cut-off hour of the next local day, in the session's zone."""
    return datetime.combine(session.on + timedelta(days=1), time(hour), ZoneInfo(session.zone)).astimezone(UTC)


def _midnight_after(instant: datetime, zone: str) -> datetime:
    """The first local midnight after an instant; where midnight does not exist, the first minute that does."""
    local = instant.astimezone(ZoneInfo(zone))
    midnight = datetime.combine(local.date() + timedelta(days=1), time(0), ZoneInfo(zone))
    shifted = midnight.astimezone(UTC)
    return shifted if shifted > instant else shifted + timedelta(hours=1)


def _fire(course: Course, at: datetime) -> Course:
    for plan in course.plans:
        if plan.status is not PlanStatus.ENDED:
            course = _cut_off(course, plan, at)
    zone = ZoneInfo(course.zone)
    ended = (at - timedelta(minutes=1)).astimezone(zone).date()
    if at.astimezone(zone).date() != ended:
        course = _end_day(course, ended, at)
    return _close_weeks(course, at)


def _cut_off(course: Course, plan: Plan, at: datetime) -> Course:
    hour = course.config(plan).morning_cutoff_hour
    for session in plan.sessions:
        if not session.closed and cutoff_of(session, hour) <= at:
            on = at.astimezone(ZoneInfo(session.zone)).date()
            course = finalize(course, plan.id, session, NO_MORNING, Moment(at, on, str(session.id)))
    return course


def _end_day(course: Course, on: date, at: datetime) -> Course:
    for plan in course.plans:
        if plan.status is PlanStatus.ENDED:
            continue
        rested = _rest_over(course, _skips_spent(course, plan, on), on)
        course = course if rested is plan else with_plan(course, rested)
        moment = Moment(at, on, f"day:{on}")
        course = check_phase(course, course.plan(plan.id) or plan, moment)
        for check in (gap_row, next_weeks, lighter_week, over_its_weeks):
            found = course.plan(plan.id)
            if found is not None and found.status is PlanStatus.ACTIVE:
                course = check(course, found, on + DAY, moment)
    return course


def _skips_spent(course: Course, plan: Plan, on: date) -> Plan:
    """A skipped session day (M2) is over once a training day has passed."""
    over = {slot.id for slot in plan.slots if slot.skip_from is not None and slot.skip_from <= on}
    if not over or not is_training_day(course, plan, on):
        return plan
    slots = tuple(replace(slot, skip_from=None) if slot.id in over else slot for slot in plan.slots)
    return replace(plan, slots=slots)


def _rest_over(course: Course, plan: Plan, on: date) -> Plan:
    """A red's rest is a day at least: a settled morning the next day opens the exercise when that day ends [R1]."""
    over = {slot.id for slot in plan.slots if slot.rest_from is not None and slot.rest_from < on}
    if not over:
        return plan
    site, policy = course.content(plan).protocol.region, policy_of(course, plan)
    told = mornings.mornings_between(course, site, on, on)
    signs = [mornings.morning_sign(course, plan, site, entry, policy, course.config(plan)).state for entry in told]
    if not signs or mornings.worst_of(signs) is not Settled.SETTLED:
        return plan
    slots = tuple(replace(slot, rest_from=None) if slot.id in over else slot for slot in plan.slots)
    return replace(plan, slots=slots)


def _close_weeks(course: Course, at: datetime) -> Course:
    today = at.astimezone(ZoneInfo(course.zone)).date()
    over = [plan for plan in course.plans if plan.status is not PlanStatus.ENDED and week_is_over(plan, today)]
    for plan_id in [plan.id for plan in over]:
        while (plan := course.plan(plan_id)) is not None and week_is_over(plan, today):
            course = close_week(course, plan, Moment(at, today, f"week:{plan.week_from}"))
    return course
