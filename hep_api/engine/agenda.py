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
from hep_api.engine.protocol import Band, Content, Exercise, Phase
from hep_api.engine.restrictions import restriction_on
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Lock, Plan, PlanStatus, Session


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
    """How often a day asks for an exercise: as its listing says, else the catalogue."""
    content = course.content(plan)
    frequency = _own_frequency(content.protocol.phase(plan.phase.id), slot.slug)
    return (frequency or content.exercises[slot.slug].frequency).bouts


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
    trained = [result.on for result in slot.results]
    frequency = _own_frequency(phase, slot.slug)
    if _spaced(exercise, slot, phase) and on - timedelta(days=1) in trained:
        return Item(slot, Why.SPACING)
    if frequency is not None and _every_so_many_days(frequency, plan, slot, on):
        return Item(slot, Why.SPACING)
    week = timetable.monday(on)
    done = len({day for day in trained if week <= day < on})
    asked = frequency.high if frequency is not None else _times_a_week(phase, plan, exercise)
    return Item(slot, Why.WEEK_DONE if done >= asked else None)


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


def times_a_week(content: Content, plan: Plan, exercise: Exercise) -> int:
    """Sessions a week of one exercise: its own frequency in the phase, else min(phase, catalogue) [CORRECTIONS B18]."""
    phase = content.protocol.phase(plan.phase.id)
    frequency = _own_frequency(phase, exercise.slug)
    return frequency.high if frequency is not None else _times_a_week(phase, plan, exercise)


def _times_a_week(phase: Phase, plan: Plan, exercise: Exercise) -> int:
    return max(1, min(max(phase.frequency.high, len(plan.days)), exercise.frequency.high))


def _spaced(exercise: Exercise, slot: Slot, phase: Phase) -> bool:
    """48 h (40 h elapsed) holds for impact and for externally loaded strength and return work [CORRECTIONS B18]."""
    loaded = slot.dose.load.kind is LoadKind.KG
    return exercise.impact or (loaded and phase.band in (Band.STRENGTH, Band.RETURN))


def _chosen(course: Course, plan: Plan, ready: list[Item]) -> tuple[Item, ...]:
    """At most four exercises in menu order: core ones always, the others in turn from session to session [SPEC 2.1]."""
    limit = course.config(plan).max_exercises
    if len(ready) <= limit:
        return tuple(ready)
    core = [item for item in ready if item.slot.core]
    others = [item for item in ready if not item.slot.core]
    places = max(0, limit - len(core))
    start = plan.phase.sessions * places % len(others) if others and places else 0
    turn = (others[start:] + others[:start])[:places]
    wanted = {item.slot.id for item in (*core[:limit], *turn)}
    return tuple(item for item in ready if item.slot.id in wanted)


def _morning_due(course: Course, plan: Plan, on: date) -> bool:
    """Whether this morning matters and is not told: yesterday was trained, or an exercise rests until it settles.

    A schedule is judged by the mornings of its week [SPEC 3.9.5], a tendon by their trend: those are asked every day.
    """
    site = course.content(plan).protocol.region
    if plan.status is PlanStatus.ACTIVE and plan.phase.first_session_on is not None and _asks_daily(course, plan):
        return not mornings.told_on(course, site, on)
    yesterday = on - timedelta(days=1)
    trained = any(session.on == yesterday for session in reversed(plan.sessions))
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
