"""What there is to do on one local day: which exercises, and why some of them rest."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from hep_api.engine import mornings, timetable
from hep_api.engine.assigning import listing_of
from hep_api.engine.changing import replace
from hep_api.engine.dose import Frequency, LoadKind
from hep_api.engine.evaluation import lock_on, policy_of
from hep_api.engine.protocol import Band, Exercise, ImpactKind, Phase
from hep_api.engine.restrictions import restriction_on
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Lock, Plan, PlanStatus, Session

SORENESS_DAYS = 3
"""After so many days muscle soreness is asked for [SPEC 3.1 soreness_72h]."""


class Day(StrEnum):
    """What a day is for one plan. `free` = no training day: the items may still be done, nothing is due.

    On a `locked` day only calm work is left, and not even that under a red flag [SPEC 3.5].
    """

    DUE = "due"
    DONE = "done"
    FREE = "free"
    PAUSED = "paused"
    LOCKED = "locked"
    HELD = "held"
    FROZEN = "frozen"
    NOT_STARTED = "not_started"
    ENDED = "ended"


class Why(StrEnum):
    """Why an exercise is not done today."""

    LOCKED = "locked"
    RESTING = "resting"
    SKIPPED = "skipped"
    SPACING = "spacing"
    WEEK_DONE = "week_done"
    ROTATED = "rotated"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of the day in the order to do it; `resting` says why it is left out today, None = do it."""

    slot: Slot
    resting: Why | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """One plan's day: what it is, the exercises to do, those that rest, and whether a morning report is awaited.

    `bouts` is how often the day asks for a session; with one of two done, `items` are those that ask for a second.
    """

    plan: Plan
    on: date
    day: Day
    items: tuple[Item, ...]
    resting: tuple[Item, ...]
    morning_due: bool
    session: Session | None = None
    bouts: int = 1


def agenda(course: Course, plan: Plan, on: date) -> Agenda:
    """The agenda of a plan on a local day; `course` must have been advanced to that day."""
    today = [session for session in plan.sessions if session.on == on]
    done = today[-1] if today else None
    judged = [_rests(course, plan, slot, on) for slot in plan.slots if slot.active]
    if done is not None:
        judged = [replace(item, resting=None) if item.slot.id in done.slots else item for item in judged]
        chosen = tuple(item for item in judged if item.slot.id in done.slots)
        chosen = _again(course, plan, chosen, today) or chosen
    else:
        chosen = _chosen(course, plan, [item for item in judged if item.resting is None])
    ids = {item.slot.id for item in chosen}
    rest = tuple(replace(i, resting=i.resting or Why.ROTATED) for i in judged if i.slot.id not in ids)
    bouts = max((bouts_of(course, plan, item.slot) for item in chosen), default=1) if not today else today[0].bouts
    day = _day(course, plan, on, today, chosen)
    shown = () if day in (Day.PAUSED, Day.HELD, Day.FROZEN, Day.ENDED) else chosen
    return Agenda(plan, on, day, shown, rest, _morning_due(course, plan, on), done, bouts)


def bouts_of(course: Course, plan: Plan, slot: Slot) -> int:
    """How often a day asks for an exercise: as its listing says, else as often as the phase or the catalogue does."""
    content = course.content(plan)
    phase = content.protocol.phase(plan.phase.id)
    frequency = _own_frequency(phase, slot.slug)
    if frequency is not None:
        return frequency.bouts
    return max(phase.frequency.bouts, content.exercises[slot.slug].frequency.bouts)


def _again(course: Course, plan: Plan, items: tuple[Item, ...], today: list[Session]) -> tuple[Item, ...]:
    """Of what was done today, what is asked for once more."""
    times = {item.slot.id: sum(item.slot.id in session.slots for session in today) for item in items}
    return tuple(item for item in items if times[item.slot.id] < bouts_of(course, plan, item.slot))


