"""The reads at the door, before there is a Scope: who signs in, and whether a token still opens it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from hep_api.store.db import session
from hep_api.store.models import ClinicRow, InviteRow, PatientRow, RefreshTokenRow, StaffRow, TokenFamilyRow
from hep_api.store.scope import Role, Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known: the scope, and what the person is called, speaks and lives by.

    `content_revision` counts the changes of the clinic's own content, `media_revision` those of its pictures and films;
    0 while it has none.
    """

    scope: Scope
    name: str
    locale: str
    zone: str
    clinic_name: str
    content_revision: int = 0
    media_revision: int = 0


def find_caller(*, patient: bool, clinic_id: UUID, subject_id: UUID, family_id: UUID, at: datetime) -> Caller | None:
    """Who a token speaks for, in one statement; None when the sign-in or the person is no longer live at `at`."""
    person = PatientRow if patient else StaffRow
    closed_at = PatientRow.archived_at if patient else StaffRow.disabled_at
    role = PatientRow.id if patient else StaffRow.role
    found = (
        select(role, person.name, person.locale, person.zone, ClinicRow.name)
        .add_columns(ClinicRow.content_revision, ClinicRow.media_revision)
        .select_from(TokenFamilyRow)
        .join(person, and_(person.clinic_id == TokenFamilyRow.clinic_id, person.id == TokenFamilyRow.owner_id))
        .join(ClinicRow, ClinicRow.id == TokenFamilyRow.clinic_id)
        .where(
            TokenFamilyRow.id == family_id,
            TokenFamilyRow.clinic_id == clinic_id,
            TokenFamilyRow.owner_id == subject_id,
            TokenFamilyRow.revoked_at.is_(None),
            TokenFamilyRow.expires_at > at,
            closed_at.is_(None),
        )
    )
    row = session().execute(found).one_or_none()
    if row is None:
        return None
    known_as, *told = row
    scope = Scope(clinic_id, subject_id, Role.PATIENT if patient else Role(str(known_as)), family_id)
    return Caller(scope, *told)


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
