"""Patients of one clinic, within reach of who asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, select, update

from hep_api.errors import NotFound, Stale
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import CareRelationshipRow, PatientRow
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


def add_patient(
    scope: Scope, patient_id: UUID, *, name: str, birth_year: int | None, zone: str, locale: str, at: datetime
) -> PatientRow:
    """Add a patient of the scope's clinic, in the care of the scope's subject."""
    row = PatientRow(
        id=patient_id,
        clinic_id=scope.clinic_id,
        name=name,
        birth_year=birth_year,
        zone=zone,
        locale=locale,
        created_at=at,
    )
    session().add(row)
    audit.append(scope, "patient.added", about={"patient": patient_id})
    begin_care(scope, patient_id, scope.subject_id, at)
    return row


def begin_care(scope: Scope, patient_id: UUID, staff_id: UUID, at: datetime) -> None:
    """From now on this staff member reaches this patient."""
    session().add(
        CareRelationshipRow(
            id=uuid4(), clinic_id=scope.clinic_id, staff_id=staff_id, patient_id=patient_id, started_at=at
        )
    )
    audit.append(scope, "care.begun", about={"patient": patient_id, "staff": staff_id})


def end_care(scope: Scope, patient_id: UUID, staff_id: UUID, at: datetime) -> None:
    """From now on this staff member no longer reaches this patient; ending twice changes nothing."""
    session().execute(
        update(CareRelationshipRow)
        .where(
            CareRelationshipRow.clinic_id == scope.clinic_id,
            CareRelationshipRow.staff_id == staff_id,
            CareRelationshipRow.patient_id == patient_id,
            CareRelationshipRow.ended_at.is_(None),
        )
        .values(ended_at=at)
    )
    audit.append(scope, "care.ended", about={"patient": patient_id, "staff": staff_id})


def find_patient(scope: Scope, patient_id: UUID) -> PatientRow | None:
    """A patient within reach, also an archived one, or None."""
    return session().scalars(_reachable(scope, patient_id)).one_or_none()


def get_patient(scope: Scope, patient_id: UUID) -> PatientRow:
    """A patient within reach; raises NotFound."""
    row = find_patient(scope, patient_id)
    if row is None:
        raise NotFound("There is no such patient.")
    return row


def lock_patient(scope: Scope, patient_id: UUID) -> PatientRow:
    """A patient within reach, held until the transaction ends: writers of one patient queue here. Raises NotFound."""
    held = _reachable(scope, patient_id).with_for_update(of=PatientRow).execution_options(populate_existing=True)
    row = session().scalars(held).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    return row


def take_sequence(scope: Scope, patient_id: UUID, count: int = 1) -> int:
    """Reserve `count` numbers for facts and changes and return the first.

    The patient's row stays locked until the commit, so numbers become visible in the order they were given.
    """
    last = session().scalar(
        update(PatientRow)
        .where(PatientRow.clinic_id == scope.clinic_id, PatientRow.id == patient_id)
        .values(sequence=PatientRow.sequence + count)
        .returning(PatientRow.sequence)
        .execution_options(synchronize_session=False)
    )
    if last is None:
        raise NotFound("There is no such patient.")
    return last - count + 1


def change_patient(scope: Scope, patient_id: UUID, changes: Mapping[str, Any], version: int | None) -> PatientRow:
    """Change named columns; raises NotFound, and Stale when `version` is given and no longer current."""
    row = lock_patient(scope, patient_id)
    if version is not None and row.version != version:
        raise Stale("Somebody else changed this patient; read it again.")
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    audit.append(scope, "patient.changed", about={"patient": patient_id}, details={"fields": list(changes)})
    return row


def archive_patient(scope: Scope, row: PatientRow, at: datetime | None) -> None:
    """End a patient's treatment at an instant, or (None) take it up again, while the transaction holds the row."""
    row.archived_at = at
    audit.append(scope, "patient.archived" if at else "patient.restored", about={"patient": row.id})


def _reachable(scope: Scope, patient_id: UUID) -> Select[PatientRow]:
    return select(PatientRow).where(PatientRow.id == patient_id, in_reach(scope, PatientRow.clinic_id, PatientRow.id))