def _day(course: Course, plan: Plan, on: date, today: list[Session], chosen: tuple[Item, ...]) -> Day:
    if plan.status is PlanStatus.ENDED:
        return Day.ENDED
    if today and timetable.is_complete(today, course.config(plan).session_complete):
        return Day.DONE
    if plan.status is not PlanStatus.ACTIVE:
        return Day.FROZEN if plan.status is PlanStatus.FROZEN else Day.HELD
    if on < plan.started_on:
        return Day.NOT_STARTED
    if any(timetable.whole_plan(lock, plan) for lock in course.locks):
        return Day.LOCKED
    if timetable.out_of_programme(course, plan, on):
        return Day.PAUSED
    return Day.DUE if timetable.is_training_day(course, plan, on) and chosen else Day.FREE


def _rests(course: Course, plan: Plan, slot: Slot, on: date) -> Item:
    content = course.content(plan)
    exercise, phase = content.exercises[slot.slug], content.protocol.phase(plan.phase.id)
    if lock_on(course, plan, exercise) is not None:
        return Item(slot, Why.LOCKED)
    if restriction_on(course, plan, exercise, on) is not None:
        return Item(slot, Why.RESTRICTED)
    if slot.rest_from is not None:
        return Item(slot, Why.RESTING)
    if slot.skip_from is not None and slot.skip_from <= on:
        return Item(slot, Why.SKIPPED)
    impact = _impact_rests(course, plan, exercise, on)
    if impact is not None:
        return Item(slot, impact)
    trained = [result.on for result in slot.results]
    frequency = _own_frequency(phase, slot.slug)
    if _spaced(exercise, slot, phase, frequency) and on - timedelta(days=1) in trained:
        return Item(slot, Why.SPACING)
    if frequency is not None and _every_so_many_days(frequency, plan, slot, on):
        return Item(slot, Why.SPACING)
    week = timetable.monday(on)
    done = len({day for day in trained if week <= day < on})
    return Item(slot, Why.WEEK_DONE if done >= _times_a_week(phase, plan, exercise, frequency, on) else None)


def _impact_rests(course: Course, plan: Plan, exercise: Exercise, on: date) -> Why | None:
    """Jumps, runs and rebounds share their days: never two in a row, so many a week [CORRECTIONS C7]."""
    if exercise.impact_kind is ImpactKind.NONE:
        return None
    days = impact_days(course)
    if on - timedelta(days=1) in days:
        return Why.SPACING
    week = timetable.monday(on)
    done = sum(week <= day < on for day in days)
    return Why.WEEK_DONE if done >= course.config(plan).impact_days_per_week else None


def impact_days(course: Course) -> set[date]:
    """The days on which anything of any plan was impact or rebounds."""
    return {
        result.on
        for plan in course.plans
        for slot in plan.slots
        if course.content(plan).exercises[slot.slug].impact_kind is not ImpactKind.NONE
        for result in slot.results
    }


def _own_frequency(phase: Phase, slug: str) -> Frequency | None:
    """How often the phase asks for an exercise, where its listing says so."""
    listing = listing_of(phase, slug)
    return listing.frequency if listing is not None else None


def _every_so_many_days(frequency: Frequency, plan: Plan, slot: Slot, on: date) -> bool:
    """Whether an exercise with a rhythm of its own waits: n days after it was last done, or for its day of the grid."""
    every = frequency.every_days
    if every is None:
        return False
    if frequency.skip:
        return (on - plan.phase.entered_on).days % every != 0
    return any((on - result.on).days < every for result in slot.results if result.on < on)


def _times_a_week(phase: Phase, plan: Plan, exercise: Exercise, own: Frequency | None, on: date) -> int:
    """Sessions a week of one exercise: its own frequency in the phase, else min(phase, catalogue) [CORRECTIONS B18].

    Before an event that the phase tapers for, as often as the taper says.
    """
    if phase.taper is not None and timetable.tapers(phase, plan, on):
        return phase.taper.per_week
    if own is not None:
        return own.high
    return max(1, min(max(phase.frequency.high, len(plan.days)), exercise.frequency.high))


