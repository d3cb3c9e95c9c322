"""Stored keys: made, opened, destroyed. What is opened of an audit chain stays in memory; patients' keys do not."""

from uuid import UUID, uuid4

from sqlalchemy import Select, select

from hep_api import clock, sealing
from hep_api.store.db import session
from hep_api.store.models import DataKeyRow
from hep_api.store.scope import Scope

AUDIT, PATIENT = "audit", "patient"

_chain_keys: dict[UUID, bytes] = {}


def add_key(scope: Scope, purpose: str, owner_id: UUID, key_id: UUID | None = None) -> DataKeyRow:
    """Make a random key of the scope's clinic and keep it wrapped; flushed, so that rows may name it."""
    row = DataKeyRow(
        id=key_id or uuid4(), clinic_id=scope.clinic_id, purpose=purpose, owner_id=owner_id, made_at=clock.real_now()
    )
    row.wrapped = sealing.installed().wrap(sealing.new_key(), row.about)
    session().add(row)
    session().flush()
    return row


def chain_key(scope: Scope, key_id: UUID) -> bytes:
    """A key of the clinic's audit chain; raises KeyError when it is gone, CannotOpen under another secret."""
    if key_id not in _chain_keys:
        found = select(DataKeyRow).where(
            DataKeyRow.clinic_id == scope.clinic_id, DataKeyRow.purpose == AUDIT, DataKeyRow.id == key_id
        )
        row = session().scalars(found).one_or_none()
        if row is None:
            raise KeyError(key_id)
        _chain_keys[key_id] = row.open()
    return _chain_keys[key_id]


def patient_key(scope: Scope, patient_id: UUID) -> DataKeyRow | None:
    """The key of a patient of the scope's clinic; None once it was destroyed."""
    return session().scalars(_of_patient(scope, patient_id)).one_or_none()


def destroy_patient_key(scope: Scope, patient_id: UUID) -> None:
    """Delete a patient's key: what it sealed opens for nobody any more, in copies of the database neither."""
    held = session().scalars(_of_patient(scope, patient_id).with_for_update()).one_or_none()
    if held is not None:
        session().delete(held)


def _of_patient(scope: Scope, patient_id: UUID) -> Select[DataKeyRow]:
    return select(DataKeyRow).where(
        DataKeyRow.clinic_id == scope.clinic_id, DataKeyRow.purpose == PATIENT, DataKeyRow.id == patient_id
    )
