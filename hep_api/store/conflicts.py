"""Conflicts of patients within reach: what stands, and what was set aside for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
from sqlalchemy import select, update

from hep_api import sealing
from hep_api.codec import canonical
from hep_api.errors import NotFound
from hep_api.store import audit, keys
from hep_api.store.changes import announce
from hep_api.store.db import session
from hep_api.store.models import ConflictRow
from hep_api.store.patients import lock_patient
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two edits of one subject that crossed; `later_stands` says which of them counts."""

    patient_id: UUID
    subject: str
    subject_id: UUID
    stands: dict[str, Any]
    set_aside: dict[str, Any]
    later_stands: bool = False
    request_id: UUID | None = None


def keep_both(scope: Scope, crossing: Crossing, now: datetime) -> UUID:
    """Keep both values of edits that crossed and announce it; returns the conflict's id, the same for every retry."""
    lock_patient(scope, crossing.patient_id)
    said = canonical([crossing.stands, crossing.set_aside])
    conflict_id = uuid5(NAMESPACE_URL, f"hep:conflict:{crossing.subject}:{crossing.subject_id}:{said.decode()}")
    known, key = session().get(ConflictRow, conflict_id), keys.patient_key(scope, crossing.patient_id)
    if known is None and key is not None:
        row = ConflictRow(
            id=conflict_id,
            clinic_id=scope.clinic_id,
            patient_id=crossing.patient_id,
            subject=crossing.subject,
            subject_id=crossing.subject_id,
            winner="later" if crossing.later_stands else "earlier",
            values=sealing.seal(key.open(), said, _about(conflict_id)),
            sent_by=scope.subject_id,
            sent_as=scope.role.value,
            request_id=crossing.request_id,
            at=now,
        )
        session().add(row)
        audit.append(scope, "conflict.kept", about={"patient": crossing.patient_id, "conflict": conflict_id})
        announce(scope, crossing.patient_id, "conflict", str(conflict_id), now)
    return conflict_id


def values_of(scope: Scope, row: ConflictRow) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands and what was set aside; both empty once the patient was erased."""
    key = keys.patient_key(scope, row.patient_id)
    if key is None:
        return {}, {}
    stands, set_aside = orjson.loads(sealing.unseal(key.open(), row.values, _about(row.id)))
    return stands, set_aside


def _about(conflict_id: UUID) -> str:
    """What sealed values are bound to."""
    return f"conflict:{conflict_id}:values"


def list_conflicts(scope: Scope, patient_id: UUID) -> list[ConflictRow]:
    """Every conflict about a patient, newest first; none when the patient is out of reach."""
    found = select(ConflictRow).where(
        in_reach(scope, ConflictRow.clinic_id, ConflictRow.patient_id), ConflictRow.patient_id == patient_id
    )
    return list(session().scalars(found.order_by(ConflictRow.at.desc(), ConflictRow.id)))


def settle_conflict(scope: Scope, conflict_id: UUID, now: datetime) -> ConflictRow:
    """Somebody has looked at both values; settling twice changes nothing. Raises NotFound."""
    found = select(ConflictRow).where(
        in_reach(scope, ConflictRow.clinic_id, ConflictRow.patient_id), ConflictRow.id == conflict_id
    )
    row = session().scalars(found.with_for_update(of=ConflictRow)).one_or_none()
    if row is None:
        raise NotFound("There is no such conflict.")
    if row.settled_at is None:
        row.settled_at, row.settled_by = now, scope.subject_id
        audit.append(scope, "conflict.settled", about={"patient": row.patient_id, "conflict": row.id})
    return row


def settle_request(scope: Scope, patient_id: UUID, request_id: UUID, now: datetime) -> None:
    """An edit that was set aside has been sent again upon what stands: whoever sent it has seen both."""
    settled = session().scalars(
        update(ConflictRow)
        .where(
            ConflictRow.clinic_id == scope.clinic_id,
            ConflictRow.patient_id == patient_id,
            ConflictRow.request_id == request_id,
            ConflictRow.settled_at.is_(None),
        )
        .values(settled_at=now, settled_by=scope.subject_id)
        .returning(ConflictRow.id)
        .execution_options(synchronize_session=False)
    )
    for conflict_id in settled.all():
        audit.append(scope, "conflict.settled", about={"patient": patient_id, "conflict": conflict_id})
