"""Care relationships: who may see and treat whom, from when, until when and why. Rows are ended, never deleted."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, or_, select, update

from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import CareRelationshipRow
from hep_api.store.reach import care_lives
from hep_api.store.scope import Scope


class Care(StrEnum):
    """Why somebody reaches a patient: as the one who treats, for a colleague, or in an emergency."""

    TREATING = "treating"
    COVERING = "covering"
    EMERGENCY = "emergency"


def begin_care(
    scope: Scope,
    patient_id: UUID,
    staff_id: UUID,
    at: datetime,
    *,
    kind: Care = Care.TREATING,
    reason: str = "",
    until: datetime | None = None,
) -> CareRelationshipRow:
    """From `at`, which may lie ahead, until `until` or its end this staff member reaches this patient.

    An earlier relationship of the same two and the same kind ends at that instant: the new one is instead of it.
    Whether the scope's subject may give such access is for the caller to know.
    """
    end_care(scope, patient_id, staff_id, at, kind=kind)
    row = CareRelationshipRow(
        id=uuid4(),
        clinic_id=scope.clinic_id,
        staff_id=staff_id,
        patient_id=patient_id,
        kind=kind.value,
        reason=reason,
        begun_by=scope.subject_id,
        started_at=at,
        until_at=until,
    )
    session().add(row)
    about = {"patient": patient_id, "staff": staff_id, "care": row.id}
    audit.append(scope, "care.begun", about=about, details={"kind": kind.value, "until": _day(until)})
    return row


def end_care(scope: Scope, patient_id: UUID, staff_id: UUID, at: datetime, *, kind: Care | None = None) -> None:
    """From `at` on this staff member no longer reaches this patient; ending twice changes nothing.

    With a `kind` only that relationship ends, and another one may go on.
    """
    ended = (
        update(CareRelationshipRow)
        .where(
            CareRelationshipRow.clinic_id == scope.clinic_id,
            CareRelationshipRow.staff_id == staff_id,
            CareRelationshipRow.patient_id == patient_id,
            _not_ended(at),
            *([CareRelationshipRow.kind == kind.value] if kind else []),
        )
        .values(ended_at=at)
        .returning(CareRelationshipRow.id)
        .execution_options(synchronize_session=False)
    )
    for care_id in session().scalars(ended).all():
        audit.append(scope, "care.ended", about={"patient": patient_id, "staff": staff_id, "care": care_id})


def _day(until: datetime | None) -> str | None:
    return until.isoformat() if until else None


def end_all_care(scope: Scope, staff_id: UUID, at: datetime) -> None:
    """This staff member of the scope's clinic no longer reaches anybody, such as when leaving the clinic."""
    reached = select(CareRelationshipRow.patient_id).where(
        CareRelationshipRow.clinic_id == scope.clinic_id,
        CareRelationshipRow.staff_id == staff_id,
        _not_ended(at),
    )
    for patient_id in session().scalars(reached.distinct().order_by(CareRelationshipRow.patient_id)).all():
        end_care(scope, patient_id, staff_id, at)


def list_care(scope: Scope, patient_id: UUID) -> list[CareRelationshipRow]:
    """Every relationship that a patient of the scope's clinic has had, newest first, ended ones too."""
    found = (
        select(CareRelationshipRow)
        .where(CareRelationshipRow.clinic_id == scope.clinic_id, CareRelationshipRow.patient_id == patient_id)
        .order_by(CareRelationshipRow.started_at.desc(), CareRelationshipRow.id)
    )
    return list(session().scalars(found))


def list_cared_for(scope: Scope, staff_id: UUID, now: datetime) -> list[CareRelationshipRow]:
    """What makes a staff member of the scope's clinic reach patients at `now`, oldest first."""
    found = (
        select(CareRelationshipRow)
        .where(CareRelationshipRow.clinic_id == scope.clinic_id, CareRelationshipRow.staff_id == staff_id)
        .where(care_lives(now))
        .order_by(CareRelationshipRow.started_at, CareRelationshipRow.id)
    )
    return list(session().scalars(found))


def _not_ended(at: datetime) -> ColumnElement[bool]:
    return or_(CareRelationshipRow.ended_at.is_(None), CareRelationshipRow.ended_at > at)
