"""Erases a patient: the key is destroyed, the rows are deleted, the audit trail stays."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Table, delete, or_, select

from hep_api.errors import NotFound
from hep_api.store import audit, keys
from hep_api.store.db import session
from hep_api.store.models import DeliveryRow, OccurrenceRow, PatientRow, RefreshTokenRow, Row, TokenFamilyRow
from hep_api.store.scope import Scope

OWNERS = ("patient_id", "owner_id", "recipient_id")
"""Columns that say whose a row is."""
KEPT = {
    "audit": "outlives whom it is about",
    "patient": "keeps its ids, so that the trail can be read",
    "data_key": "is destroyed first, and by name",
}


def erase_patient(scope: Scope, patient_id: UUID, *, reason: str, at: datetime) -> int:
    """Erase a patient of the scope's clinic, whoever cares for them, and return how many rows went.

    What is left is the patient's row with its ids and instants, and the audit trail. Raises NotFound, also for one
    who was erased before. `reason` is a word.
    """
    held = select(PatientRow).where(PatientRow.clinic_id == scope.clinic_id, PatientRow.id == patient_id)
    row = session().scalars(held.with_for_update(of=PatientRow)).one_or_none()
    if row is None or row.erased_at is not None:
        raise NotFound("There is no such patient.")
    keys.destroy_patient_key(scope, patient_id)
    row.identity, row.erased_at, row.archived_at = None, at, row.archived_at or at
    row.zone, row.planned_until = "UTC", None
    row.version += 1
    session().flush()
    gone = _delete_below(scope, patient_id) + sum(_delete_of(table, scope, patient_id) for table in _tables())
    details = {"reason": reason, "rows": gone}
    audit.append(scope, "patient.erased", about={"patient": patient_id}, details=details)
    return gone


def _tables() -> list[Table]:
    """Every table with rows that say whose they are; whoever adds one has it erased."""
    found = Row.metadata.sorted_tables
    return [table for table in reversed(found) if table.name not in KEPT and set(OWNERS) & set(table.columns.keys())]


def _delete_of(table: Table, scope: Scope, patient_id: UUID) -> int:
    whose = or_(*(table.columns[name] == patient_id for name in OWNERS if name in table.columns))
    return _deleted(delete(table).where(table.columns["clinic_id"] == scope.clinic_id, whose))


def _delete_below(scope: Scope, patient_id: UUID) -> int:
    """Rows that say whose they are only through another row."""
    owed = select(OccurrenceRow.id).where(
        OccurrenceRow.clinic_id == scope.clinic_id, OccurrenceRow.recipient_id == patient_id
    )
    families = select(TokenFamilyRow.id).where(
        TokenFamilyRow.clinic_id == scope.clinic_id, TokenFamilyRow.owner_id == patient_id
    )
    return _deleted(delete(DeliveryRow).where(DeliveryRow.occurrence_id.in_(owed))) + _deleted(
        delete(RefreshTokenRow).where(RefreshTokenRow.family_id.in_(families))
    )


def _deleted(statement: Any) -> int:
    result = cast("CursorResult[Any]", session().execute(statement.execution_options(synchronize_session=False)))
    return result.rowcount
