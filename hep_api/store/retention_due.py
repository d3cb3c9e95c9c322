"""Whom a clinic's rule of retention asks to erase (for workers)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from hep_api.store.clinic_settings import ERASE_AFTER, NEVER, chosen
from hep_api.store.db import across, acting, session
from hep_api.store.models import ClinicRow, PatientRow
from hep_api.store.scope import Role, Scope


@across()
def patients_to_erase(now: datetime, limit: int) -> list[tuple[Scope, UUID]]:
    """Patients whose treatment ended longer ago than their clinic keeps them, longest ago first, `limit` a clinic."""
    clinic_ids = session().scalars(select(ClinicRow.id).order_by(ClinicRow.id)).all()
    scopes = [Scope(clinic_id, uuid4(), Role.OPERATOR) for clinic_id in clinic_ids]
    return [(scope, patient_id) for scope in scopes for patient_id in _of_clinic(scope, now, limit)]


def _of_clinic(scope: Scope, now: datetime, limit: int) -> Sequence[UUID]:
    with acting(scope):
        years = chosen(scope, ERASE_AFTER)
        if years == NEVER:
            return ()
        found = (
            select(PatientRow.id)
            .where(
                PatientRow.clinic_id == scope.clinic_id,
                PatientRow.erased_at.is_(None),
                PatientRow.archived_at < now - relativedelta(years=int(years)),
            )
            .order_by(PatientRow.archived_at, PatientRow.id)
            .limit(limit)
        )
        return session().scalars(found).all()
