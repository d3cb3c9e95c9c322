"""Covers: patients of whoever asks that a colleague looks after for some days, and the other way round."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from hep_api.errors import NotFound
from hep_api.store import occurrences
from hep_api.store.care import Care, begin_care, end_care
from hep_api.store.db import session
from hep_api.store.models import CareRelationshipRow, PatientRow, StaffRow
from hep_api.store.reach import care_lives
from hep_api.store.scope import Scope

GIVER, TAKER = aliased(StaffRow), aliased(StaffRow)


@dataclass(frozen=True, slots=True)
class Cover:
    """One patient of one therapist with whoever covers; it may lie ahead."""

    care: CareRelationshipRow
    patient: PatientRow
    giver: StaffRow
    taker: StaffRow


def list_treated(scope: Scope, now: datetime) -> list[UUID]:
    """Patients in treatment whom the scope's subject treats at `now`, and does not only cover."""
    found = (
        select(PatientRow.id)
        .join(CareRelationshipRow, CareRelationshipRow.patient_id == PatientRow.id)
        .where(
            CareRelationshipRow.clinic_id == scope.clinic_id,
            CareRelationshipRow.staff_id == scope.subject_id,
            CareRelationshipRow.kind == Care.TREATING.value,
            care_lives(now),
            PatientRow.archived_at.is_(None),
        )
        .order_by(PatientRow.id)
    )
    return list(session().scalars(found))


def add_covers(  # noqa: PLR0917 - whom, who, from when until when and why
    scope: Scope, patient_ids: Iterable[UUID], taker_id: UUID, start: datetime, until: datetime, reason: str
) -> None:
    """Let a colleague reach these patients of the scope's subject for a while, and tell of the alerts that are open.

    A later cover of the same patient by the same colleague is instead of an earlier one.
    """
    for patient_id in patient_ids:
        begin_care(scope, patient_id, taker_id, start, kind=Care.COVERING, reason=reason, until=until)
        session().flush()
        occurrences.owe_open_alerts(scope, patient_id, taker_id, start)


def list_covers(scope: Scope, now: datetime) -> list[Cover]:
    """Covers that the scope's subject gave or took, now and ahead, next to begin first."""
    found = session().execute(_mine(scope, now))
    covers = [Cover(care, patient, giver, taker) for care, patient, giver, taker in found]
    return sorted(covers, key=lambda one: (one.care.started_at, one.patient.name.casefold(), one.care.id))


def end_cover(scope: Scope, cover_id: UUID, now: datetime) -> None:
    """End a cover that the scope's subject gave or took; raises NotFound."""
    found = session().execute(_mine(scope, now).where(CareRelationshipRow.id == cover_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such cover.")
    care: CareRelationshipRow = found[0]
    end_care(scope, care.patient_id, care.staff_id, now, kind=Care.COVERING)


def end_given(scope: Scope, patient_id: UUID, giver_id: UUID, now: datetime) -> None:
    """End what somebody who no longer treats a patient of the scope's clinic arranged for the patient."""
    given = select(CareRelationshipRow.staff_id).where(
        CareRelationshipRow.clinic_id == scope.clinic_id,
        CareRelationshipRow.patient_id == patient_id,
        CareRelationshipRow.begun_by == giver_id,
        CareRelationshipRow.kind == Care.COVERING.value,
        CareRelationshipRow.ended_at.is_(None),
    )
    for taker_id in session().scalars(given).all():
        end_care(scope, patient_id, taker_id, now, kind=Care.COVERING)


def _mine(scope: Scope, now: datetime) -> Select[CareRelationshipRow, PatientRow, StaffRow, StaffRow]:
    care = CareRelationshipRow
    return (
        select(care, PatientRow, GIVER, TAKER)
        .join(PatientRow, and_(PatientRow.clinic_id == care.clinic_id, PatientRow.id == care.patient_id))
        .join(GIVER, and_(GIVER.clinic_id == care.clinic_id, GIVER.id == care.begun_by))
        .join(TAKER, and_(TAKER.clinic_id == care.clinic_id, TAKER.id == care.staff_id))
        .where(
            care.clinic_id == scope.clinic_id,
            care.kind == Care.COVERING.value,
            care.ended_at.is_(None),
            care.until_at > now,
            or_(care.begun_by == scope.subject_id, care.staff_id == scope.subject_id),
        )
    )
