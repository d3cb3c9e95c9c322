"""Plays a case through the engine fact by fact, and compares what comes out with what is expected."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from hep_api.catalogue.cases.deciding import said
from hep_api.catalogue.cases.making import PLAN, THERAPIST, CannotTell, Teller, plan_of
from hep_api.catalogue.cases.values import DAY, Asking, Case, Difference, Happening, Place, View
from hep_api.engine.agenda import Agenda, agenda
from hep_api.engine.course import advance, replay, step
from hep_api.engine.facts import (
    Action,
    Assign,
    Body,
    Equipment,
    Fact,
    MorningReport,
    SessionLog,
    Verb,
    credited_on,
)
from hep_api.engine.phases import needs_sign_off
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course

PATIENT = UUID(int=1)
GIVEN_AT = time(5)
FIRST_MINUTE = time(0, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A fact as it happened, when it reached us, and the prescriptions a session was done with."""

    fact: Fact
    place: Place
    received_at: datetime
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Played:
    """How a case went: what came out otherwise, the course at its end, its facts, and each day's agenda as it began."""

    case: Case
    differences: tuple[Difference, ...]
    course: Course
    made: tuple[Made, ...]
    days: tuple[Agenda, ...]


def play(case: Case) -> Played:
    """Play a case to its end."""
    player = _Player(case)
    player.begin()
    for at, entry in _in_order(case):
        try:
            player.take(at, entry)
        except CannotTell as error:
            player.differ(entry.place, at, "this", "can happen", str(error))
            break
    player.settle()
    player.cross_check()
    return Played(case, tuple(player.differences), player.course, tuple(player.made), tuple(player.days))


def _in_order(case: Case) -> Iterator[tuple[datetime, Happening | Asking]]:
    """The entries by instant, those of one instant as written."""
    yield from sorted(((entry.at, entry) for entry in case.entries), key=lambda pair: pair[0])


