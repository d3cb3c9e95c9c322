"""The one place that says which patients a scope reaches."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import InstrumentedAttribute

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
        CareRelationshipRow.ended_at.is_(None),
    )
    return and_(clinic_id == scope.clinic_id, cares)
