"""What the mornings say: baseline, settled, watch or flare, and the trend from week to week [SPEC 3.2]."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from hep_api.engine.configuring import Config
from hep_api.engine.pain import Policy, ceil_score
from hep_api.engine.results import Settled
from hep_api.engine.state import Course, Morning, Plan
from hep_api.engine.timetable import DAY, running

FIRST_BASELINE_MAX = Decimal(2)
"""Where no morning was recorded at intake, the first one told counts as usual up to here [SPEC 3.2]."""

FLARE_RISE = 2
"""How far above the baseline a morning is a flare: the usual important change of the 0-10 scale [SPEC 3.2]."""

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
    limp: bool = False
    swelling: int | None = None
    fact: Morning | None = None


NO_MORNING = MorningSign(Settled.UNKNOWN)


def mornings_at(course: Course, site: str) -> tuple[Morning, ...]:
    """Morning reports about this site (or about every site), oldest first."""
    return tuple([morning for morning in course.mornings if morning.site is None or morning.site == site])


def mornings_between(course: Course, site: str, since: date, until: date) -> list[Morning]:
    """Morning reports about this site from `since` to `until` inclusive, oldest first."""
    return [
        entry for entry in course.mornings if since <= entry.on <= until and (entry.site is None or entry.site == site)
    ]


def told_on(course: Course, site: str, on: date) -> bool:
    """Whether this day's morning was told for this site."""
    return any(entry.on == on and (entry.site is None or entry.site == site) for entry in reversed(course.mornings))


def baseline_for(course: Course, plan: Plan, site: str, session_on: date) -> Decimal | None:
    """Morning baseline for a session day D: min(B0, median of eligible mornings D-7 to D-1) [SPEC 3.2].

    Eligible = neither a flare nor after a red; fewer than 3 keep the previous baseline. B0 caps it, so a slow flare
    never raises its own yardstick. None while no morning was ever told.
    """
    intake = plan.morning_baseline
    if intake is None:
        first = next((entry.pain for entry in mornings_at(course, site) if entry.pain is not None), None)
        if first is None:
            return None
        intake = min(first, FIRST_BASELINE_MAX)
    eligible = [
        entry.pain
        for entry in mornings_between(course, site, session_on - timedelta(days=7), session_on - DAY)
        if entry.pain is not None and not entry.flare and not entry.after_red
    ]
    if len(eligible) < 3:
        return min(intake, plan.baseline) if plan.baseline is not None else intake
    return min(intake, Decimal(median(eligible)))


def _stiffness_state(course: Course, site: str, morning: Morning, config: Config) -> Settled:
    told = mornings_between(course, site, morning.on - timedelta(days=8), morning.on - timedelta(days=2))
    before = [entry for entry in told if not entry.flare and not entry.after_red]
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
    if not policy.tendon and stiffness is Settled.FLARE:
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
            bool(morning.limp),
            morning.swelling,
            morning,
        )
    if baseline is None:
        baseline = min(morning.pain, FIRST_BASELINE_MAX)
    delta = morning.pain - baseline
    pain_state = Settled.SETTLED if delta <= 0 else Settled.WATCH if delta < FLARE_RISE else Settled.FLARE
    if delta > 0 and ceil_score(morning.pain) > policy.yellow_max:
        pain_state = Settled.FLARE
    state = worst_of([pain_state, stiffness])
    limp, swelling = bool(morning.limp), morning.swelling
    return MorningSign(state, morning.pain, delta, baseline, known, limp, swelling, morning)


def night_pain_nights(course: Course, plan: Plan, site: str, on: date) -> int:
    """Nights with pain that woke the patient in the 7 days to `on`; 0 where that is usual [S6, SPEC 3.9.17]."""
    if plan.usual_night_pain:
        return 0
    return len({entry.on for entry in mornings_between(course, site, on - timedelta(days=6), on) if entry.night_pain})


def sustained_mornings(course: Course, site: str, on: date, baseline: Decimal | None) -> int:
    """Mornings in a row to `on` with pain 2 or more above the baseline, each a day after the other [SPEC 2.2]."""
    if baseline is None:
        return 0
    told = pain_by_day(course, site, on - timedelta(days=13), on)
    high = [day for day, pain in told.items() if pain - baseline >= FLARE_RISE]
    return running(high) if on in high else 0


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
    for entry in mornings_between(course, site, since, until):
        if entry.pain is not None:
            worst[entry.on] = max(entry.pain, worst.get(entry.on, entry.pain))
    return worst
