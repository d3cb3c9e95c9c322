"""The reads at the door, before there is a Scope: who signs in, and whether a token still opens it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from sqlalchemy import ScalarSelect, Select, and_, func, or_, select

from hep_api.store.clinic_settings import AMOUNTS, CONSOLE_IDLE, SECOND_FACTOR
from hep_api.store.db import session
from hep_api.store.models import (
    ClinicRow,
    ClinicSettingRow,
    InviteRow,
    InviteTryRow,
    PatientRow,
    RefreshTokenRow,
    ResetRequestRow,
    ResetTokenRow,
    SecondFactorRow,
    StaffRow,
    TokenFamilyRow,
)
from hep_api.store.scope import Role, Scope

SecondFactor = Literal["on", "off", "missing"]
STOLEN: Final = ("reuse", "device")
"""Why a sign-in ended when its token was in other hands."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known: the scope, and what the person is called, speaks and lives by.

    `content_revision` counts the changes of the clinic's own content, 0 while it has none. `second_factor` is missing
    where the clinic requires one; `active_at` is the last request of a member of staff that was noted.
    """

    scope: Scope
    name: str
    locale: str
    zone: str
    clinic_name: str
    content_revision: int = 0
    second_factor: SecondFactor = "off"
    active_at: datetime | None = None


def find_caller(*, patient: bool, clinic_id: UUID, subject_id: UUID, family_id: UUID, at: datetime) -> Caller | None:
    """Who a token speaks for, in one statement; None when the sign-in or the person is no longer live at `at`.

    The sign-in of a member of staff ends when the person made no request for as long as the clinic allows.
    """
    found = (_patient_at_the_door() if patient else _staff_at_the_door()).where(
        TokenFamilyRow.id == family_id,
        TokenFamilyRow.clinic_id == clinic_id,
        TokenFamilyRow.owner_id == subject_id,
        TokenFamilyRow.revoked_at.is_(None),
        TokenFamilyRow.expires_at > at,
    )
    row = session().execute(found).one_or_none()
    if row is None:
        return None
    if patient:
        return Caller(Scope(clinic_id, subject_id, Role.PATIENT, family_id), *row)
    role, began_at, active_at, idle_minutes, policy, factor_id, *person = row
    last_at = active_at or began_at
    if at - last_at > timedelta(minutes=int(idle_minutes or AMOUNTS[CONSOLE_IDLE].default)):
        return None
    factor: SecondFactor = "on" if factor_id else ("off" if policy == "optional" else "missing")
    known = Caller(Scope(clinic_id, subject_id, Role(role), family_id), *person)
    return replace(known, second_factor=factor, active_at=last_at)


def _patient_at_the_door() -> Select[Any]:
    return _at_the_door(PatientRow).where(PatientRow.archived_at.is_(None))


def _staff_at_the_door() -> Select[Any]:
    factor = select(SecondFactorRow.staff_id).where(
        SecondFactorRow.staff_id == StaffRow.id, SecondFactorRow.confirmed_at.is_not(None)
    )
    policies = (_newest_setting(CONSOLE_IDLE), _newest_setting(SECOND_FACTOR), factor.scalar_subquery())
    columns = (StaffRow.role, TokenFamilyRow.created_at, TokenFamilyRow.active_at, *policies)
    return _at_the_door(StaffRow, *columns).where(StaffRow.disabled_at.is_(None))


def _at_the_door(person: type[PatientRow | StaffRow], *first: Any) -> Select[Any]:
    return (
        select(*first, person.name, person.locale, person.zone, ClinicRow.name, ClinicRow.content_revision)
        .select_from(TokenFamilyRow)
        .join(person, and_(person.clinic_id == TokenFamilyRow.clinic_id, person.id == TokenFamilyRow.owner_id))
        .join(ClinicRow, ClinicRow.id == TokenFamilyRow.clinic_id)
    )


def _newest_setting(name: str) -> ScalarSelect[str]:
    return (
        select(ClinicSettingRow.value)
        .where(ClinicSettingRow.clinic_id == TokenFamilyRow.clinic_id, ClinicSettingRow.name == name)
        .order_by(ClinicSettingRow.set_at.desc(), ClinicSettingRow.id)
        .limit(1)
        .scalar_subquery()
    )


def knows_place(email: str, *, device_hash: str | None, source_hash: str, since: datetime) -> bool:
    """Whether the account of an address was signed in to from this device or source after `since`.

    Without a device, only the source counts; a sign-in that was ended because its token was stolen never does.
    """
    place = (
        TokenFamilyRow.source_hash == source_hash if device_hash is None else TokenFamilyRow.device_hash == device_hash
    )
    signed_in = (
        select(TokenFamilyRow.id)
        .join(StaffRow, StaffRow.id == TokenFamilyRow.owner_id)
        .where(
            StaffRow.email == email.strip().lower(),
            place,
            TokenFamilyRow.created_at > since,
            or_(TokenFamilyRow.revoked_reason.is_(None), TokenFamilyRow.revoked_reason.not_in(STOLEN)),
        )
    )
    reset = (
        select(ResetTokenRow.hash)
        .join(StaffRow, StaffRow.id == ResetTokenRow.staff_id)
        .where(
            StaffRow.email == email.strip().lower(),
            ResetTokenRow.source_hash == source_hash,
            ResetTokenRow.used_at > since,
        )
    )
    return bool(session().scalar(select(or_(signed_in.exists(), reset.exists()))))


def find_staff_by_email(email: str) -> StaffRow | None:
    """The live account of an e-mail address, or None."""
    found = select(StaffRow).where(StaffRow.email == email.strip().lower(), StaffRow.disabled_at.is_(None))
    return session().scalars(found).one_or_none()


def is_email_taken(email: str) -> bool:
    """Whether an account of any clinic has this e-mail address, a disabled one included."""
    return session().scalar(select(StaffRow.id).where(StaffRow.email == email.strip().lower())) is not None


def hold_invite(code_hash: str, at: datetime) -> tuple[InviteRow, PatientRow] | None:
    """An invite that still opens at `at`, held until the transaction ends, with its patient; or None."""
    found = (
        select(InviteRow, PatientRow)
        .join(PatientRow, and_(PatientRow.clinic_id == InviteRow.clinic_id, PatientRow.id == InviteRow.patient_id))
        .where(
            InviteRow.code_hash == code_hash,
            InviteRow.redeemed_at.is_(None),
            InviteRow.revoked_at.is_(None),
            InviteRow.expires_at > at,
            PatientRow.archived_at.is_(None),
        )
        .with_for_update(of=InviteRow)
    )
    return session().execute(found).one_or_none()


def count_tries(code_hash: str, since: datetime) -> int:
    """How often a code was tried in vain after `since`, whether there is such a code or not."""
    tried = (InviteTryRow.code_hash == code_hash, InviteTryRow.tried_at > since)
    return session().scalar(select(func.count()).select_from(InviteTryRow).where(*tried)) or 0


def note_try(code_hash: str, at: datetime) -> None:
    """Note that a code was tried in vain."""
    session().add(InviteTryRow(id=uuid4(), code_hash=code_hash, tried_at=at))


def ask_for_reset(email: str, at: datetime) -> None:
    """Note that somebody wants a new password for an address, known or not; a worker looks whose it is."""
    session().add(ResetRequestRow(id=uuid4(), email=email.strip().lower(), asked_at=at))


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
    return session().execute(found).one_or_none()


def was_used(refresh_hash: str) -> bool:
    """Whether a refresh token was ever exchanged."""
    found = select(RefreshTokenRow.used_at).where(RefreshTokenRow.hash == refresh_hash)
    return session().scalar(found) is not None
