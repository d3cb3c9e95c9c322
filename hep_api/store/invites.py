"""Invites of patients within reach."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update

from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import InviteRow
from hep_api.store.patients import lock_patient
from hep_api.store.scope import Scope


def add_invite(scope: Scope, patient_id: UUID, *, code_hash: str, expires_at: datetime, at: datetime) -> InviteRow:
    """Invite a patient within reach; older open invites of that patient are revoked. Raises NotFound."""
    lock_patient(scope, patient_id)
    session().execute(
        update(InviteRow)
        .where(
            InviteRow.clinic_id == scope.clinic_id,
            InviteRow.patient_id == patient_id,
            InviteRow.redeemed_at.is_(None),
            InviteRow.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )
    row = InviteRow(
        id=uuid4(),
        clinic_id=scope.clinic_id,
        patient_id=patient_id,
        code_hash=code_hash,
        created_by=scope.subject_id,
        created_at=at,
        expires_at=expires_at,
    )
    session().add(row)
    audit.append(scope, "invite.made", about={"patient": patient_id, "invite": row.id})
    return row
