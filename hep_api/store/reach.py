"""The one place that says which patients a scope reaches."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from hep_api import clock
from hep_api.store.models import CareRelationshipRow
from hep_api.store.scope import Role, Scope


def in_reach(
    scope: Scope, clinic_id: InstrumentedAttribute[UUID], patient_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    """A condition on rows of patients: a patient reaches itself, staff only whom they care for at this moment."""
    if scope.role is Role.PATIENT:
        return and_(clinic_id == scope.clinic_id, patient_id == scope.subject_id)
    cares = exists().where(
        CareRelationshipRow.clinic_id == scope.clinic_id,
        CareRelationshipRow.staff_id == scope.subject_id,
        CareRelationshipRow.patient_id == patient_id,
        care_lives(clock.now()),
    )
    return and_(clinic_id == scope.clinic_id, cares)


def care_lives(now: datetime) -> ColumnElement[bool]:
    """A condition on care relationships: begun, not ended by anybody yet, and not past its own end at `now`."""
    return and_(
        CareRelationshipRow.started_at <= now,
        or_(CareRelationshipRow.ended_at.is_(None), CareRelationshipRow.ended_at > now),
        or_(CareRelationshipRow.until_at.is_(None), CareRelationshipRow.until_at > now),
    )
