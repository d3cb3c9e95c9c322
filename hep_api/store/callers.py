"""Who a token speaks for: asked of the database at every request, before there is a Scope."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, and_, select

from hep_api import clock
from hep_api.store.clinic_settings import AMOUNTS, CONSOLE_IDLE, SECOND_FACTOR
from hep_api.store.db import enter, session
from hep_api.store.models import (
    CaregiverRow,
    ClinicRow,
    ClinicSettingRow,
    DataKeyRow,
    PatientRow,
    ProxyRow,
    SecondFactorRow,
    StaffRow,
    TokenFamilyRow,
)
from hep_api.store.models.patient import opened_identity
from hep_api.store.reach import sign_in_stands
from hep_api.store.scope import Role, Scope

REVISIONS = (ClinicRow.content_revision, ClinicRow.media_revision)
SecondFactor = Literal["on", "off", "missing"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known: the scope, and what the person is called, speaks and lives by.

    `content_revision` counts the changes of the clinic's own content, `media_revision` those of its pictures and films;
    0 while it has none. A caregiver speaks the own
    language and lives by the patient's zone; `acts_for` is that patient's name, empty for everybody else.
    `second_factor` is missing where the clinic requires one; `active_at` is the last request of a member of staff that
    was noted.
    """

    scope: Scope
    name: str
    locale: str
    zone: str
    clinic_name: str
    content_revision: int = 0
    media_revision: int = 0
    acts_for: str = ""
    second_factor: SecondFactor = "off"
    active_at: datetime | None = None


ACCOUNTS = frozenset(Role) - {Role.OPERATOR}
"""Roles that somebody signs in with: whoever runs the installation has its command line and no account."""


def find_caller(*, patient: bool, clinic_id: UUID, subject_id: UUID, family_id: UUID, at: datetime) -> Caller | None:
    """Who a token speaks for, in one statement; None when the sign-in or the person is no longer live at `at`.

    The sign-in of a member of staff ends when the person made no request for as long as the clinic allows.
    """
    found = (_of_patients() if patient else _of_staff()).where(
        sign_in_stands(clock.now()),
        TokenFamilyRow.id == family_id,
        TokenFamilyRow.clinic_id == clinic_id,
        TokenFamilyRow.owner_id == subject_id,
        TokenFamilyRow.revoked_at.is_(None),
        TokenFamilyRow.expires_at > at,
    )
    enter(clinic_id)
    row = session().execute(found).one_or_none()
    if row is None:
        enter(None)
        return None
    asks = Scope(clinic_id, subject_id, Role.PATIENT, family_id)
    return _for_a_patient(asks, row) if patient else _at_work(asks, row, at)


def scope_by(proxy: ProxyRow, family_id: UUID | None = None) -> Scope:
    """The scope of a caregiver who acts by a leave."""
    acts, patient_id = proxy.caregiver_id, proxy.patient_id
    return Scope(proxy.clinic_id, patient_id, Role.CAREGIVER, family_id, actor_id=acts, proxy_id=proxy.id)


def _of_patients() -> Select[Any]:
    """Sign-ins of patients, and of caregivers who act for one."""
    return (
        _with(PatientRow, PatientRow.identity, DataKeyRow, ProxyRow, CaregiverRow)
        .outerjoin(DataKeyRow, and_(DataKeyRow.clinic_id == PatientRow.clinic_id, DataKeyRow.id == PatientRow.id))
        .outerjoin(ProxyRow, ProxyRow.id == TokenFamilyRow.proxy_id)
        .outerjoin(CaregiverRow, CaregiverRow.id == ProxyRow.caregiver_id)
        .where(PatientRow.archived_at.is_(None))
    )


def _of_staff() -> Select[Any]:
    factor = select(SecondFactorRow.staff_id).where(
        SecondFactorRow.staff_id == StaffRow.id, SecondFactorRow.confirmed_at.is_not(None)
    )
    sign_in = (TokenFamilyRow.emergency_id, TokenFamilyRow.created_at, TokenFamilyRow.active_at)
    policies = (_newest_setting(CONSOLE_IDLE), _newest_setting(SECOND_FACTOR), factor.scalar_subquery())
    return _with(StaffRow, StaffRow.name, StaffRow.role, *sign_in, *policies).where(StaffRow.disabled_at.is_(None))


def _with(person: type[PatientRow | StaffRow], *more: Any) -> Select[Any]:
    return (
        select(person.locale, person.zone, ClinicRow.name, *REVISIONS, *more)
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


def _for_a_patient(asks: Scope, row: Any) -> Caller:
    locale, zone, clinic_name, content, media, sealed, key, proxy, caregiver = row
    name = str(opened_identity(asks.subject_id, sealed, key).get("name", ""))
    if proxy is None:
        return Caller(asks, name, locale, zone, clinic_name, content, media)
    acts = scope_by(proxy, asks.family_id)
    return Caller(acts, caregiver.name, caregiver.locale, zone, clinic_name, content, media, name)


def _at_work(asks: Scope, row: Any, at: datetime) -> Caller | None:
    locale, zone, clinic_name, content, media, name, role, emergency_id, *found = row
    began_at, active_at, idle_minutes, policy, factor_id = found
    last_at = active_at or began_at
    idle = at - last_at > timedelta(minutes=int(idle_minutes or AMOUNTS[CONSOLE_IDLE].default))
    if idle or Role(role) not in ACCOUNTS:
        return None
    scope = replace(asks, role=Role(role), break_glass_id=emergency_id)
    who = Caller(scope, name, locale, zone, clinic_name, content, media)
    factor: SecondFactor = "on" if factor_id else ("off" if policy == "optional" else "missing")
    return replace(who, second_factor=factor, active_at=last_at)
