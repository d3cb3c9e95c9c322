"""The feed of a patient's changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hep_api.store.db import session
from hep_api.store.models import ChangeRow
from hep_api.store.patients import take_sequence
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


def announce(
    scope: Scope, patient_id: UUID, kind: str, ref_id: str, at: datetime, *, sequence: int | None = None
) -> int:
    """Add a change to a patient's feed and return its number; `sequence` when it was already reserved."""
    number = take_sequence(scope, patient_id) if sequence is None else sequence
    session().add(
        ChangeRow(patient_id=patient_id, sequence=number, clinic_id=scope.clinic_id, kind=kind, ref_id=ref_id, at=at)
    )
    return number


def list_changes(scope: Scope, patient_id: UUID, *, after: int = 0, limit: int = 100) -> list[ChangeRow]:
    """Changes numbered above `after`, oldest first, at most `limit`; a reader that follows the numbers skips none."""
    found = (
        select(ChangeRow)
        .where(
            in_reach(scope, ChangeRow.clinic_id, ChangeRow.patient_id),
            ChangeRow.patient_id == patient_id,
            ChangeRow.sequence > after,
        )
        .order_by(ChangeRow.sequence)
        .limit(limit)
    )
    return list(session().scalars(found))
