"""The one place that says which patients a scope reaches."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from hep_api import clock
from hep_api.store.models import CareRelationshipRow, ProxyRow
from hep_api.store.scope import Role, Scope


def in_reach(
    scope: Scope, clinic_id: InstrumentedAttribute[UUID], patient_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    """A condition on rows of patients: a patient reaches itself, a caregiver the one acted for, staff only
    whom they care for at this moment.
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
        CareRelationshipRow.ended_at.is_(None),
    )
    return and_(clinic_id == scope.clinic_id, cares)


def proxy_lives(now: datetime) -> ColumnElement[bool]:
    """A condition on leaves of caregivers: not ended by anybody, and not past their own end at `now`."""
    return and_(ProxyRow.ended_at.is_(None), or_(ProxyRow.until_at.is_(None), ProxyRow.until_at > now))
