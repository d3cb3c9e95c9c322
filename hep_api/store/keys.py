"""Stored keys: made, opened, destroyed. What is opened of an audit chain stays in memory; patients' keys do not."""

from uuid import UUID, uuid4

from sqlalchemy import select

from hep_api import clock, sealing
from hep_api.store.db import session
from hep_api.store.models import DataKeyRow
from hep_api.store.scope import Scope

AUDIT = "audit"

_chain_keys: dict[UUID, bytes] = {}


def add_key(scope: Scope, purpose: str, owner_id: UUID, key_id: UUID | None = None) -> DataKeyRow:
    """Make a random key of the scope's clinic and keep it wrapped; flushed, so that rows may name it."""
    row_id = key_id or uuid4()
    wrapped = sealing.installed().wrap(sealing.new_key(), _about(purpose, row_id))
    row = DataKeyRow(
        id=row_id,
        clinic_id=scope.clinic_id,
        purpose=purpose,
        owner_id=owner_id,
        wrapped=wrapped,
        made_at=clock.real_now(),
    )
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
        _chain_keys[key_id] = open_key(row)
    return _chain_keys[key_id]


def open_key(row: DataKeyRow) -> bytes:
    """The key of a row; raises CannotOpen under another secret."""
    return sealing.installed().unwrap(row.wrapped, _about(row.purpose, row.id))


def _about(purpose: str, key_id: UUID) -> str:
    return f"key:{purpose}:{key_id}"
