"""Snapshots of courses, written by compare-and-set."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update

from hep_api.errors import Conflict
from hep_api.store.db import session
from hep_api.store.models import CourseRow
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


def find_course(scope: Scope, patient_id: UUID) -> CourseRow | None:
    """The snapshot of a patient within reach, or None before the first fact."""
    found = select(CourseRow).where(
        in_reach(scope, CourseRow.clinic_id, CourseRow.patient_id), CourseRow.patient_id == patient_id
    )
    return session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def save_course(scope: Scope, patient_id: UUID, version: int, values: dict[str, Any]) -> None:
    """Write the snapshot that follows `version` (0 = the first); raises Conflict when somebody wrote in between."""
    if version == 0:
        session().add(CourseRow(patient_id=patient_id, clinic_id=scope.clinic_id, version=1, **values))
        session().flush()
        return
    changed = (
        update(CourseRow)
        .where(CourseRow.clinic_id == scope.clinic_id, CourseRow.patient_id == patient_id, CourseRow.version == version)
        .values(version=version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    result = cast("CursorResult[Any]", session().execute(changed))
    if result.rowcount != 1:
        raise Conflict("The course was changed at the same moment; send the same request again.", code="try_again")
