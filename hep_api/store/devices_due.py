"""Which devices may still be reached, and addresses that the push provider no longer knows (for workers)."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, update

from hep_api.store.db import session
from hep_api.store.models import DeviceRow, TokenFamilyRow


@dataclass(frozen=True, slots=True)
class Address:
    """A device's push address as it was read; `live` False when nothing may be sent there any more."""

    device_id: UUID
    kind: str
    value: str = field(repr=False)
    live: bool = True


def reachable() -> ColumnElement[bool]:
    """A condition on devices: not gone, and the sign-in that registered it was not ended (a signed-out phone)."""
    ended = exists().where(
        TokenFamilyRow.clinic_id == DeviceRow.clinic_id,
        TokenFamilyRow.id == DeviceRow.family_id,
        TokenFamilyRow.revoked_at.is_not(None),
    )
    return and_(DeviceRow.gone_at.is_(None), ~ended)


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
