"""Whom a clinic's rule of retention asks to erase (for workers)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from hep_api.store.clinic_settings import ERASE_AFTER, NEVER, chosen
from hep_api.store.db import session
from hep_api.store.models import ClinicRow, PatientRow
from hep_api.store.scope import Role, Scope


def patients_to_erase(now: datetime, limit: int) -> Iterator[tuple[Scope, UUID]]:
    """Patients whose treatment ended longer ago than their clinic keeps them, longest ago first, `limit` a clinic."""
    for clinic_id in session().scalars(select(ClinicRow.id).order_by(ClinicRow.id)).all():
        scope = Scope(clinic_id, uuid4(), Role.OPERATOR)
        years = chosen(scope, ERASE_AFTER)
        if years == NEVER:
            continue
        found = (
            select(PatientRow.id)
            .where(
                PatientRow.clinic_id == clinic_id,
                PatientRow.erased_at.is_(None),
                PatientRow.archived_at < now - relativedelta(years=int(years)),
            )
            .order_by(PatientRow.archived_at, PatientRow.id)
            .limit(limit)
        )
        for patient_id in session().scalars(found).all():
            yield scope, patient_id
