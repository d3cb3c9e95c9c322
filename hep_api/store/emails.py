"""E-mails owed to staff of one clinic, and to those whom it invites."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from hep_api.store.db import session
from hep_api.store.models import EmailRow, StaffInviteRow
from hep_api.store.scope import Scope

USEFUL: Final = timedelta(days=2)
"""How long a notice is worth sending."""


def owe_email(scope: Scope, staff_id: UUID, kind: str, at: datetime, useful: timedelta = USEFUL) -> None:
    """Owe a member of staff of the scope's clinic an e-mail of a kind; it is sent after the transaction."""
    session().add(
        EmailRow(
            id=uuid4(),
            clinic_id=scope.clinic_id,
            staff_id=staff_id,
            kind=kind,
            created_at=at,
            expires_at=at + useful,
            next_attempt_at=at,
        )
    )


def owe_invitation(scope: Scope, invite: StaffInviteRow) -> None:
    """Owe whom an invite of the scope's clinic is for an e-mail that brings it, as long as it opens something."""
    session().add(
        EmailRow(
            id=uuid4(),
            clinic_id=scope.clinic_id,
            staff_invite_id=invite.id,
            kind="staff_invite",
            created_at=invite.created_at,
            expires_at=invite.expires_at,
            next_attempt_at=invite.created_at,
        )
    )
