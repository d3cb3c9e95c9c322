"""Which days ask for a session, how many of them were kept, and how long ago the first missed one was due [SPEC 8]."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hep_api.engine.configuring import Config
from hep_api.engine.outcomes import ScopeKind
from hep_api.engine.protocol import Phase
from hep_api.engine.schedule import Schedule
from hep_api.engine.state import Course, DaysOut, Lock, Plan, PlanStatus, Session

DAY = timedelta(days=1)

WEEKDAYS: dict[int, tuple[int, ...]] = {
    1: (0,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 2, 3, 4, 5),
    7: (0, 1, 2, 3, 4, 5, 6),
}  # fmt: skip
"""Training weekdays proposed for so many sessions a week, spread so that rest days fall between."""


@dataclass(frozen=True, slots=True)
class Due:
    """One session that a plan asks for: the day it is due and the day it was done, None = missed or still to come."""

    on: date
    done_on: date | None = None


def monday(on: date) -> date:
    """The Monday of a day's local week [cfg week_start]."""
    return on - timedelta(days=on.weekday())


def whole_plan(lock: Lock, plan: Plan) -> bool:
    """Whether a lock leaves nothing of a plan open."""
    return lock.scope is ScopeKind.PROGRAMME or (lock.scope is ScopeKind.PROTOCOL and lock.plan_id == plan.id)


def is_within(out: DaysOut, on: date) -> bool:
    """Whether a day lies inside days out."""
    return out.from_on <= on and (out.until_on is None or on <= out.until_on)


def is_paused(course: Course, on: date) -> bool:
    """Whether illness or travel takes a day out of every programme."""
    return any(is_within(out, on) and not out.locked for out in course.days_out)


def out_of_programme(course: Course, plan: Plan, on: date) -> bool:
    """Whether a day is paused, held by a clinician or wholly locked, and so no scheduled day [SPEC 8]."""
    outs = course.days_out + plan.held
    if outs and any(is_within(out, on) for out in outs):
        return True
    if plan.status is not PlanStatus.ACTIVE and plan.held_from is not None and plan.held_from <= on:
        return True
    return bool(course.locks) and any(whole_plan(lock, plan) and lock.since_on < on for lock in course.locks)


def always_open(course: Course, plan: Plan) -> bool:
    """Whether no day of a plan was ever taken out."""
    return plan.status is PlanStatus.ACTIVE and not (course.days_out or plan.held or course.locks)


def every_days(course: Course, plan: Plan) -> tuple[int, bool] | None:
    """(n, skip) of a phase that trains every n days, None for weekdays. A clinician's weekdays win over the phase."""
    frequency = course.content(plan).protocol.phase(plan.phase.id).frequency
    return None if plan.days_fixed or frequency.every_days is None else (frequency.every_days, frequency.skip)


def is_training_day(course: Course, plan: Plan, on: date) -> bool:
    """Whether the plan asks for a session on a day, were nothing in the way.

    Every n days: n days after the last session (`shift`: a missed day is made up the day after), or on a fixed grid
    from the phase's first day (`skip`).
    """
    rhythm = every_days(course, plan)
    if rhythm is None:
        return on.weekday() in _weekdays(course, plan, on)
    days, skip = rhythm
    if skip:
        return (on - plan.phase.entered_on).days % days == 0
    last = max((session.on for session in plan.sessions if session.on < on), default=None)
    return last is None or (on - last).days >= days


def scheduled_days(course: Course, plan: Plan, since: date, until: date) -> list[date]:
    """The plan's training weekdays from `since` to `until` inclusive, paused and locked days taken out."""
    since = max(since, plan.started_on)
    days = [since + timedelta(days=offset) for offset in range(max(0, (until - since).days + 1))]
    asked = [day for day in days if day.weekday() in _weekdays(course, plan, day)]
    return asked if always_open(course, plan) else [day for day in asked if not out_of_programme(course, plan, day)]


def tapers(phase: Phase, plan: Plan, on: date) -> bool:
    """Whether a day lies in the last days before the event that the phase tapers for."""
    if phase.taper is None:
        return False
    raw = dict(plan.episode).get(phase.taper.before)
    if not raw:
        return False
    event = date.fromisoformat(raw)
    return event - timedelta(days=phase.taper.days) <= on < event


def _weekdays(course: Course, plan: Plan, on: date) -> tuple[int, ...]:
    """The training weekdays of a day's week: as many as the row of its schedule says, fewer in a taper."""
    protocol = course.content(plan).protocol
    phase = protocol.phase(plan.phase.id)
    if phase.taper is not None and tapers(phase, plan, on):
        return plan.days[: phase.taper.per_week]
    if protocol.schedule is None or phase.schedule_last_week is None or plan.days_fixed:
        return plan.days
    sessions = _row_sessions(protocol.schedule, plan, on)
    return WEEKDAYS[min(7, sessions)] if sessions else plan.days


def _row_sessions(schedule: Schedule, plan: Plan, on: date) -> int | None:
    """How many sessions the rows of a day's exposure week ask for, the fewest of the tables that are trained.

    Of weeks that are over the one before is known only as repeated or counted: the fewer of the two is asked.
    """
    tables = {slot.table for slot in plan.slots if slot.scheduled and slot.active}
    over = plan.week_from is not None and on < plan.week_from
    weeks = (plan.schedule_week, max(1, plan.schedule_week - 1)) if over else (plan.schedule_week,)
    rows = [schedule.row(week, table) for table in tables for week in weeks]
    return min((row.sessions for row in rows if row.sessions is not None), default=None)


