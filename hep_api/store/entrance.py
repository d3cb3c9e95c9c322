"""The reads at the door, before there is a Scope: who signs in, and what a secret opens.

Whoever is found is taken inside: from then on the session is in that one clinic. On PostgreSQL the door shows a row to
nobody but those who name its e-mail address or its secret exactly.
"""

from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hep_api import clock
from hep_api.store.binding import Bound
from hep_api.store.db import bound_to, enter, session
from hep_api.store.models import (
    InviteRow,
    InviteTryRow,
    PatientRow,
    ProxyRow,
    RefreshTokenRow,
    ResetRequestRow,
    ResetTokenRow,
    StaffInviteRow,
    StaffRow,
    TokenFamilyRow,
)
from hep_api.store.reach import proxy_lives

STOLEN: Final = ("reuse", "device")
"""Why a sign-in ended when its token was in other hands."""


def find_staff_by_email(email: str) -> StaffRow | None:
    """The live account of an e-mail address, or None."""
    found = select(StaffRow).where(StaffRow.email == _plain(email), StaffRow.disabled_at.is_(None))
    with bound_to(Bound(key=_plain(email))):
        row = session().scalars(found).one_or_none()
    enter(row.clinic_id if row else None)
    return row


def is_email_taken(email: str) -> bool:
    """Whether an account of any clinic has this e-mail address, a disabled one included."""
    with bound_to(Bound(key=_plain(email))):
        return session().scalar(select(StaffRow.id).where(StaffRow.email == _plain(email))) is not None


def hold_invite(code_hash: str, at: datetime) -> tuple[InviteRow, PatientRow, ProxyRow | None] | None:
    """An invite that still opens at `at`, held until the transaction ends, with its patient; or None.

    The third is the leave of the caregiver whom it is for; a patient's own has none.
    """
    found = (
        select(InviteRow, PatientRow, ProxyRow)
        .join(PatientRow, and_(PatientRow.clinic_id == InviteRow.clinic_id, PatientRow.id == InviteRow.patient_id))
        .outerjoin(ProxyRow, and_(ProxyRow.id == InviteRow.proxy_id, proxy_lives(clock.now())))
        .where(
            or_(InviteRow.proxy_id.is_(None), ProxyRow.id.is_not(None)),
            InviteRow.code_hash == code_hash,
            InviteRow.redeemed_at.is_(None),
            InviteRow.revoked_at.is_(None),
            InviteRow.expires_at > at,
            PatientRow.archived_at.is_(None),
        )
        .with_for_update(of=InviteRow)
    )
    _enter_by(InviteRow, InviteRow.code_hash, code_hash)
    return session().execute(found).one_or_none()


def hold_staff_invite(code_hash: str, at: datetime) -> StaffInviteRow | None:
    """An invite of staff that still opens at `at`, held until the transaction ends; or None."""
    found = (
        select(StaffInviteRow)
        .where(
            StaffInviteRow.code_hash == code_hash,
            StaffInviteRow.redeemed_at.is_(None),
            StaffInviteRow.revoked_at.is_(None),
            StaffInviteRow.expires_at > at,
        )
        .with_for_update()
    )
    _enter_by(StaffInviteRow, StaffInviteRow.code_hash, code_hash)
    return session().scalars(found).one_or_none()


def find_account(email: str) -> StaffRow | None:
    """The account that has an e-mail address, at any clinic, a closed one too; or None."""
    with bound_to(Bound(key=_plain(email))):
        return session().scalars(select(StaffRow).where(StaffRow.email == _plain(email))).one_or_none()


