"""Programmes assigned without the detour over HTTP."""

from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hep_api import clock, codec
from hep_api.courses import Submission, record
from hep_api.engine.facts import Action, Assign, Fact, Side, Verb, credited_on
from hep_api.store import contents, plans
from hep_api.store.models import PlanRow
from hep_api.web.content import installed_catalogue
from tests.builders.clinics import Clinic

ZONE = "Europe/Madrid"


def assign_plan(
    clinic: Clinic,
    protocol_id: str = "hip_strength",
    *,
    at: datetime | None = None,
    started_on: date | None = None,
    autonomy: str = "auto",
    morning_baseline: int | None = 1,
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6),
) -> UUID:
    """One protocol assigned to the clinic's patient, from today on unless said otherwise; returns the plan's id."""
    at = at or clock.now()
    content = installed_catalogue().content(protocol_id)
    plan_id = uuid4()
    body = Assign(
        plan_id,
        content.hash,
        started_on or at.astimezone(ZoneInfo(ZONE)).date(),
        Side.NONE,
        autonomy,
        days=days,
        morning_baseline=morning_baseline,
    )

    def add_rows() -> None:
        plain = codec.content_plain(content.protocol, content.exercises, content.config)
        contents.store_content(content.hash, "content", codec.canonical(plain), at)
        row = PlanRow(
            id=plan_id, clinic_id=clinic.id, patient_id=clinic.patient.subject_id, protocol_id=protocol_id,
            protocol_version=content.protocol.version, content_hash=content.hash, status="active",
            phase=content.protocol.phases[0].id, started_on=body.started_on, side="none", autonomy=autonomy,
            created_at=at, created_by=clinic.therapist.subject_id,
        )  # fmt: skip
        plans.add_plan(clinic.therapist, row)

    fact = Fact(uuid4(), at, ZONE, credited_on(at, ZONE), body, plan_id)
    submission = Submission(fact, lambda _: {}, contents={content.hash: content}, also=add_rows)
    record(clinic.therapist, clinic.patient.subject_id, submission, clock.now())
    return plan_id


def act(clinic: Clinic, plan_id: UUID, verb: Verb, *, at: datetime | None = None, **details: object) -> UUID:
    """A clinician's act on a plan; returns the fact's id."""
    at = at or clock.now()
    body = Action(verb, "because", clinic.therapist.subject_id, **details)  # type: ignore[arg-type]
    fact = Fact(uuid4(), at, ZONE, credited_on(at, ZONE), body, plan_id)
    record(clinic.therapist, clinic.patient.subject_id, Submission(fact, lambda _: {}), clock.now())
    return fact.id
