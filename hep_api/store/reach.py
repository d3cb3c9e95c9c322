"""The one place that says which patients a scope reaches."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from hep_api import clock
from hep_api.store.models import CareRelationshipRow, ProxyRow, TokenFamilyRow
from hep_api.store.scope import Role, Scope


def in_reach(
    scope: Scope, clinic_id: InstrumentedAttribute[UUID], patient_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    """A condition on rows of patients: a patient reaches itself, others whom they may reach now.

    Staff reach whom they care for at this moment, a caregiver the one acted for while nobody and no date ended it.
    """
    if scope.role is Role.PATIENT:
        return and_(clinic_id == scope.clinic_id, patient_id == scope.subject_id)
    if scope.role is Role.CAREGIVER:
        acts = exists().where(
            ProxyRow.id == scope.proxy_id, ProxyRow.clinic_id == scope.clinic_id, proxy_lives(clock.now())
        )
        return and_(clinic_id == scope.clinic_id, patient_id == scope.subject_id, acts)
    cares = exists().where(
        CareRelationshipRow.clinic_id == scope.clinic_id,
        CareRelationshipRow.staff_id == scope.subject_id,
        CareRelationshipRow.patient_id == patient_id,
        _counts(scope),
        care_lives(clock.now()),
    )
    return and_(clinic_id == scope.clinic_id, cares)


def _counts(scope: Scope) -> ColumnElement[bool]:
    """An emergency opens one patient to a sign-in of its own, and nothing to any other."""
    if scope.break_glass_id is not None:
        return CareRelationshipRow.id == scope.break_glass_id
    return CareRelationshipRow.kind != "emergency"


def proxy_lives(now: datetime) -> ColumnElement[bool]:
    """A condition on leaves of caregivers: not ended by anybody, and not past their own end at `now`."""
    return and_(ProxyRow.ended_at.is_(None), or_(ProxyRow.until_at.is_(None), ProxyRow.until_at > now))


def care_lives(now: datetime) -> ColumnElement[bool]:
    """A condition on care relationships: begun, not ended by anybody yet, and not past its own end at `now`."""
    return and_(
        CareRelationshipRow.started_at <= now,
        or_(CareRelationshipRow.ended_at.is_(None), CareRelationshipRow.ended_at > now),
        or_(CareRelationshipRow.until_at.is_(None), CareRelationshipRow.until_at > now),
    )


def sign_in_stands(now: datetime) -> ColumnElement[bool]:
    """A condition on sign-ins: what one hangs on, a caregiver's leave or an emergency, lives at `now`."""
    leave = exists().where(ProxyRow.id == TokenFamilyRow.proxy_id, proxy_lives(now))
    emergency = exists().where(CareRelationshipRow.id == TokenFamilyRow.emergency_id, care_lives(now))
    return and_(
        or_(TokenFamilyRow.proxy_id.is_(None), leave.correlate(TokenFamilyRow)),
        or_(TokenFamilyRow.emergency_id.is_(None), emergency.correlate(TokenFamilyRow)),
    )
