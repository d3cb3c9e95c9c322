"""The devices of whoever asks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session, write
from hep_api.store.models import DeviceRow
from hep_api.store.scope import Role, Scope

MOST_DEVICES = 10
"""Live devices of one person; one more retires the one that was longest not heard of."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What a phone says about itself; `client_id` is the id it chose, unique within its owner."""

    client_id: UUID
    address_kind: str
    address_value: str
    platform: str
    app_version: str


def register_device(scope: Scope, registration: Registration, now: datetime) -> DeviceRow:
    """Register or refresh a device of whoever asks, in a transaction of its own.

    A push address belongs to the last that registered it: on a phone that changes hands the old owner's device ends
    here, so nobody gets another's notices.
    """
    try:
        with write():
            return _register(scope, registration, now)
    except IntegrityError:
        # Two people registered one address at the same moment; the second try sees the first's row and moves it.
        with write():
            return _register(scope, registration, now)


def forget_device(scope: Scope, client_id: UUID, now: datetime) -> None:
    """Send nothing to a device of whoever asks any more; raises NotFound for one it never had."""
    row = session().scalars(_mine(scope, client_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such device.")
    row.gone_at = row.gone_at or now
    audit.append(scope, "device.forgotten", about={_owner_kind(scope): scope.subject_id, "device": row.id})


def _register(scope: Scope, registration: Registration, now: datetime) -> DeviceRow:
    row = session().scalars(_mine(scope, registration.client_id).with_for_update()).one_or_none()
    # On purpose over all clinics: a phone has one address, whoever holds it.
    session().execute(
        update(DeviceRow)
        .where(
            DeviceRow.address_kind == registration.address_kind,
            DeviceRow.address_value == registration.address_value,
            DeviceRow.gone_at.is_(None),
            *([DeviceRow.id != row.id] if row else []),
        )
        .values(gone_at=now)
        .execution_options(synchronize_session=False)
    )
    if row is None:
        row = DeviceRow(
            id=uuid4(),
            clinic_id=scope.clinic_id,
            client_id=registration.client_id,
            owner_kind=_owner_kind(scope),
            owner_id=scope.subject_id,
            registered_at=now,
        )
        session().add(row)
    row.family_id = scope.family_id
    row.address_kind, row.address_value = registration.address_kind, registration.address_value
    row.platform, row.app_version = registration.platform, registration.app_version
    row.seen_at, row.gone_at = now, None
    session().flush()
    _retire_the_rest(scope, now)
    audit.append(scope, "device.registered", about={_owner_kind(scope): scope.subject_id, "device": row.id})
    return row


def _owner_kind(scope: Scope) -> str:
    return "patient" if scope.role is Role.PATIENT else "staff"


def _retire_the_rest(scope: Scope, now: datetime) -> None:
    live = (
        select(DeviceRow)
        .where(
            DeviceRow.clinic_id == scope.clinic_id,
            DeviceRow.owner_id == scope.subject_id,
            DeviceRow.gone_at.is_(None),
        )
        .order_by(DeviceRow.seen_at.desc(), DeviceRow.registered_at.desc())
        .offset(MOST_DEVICES)
    )
    for row in session().scalars(live):
        row.gone_at = now


def _mine(scope: Scope, client_id: UUID) -> Select[DeviceRow]:
    return select(DeviceRow).where(
        DeviceRow.clinic_id == scope.clinic_id,
        DeviceRow.owner_id == scope.subject_id,
        DeviceRow.client_id == client_id,
    )
