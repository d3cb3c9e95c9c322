"""The reads at the door, before there is a Scope: who signs in, and whether a token still opens it.

Whoever is found is taken inside: from then on the session is in that one clinic. On PostgreSQL the door shows a row to
nobody but those who name its e-mail address or its secret exactly.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hep_api import clock
from hep_api.store.binding import Bound
from hep_api.store.db import bound_to, enter, session
from hep_api.store.models import (
    CaregiverRow,
    CareRelationshipRow,
    ClinicRow,
    DataKeyRow,
    InviteRow,
    PatientRow,
    ProxyRow,
    RefreshTokenRow,
    StaffInviteRow,
    StaffRow,
    TokenFamilyRow,
)
from hep_api.store.models.patient import opened_identity
from hep_api.store.reach import care_lives, proxy_lives
from hep_api.store.scope import Role, Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known: the scope, and what the person is called, speaks and lives by.

    `content_revision` counts the changes of the clinic's own content, 0 while it has none. A caregiver speaks the own
    language and lives by the patient's zone; `acts_for` is that patient's name, empty for everybody else.
    """

    scope: Scope
    name: str
    locale: str
    zone: str
    clinic_name: str
    content_revision: int = 0
    acts_for: str = ""


ACCOUNTS = frozenset(Role) - {Role.OPERATOR}
"""Roles that somebody signs in with: whoever runs the installation has its command line and no account."""


def find_caller(*, patient: bool, clinic_id: UUID, subject_id: UUID, family_id: UUID, at: datetime) -> Caller | None:
    """Who a token speaks for, in one statement; None when the sign-in or the person is no longer live at `at`."""
    person = PatientRow if patient else StaffRow
    closed_at = PatientRow.archived_at if patient else StaffRow.disabled_at
    role = PatientRow.id if patient else StaffRow.role
    found = (
        select(
            role,
            PatientRow.identity if patient else StaffRow.name,
            DataKeyRow,
            person.locale,
            person.zone,
            ClinicRow.name,
            ClinicRow.content_revision,
        )
        .add_columns(ProxyRow, CaregiverRow, TokenFamilyRow.emergency_id)
        .select_from(TokenFamilyRow)
        .join(person, and_(person.clinic_id == TokenFamilyRow.clinic_id, person.id == TokenFamilyRow.owner_id))
        .join(ClinicRow, ClinicRow.id == TokenFamilyRow.clinic_id)
        .outerjoin(DataKeyRow, and_(DataKeyRow.clinic_id == clinic_id, DataKeyRow.id == TokenFamilyRow.owner_id))
        .outerjoin(ProxyRow, ProxyRow.id == TokenFamilyRow.proxy_id)
        .outerjoin(CaregiverRow, CaregiverRow.id == ProxyRow.caregiver_id)
        .where(
            _stands(clock.now()),
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
        return None
    known_as, told, key, locale, zone, clinic_name, content_revision, proxy, caregiver, emergency_id = row
    name = opened_identity(subject_id, told, key).get("name", "") if isinstance(told, bytes) else str(told or "")
    if proxy is not None:
        return Caller(
            scope_by(proxy, family_id), caregiver.name, caregiver.locale, zone, clinic_name, content_revision, name
        )
    role_now = Role.PATIENT if patient else Role(str(known_as))
    scope = Scope(clinic_id, subject_id, role_now, family_id, break_glass_id=emergency_id)
    return Caller(scope, name, locale, zone, clinic_name, content_revision) if role_now in ACCOUNTS else None


def scope_by(proxy: ProxyRow, family_id: UUID | None = None) -> Scope:
    """The scope of a caregiver who acts by a leave."""
    acts, patient_id = proxy.caregiver_id, proxy.patient_id
    return Scope(proxy.clinic_id, patient_id, Role.CAREGIVER, family_id, actor_id=acts, proxy_id=proxy.id)


def _stands(now: datetime) -> ColumnElement[bool]:
    """Whether a sign-in that hangs on something else still may: on a caregiver's leave, or on an emergency."""
    leave = exists().where(ProxyRow.id == TokenFamilyRow.proxy_id, proxy_lives(now))
    emergency = exists().where(CareRelationshipRow.id == TokenFamilyRow.emergency_id, care_lives(now))
    return and_(
        or_(TokenFamilyRow.proxy_id.is_(None), leave.correlate(TokenFamilyRow)),
        or_(TokenFamilyRow.emergency_id.is_(None), emergency.correlate(TokenFamilyRow)),
    )


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
    row: type[InviteRow | RefreshTokenRow | StaffInviteRow], column: InstrumentedAttribute[str], secret: str
) -> None:
    """Go inside the clinic of the row that a secret opens, or nowhere; as many statements for a wrong one."""
    with bound_to(Bound(key=secret)):
        clinic_id = session().scalar(select(row.clinic_id).where(column == secret))
    enter(clinic_id)


def _plain(email: str) -> str:
    return email.strip().lower()
