"""The course of one walk: facts told to the engine one after the other, and time that passes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hep_api.catalogue.walking.opening import PLAN, START
from hep_api.engine.changing import replace
from hep_api.engine.course import advance, step
from hep_api.engine.facts import Body, Fact
from hep_api.engine.protocol import Content
from hep_api.engine.state import Course, Plan

PATIENT = UUID(int=1)
ZONE = "UTC"
GIVEN_AT = time(5)


class Telling:
    """One course and its clock. What was decided on the way is not kept."""

    def __init__(self, content: Content) -> None:
        self.course = Course(PATIENT, zone=ZONE, contents={content.hash: content})
        self._now = datetime.combine(START, GIVEN_AT, UTC)
        self._told = 0

    @property
    def plan(self) -> Plan:
        """The one plan; it has been assigned before anything is asked."""
        plan = self.course.plan(PLAN)
        if plan is None:
            raise LookupError("no plan has been assigned yet")
        return plan

    def tell(self, bodies: Iterable[Body]) -> None:
        """Facts, one a minute."""
        for body in bodies:
            self._now, self._told = self._now + timedelta(minutes=1), self._told + 1
            fact = Fact(UUID(int=1000 + self._told), self._now, ZONE, self._now.date(), body, PLAN)
            self.course = replace(step(self.course, fact), emitted=())

    def reach(self, on: date, clock: time) -> None:
        """Let time pass up to an hour of a day."""
        self._now = max(self._now, datetime.combine(on, clock, UTC))
        self.course = replace(advance(self.course, self._now), emitted=())
