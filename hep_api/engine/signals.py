"""What is derived from the facts: baselines, settled mornings, windows, trends, adherence, what a rule may look at."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from hep_api.engine.outcomes import RANK, Outcome, ScopeKind, Stage
from hep_api.engine.pain import Policy, ceil_score
from hep_api.engine.protocol import Config, Exercise, ScheduleRow
from hep_api.engine.results import Result, Settled
from hep_api.engine.state import Course, Lock, Morning, OpenAlert, Plan, Red, Session, Slot

MOBILITY = "mobility"

FIRST_BASELINE_MAX = Decimal(2)
"""Where no morning was recorded at intake, the first one told counts as usual up to here [SPEC 3.2]."""

SEVERITY = (Settled.UNKNOWN, Settled.SETTLED, Settled.WATCH, Settled.FLARE)
"""From least to most worrying."""


@dataclass(frozen=True, slots=True)
class MorningSign:
    """What the next morning says: settled, watch, flare or unknown; `delta` against the baseline (raw scores)."""

    state: Settled
    pain: Decimal | None = None
    delta: Decimal | None = None
    baseline: Decimal | None = None
    stiffness_known: bool = False
    stiffness_state: Settled = Settled.UNKNOWN
    limp: bool = False
    swelling: int | None = None
    fact: Morning | None = None


NO_MORNING = MorningSign(Settled.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything one exercise's rules may look at, for one session, at one stage.

    `earlier` holds one result for each earlier day, newest first: of two bouts the one that came out worse.
    `row_before` is where a REGRESS of scheduled work goes back to, None elsewhere and on the first row.
    """

    stage: Stage
    policy: Policy
    config: Config
    exercise: Exercise
    slot: Slot
    session: Session
    result: Result
    earlier: tuple[Result, ...]
    morning: MorningSign
    red_days_before: tuple[date, ...]
    flares_before: tuple[date, ...]
    window_reds: tuple[Red, ...]
    open_alert: OpenAlert | None
    trend_up: bool
    adherence: Decimal | None
    row_before: ScheduleRow | None
    second_bout: bool
    decided_on: date


def touches(families: tuple[str, ...], region: str, exercise: Exercise) -> bool:
    """Whether something about these families reaches an exercise; mobility reaches by region [FAMILIES rule 4]."""
    shared = set(families) & set(exercise.families)
    if shared - {MOBILITY}:
        return True
    return MOBILITY in shared and region == exercise.region


def mornings_at(course: Course, site: str) -> tuple[Morning, ...]:
    """Morning reports about this site (or about every site), oldest first."""
    return tuple(morning for morning in course.mornings if morning.site in (None, site))


def baseline_for(course: Course, plan: Plan, site: str, session_on: date) -> Decimal | None:
    """Morning baseline for a session day D: min(B0, median of eligible mornings D-7 to D-1) [SPEC 3.2].

    Eligible = neither a flare nor after a red; fewer than 3 keep the previous baseline. B0 caps it, so a slow flare
    never raises its own yardstick. None while no morning was ever told.
    """
    mornings = [morning for morning in mornings_at(course, site) if morning.pain is not None]
    intake = plan.morning_baseline
    if intake is None:
        first = next((morning.pain for morning in mornings), None)
        if first is None:
            return None
        intake = min(first, FIRST_BASELINE_MAX)
    since = session_on - timedelta(days=7)
    eligible = [
        morning.pain
        for morning in mornings
        if since <= morning.on < session_on and not morning.flare and not morning.after_red and morning.pain is not None
    ]
    if len(eligible) < 3:
        return min(intake, plan.baseline) if plan.baseline is not None else intake
    return min(intake, Decimal(median(eligible)))


