"""Invites of staff of one clinic."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, update

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import StaffInviteRow
from hep_api.store.scope import Scope


def add_staff_invite(scope: Scope, row: StaffInviteRow) -> None:
    """Keep an invite of the scope's clinic; older open ones to the same address are taken back."""
    row.clinic_id = scope.clinic_id
    row.email = row.email.strip().lower()
    session().execute(
        update(StaffInviteRow)
        .where(
            StaffInviteRow.clinic_id == scope.clinic_id,
            StaffInviteRow.email == row.email,
            StaffInviteRow.redeemed_at.is_(None),
            StaffInviteRow.revoked_at.is_(None),
        )
        .values(revoked_at=row.created_at)
    )
    session().add(row)
    audit.append(scope, "staff.invited", about={"staff_invite": row.id}, details={"role": row.role})


def list_open_staff_invites(scope: Scope, at: datetime) -> list[StaffInviteRow]:
    """Invites of the scope's clinic that still open something at `at`, newest first."""
    found = _open(scope).where(StaffInviteRow.expires_at > at)
    return list(session().scalars(found.order_by(StaffInviteRow.created_at.desc(), StaffInviteRow.id)))


def revoke_staff_invite(scope: Scope, invite_id: UUID, at: datetime) -> None:
    """Take an open invite of the scope's clinic back; raises NotFound when there is none such."""
    row = session().scalars(_open(scope).where(StaffInviteRow.id == invite_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such invite.")
    row.revoked_at = at
    audit.append(scope, "staff_invite.revoked", about={"staff_invite": row.id})


def _open(scope: Scope) -> Select[StaffInviteRow]:
    return select(StaffInviteRow).where(
        StaffInviteRow.clinic_id == scope.clinic_id,
        StaffInviteRow.redeemed_at.is_(None),
        StaffInviteRow.revoked_at.is_(None),
    )
