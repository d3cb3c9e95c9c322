"""Sign in, pair a phone, renew and end a sign-in; instants here are real time, never the demo's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from hep_api.errors import Unauthenticated
from hep_api.identity import passwords, second_factor
from hep_api.settings import Settings
from hep_api.store import audit, callers, entrance, tokens
from hep_api.store.db import write
from hep_api.store.models import RefreshTokenRow, StaffRow, TokenFamilyRow
from hep_api.store.scope import Role, Scope
from hep_api.store.staff import replace_password
from hep_api.store.tokens import NOWHERE, Place
from hep_api.tokens import (
    CHALLENGE_MINUTES,
    AccessClaims,
    Challenge,
    find_challenge,
    hash_code,
    hash_refresh,
    keyed_hash,
    mint_access,
    mint_challenge,
    mint_refresh,
    succeed_refresh,
)

GRACE = timedelta(seconds=60)
"""How long a used refresh token gives its successor again: a phone in a lift loses replies."""
MOST_ATTEMPTS = 5
"""Tries with a wrong birth year after which an invite is closed."""

log = structlog.get_logger("hep.identity")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client keeps: `expires_in` is the life of the access token in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - a scheme's name


def login(
    settings: Settings, email: str, password: str, at: datetime, *, code: str | None = None, place: Place = NOWHERE
) -> Tokens:
    """Sign a staff member in; raises Unauthenticated, the same for a wrong password and an unknown e-mail.

    Who has a second factor sends its `code` as well, or gets a challenge to answer with it (`second_factor_required`).
    """
    staff = entrance.find_staff_by_email(email)
    if not passwords.is_right(staff.password_hash if staff else None, password) or staff is None:
        # Told either way, so that an unknown address costs what a known one costs.
        _tell_refused(_scope_of(staff) if staff else None, "credentials")
        raise Unauthenticated("E-mail or password is wrong.", code="credentials_invalid")
    scope = _scope_of(staff)
    if code is None and second_factor.is_on(scope):
        challenge = Challenge(staff.email, staff.id, _proof(settings, staff))
        raise Unauthenticated(
            "Send a code of your authenticator app, or a recovery code.",
            code="second_factor_required",
            details={
                "challenge": mint_challenge(settings.secret_key, challenge, at),
                "expires_in": CHALLENGE_MINUTES * 60,
            },
        )
    before, after = staff.password_hash, passwords.renewed_hash(staff.password_hash, password)
    entered = _enter(settings, scope, code, place, at)
    if after:
        with write():
            replace_password(scope, scope.subject_id, before, after)
    return entered


def answer_challenge(settings: Settings, challenge: str, code: str, place: Place, at: datetime) -> Tokens:
    """The second step of signing in; raises Unauthenticated for a challenge that is over and for a wrong code."""
    known = find_challenge(settings.secret_key, challenge, at)
    staff = entrance.find_staff_by_email(known.email) if known else None
    if known is None or staff is None or (staff.id, _proof(settings, staff)) != (known.staff_id, known.proof):
        raise Unauthenticated("This challenge is over; sign in again.", code="challenge_invalid")
    return _enter(settings, _scope_of(staff), code, place, at)


def redeem(settings: Settings, code: str, birth_year: int | None, at: datetime, place: Place = NOWHERE) -> Tokens:
    """Pair the phone of a patient, or of a caregiver.

    Raises Unauthenticated, the same for every reason why an invite does not open.
    """
    with write():
        opened = _open_invite(settings, code, birth_year, at)
        if opened is not None:
            return _begin(settings, opened, at, place)
    # Raised after the commit, so that the try was counted.
    raise Unauthenticated("This code does not open anything; ask your clinic for a new one.", code="invite_invalid")


def refresh(settings: Settings, token: str, at: datetime, device_hash: str | None = None) -> Tokens:
    """Exchange a refresh token for new tokens; raises Unauthenticated.

    A token that was used before ends the whole sign-in, unless its reply was lost a moment ago: then the same
    successor is given again, as long as nobody has used that one. So does a token that another device presents.
    """
    with write():
        held = entrance.hold_refresh(hash_refresh(token))
        renewed = _renew(settings, token, held, device_hash, at) if held else None
    if renewed is None:
        raise Unauthenticated("This sign-in has ended; sign in again.", code="signed_out")
    return renewed


def logout(scope: Scope, at: datetime) -> None:
    """End this device's sign-in and its pushes; other devices stay signed in."""
    if scope.family_id is None:
        return
    with write():
        tokens.revoke_family(scope, scope.family_id, reason="logout", at=at)


