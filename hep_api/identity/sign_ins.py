"""Where somebody is signed in, and ending it; instants are real time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.errors import NotFound
from hep_api.store import tokens
from hep_api.store.db import write
from hep_api.store.scope import Scope


def list_sign_ins(scope: Scope, at: datetime) -> dict[str, Any]:
    """The caller's live sign-ins, newest first."""
    return {
        "items": [
            {
                "id": row.id,
                "device_name": row.device_name,
                "began_at": row.created_at,
                "seen_at": max(row.seen_at, row.active_at or row.seen_at),
                "expires_at": row.expires_at,
                "current": row.id == scope.family_id,
            }
            for row in tokens.list_families(scope, at)
        ]
    }


def end_sign_in(scope: Scope, sign_in_id: UUID, at: datetime) -> None:
    """End one of the caller's sign-ins and its pushes; raises NotFound, also for one that has ended."""
    with write():
        if sign_in_id not in {row.id for row in tokens.list_families(scope, at)}:
            raise NotFound("There is no such sign-in.")
        tokens.revoke_family(scope, sign_in_id, reason="ended", at=at)


def end_every_sign_in(scope: Scope, at: datetime) -> None:
    """End all of the caller's sign-ins, this one included."""
    with write():
        tokens.revoke_owner(scope, scope.subject_id, reason="ended", at=at)