def chain(course: Course, plan: Plan, since: date, until: date, done: Iterable[date]) -> list[Due]:
    """The sessions due every n days from `since` to `until`: each may be done until the next is due [SPEC 8].

    `shift` counts on from the day it was done, `skip` from the day it was due.
    """
    days, skip = every_days(course, plan) or (1, True)
    trained = sorted(set(done))
    found: list[Due] = []
    due = max(since, plan.started_on)
    if skip:
        due += timedelta(days=-(due - plan.phase.entered_on).days % days)
    while due <= until:
        kept = next((day for day in trained if due <= day < due + timedelta(days=days)), None)
        if kept is not None or not out_of_programme(course, plan, due):
            found.append(Due(due, kept))
        due = (kept if kept is not None and not skip else due) + timedelta(days=days)
    return found


def adherence(course: Course, plan: Plan, on: date, config: Config) -> Decimal | None:
    """Completed scheduled sessions over scheduled ones in the 14 local days to `on`, at most 1 [SPEC 8].

    A weekly plan counts its sessions, not days: an extra one never makes up for another week. None = insufficient:
    fewer than 7 local days or fewer than 3 scheduled sessions since the plan began [3.9.4].
    """
    if (on - plan.started_on).days + 1 < 7:
        return None
    since = max(plan.started_on, on - timedelta(days=config.adherence_days - 1))
    if every_days(course, plan) is not None:
        return _kept_of_chain(course, plan, since, on, complete_days(plan, config.session_complete))
    recent = scheduled_days(course, plan, since, on)
    if len(recent) < 3 and len(scheduled_days(course, plan, plan.started_on, on)) < 3:
        return None
    asked = _by_week(recent)
    done = _by_week(day for day in complete_days(plan, config.session_complete, since) if day <= on)
    total = sum(asked.values())
    kept = sum(min(done.get(week, 0), count) for week, count in asked.items())
    return Decimal(kept) / Decimal(total) if total else None


def _kept_of_chain(course: Course, plan: Plan, since: date, on: date, done: set[date]) -> Decimal | None:
    sessions = chain(course, plan, since, on, done)
    if len(sessions) < 3 and len(chain(course, plan, plan.started_on, on, done)) < 3:
        return None
    kept = sum(due.done_on is not None and due.done_on <= on for due in sessions)
    return Decimal(kept) / Decimal(len(sessions)) if sessions else None


def complete_days(plan: Plan, share: Decimal, since: date = date.min) -> set[date]:
    """The local days from `since` of a complete session; one that asks for further bouts needs this share of all."""
    days: dict[date, list[Session]] = {}
    for session in plan.sessions:
        if session.on >= since:
            days.setdefault(session.on, []).append(session)
    return {day for day, sessions in days.items() if is_complete(sessions, share)}


def is_complete(sessions: Sequence[Session], share: Decimal) -> bool:
    """Whether the bouts of one day are what it asked for: two bouts are one adherence day [SPEC 0, 8]."""
    if not any(session.complete for session in sessions):
        return False
    later = sessions[0].later_sets
    logged = sum(session.logged_sets for session in sessions)
    return not later or Decimal(logged) >= share * (sessions[0].asked_sets + later)


def _by_week(days: Iterable[date]) -> dict[int, int]:
    """How many of these days lie in each local week, the weeks numbered from the first Monday there was."""
    return Counter([(day.toordinal() - 1) // 7 for day in days])


def gap_days(course: Course, plan: Plan, today: date, config: Config) -> int:
    """Days from the due date of the earliest session missed since the last one to `today`; 0 when on time [3.9.12].

    A session of which anything was done ends a gap. Days of a long pause count as if they had been scheduled.
    """
    last = max([session.on for session in plan.sessions if session.on < today and session.done], default=None)
    if last is None:
        return 0
    long_pauses = tuple(
        out for out in course.days_out if not out.locked and _length(out, today) >= config.long_pause_days
    )
    due = _missed(course, plan, last, today, long_pauses)
    return (today - due).days if due is not None else 0


def _length(out: DaysOut, today: date) -> int:
    return (min(out.until_on or today, today) - out.from_on).days + 1


def _missed(course: Course, plan: Plan, last: date, today: date, long_pauses: tuple[DaysOut, ...]) -> date | None:
    def counts(day: date) -> bool:
        return any(is_within(out, day) for out in long_pauses) or not out_of_programme(course, plan, day)

    days = [last + timedelta(days=offset) for offset in range(1, (today - last).days)]
    rhythm = every_days(course, plan)
    if rhythm is not None:
        return next((day for day in days if (day - last).days >= rhythm[0] and counts(day)), None)
    if plan.days_fixed:
        return next((day for day in days if day.weekday() in plan.days and counts(day)), None)
    return _missed_week(plan, last, today, [day for day in days if day.weekday() in plan.days and counts(day)])


def _missed_week(plan: Plan, last: date, today: date, open_days: list[date]) -> date | None:
    """So many times a week: a missed session is due on the last day of its local week."""
    week = first = monday(last)
    done = len({session.on for session in plan.sessions if first <= session.on <= last and session.done})
    while week + timedelta(days=6) < today:
        asked = sum(week <= day < week + timedelta(days=7) for day in open_days)
        if week == first:
            before = sum(1 for weekday in plan.days if week + timedelta(days=weekday) <= last)
            asked = max(0, asked + before - done) if asked else 0
        if asked > 0:
            return week + timedelta(days=6)
        week += timedelta(days=7)
    return None


def running(nights: Iterable[date]) -> int:
    """How many of these days, counted back from the latest, follow each other without a break."""
    days = sorted(set(nights), reverse=True)
    count = 1 if days else 0
    for later, earlier in pairwise(days):
        if later - earlier != DAY:
            break
        count += 1
    return count