def knows_place(email: str, *, device_hash: str | None, source_hash: str, since: datetime) -> bool:
    """Whether the account of an address was signed in to from this device or source after `since`.

    Without a device, only the source counts; a sign-in that was ended because its token was stolen never does. As
    many statements for an address that nobody has.
    """
    owner = select(StaffRow.id, StaffRow.clinic_id).where(StaffRow.email == _plain(email))
    with bound_to(Bound(key=_plain(email))):
        staff_id, clinic_id = session().execute(owner).one_or_none() or (None, None)
    place = (
        TokenFamilyRow.source_hash == source_hash if device_hash is None else TokenFamilyRow.device_hash == device_hash
    )
    signed_in = select(TokenFamilyRow.id).where(
        TokenFamilyRow.owner_id == staff_id,
        place,
        TokenFamilyRow.created_at > since,
        or_(TokenFamilyRow.revoked_reason.is_(None), TokenFamilyRow.revoked_reason.not_in(STOLEN)),
    )
    reset = select(ResetTokenRow.hash).where(
        ResetTokenRow.staff_id == staff_id, ResetTokenRow.source_hash == source_hash, ResetTokenRow.used_at > since
    )
    with bound_to(Bound(clinic_id=clinic_id)):
        return bool(session().scalar(select(or_(signed_in.exists(), reset.exists()))))


def count_tries(code_hash: str, since: datetime) -> int:
    """How often a code was tried in vain after `since`, whether there is such a code or not."""
    tried = (InviteTryRow.code_hash == code_hash, InviteTryRow.tried_at > since)
    return session().scalar(select(func.count()).select_from(InviteTryRow).where(*tried)) or 0


def note_try(code_hash: str, at: datetime) -> None:
    """Note that a code was tried in vain."""
    session().add(InviteTryRow(id=uuid4(), code_hash=code_hash, tried_at=at))


def ask_for_reset(email: str, at: datetime) -> None:
    """Note that somebody wants a new password for an address, known or not; a worker looks whose it is."""
    session().add(ResetRequestRow(id=uuid4(), email=_plain(email), asked_at=at))


def hold_reset(token_hash: str, at: datetime) -> tuple[ResetTokenRow, StaffRow] | None:
    """A token that still sets a password at `at`, held until the transaction ends, with its live account; or None."""
    found = (
        select(ResetTokenRow, StaffRow)
        .join(StaffRow, and_(StaffRow.clinic_id == ResetTokenRow.clinic_id, StaffRow.id == ResetTokenRow.staff_id))
        .where(
            ResetTokenRow.hash == token_hash,
            ResetTokenRow.used_at.is_(None),
            ResetTokenRow.expires_at > at,
            StaffRow.disabled_at.is_(None),
        )
        .with_for_update()
    )
    _enter_by(ResetTokenRow, ResetTokenRow.hash, token_hash)
    return session().execute(found).one_or_none()


def hold_refresh(refresh_hash: str) -> tuple[RefreshTokenRow, TokenFamilyRow] | None:
    """A refresh token and its family, both held until the transaction ends; or None."""
    found = (
        select(RefreshTokenRow, TokenFamilyRow)
        .join(
            TokenFamilyRow,
            and_(TokenFamilyRow.clinic_id == RefreshTokenRow.clinic_id, TokenFamilyRow.id == RefreshTokenRow.family_id),
        )
        .where(RefreshTokenRow.hash == refresh_hash)
        .with_for_update()
    )
    _enter_by(RefreshTokenRow, RefreshTokenRow.hash, refresh_hash)
    return session().execute(found).one_or_none()


def was_used(refresh_hash: str) -> bool:
    """Whether a refresh token was ever exchanged."""
    found = select(RefreshTokenRow.used_at).where(RefreshTokenRow.hash == refresh_hash)
    with bound_to(Bound(key=refresh_hash)):
        return session().scalar(found) is not None


def _enter_by(
    row: type[InviteRow | RefreshTokenRow | ResetTokenRow | StaffInviteRow],
    column: InstrumentedAttribute[str],
    secret: str,
) -> None:
    """Go inside the clinic of the row that a secret opens, or nowhere; as many statements for a wrong one."""
    with bound_to(Bound(key=secret)):
        clinic_id = session().scalar(select(row.clinic_id).where(column == secret))
    enter(clinic_id)


def _plain(email: str) -> str:
    return email.strip().lower()
