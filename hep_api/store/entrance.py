"""The reads at the door, before there is a Scope: who signs in, and whether a token still opens it.

Whoever is found is taken inside: from then on the session is in that one clinic. On PostgreSQL the door shows a row to
nobody but those who name its e-mail address or its secret exactly.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import InstrumentedAttribute

from hep_api.store.binding import Bound
from hep_api.store.db import bound_to, enter, session
from hep_api.store.models import ClinicRow, InviteRow, PatientRow, RefreshTokenRow, StaffRow, TokenFamilyRow
from hep_api.store.scope import Role, Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known: the scope, and what the person is called, speaks and lives by.

    `content_revision` counts the changes of the clinic's own content, 0 while it has none.
    """

    scope: Scope
    name: str
    locale: str
    zone: str
    clinic_name: str
    content_revision: int = 0


def find_caller(*, patient: bool, clinic_id: UUID, subject_id: UUID, family_id: UUID, at: datetime) -> Caller | None:
    """Who a token speaks for, in one statement; None when the sign-in or the person is no longer live at `at`."""
    person = PatientRow if patient else StaffRow
    closed_at = PatientRow.archived_at if patient else StaffRow.disabled_at
    role = PatientRow.id if patient else StaffRow.role
    found = (
        select(role, person.name, person.locale, person.zone, ClinicRow.name, ClinicRow.content_revision)
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
    enter(clinic_id)
    row = session().execute(found).one_or_none()
    if row is None:
        enter(None)
        return None
    known_as, name, locale, zone, clinic_name, content_revision = row
    scope = Scope(clinic_id, subject_id, Role.PATIENT if patient else Role(str(known_as)), family_id)
    return Caller(scope, name, locale, zone, clinic_name, content_revision)


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
    _enter_by(InviteRow, InviteRow.code_hash, code_hash)
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


def _enter_by(row: type[InviteRow | RefreshTokenRow], column: InstrumentedAttribute[str], secret: str) -> None:
    """Go inside the clinic of the row that a secret opens, or nowhere; as many statements for a wrong one."""
    with bound_to(Bound(key=secret)):
        clinic_id = session().scalar(select(row.clinic_id).where(column == secret))
    enter(clinic_id)


def _plain(email: str) -> str:
    return email.strip().lower()
