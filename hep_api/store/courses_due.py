"""Courses whose next boundary has passed, for the worker that persists what reads already know."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from hep_api.store.db import across, session
from hep_api.store.models import CourseRow, PatientRow
from hep_api.store.scope import Role, Scope


@across()
def due_courses(now: datetime, limit: int) -> list[tuple[Scope, UUID]]:
    """Patients whose snapshot is behind a boundary at `now`, most overdue first, with a scope to act in their name."""
    found = (
        select(CourseRow.clinic_id, CourseRow.patient_id)
        .join(PatientRow, and_(PatientRow.clinic_id == CourseRow.clinic_id, PatientRow.id == CourseRow.patient_id))
        .where(CourseRow.next_boundary_at <= now, PatientRow.archived_at.is_(None))
        .order_by(CourseRow.next_boundary_at)
        .limit(limit)
    )
    rows = session().execute(found)
    return [(Scope(clinic_id, patient_id, Role.PATIENT), patient_id) for clinic_id, patient_id in rows]


@across()
def scope_of(patient_id: UUID) -> Scope | None:
    """A scope to read one patient's course as that patient; None when there is no such live patient."""
    found = select(PatientRow.clinic_id).where(PatientRow.id == patient_id, PatientRow.archived_at.is_(None))
    clinic_id = session().scalar(found)
    return Scope(clinic_id, patient_id, Role.PATIENT) if clinic_id else None
