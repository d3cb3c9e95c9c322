"""The clinic's side of one patient: the course, facts that arrive late, and every decision with what became of it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from hep_api.engine.course import advance, replay, step
from hep_api.engine.facts import Body, Fact
from hep_api.engine.outcomes import Decision
from hep_api.engine.protocol import Content
from hep_api.engine.state import Course, Plan

PLAN = UUID(int=2)
ZONE = "UTC"


@dataclass
class Record:
    """One patient's course as the clinic has it. `decisions` by key are those that stand, `superseded` counts others.

    While the phone is out of reach `held` keeps its facts; `checkpoint` is the course from before, `since` every fact
    that reached the clinic meanwhile.
    """

    index: int
    content: Content
    course: Course = field(init=False)
    decisions: dict[UUID, Decision] = field(default_factory=dict)
    superseded: int = 0
    late: int = 0
    facts: int = 0
    held: list[Fact] = field(default_factory=list)
    checkpoint: Course | None = None
    since: list[Fact] = field(default_factory=list)
    fresh: list[Decision] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.course = Course(UUID(int=self.index + 1), zone=ZONE, contents={self.content.hash: self.content})

    @property
    def plan(self) -> Plan:
        """The one plan; it has been assigned before anything is asked."""
        plan = self.course.plan(PLAN)
        if plan is None:
            raise LookupError("no plan has been assigned yet")
        return plan

    def tell(self, body: Body, at: datetime, on: date, *, by_phone: bool = True) -> UUID:
        """One more fact; a phone out of reach keeps it. Returns the fact's id."""
        self.facts += 1
        fact = Fact(uuid5(NAMESPACE_OID, f"simulated {self.index} {self.facts}"), at, ZONE, on, body, PLAN)
        if self.checkpoint is not None and by_phone:
            self.held.append(fact)
            return fact.id
        if self.checkpoint is not None:
            self.since.append(fact)
        self._settle(step(self.course, fact))
        return fact.id

    def pass_time(self, now: datetime) -> None:
        """Let the clinic's clock reach an instant."""
        self._settle(advance(self.course, now))

    def lose_touch(self) -> None:
        """The phone goes out of reach."""
        if self.checkpoint is None:
            self.checkpoint, self.since = self.course, []

    def catch_up(self, now: datetime) -> None:
        """The phone is back: its facts are folded in where they belong, and what no longer holds is superseded."""
        if self.checkpoint is None:
            return
        before, self.checkpoint = self.checkpoint, None
        facts, self.late = [*self.since, *self.held], self.late + len(self.held)
        late, self.held, self.since = bool(self.held), [], []
        if not late:
            return
        again = advance(replay(before, facts), now)
        since = before.advanced_to
        fresh = {decision.key: decision for decision in again.emitted}
        old = [d for d in self.decisions.values() if since is not None and d.decided_at > since]
        for decision in old:
            if fresh.get(decision.key) != decision:
                self.superseded += 1
                del self.decisions[decision.key]
        self._settle(again)

    def take_fresh(self) -> list[Decision]:
        """The decisions that were written down since this was last asked."""
        fresh, self.fresh = self.fresh, []
        return fresh

    def _settle(self, course: Course) -> None:
        for decision in course.emitted:
            if self.decisions.get(decision.key) != decision:
                self.decisions[decision.key] = decision
                self.fresh.append(decision)
        self.course = replace(course, emitted=()) if course.emitted else course
