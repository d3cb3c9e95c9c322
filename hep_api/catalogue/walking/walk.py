"""The walk itself: day by day through the engine, from the first day to the end of the last phase."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache

from hep_api.catalogue.walking.asking import Test, efforts_of, tests_of
from hep_api.catalogue.walking.ground import Ground
from hep_api.catalogue.walking.opening import START, THERAPIST, opening
from hep_api.catalogue.walking.running import runs_done_on
from hep_api.catalogue.walking.telling import Telling
from hep_api.catalogue.walking.training import QUIET, session
from hep_api.catalogue.walking.values import PhaseWalk
from hep_api.catalogue.walking.waiting import checks_of, in_words, still_open
from hep_api.engine.agenda import Day, agenda
from hep_api.engine.checks import Check
from hep_api.engine.facts import Action, Measurement, Verb
from hep_api.engine.protocol import Phase
from hep_api.engine.state import PlanStatus

MORNING_AT, THERAPIST_AT, SESSION_AT = time(7), time(13), time(18)
PATIENCE_DAYS = 13 * 7
"""How long after the last week of a phase the walk gives up."""


@lru_cache(maxsize=64)
def walk(ground: Ground) -> tuple[PhaseWalk, ...]:
    """Every phase in order, as far as the walk came."""
    walking = _Walk(ground)
    walking.begin()
    on = START
    while not walking.ended:
        walking.day(on)
        on += timedelta(days=1)
    return tuple(walking.walked)


@dataclass
class _Leg:
    """The phase that is being walked, since when, and what was missing when somebody last looked."""

    phase: Phase
    entered_on: date
    runs_done_on: date
    tests: tuple[Test, ...]
    tested: dict[str, date] = field(default_factory=dict)
    sessions: int = 0
    waited_for: tuple[Check, ...] = ()

    def overdue(self, on: date) -> bool:
        """Whether nobody need wait any longer."""
        return (on - self.entered_on).days > self.phase.weeks_max * 7 + PATIENCE_DAYS


class _Walk:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.content = ground.content
        self.telling = Telling(ground.content)
        self.walked: list[PhaseWalk] = []
        self.ended = False

    def begin(self) -> None:
        self.telling.tell(opening(self.ground))
        self._enter()

    def day(self, on: date) -> None:
        self.telling.reach(on, MORNING_AT)
        if self.telling.plan.phase.id != self.leg.phase.id:
            self._close(self.telling.plan.phase.entered_on)
            self._enter()
        if on > START:
            self.telling.tell([QUIET])
        self._test(on)
        self.telling.reach(on, THERAPIST_AT)
        self._look(on)
        if not self.ended:
            self.telling.reach(on, SESSION_AT)
            self._train(on)

    def _enter(self) -> None:
        """The phase that the plan is in now; what gates compare with its first day is measured on that day."""
        plan = self.telling.plan
        phase = self.content.protocol.phase(plan.phase.id)
        tests = tests_of(phase, self.content.protocol.after(phase.id), self.ground.measurements)
        self.leg = _Leg(phase, plan.phase.entered_on, runs_done_on(self.content, plan, phase), tests)
        for test in tests:
            if test.start is not None:
                self.leg.tested[test.slug] = plan.phase.entered_on
                self.telling.tell(Measurement(test.slug, test.start, side) for side in test.sides)
        if phase.terminal:
            self._close(plan.phase.entered_on, terminal=True)
            self.ended = True

    def _close(self, on: date, *, out: bool = True, terminal: bool = False) -> None:
        leg = self.leg
        days, waited_for = (on - leg.entered_on).days, in_words(leg.waited_for)
        self.walked.append(PhaseWalk(leg.phase.id, leg.sessions, days, leg.phase.weeks_max, waited_for, out, terminal))

    def _test(self, on: date) -> None:
        for test in self.leg.tests:
            last = self.leg.tested.get(test.slug)
            if last is None or (on - last).days >= test.every_days:
                self.leg.tested[test.slug] = on
                self.telling.tell(Measurement(test.slug, test.best, side) for side in test.sides)

    def _look(self, on: date) -> None:
        """The clinician resumes what ran over its weeks, and opens what only waits for what cannot be recorded yet."""
        self._resume()
        checks = checks_of(self.telling.course, self.telling.plan, self.leg.phase, on)
        waits = still_open(checks, runs_done=on >= self.leg.runs_done_on)
        self.leg.waited_for = waits or self.leg.waited_for
        last = self.content.protocol.after(self.leg.phase.id) is None
        if waits and not self.leg.overdue(on):
            return
        if last:
            self._close(on, out=not waits)
            self.ended = True
        elif waits or not all(check.met for check in checks):
            self._move_on(on, out=not waits)

    def _resume(self) -> None:
        if self.telling.plan.status is PlanStatus.FROZEN:
            alerts = [alert.id for alert in self.telling.course.alerts]
            self.telling.tell(Action(Verb.ACKNOWLEDGE, "walk", THERAPIST, target=target) for target in alerts)
            self.telling.tell([Action(Verb.RESUME, "walk", THERAPIST)])

    def _move_on(self, on: date, *, out: bool) -> None:
        """To the next phase by a clinician's hand; where even that is refused, the walk ends."""
        self.telling.tell([Action(Verb.ADVANCE, "walk", THERAPIST)])
        self._close(on, out=out)
        if self.telling.plan.phase.id == self.leg.phase.id:
            self.ended = True
        else:
            self._enter()

    def _train(self, on: date) -> None:
        efforts = efforts_of(self.leg.phase)
        before = self.telling.plan.phase.sessions
        for bout in range(1, 10):
            today = agenda(self.telling.course, self.telling.plan, on)
            if today.day is not Day.DUE or bout > today.bouts:
                break
            slots = tuple(item.slot for item in today.items)
            self.telling.tell([session(slots, self.content, efforts, bout)])
        self.leg.sessions += self.telling.plan.phase.sessions - before