def _spaced(exercise: Exercise, slot: Slot, phase: Phase, own: Frequency | None) -> bool:
    """48 h (40 h elapsed) holds for impact and for externally loaded strength and return work [CORRECTIONS B18].

    A listing that asks for loaded work on most days by itself is heard: eccentric tendon work is done daily.
    """
    loaded = slot.dose.load.kind is LoadKind.KG and not (own is not None and own.high > 4)
    return exercise.impact or (loaded and phase.band in (Band.STRENGTH, Band.RETURN))


def _chosen(course: Course, plan: Plan, ready: list[Item]) -> tuple[Item, ...]:
    """At most four exercises in menu order, runs last: core ones always, the others in turn [SPEC 2.1]."""
    limit = course.config(plan).max_exercises
    ready = _few_drills(course, plan, ready)
    if len(ready) <= limit:
        return _runs_last(course, plan, ready)
    core = [item for item in ready if item.slot.core]
    others = [item for item in ready if not item.slot.core]
    places = max(0, limit - len(core))
    start = plan.phase.sessions * places % len(others) if others and places else 0
    turn = (others[start:] + others[:start])[:places]
    wanted = {item.slot.id for item in (*core[:limit], *turn)}
    return _runs_last(course, plan, [item for item in ready if item.slot.id in wanted])


def _kind(course: Course, plan: Plan, item: Item) -> ImpactKind:
    return course.content(plan).exercises[item.slot.slug].impact_kind


def _few_drills(course: Course, plan: Plan, ready: list[Item]) -> list[Item]:
    """At most two jump drills a day, core ones first, the others in turn from session to session [CORRECTIONS C7]."""
    drills = [item for item in ready if _kind(course, plan, item) is ImpactKind.DRILL]
    places = course.config(plan).impact_drills_per_day
    if len(drills) <= places:
        return ready
    core = [item for item in drills if item.slot.core][:places]
    others = [item for item in drills if not item.slot.core]
    left = places - len(core)
    start = plan.phase.sessions * left % len(others) if others and left else 0
    kept = {item.slot.id for item in (*core, *(others[start:] + others[:start])[:left])}
    return [item for item in ready if item not in drills or item.slot.id in kept]


def _runs_last(course: Course, plan: Plan, chosen: list[Item]) -> tuple[Item, ...]:
    """Jumps come before the run [CORRECTIONS C7]; sorting keeps the menu's order otherwise."""
    return tuple(sorted(chosen, key=lambda item: _kind(course, plan, item) is ImpactKind.RUN))


def _morning_due(course: Course, plan: Plan, on: date) -> bool:
    """Whether this morning matters and is not told: yesterday or three days ago was trained, or an exercise rests.

    A schedule is judged by the mornings of its week [SPEC 3.9.5], a tendon by their trend: those are asked every day.
    """
    site = course.content(plan).protocol.region
    if plan.status is PlanStatus.ACTIVE and plan.phase.first_session_on is not None and _asks_daily(course, plan):
        return not mornings.told_on(course, site, on)
    trained = any((on - session.on).days in (1, SORENESS_DAYS) for session in reversed(plan.sessions))
    resting = any(slot.active and slot.rest_from is not None for slot in plan.slots)
    return (trained or resting) and not mornings.told_on(course, site, on)


def _asks_daily(course: Course, plan: Plan) -> bool:
    scheduled = any(slot.active and slot.scheduled for slot in plan.slots)
    return scheduled or policy_of(course, plan).tendon


def locks_of(course: Course, plan: Plan) -> tuple[Lock, ...]:
    """Every lock that covers anything of a plan."""
    exercises = course.content(plan).exercises
    found: dict[UUID, Lock] = {}
    for slot in plan.slots:
        lock = lock_on(course, plan, exercises[slot.slug])
        if slot.active and lock is not None:
            found[lock.id] = lock
    return tuple(found.values())
