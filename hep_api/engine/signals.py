"""What the rules may look at: one exercise in one session, with everything around it, derived from the facts."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hep_api.engine.configuring import Config
from hep_api.engine.mornings import MorningSign
from hep_api.engine.outcomes import RANK, Outcome, Stage
from hep_api.engine.pain import Policy
from hep_api.engine.protocol import Exercise
from hep_api.engine.results import Result
from hep_api.engine.schedule import ScheduleRow
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, OpenAlert, Red, Session

MOBILITY = "mobility"


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything one exercise's rules may look at, for one session, at one stage.

    `earlier` holds one result for each earlier day, newest first: of two bouts the one that came out worse.
    `night_pain_nights` counts nights of new night pain in the 7 days to the morning, `sustained_mornings` those
    running with pain up by 2. `row_before` is where a REGRESS of scheduled work goes back to, None elsewhere and on the
    first row.
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
    night_pain_nights: int
    sustained_mornings: int
    row_before: ScheduleRow | None
    second_bout: bool
    decided_on: date
    usual_swelling: int


def touches(families: tuple[str, ...], region: str, exercise: Exercise) -> bool:
    """Whether something about these families reaches an exercise; mobility reaches by region [FAMILIES rule 4]."""
    shared = set(families) & set(exercise.families)
    if shared - {MOBILITY}:
        return True
    return MOBILITY in shared and region == exercise.region


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