def _enter(settings: Settings, scope: Scope, code: str | None, place: Place, at: datetime) -> Tokens:
    with write():
        if not second_factor.is_on(scope) or (code and second_factor.use_code(settings, scope, code, at)):
            return _begin(settings, scope, at, place)
    _tell_refused(scope, "second_factor")
    raise Unauthenticated("This code is wrong or was used before.", code="second_factor_invalid")


def begin_beside(settings: Settings, asks: Scope, scope: Scope, at: datetime) -> Tokens:
    """A further sign-in on the device of the one that asks, inside a transaction; it ends no later than that one."""
    beside = tokens.get_family(asks)
    place = Place(beside.device_hash, beside.device_name, beside.source_hash)
    return _begin(settings, scope, at, place, no_later=beside.expires_at)


def _begin(settings: Settings, scope: Scope, at: datetime, place: Place, *, no_later: datetime | None = None) -> Tokens:
    token = mint_refresh()
    life = timedelta(days=settings.refresh_days) if scope.is_of_patient else timedelta(hours=settings.staff_hours)
    ends = at + life if no_later is None else min(at + life, no_later)
    family_id = tokens.begin_family(scope, refresh_hash=hash_refresh(token), expires_at=ends, at=at, place=place)
    return _issue(settings, scope, family_id, token, at)


def _tell_refused(scope: Scope | None, reason: str) -> None:
    with write():
        about = {"staff": scope.subject_id} if scope else {}
        audit.append(scope or audit.INSTALLATION, "sign_in.refused", about=about, details={"reason": reason})


def _scope_of(staff: StaffRow) -> Scope:
    return Scope(staff.clinic_id, staff.id, Role(staff.role))


def _proof(settings: Settings, staff: StaffRow) -> str:
    return keyed_hash(settings.secret_key, "proof", staff.password_hash)


def _issue(settings: Settings, scope: Scope, family_id: UUID, token: str, at: datetime) -> Tokens:
    claims = AccessClaims(scope.clinic_id, scope.subject_id, family_id, patient=scope.is_of_patient)
    access = mint_access(settings.secret_key, claims, at, settings.access_minutes)
    return Tokens(access, token, settings.access_minutes * 60)


def _open_invite(settings: Settings, code: str, birth_year: int | None, at: datetime) -> Scope | None:
    """The same statements for a known and an unknown code: how long it takes tells nothing."""
    code_hash = hash_code(settings.secret_key, code)
    held = entrance.hold_invite(code_hash, at)
    tries = entrance.count_tries(code_hash, at - timedelta(hours=settings.invite_hours))
    scope, about = audit.INSTALLATION, {}
    if held is not None:
        invite, patient, proxy = held
        scope = Scope(patient.clinic_id, patient.id, Role.PATIENT) if proxy is None else callers.scope_by(proxy)
        about = {"patient": patient.id, "invite": invite.id}
        if tries < MOST_ATTEMPTS and patient.birth_year in {None, birth_year}:
            invite.redeemed_at = at
            audit.append(scope, "invite.redeemed", about=about)
            return scope
    entrance.note_try(code_hash, at)
    audit.append(scope, "invite.refused", about=about, details={"tries": tries + 1})
    return None


def _renew(
    settings: Settings, token: str, held: tuple[RefreshTokenRow, TokenFamilyRow], device_hash: str | None, at: datetime
) -> Tokens | None:
    row, family = held
    patient = family.owner_kind == "patient"
    known = callers.find_caller(
        patient=patient, clinic_id=family.clinic_id, subject_id=family.owner_id, family_id=family.id, at=at
    )
    if known is None or (patient and at - family.seen_at > timedelta(days=settings.refresh_idle_days)):
        return None
    successor = succeed_refresh(settings.secret_key, token)
    stolen = _stolen_by(row, family, hash_refresh(successor), device_hash, at)
    if stolen:
        tokens.revoke_family(known.scope, family.id, reason=stolen, at=at)
        log.warning("refresh_token_stolen", reason=stolen, family_id=str(family.id))
        return None
    if row.used_at is None:
        tokens.rotate(known.scope, family.id, row, successor_hash=hash_refresh(successor), at=at)
    return _issue(settings, known.scope, family.id, successor, at)


def _stolen_by(
    row: RefreshTokenRow, family: TokenFamilyRow, successor_hash: str, device_hash: str | None, at: datetime
) -> str | None:
    """What gives away that a token is in other hands, or None."""
    if family.device_hash not in (None, device_hash):
        return "device"
    used = row.used_at is not None and (at - row.used_at > GRACE or entrance.was_used(successor_hash))
    return "reuse" if used else None
