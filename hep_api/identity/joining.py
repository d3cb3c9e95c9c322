"""Opens the account that a staff invite was for."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog

from hep_api.errors import FieldError, Invalid, Unauthenticated
from hep_api.identity.password_rules import password_mistake
from hep_api.identity.passwords import hash_password
from hep_api.settings import Settings
from hep_api.store import audit, clinics, entrance, staff
from hep_api.store.db import write
from hep_api.store.models import StaffInviteRow, StaffRow
from hep_api.store.scope import Role, Scope
from hep_api.tokens import hash_code

log = structlog.get_logger("hep.identity")


def join(settings: Settings, code: str, password: str, at: datetime) -> dict[str, Any]:
    """Open an account with a password; raises Unauthenticated, the same for every reason why a code does not open.

    Also for an address that signs in at another clinic: whether one does is nobody's business here. An account of
    this clinic that was closed opens again, so that what the person did stays that person's. Raises Invalid for a
    password that may not be chosen, after which the code still works.
    """
    # Before the transaction, whatever the code is: reading the list of common passwords takes a while the first time.
    _refuse_weak(password)
    password_hash = hash_password(password)
    with write():
        invite = entrance.hold_staff_invite(hash_code(settings.secret_key, code), at)
        known = entrance.find_account(invite.email) if invite else None
        if invite is not None and (known is None or _came_back(invite, known)):
            _refuse_weak(password, _names(invite))
            invite.redeemed_at = at
            row = known or _open(invite, at)
            row.name, row.role, row.locale = invite.name, invite.role, invite.locale
            row.password_hash, row.disabled_at = password_hash, None
            audit.append(Scope(row.clinic_id, row.id, Role(row.role)), "staff.joined", about={"staff": row.id})
            return {"id": row.id, "email": row.email, "role": row.role}
        if known is not None:
            log.warning("invite_for_a_known_address", staff_id=str(known.id))
    raise Unauthenticated("This code does not open anything; ask your clinic for a new one.", code="invite_invalid")


def _names(invite: StaffInviteRow) -> tuple[str, ...]:
    clinic = clinics.get_clinic(Scope(invite.clinic_id, uuid4(), Role(invite.role)))
    return clinic.name, invite.email, invite.name


def _refuse_weak(password: str, about: tuple[str, ...] = ()) -> None:
    mistake = password_mistake(password, about)
    if mistake:
        raise Invalid("Some fields cannot be used.", [FieldError("password", mistake)])


def _came_back(invite: StaffInviteRow, known: StaffRow) -> bool:
    return known.clinic_id == invite.clinic_id and known.disabled_at is not None


def _open(invite: StaffInviteRow, at: datetime) -> StaffRow:
    scope = Scope(invite.clinic_id, uuid4(), Role(invite.role))
    row = StaffRow(
        id=scope.subject_id,
        email=invite.email,
        password_hash="",
        name=invite.name,
        role=invite.role,
        locale=invite.locale,
        zone=clinics.get_clinic(scope).zone,
        created_at=at,
    )
    staff.add_staff(scope, row)
    return row