@dataclass
class _Player:
    case: Case
    made: list[Made] = field(default_factory=list)
    waiting: list[Made] = field(default_factory=list)
    arrived: list[Fact] = field(default_factory=list)
    days: list[Agenda] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    since: datetime | None = None

    def __post_init__(self) -> None:
        given = self.case.given
        self.teller = Teller(given)
        self.course = self.empty()

    def empty(self) -> Course:
        given = self.case.given
        return Course(PATIENT, zone=given.zone, contents={given.content.hash: given.content})

    def begin(self) -> None:
        """Give the plan, what there is to lift with, and the phase it begins in."""
        given = self.case.given
        at, place = given.instant(given.start, GIVEN_AT), self.case.place
        if given.load_step_kg is not None:
            self.add(at, Equipment(given.load_step_kg), place)
        self.add(
            at,
            Assign(
                PLAN, given.content.hash, given.start, given.side, given.autonomy, given.days, given.start_rungs,
                given.usual, given.goals, given.usual_swelling, given.usual_night_pain, given.episode,
            ),
            place,
        )  # fmt: skip
        for body in self._opening():
            at += timedelta(minutes=1)
            self.add(at, body, place)

    def _opening(self) -> Iterator[Body]:
        """The acts that set what the plan has of its own, and open the given phase and every phase before it."""
        given = self.case.given
        for name, value in given.settings:
            yield Action(Verb.CONFIGURE, "given", THERAPIST, subject=name, value=value)
        ids = [phase.id for phase in given.content.protocol.phases]
        for phase in given.content.protocol.phases[1 : ids.index(given.phase) + 1] if given.phase else ():
            act = Action(Verb.ADVANCE, "the case begins here", THERAPIST)
            if needs_sign_off(phase):
                yield replace(act, verb=Verb.SIGN_OFF, subject="clinician", phase=phase.id)
            yield act

    def add(self, at: datetime, body: Body, place: Place, **more: Any) -> None:
        """A fact that happens at an instant and reaches us at once, or later."""
        zone = more.get("zone", self.case.given.zone)
        received_at = more.get("received_at") or at
        on = credited_on(at, zone)
        fact = Fact(UUID(int=1000 + len(self.made)), at, zone, on, body, PLAN, received_at=received_at)
        made = Made(fact, place, received_at, more.get("slots", ()))
        self.made.append(made)
        if received_at > at:
            self.waiting.append(made)
        else:
            self.arrive(fact, at)

    def arrive(self, fact: Fact, now: datetime) -> None:
        """Step a fact in; one that is late or a correction replays everything that has arrived."""
        self.arrived.append(fact)
        corrects = isinstance(fact.body, SessionLog | MorningReport) and fact.body.corrects is not None
        last = max((entry.order for entry in self.arrived[:-1]), default=fact.order)
        moved_on = self.course.advanced_to is not None and fact.occurred_at < self.course.advanced_to
        if corrects or moved_on or fact.order < last:
            at = max(now, self.course.advanced_to or now)
            self.course = advance(replay(self.empty(), self.arrived), at)
        else:
            self.course = step(self.course, fact)

    def take(self, at: datetime, entry: Happening | Asking) -> None:
        """Let time pass up to an entry, with what arrives on the way; then it happens, or is looked at."""
        self.let_in([late for late in self.waiting if late.received_at <= at])
        self.pass_time(at)
        if isinstance(entry, Asking):
            self.compare(entry)
        else:
            self.happen(entry)

    def let_in(self, late: list[Made]) -> None:
        """Take in what arrives late, in the order of its arrival."""
        for made in sorted(late, key=lambda made: made.received_at):
            self.waiting.remove(made)
            self.pass_time(made.received_at)
            self.arrive(made.fact, made.received_at)

    def settle(self) -> None:
        """Take in what nobody looked at any more."""
        self.let_in(list(self.waiting))

    def pass_time(self, at: datetime) -> None:
        """Advance, noting each day's agenda in its first minute."""
        given = self.case.given
        on = self.days[-1].on + DAY if self.days else given.start + DAY
        if not self.days:
            self.days.append(agenda(self.course, plan_of(self.course), given.start))
        while (first := given.instant(on, FIRST_MINUTE)) <= at:
            self.course = advance(self.course, first)
            self.days.append(agenda(self.course, plan_of(self.course), on))
            on += DAY
        self.course = advance(self.course, at)

    def happen(self, entry: Happening) -> None:
        corrected = self.corrected(entry) if entry.correction else None
        corrects = (corrected.fact.id, corrected.slots) if corrected else None
        slots = corrected.slots if corrected else self.teller.slots(self.course, entry)
        for body in self.teller.bodies(self.course, entry, corrects):
            self.add(entry.at, body, entry.place, zone=entry.zone, received_at=entry.received_at, slots=slots)

    def corrected(self, entry: Happening) -> Made:
        """The newest fact of the same kind on the same day."""
        on, kind = credited_on(entry.at, entry.zone), type(entry.told).__name__
        wanted = SessionLog if kind == "SessionTold" else MorningReport
        found = [made for made in self.made if isinstance(made.fact.body, wanted) and made.fact.credited_on == on]
        if not found:
            raise CannotTell(f"there is nothing on {self.case.given.named(on)} to correct")
        return found[-1]

    def compare(self, asking: Asking) -> None:
        view = View(self.course, plan_of(self.course), self.on(asking.at), self.since)
        for clause in asking.clauses:
            fits, got = clause.look(view)
            if not fits:
                self.differ(clause.place, asking.at, clause.what, clause.expected, got)
        self.since = asking.at

    def on(self, at: datetime) -> date:
        return credited_on(at, self.case.given.zone)

    def differ(self, place: Place, at: datetime, what: str, expected: str, got: str) -> None:
        self.differences.append(Difference(place, self.case.given.named(self.on(at)), what, expected, got))

    def cross_check(self) -> None:
        """Folding everything from the beginning gives the same course as taking it in one by one."""
        if self.course.advanced_to is None:
            return
        again = advance(replay(self.empty(), self.arrived), self.course.advanced_to)
        if again != self.course:
            pairs = zip(self.course.emitted, again.emitted, strict=False)
            found = next((pair for pair in pairs if pair[0] != pair[1]), ())
            stepped, replayed = map(said, found) if found else ("the same course", "another course")
            self.differ(self.case.place, self.course.advanced_to, "replay of all facts", stepped, replayed)
