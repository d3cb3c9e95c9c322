"""Token families: one sign-in on one device."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, select, update

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import DeviceRow, ProxyRow, RefreshTokenRow, TokenFamilyRow
from hep_api.store.reach import sign_in_stands
from hep_api.store.scope import Role, Scope


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs in: hashes of the device's own id and of the network address, None when not known."""

    device_hash: str | None = None
    device_name: str | None = None
    source_hash: str | None = None


NOWHERE = Place()


def begin_family(
    scope: Scope, *, refresh_hash: str, expires_at: datetime, at: datetime, place: Place = NOWHERE
) -> UUID:
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
        device_hash=place.device_hash,
        device_name=place.device_name,
        source_hash=place.source_hash,
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


def get_family(scope: Scope) -> TokenFamilyRow:
    """The sign-in that the scope came with; raises NotFound for a scope that came with none."""
    found = select(TokenFamilyRow).where(
        TokenFamilyRow.clinic_id == scope.clinic_id, TokenFamilyRow.id == scope.family_id
    )
    row = session().scalars(found).one_or_none()
    if row is None:
        raise NotFound("There is no such sign-in.")
    return row


def list_families(scope: Scope, at: datetime, now: datetime) -> list[TokenFamilyRow]:
    """The live sign-ins of whoever acts, newest first, at `at` in real time; what they hang on lives at `now`.

    A patient's are the own ones and not those of caregivers; a caregiver's are those for any patient.
    """
    found = (
        select(TokenFamilyRow)
        .where(
            *_own(scope),
            TokenFamilyRow.revoked_at.is_(None),
            TokenFamilyRow.expires_at > at,
            sign_in_stands(now),
        )
        .order_by(TokenFamilyRow.created_at.desc(), TokenFamilyRow.id)
    )
    return list(session().scalars(found))


def revoke_own(scope: Scope, *, reason: str, at: datetime) -> None:
    """End every sign-in of whoever acts, for a caregiver those for any patient."""
    found = select(TokenFamilyRow.id).where(*_own(scope), TokenFamilyRow.revoked_at.is_(None))
    for family_id in session().scalars(found).all():
        revoke_family(scope, family_id, reason=reason, at=at)


def note_activity(scope: Scope, at: datetime) -> None:
    """Note that the person behind the scope's sign-in made a request."""
    session().execute(
        update(TokenFamilyRow)
        .where(TokenFamilyRow.clinic_id == scope.clinic_id, TokenFamilyRow.id == scope.family_id)
        .values(active_at=at)
    )


def revoke_owner(scope: Scope, owner_id: UUID, *, reason: str, at: datetime, but: UUID | None = None) -> list[UUID]:
    """End every family of one person of the scope's clinic, `but` one; returns the ended ones."""
    found = select(TokenFamilyRow.id).where(
        TokenFamilyRow.clinic_id == scope.clinic_id,
        TokenFamilyRow.owner_id == owner_id,
        TokenFamilyRow.revoked_at.is_(None),
    )
    ended = [family_id for family_id in session().scalars(found).all() if family_id != but]
    for family_id in ended:
        revoke_family(scope, family_id, reason=reason, at=at)
    return ended


def _own(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """Sign-ins of whoever acts: a caregiver's hang on a leave, which everybody else's does not."""
    leaves = select(ProxyRow.id).where(ProxyRow.clinic_id == scope.clinic_id, ProxyRow.caregiver_id == scope.acts)
    mine = (
        TokenFamilyRow.proxy_id.in_(leaves)
        if scope.role is Role.CAREGIVER
        else and_(TokenFamilyRow.owner_id == scope.subject_id, TokenFamilyRow.proxy_id.is_(None))
    )
    return TokenFamilyRow.clinic_id == scope.clinic_id, mine


def _add_token(scope: Scope, family_id: UUID, refresh_hash: str, at: datetime) -> None:
    session().add(RefreshTokenRow(hash=refresh_hash, clinic_id=scope.clinic_id, family_id=family_id, issued_at=at))
