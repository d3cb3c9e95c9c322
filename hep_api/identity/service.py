"""Sign in, pair a phone, renew and end a sign-in; instants here are real time, never the demo's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from hep_api.errors import Unauthenticated
from hep_api.identity import passwords
from hep_api.settings import Settings
from hep_api.store import audit, entrance, tokens
from hep_api.store.db import write
from hep_api.store.models import RefreshTokenRow, StaffRow, TokenFamilyRow
from hep_api.store.scope import Role, Scope
from hep_api.tokens import AccessClaims, hash_code, hash_refresh, mint_access, mint_refresh, succeed_refresh

GRACE = timedelta(seconds=60)
"""How long a used refresh token gives its successor again: a phone in a lift loses replies."""
MOST_ATTEMPTS = 5
"""Wrong birth years after which an invite is closed."""

log = structlog.get_logger("hep.identity")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client keeps: `expires_in` is the life of the access token in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - a scheme's name


def login(settings: Settings, email: str, password: str, at: datetime) -> Tokens:
    """Sign a staff member in; raises Unauthenticated, the same for a wrong password and an unknown e-mail."""
    staff = entrance.find_staff_by_email(email)
    if not passwords.is_right(staff.password_hash if staff else None, password) or staff is None:
        # Told either way, so that an unknown address costs what a known one costs.
        _tell_refused(staff)
        raise Unauthenticated("E-mail or password is wrong.", code="credentials_invalid")
    scope = Scope(staff.clinic_id, staff.id, Role(staff.role))
    with write():
        return begin(settings, scope, at)


def redeem(settings: Settings, code: str, birth_year: int | None, at: datetime) -> Tokens:
    """Pair the phone of a patient, or of a caregiver.

    Raises Unauthenticated, the same for every reason why an invite does not open.
    """
    with write():
        opened = _open_invite(hash_code(settings.secret_key, code), birth_year, at)
        if opened is not None:
            return begin(settings, opened, at)
    # Raised after the commit, so that a wrong birth year was counted.
    raise Unauthenticated("This code does not open anything; ask your clinic for a new one.", code="invite_invalid")


def refresh(settings: Settings, token: str, at: datetime) -> Tokens:
    """Exchange a refresh token for new tokens; raises Unauthenticated.

    A token that was used before ends the whole sign-in, unless its reply was lost a moment ago: then the same
    successor is given again, as long as nobody has used that one.
    """
    with write():
        held = entrance.hold_refresh(hash_refresh(token))
        renewed = _renew(settings, token, *held, at) if held else None
    if renewed is None:
        raise Unauthenticated("This sign-in has ended; sign in again.", code="signed_out")
    return renewed


def logout(scope: Scope, at: datetime) -> None:
    """End this device's sign-in and its pushes; other devices stay signed in."""
    if scope.family_id is None:
        return
    with write():
        tokens.revoke_family(scope, scope.family_id, reason="logout", at=at)


def _tell_refused(staff: StaffRow | None) -> None:
    scope = Scope(staff.clinic_id, staff.id, Role(staff.role)) if staff else audit.INSTALLATION
    with write():
        audit.append(scope, "sign_in.refused", about={"staff": staff.id if staff else None})


def begin(settings: Settings, scope: Scope, at: datetime) -> Tokens:
    """A sign-in of the scope's subject, inside a transaction; `at` is real time."""
    token = mint_refresh()
    expires_at = at + timedelta(days=settings.refresh_days)
    family_id = tokens.begin_family(scope, refresh_hash=hash_refresh(token), expires_at=expires_at, at=at)
    return _issue(settings, scope, family_id, token, at)


def _issue(settings: Settings, scope: Scope, family_id: UUID, token: str, at: datetime) -> Tokens:
    claims = AccessClaims(scope.clinic_id, scope.subject_id, family_id, patient=scope.is_of_patient)
    access = mint_access(settings.secret_key, claims, at, settings.access_minutes)
    return Tokens(access, token, settings.access_minutes * 60)


def _open_invite(code_hash: str, birth_year: int | None, at: datetime) -> Scope | None:
    held = entrance.hold_invite(code_hash, at)
    if held is None:
        return None
    invite, patient, proxy = held
    scope = Scope(patient.clinic_id, patient.id, Role.PATIENT) if proxy is None else entrance.scope_by(proxy)
    about = {"patient": patient.id, "invite": invite.id}
    if patient.birth_year is not None and patient.birth_year != birth_year:
        invite.attempts += 1
        invite.revoked_at = at if invite.attempts >= MOST_ATTEMPTS else None
        audit.append(scope, "invite.refused", about=about, details={"attempts": invite.attempts})
        return None
    invite.redeemed_at = at
    audit.append(scope, "invite.redeemed", about=about)
    return scope


def _renew(settings: Settings, token: str, row: RefreshTokenRow, family: TokenFamilyRow, at: datetime) -> Tokens | None:
    known = entrance.find_caller(
        patient=family.owner_kind == "patient",
        clinic_id=family.clinic_id,
        subject_id=family.owner_id,
        family_id=family.id,
        at=at,
    )
    if known is None:
        return None
    successor = succeed_refresh(settings.secret_key, token)
    if row.used_at is None:
        tokens.rotate(known.scope, family.id, row, successor_hash=hash_refresh(successor), at=at)
    elif at - row.used_at > GRACE or entrance.was_used(hash_refresh(successor)):
        tokens.revoke_family(known.scope, family.id, reason="reuse", at=at)
        log.warning("refresh_token_reused", family_id=str(family.id))
        return None
    return _issue(settings, known.scope, family.id, successor, at)
