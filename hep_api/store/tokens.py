"""Token families: one sign-in on one device."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update

from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import DeviceRow, RefreshTokenRow, TokenFamilyRow
from hep_api.store.scope import Scope


def begin_family(scope: Scope, *, refresh_hash: str, expires_at: datetime, at: datetime) -> UUID:
    """Start a family for the scope's subject with its first refresh token; returns the family's id."""
    kind = "patient" if scope.is_of_patient else "staff"
    family = TokenFamilyRow(
        id=uuid4(),
        clinic_id=scope.clinic_id,
        owner_kind=kind,
        owner_id=scope.subject_id,
        proxy_id=scope.proxy_id,
        emergency_id=scope.break_glass_id,
        created_at=at,
        seen_at=at,
        expires_at=expires_at,
    )
    session().add(family)
    _add_token(scope, family.id, refresh_hash, at)
    audit.append(scope, "sign_in.begun", about={kind: scope.subject_id, "family": family.id})
    return family.id


def rotate(scope: Scope, family_id: UUID, token: RefreshTokenRow, *, successor_hash: str, at: datetime) -> None:
    """Exchange a refresh token that the transaction holds for its successor."""
    token.used_at = at
    token.successor_hash = successor_hash
    _add_token(scope, family_id, successor_hash, at)
    session().execute(
        update(TokenFamilyRow)
        .where(TokenFamilyRow.clinic_id == scope.clinic_id, TokenFamilyRow.id == family_id)
        .values(seen_at=at)
    )


def revoke_family(scope: Scope, family_id: UUID, *, reason: str, at: datetime) -> None:
    """End a family of the scope's clinic, and pushes to the devices it registered; the first reason stays."""
    ended = session().execute(
        update(TokenFamilyRow)
        .where(
            TokenFamilyRow.clinic_id == scope.clinic_id,
            TokenFamilyRow.id == family_id,
            TokenFamilyRow.revoked_at.is_(None),
        )
        .values(revoked_at=at, revoked_reason=reason)
        .returning(TokenFamilyRow.owner_kind, TokenFamilyRow.owner_id)
    )
    for owner_kind, owner_id in ended.all():
        about = {owner_kind: owner_id, "family": family_id}
        audit.append(scope, "sign_in.ended", about=about, details={"reason": reason})
    session().execute(
        update(DeviceRow)
        .where(DeviceRow.clinic_id == scope.clinic_id, DeviceRow.family_id == family_id, DeviceRow.gone_at.is_(None))
        .values(gone_at=at)
    )


def revoke_owner(scope: Scope, owner_id: UUID, *, reason: str, at: datetime) -> None:
    """End every family of one person of the scope's clinic."""
    found = select(TokenFamilyRow.id).where(
        TokenFamilyRow.clinic_id == scope.clinic_id,
        TokenFamilyRow.owner_id == owner_id,
        TokenFamilyRow.revoked_at.is_(None),
    )
    for family_id in session().scalars(found).all():
        revoke_family(scope, family_id, reason=reason, at=at)


def _add_token(scope: Scope, family_id: UUID, refresh_hash: str, at: datetime) -> None:
    session().add(RefreshTokenRow(hash=refresh_hash, clinic_id=scope.clinic_id, family_id=family_id, issued_at=at))
