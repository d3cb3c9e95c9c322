"""Caregivers who act for a patient, ready to be asked."""

from datetime import datetime
from uuid import UUID, uuid4

from hep_api.store import caregivers
from hep_api.store.callers import scope_by
from hep_api.store.db import write
from hep_api.store.models import CaregiverRow, ProxyRow
from hep_api.store.scope import Scope
from tests.builders.clinics import FOUNDED_AT


def add_caregiver(
    therapist: Scope, patient: Scope, *, known: UUID | None = None, until: datetime | None = None
) -> Scope:
    """A caregiver of a patient of the therapist's, as the scope that acts for that patient; `known` acts already."""
    who = CaregiverRow(id=known or uuid4(), name="Sam Parent", locale="en", created_at=FOUNDED_AT)
    leave = ProxyRow(
        id=uuid4(), caregiver_id=who.id, patient_id=patient.subject_id, relation="parent",
        granted_by=therapist.subject_id, started_at=FOUNDED_AT, until_at=until,
    )  # fmt: skip
    with write() as current:
        if known is not None:
            who = current.get_one(CaregiverRow, known)
        caregivers.add_proxy(therapist, who, leave)
    return scope_by(leave)
