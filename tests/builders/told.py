"""Facts of a patient recorded without the detour over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hep_api import clock
from hep_api.courses import Recorded, Submission, course_at, record
from hep_api.engine.facts import (
    Body,
    ExerciseLog,
    Fact,
    Form,
    MorningReport,
    Pause,
    SessionLog,
    SetLog,
    Soreness,
    credited_on,
)
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Plan
from hep_api.store import decisions
from hep_api.store.models import DecisionRow
from tests.builders.clinics import Clinic
from tests.builders.plans import ZONE

MONDAY = date(2026, 3, 2)


def at(day: int, wall: str) -> datetime:
    """A wall time in Madrid on a day counted from Monday 2 March 2026."""
    return datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(wall), ZoneInfo(ZONE))


@dataclass(frozen=True)
class Told:
    """What one patient tells about one plan."""

    clinic: Clinic
    plan_id: UUID

    def tell(self, body: Body, when: datetime, *, fact_id: UUID | None = None, **more: Any) -> Recorded:
        """Record one fact; the answer says how many decisions it wrote."""
        fact = Fact(fact_id or uuid4(), when, ZONE, credited_on(when, ZONE), body, self.plan_id)
        submission = Submission(fact, lambda written: {"id": str(fact.id), "wrote": len(written.decisions)}, **more)
        return record(self.clinic.patient, self.clinic.patient.subject_id, submission, clock.now())

    def session(self, when: datetime, *, pain: int = 1, slug: str = "clamshell", **more: Any) -> UUID:
        """One exercise done as prescribed now; the fact's id."""
        details = {name: more.pop(name) for name in ("corrects", "limp") if name in more}
        slot = self.slot(slug)
        one = SetLog(slot.dose.target, slot.dose.target, load=slot.dose.load, pain=Decimal(pain))
        log = ExerciseLog(slot.id, slot.revision, slot.rung, (one,) * slot.dose.sets, Decimal(6), Form.OK)
        body = SessionLog((log,), **({"limp": False, "swelling": 0, "instability": False} | details))
        return UUID(self.tell(body, when, **more).answer["id"])

    def morning(self, when: datetime, pain: int = 1) -> UUID:
        """A quiet morning unless said otherwise; the fact's id."""
        body = MorningReport(
            pain=Decimal(pain), stiffness=Decimal(0), stiffness_minutes=0, soreness=Soreness.NONE, limp=False
        )
        return UUID(self.tell(body, when).answer["id"])

    def tell_pause(self, when: datetime) -> None:
        """A pause of some day far from the story."""
        self.tell(Pause(date(2026, 6, 1), date(2026, 6, 2), "travel"), when)

    @property
    def course(self) -> Course:
        """The course as it is now."""
        return course_at(self.clinic.patient, self.clinic.patient.subject_id, clock.now())

    @property
    def plan(self) -> Plan:
        plan = self.course.plan(self.plan_id)
        assert plan is not None
        return plan

    def slot(self, slug: str = "clamshell") -> Slot:
        """A prescription as it is now."""
        return next(slot for slot in self.plan.slots if slot.slug == slug)

    def decisions(self) -> list[DecisionRow]:
        """Everything that was ever decided about the plan, oldest first."""
        return decisions.list_decisions(self.clinic.therapist, self.plan_id, limit=200)[::-1]
