"""Emergencies: a therapist opened a patient of the clinic whom somebody else cares for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import aliased

from hep_api.errors import NotFound
from hep_api.store import audit, occurrences, reads, staff
from hep_api.store.care import Care, begin_care
from hep_api.store.db import session
from hep_api.store.models import CareRelationshipRow, EmergencyReviewRow, PatientRow, StaffRow
from hep_api.store.reach import in_reach
from hep_api.store.scope import Role, Scope

ACCESS = aliased(CareRelationshipRow)


@dataclass(frozen=True, slots=True)
class Emergency:
    """One access with the names that its reader needs, and its review if there was one."""

    access: CareRelationshipRow
    patient_name: str
    staff_name: str
    review: EmergencyReviewRow | None


def find_by_name(scope: Scope, name: str, birth_year: int | None) -> list[UUID]:
    """Patients in treatment at the scope's clinic with exactly this name and birth year, in anybody's care."""
    wanted = (_plain(name), birth_year)
    found = select(PatientRow).where(PatientRow.clinic_id == scope.clinic_id, PatientRow.archived_at.is_(None))
    with reads.unseen():
        return [row.id for row in session().scalars(found) if (_plain(row.name), row.birth_year) == wanted]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def open_patient(scope: Scope, patient_id: UUID, reason: str, now: datetime, until: datetime) -> CareRelationshipRow:
    """Open a patient of the scope's clinic to its subject, and owe word to the admins and to whoever cares."""
    carers = staff.carers_of(scope, patient_id, now)
    row = begin_care(scope, patient_id, scope.subject_id, now, kind=Care.EMERGENCY, reason=reason, until=until)
    about = {"patient": patient_id, "staff": scope.subject_id, "care": row.id}
    audit.append(scope, "emergency.opened", about=about, details={"until": until.isoformat()})
    session().flush()
    for carer in carers:
        if carer.id != scope.subject_id:
            occurrences.owe_notice(scope, carer.id, carer.zone, row.id, now, urgent=False)
    occurrences.owe_admins(scope, row.id, now, urgent=False)
    return row


def list_emergencies(scope: Scope) -> list[Emergency]:
    """Every access, newest first: to an admin the clinic's, to a therapist the own and those about patients in care."""
    found = _found(scope).order_by(ACCESS.started_at.desc(), ACCESS.id)
    return [_read(*row) for row in session().execute(found)]


def get_emergency(scope: Scope, emergency_id: UUID) -> Emergency:
    """One access that the scope may read of; raises NotFound."""
    row = session().execute(_found(scope).where(ACCESS.id == emergency_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such emergency.")
    return _read(*row)


def add_review(scope: Scope, emergency_id: UUID, note: str, now: datetime) -> None:
    """Keep that the scope's subject has looked at an access of the clinic."""
    session().add(
        EmergencyReviewRow(
            emergency_id=emergency_id,
            clinic_id=scope.clinic_id,
            reviewed_by=scope.subject_id,
            reviewed_at=now,
            note=note,
        )
    )
    audit.append(scope, "emergency.reviewed", about={"care": emergency_id})


def _read(
    access: CareRelationshipRow, patient: PatientRow, by: StaffRow, review: EmergencyReviewRow | None
) -> Emergency:
    return Emergency(access, patient.name, by.name, review)


def _found(scope: Scope) -> Select[CareRelationshipRow, PatientRow, StaffRow, EmergencyReviewRow | None]:
    care = ACCESS
    return (
        select(care, PatientRow, StaffRow, EmergencyReviewRow)
        .join(PatientRow, and_(PatientRow.clinic_id == care.clinic_id, PatientRow.id == care.patient_id))
        .join(StaffRow, and_(StaffRow.clinic_id == care.clinic_id, StaffRow.id == care.staff_id))
        .outerjoin(EmergencyReviewRow, EmergencyReviewRow.emergency_id == care.id)
        .where(care.clinic_id == scope.clinic_id, care.kind == Care.EMERGENCY.value, _readable(scope))
    )


def _readable(scope: Scope) -> ColumnElement[bool]:
    if scope.role is Role.ADMIN:
        return true()
    mine = ACCESS.staff_id == scope.subject_id
    return or_(mine, in_reach(scope, PatientRow.clinic_id, PatientRow.id))
