"""What the rules may look at: one exercise in one session, with everything around it, derived from the facts."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hep_api.engine import mornings, timetable
from hep_api.engine.configuring import Config
from hep_api.engine.mornings import MorningSign
from hep_api.engine.outcomes import RANK, Outcome, Stage
from hep_api.engine.pain import Policy
from hep_api.engine.protocol import Exercise
from hep_api.engine.results import Result
from hep_api.engine.schedule import ScheduleRow
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, OpenAlert, Plan, Red, Session
from hep_api.engine.timetable import DAY

MOBILITY = "mobility"


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything one exercise's rules may look at, for one session, at one stage.

    `earlier` holds one result for each earlier day, newest first: of two bouts the one that came out worse.
    `row_before` is where a REGRESS of scheduled work goes back to, None elsewhere and on the first row. What few
    decisions ask about is worked out when a rule asks; before the morning there is none of it.
    """

    stage: Stage
    course: Course
    plan: Plan
    policy: Policy
    config: Config
    exercise: Exercise
    slot: Slot
    session: Session
    result: Result
    earlier: tuple[Result, ...]
    morning: MorningSign
    window_reds: tuple[Red, ...]
    open_alert: OpenAlert | None
    row_before: ScheduleRow | None
    decided_on: date

    @property
    def final(self) -> bool:
        """Whether the morning is in or cut off."""
        return self.stage is Stage.FINAL

    @property
    def second_bout(self) -> bool:
        """Whether the day had a bout of this exercise before."""
        return self.result.bout > 1

    @property
    def site(self) -> str:
        """Where the mornings of this plan are told about."""
        return self.course.content(self.plan).protocol.region

    def reds_before(self, days: int, *, flare: bool) -> set[date]:
        """The days with a red (or a flare) among so many before this session."""
        since, on = self.result.on - timedelta(days=days), self.result.on
        return {red.on for red in self.plan.reds if red.flare is flare and since <= red.on < on}

    @property
    def trend_up(self) -> bool:
        """Whether the mornings of a tendon rise from week to week."""
        tendon = self.final and self.policy.tendon
        return tendon and mornings.trend_up(self.course, self.site, self.decided_on, self.config)

    @property
    def adherence(self) -> Decimal | None:
        """How much of what was asked lately was done; None = too little is known."""
        return timetable.adherence(self.course, self.plan, self.result.on, self.config) if self.final else None

    @property
    def night_pain_nights(self) -> int:
        """Nights of new night pain in the 7 days to the morning."""
        on = self.result.on + DAY
        return mornings.night_pain_nights(self.course, self.plan, self.site, on) if self.final else 0

    @property
    def sustained_mornings(self) -> int:
        """Mornings running with pain up by 2, for quota work."""
        if not self.final or not self.policy.sustained_modifies:
            return 0
        return mornings.sustained_mornings(self.course, self.site, self.result.on + DAY, self.morning.baseline)


def touches(families: tuple[str, ...], region: str, exercise: Exercise) -> bool:
    """Whether something about these families reaches an exercise; mobility reaches by region [FAMILIES rule 4]."""
    shared = set(families).intersection(exercise.families)
    if not shared:
        return False
    if shared != {MOBILITY}:
        return True
    return region == exercise.region


def by_day(results: tuple[Result, ...], before: date) -> tuple[Result, ...]:
    """One result for each earlier day, newest first: what eased or stopped it if anything did, else its first bout."""
    days: dict[date, list[Result]] = {}
    for entry in results:
        if entry.on < before:
            days.setdefault(entry.on, []).append(entry)
    newest_first = [days[day] for day in sorted(days, reverse=True)]
    return tuple(bouts[0] if len(bouts) == 1 else min(bouts, key=_severity) for bouts in newest_first)


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
    reds = [
        red
        for plan in course.plans
        for red in plan.reds
        if red.on <= on and touches(red.families, red.region, exercise)
    ]
    if not reds:
        return ()
    since = on - timedelta(days=config.window_days - 1)
    trained = family_days(course, exercise, on)[: config.window_sessions]
    if trained:
        since = min(since, trained[-1])
    return tuple(red for red in reds if since <= red.on)
