"""Erases patients, for whoever runs the installation."""

from datetime import datetime
from uuid import UUID, uuid4

from hep_api.store import erasure
from hep_api.store.db import acting, write
from hep_api.store.scope import Role, Scope

REASONS = ("request", "mistake", "retention")
"""Why somebody is erased: the person asked, the person was added by mistake, the clinic's time for keeping is over."""


def erase_patient(clinic_id: UUID, patient_id: UUID, reason: str, at: datetime) -> int:
    """Erase a patient for one of REASONS and return how many rows went; raises NotFound."""
    desk = Scope(clinic_id, uuid4(), Role.OPERATOR)
    with acting(desk), write():
        return erasure.erase_patient(desk, patient_id, reason=reason, at=at)