def _stiffness_state(course: Course, site: str, morning: Morning, config: Config) -> Settled:
    since = morning.on - timedelta(days=8)
    before = [
        entry
        for entry in mornings_at(course, site)
        if since <= entry.on < morning.on - timedelta(days=1) and not entry.flare and not entry.after_red
    ]
    states = [Settled.UNKNOWN]
    minutes = [Decimal(entry.stiffness_minutes) for entry in before if entry.stiffness_minutes is not None]
    if morning.stiffness_minutes is not None:
        rise = Decimal(morning.stiffness_minutes) - (median(minutes) if minutes else Decimal(morning.stiffness_minutes))
        states.append(_band(rise, Decimal(config.stiff_watch_minutes), Decimal(config.stiff_flare_minutes)))
    scores = [entry.stiffness for entry in before if entry.stiffness is not None]
    if morning.stiffness is not None:
        rise = morning.stiffness - (median(scores) if scores else morning.stiffness)
        states.append(_band(rise, Decimal(1), Decimal(2)))
    return worst_of(states)


def _band(rise: Decimal, watch: Decimal, flare: Decimal) -> Settled:
    if rise >= flare:
        return Settled.FLARE
    return Settled.WATCH if rise >= watch else Settled.SETTLED


def worst_of(states: list[Settled]) -> Settled:
    """The most worrying of several states; unknown only when nothing else is known."""
    return max(states, key=SEVERITY.index)


def morning_sign(
    course: Course, plan: Plan, site: str, morning: Morning, policy: Policy, config: Config
) -> MorningSign:
    """What one report says about the day before: delta <= 0 settled, < 2 watch, else flare [SPEC 3.2]."""
    stiffness = _stiffness_state(course, site, morning, config)
    known = morning.stiffness is not None or morning.stiffness_minutes is not None
    if not policy.flare_modifies and stiffness is Settled.FLARE:
        stiffness = Settled.WATCH
    baseline = baseline_for(course, plan, site, morning.on - timedelta(days=1))
    if morning.pain is None:
        known_bad = stiffness in (Settled.WATCH, Settled.FLARE)
        return MorningSign(
            stiffness if known_bad else Settled.UNKNOWN,
            None,
            None,
            baseline,
            known,
            stiffness,
            bool(morning.limp),
            morning.swelling,
            morning,
        )
    if baseline is None:
        baseline = min(morning.pain, FIRST_BASELINE_MAX)
    delta = morning.pain - baseline
    pain_state = Settled.SETTLED if delta <= 0 else Settled.WATCH if delta < 2 else Settled.FLARE
    if delta > 0 and ceil_score(morning.pain) > policy.yellow_max:
        pain_state = Settled.FLARE
    state = worst_of([pain_state, stiffness])
    limp, swelling = bool(morning.limp), morning.swelling
    return MorningSign(state, morning.pain, delta, baseline, known, stiffness, limp, swelling, morning)


def trend_up(course: Course, site: str, on: date, config: Config) -> bool:
    """Mean morning pain of the last 7 days is at least 0.5 above the 7 before, each with 4 values or more [3.2]."""
    recent, before = (_mean_between(course, site, on - timedelta(days=days), config) for days in (6, 13))
    return recent is not None and before is not None and recent - before >= config.trend_up


def _mean_between(course: Course, site: str, since: date, config: Config) -> Decimal | None:
    until = since + timedelta(days=6)
    values = pain_by_day(course, site, since, until).values()
    return sum(values, Decimal(0)) / len(values) if len(values) >= config.trend_min_values else None


def pain_by_day(course: Course, site: str, since: date, until: date) -> dict[date, Decimal]:
    """The worst morning pain told for each day from `since` to `until`; two reports of one morning are one value."""
    worst: dict[date, Decimal] = {}
    for entry in mornings_at(course, site):
        if entry.pain is not None and since <= entry.on <= until:
            worst[entry.on] = max(entry.pain, worst.get(entry.on, entry.pain))
    return worst


