"""Addresses that the push provider no longer knows (for workers)."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from hep_api.store.db import across, session
from hep_api.store.models import DeviceRow


@dataclass(frozen=True, slots=True)
class Address:
    """A device's push address as it was read; `live` False when nothing may be sent there any more."""

    device_id: UUID
    kind: str
    value: str = field(repr=False)
    live: bool = True


@across()
def forget_address(address: Address, now: datetime) -> bool:
    """Forget exactly this value; False when the device has another by now, which stays."""
    forgotten = session().execute(
        update(DeviceRow)
        .where(
            DeviceRow.id == address.device_id,
            DeviceRow.address_kind == address.kind,
            DeviceRow.address_value == address.value,
            DeviceRow.gone_at.is_(None),
        )
        .values(gone_at=now)
        .returning(DeviceRow.id)
        .execution_options(synchronize_session=False)
    )
    return forgotten.one_or_none() is not None
