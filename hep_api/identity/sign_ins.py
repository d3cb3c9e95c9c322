"""Where somebody is signed in, and ending it; `at` is real time, `now` the product's."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.errors import NotFound
from hep_api.store import caregivers, tokens
from hep_api.store.db import write
from hep_api.store.models import TokenFamilyRow
from hep_api.store.scope import Role, Scope


def list_sign_ins(scope: Scope, at: datetime, now: datetime) -> dict[str, Any]:
    """The live sign-ins of whoever asks, newest first; each of a caregiver's acts for one patient."""
    acted_for = _acted_for(scope, now)
    return {"items": [_plain(scope, row, acted_for) for row in tokens.list_families(scope, at, now)]}


def end_sign_in(scope: Scope, sign_in_id: UUID, at: datetime, now: datetime) -> None:
    """End one of the own sign-ins and its pushes; raises NotFound, also for one that has ended."""
    with write():
        if sign_in_id not in {row.id for row in tokens.list_families(scope, at, now)}:
            raise NotFound("There is no such sign-in.")
        tokens.revoke_family(scope, sign_in_id, reason="ended", at=at)


def end_every_sign_in(scope: Scope, at: datetime) -> None:
    """End all of the own sign-ins, this one included."""
    with write():
        tokens.revoke_own(scope, reason="ended", at=at)


def _acted_for(scope: Scope, now: datetime) -> dict[UUID, dict[str, Any]]:
    if scope.role is not Role.CAREGIVER:
        return {}
    return {one.proxy.id: {"id": one.patient.id, "name": one.patient.name} for one in caregivers.list_mine(scope, now)}


def _plain(scope: Scope, row: TokenFamilyRow, acted_for: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "device_name": row.device_name,
        "began_at": row.created_at,
        "seen_at": max(row.seen_at, row.active_at or row.seen_at),
        "expires_at": row.expires_at,
        "current": row.id == scope.family_id,
        "acts_for": acted_for.get(row.proxy_id) if row.proxy_id else None,
        "emergency_id": row.emergency_id,
    }