def by_day(results: tuple[Result, ...], before: date) -> tuple[Result, ...]:
    """One result for each earlier day, newest first: what eased or stopped it if anything did, else its first bout."""
    days: dict[date, list[Result]] = {}
    for entry in results:
        if entry.on < before:
            days.setdefault(entry.on, []).append(entry)
    return tuple(min(days[day], key=_severity) for day in sorted(days, reverse=True))


def _severity(entry: Result) -> tuple[int, int]:
    return (min(RANK[entry.final or Outcome.HOLD], RANK[Outcome.HOLD]), entry.bout)


def family_days(course: Course, exercise: Exercise, before: date) -> list[date]:
    """Earlier days on which this load family was trained in any plan, newest first, without repeats."""
    days: set[date] = set()
    for plan in course.plans:
        exercises = course.content(plan).exercises
        for slot in plan.slots:
            if touches(exercise.families, exercise.region, exercises[slot.slug]):
                days.update(result.on for result in slot.results if result.on < before)
    return sorted(days, reverse=True)


def window_reds(course: Course, exercise: Exercise, on: date, config: Config) -> tuple[Red, ...]:
    """Reds and flares of this family inside the window: days D-6 to D and the last 3 earlier days [3.9.11]."""
    since = on - timedelta(days=config.window_days - 1)
    trained = family_days(course, exercise, on)[: config.window_sessions]
    if trained:
        since = min(since, trained[-1])
    return tuple(
        red
        for plan in course.plans
        for red in plan.reds
        if since <= red.on <= on and touches(red.families, red.region, exercise)
    )


def out_of_programme(course: Course, plan: Plan, on: date) -> bool:
    """Whether a day is paused or wholly locked, and so no scheduled day [SPEC 8]."""
    if any(out.from_on <= on and (out.until_on is None or on <= out.until_on) for out in course.days_out):
        return True
    return any(whole_plan(lock, plan) and lock.since_on < on for lock in course.locks)


def whole_plan(lock: Lock, plan: Plan) -> bool:
    """Whether a lock leaves nothing of a plan open."""
    return lock.scope is ScopeKind.PROGRAMME or (lock.scope is ScopeKind.PROTOCOL and lock.plan_id == plan.id)


def scheduled_days(course: Course, plan: Plan, since: date, until: date) -> list[date]:
    """The plan's training days from `since` to `until` inclusive, paused and locked days taken out."""
    since = max(since, plan.started_on)
    span = (until - since).days + 1
    days = [since + timedelta(days=offset) for offset in range(max(0, span))]
    return [day for day in days if day.weekday() in plan.days and not out_of_programme(course, plan, day)]


def monday(on: date) -> date:
    """The Monday of a day's local week [cfg week_start]."""
    return on - timedelta(days=on.weekday())


def adherence(course: Course, plan: Plan, on: date, config: Config) -> Decimal | None:
    """Completed scheduled sessions over scheduled ones in the 14 local days to `on`, at most 1 [SPEC 8].

    A weekly plan counts its sessions, not days: an extra one never makes up for another week. None = insufficient:
    fewer than 7 local days or fewer than 3 scheduled sessions since the plan began [3.9.4].
    """
    if (on - plan.started_on).days + 1 < 7:
        return None
    since = max(plan.started_on, on - timedelta(days=config.adherence_days - 1))
    recent = scheduled_days(course, plan, since, on)
    if len(recent) < 3 and len(scheduled_days(course, plan, plan.started_on, on)) < 3:
        return None
    asked: dict[date, int] = {}
    for day in recent:
        asked[monday(day)] = asked.get(monday(day), 0) + 1
    done_days = {session.on for session in plan.sessions if session.complete and since <= session.on <= on}
    done: dict[date, int] = {}
    for day in done_days:
        done[monday(day)] = done.get(monday(day), 0) + 1
    total = sum(asked.values())
    kept = sum(min(done.get(week, 0), count) for week, count in asked.items())
    return Decimal(kept) / Decimal(total) if total else None
