"""Who cares for whom at one clinic, as far as somebody needs it to hand patients over: names, and nothing of health."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select

from hep_api import clock
from hep_api.errors import Forbidden, NotFound
from hep_api.store import occurrences
from hep_api.store.care import Care, begin_care, end_care
from hep_api.store.covers import end_given
from hep_api.store.db import session
from hep_api.store.models import AlertRow, CareRelationshipRow, PatientRow, StaffRow
from hep_api.store.reach import care_lives
from hep_api.store.scope import Role, Scope


@dataclass(frozen=True, slots=True)
class Listed:
    """One patient by name with those who care now; `alert_waits`: an alert is open and nobody cares."""

    patient: PatientRow
    carers: list[StaffRow] = field(default_factory=list)
    alert_waits: bool = False


def list_names(scope: Scope) -> list[Listed]:
    """Every patient in treatment at the admin's clinic, in two statements; unordered. Raises Forbidden to others."""
    _require_admin(scope)
    waits = exists().where(
        AlertRow.clinic_id == PatientRow.clinic_id,
        AlertRow.patient_id == PatientRow.id,
        AlertRow.acknowledged_at.is_(None),
    )
    found = select(PatientRow, waits).where(PatientRow.clinic_id == scope.clinic_id, PatientRow.archived_at.is_(None))
    carers = _carers(scope)
    return [
        Listed(row, carers.get(row.id, []), alert_waits=bool(waiting) and row.id not in carers)
        for row, waiting in session().execute(found)
    ]


def get_named(scope: Scope, patient_id: UUID) -> Listed:
    """One patient of the admin's clinic with those who care now; raises NotFound, and Forbidden to others."""
    _require_admin(scope)
    mine = (PatientRow.clinic_id == scope.clinic_id, PatientRow.id == patient_id, PatientRow.archived_at.is_(None))
    row = session().scalars(select(PatientRow).where(*mine).with_for_update(of=PatientRow)).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    return Listed(row, _carers(scope, patient_id).get(patient_id, []))


def patients_of(scope: Scope, staff_id: UUID) -> list[UUID]:
    """Whom a member of staff of the scope's clinic cares for now."""
    found = select(CareRelationshipRow.patient_id).where(
        CareRelationshipRow.clinic_id == scope.clinic_id, CareRelationshipRow.staff_id == staff_id, _is_live()
    )
    return list(session().scalars(found.order_by(CareRelationshipRow.patient_id)))


def hand_over(scope: Scope, patient_id: UUID, *, leaves: UUID | None, comes: UUID | None, now: datetime) -> bool:
    """End one therapist's care of a patient of the admin's clinic and begin another's; True while anybody cares.

    Whoever comes is told of the alerts that are open.
    """
    _require_admin(scope)
    if leaves is not None:
        end_care(scope, patient_id, leaves, now)
        end_given(scope, patient_id, leaves, now)
    carers = {row.id for row in _carers(scope, patient_id).get(patient_id, [])}
    if comes is not None and comes not in carers:
        begin_care(scope, patient_id, comes, now)
        session().flush()
        occurrences.owe_open_alerts(scope, patient_id, comes, now)
    return bool(carers) or comes is not None


def _carers(scope: Scope, patient_id: UUID | None = None) -> dict[UUID, list[StaffRow]]:
    found = (
        select(CareRelationshipRow.patient_id, StaffRow)
        .join(
            StaffRow,
            and_(StaffRow.clinic_id == CareRelationshipRow.clinic_id, StaffRow.id == CareRelationshipRow.staff_id),
        )
        .where(CareRelationshipRow.clinic_id == scope.clinic_id, _is_live(), StaffRow.disabled_at.is_(None))
        .order_by(CareRelationshipRow.started_at, StaffRow.id)
    )
    if patient_id is not None:
        found = found.where(CareRelationshipRow.patient_id == patient_id)
    carers: dict[UUID, list[StaffRow]] = {}
    for cared_for, staff in session().execute(found):
        carers.setdefault(cared_for, []).append(staff)
    return carers


def _is_live() -> ColumnElement[bool]:
    """Care that lasts: somebody who covers for a while or looked in an emergency does not take over."""
    return and_(care_lives(clock.now()), CareRelationshipRow.kind == Care.TREATING.value)


def _require_admin(scope: Scope) -> None:
    if scope.role is not Role.ADMIN:
        raise Forbidden("This is for the admins of a clinic.")
