"""The audit trail as an admin reads it: ids, words of ours and instants, newest first."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from hep_api.errors import Forbidden
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import AuditRow
from hep_api.store.scope import Role, Scope


class Event(NamedTuple):
    """One event; `payload` is canonical JSON."""

    sequence: int
    at: datetime
    action: str
    payload: str


def list_events(
    scope: Scope,
    *,
    actor_id: UUID | None = None,
    patient_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Event]:
    """Events of the admin's clinic, newest first, at most `limit`; `before` is the sequence of the last one seen.

    `since` is inside and `until` outside. Raises Forbidden to anybody but an admin.
    """
    if scope.role is not Role.ADMIN:
        raise Forbidden("This is for the admins of a clinic.")
    found = select(AuditRow.sequence, AuditRow.at, AuditRow.action, AuditRow.payload)
    found = found.where(AuditRow.clinic_id == scope.clinic_id)
    if actor_id is not None:
        found = found.where(AuditRow.actor_id == actor_id)
    if patient_id is not None:
        found = found.where(AuditRow.patient_id == patient_id)
    if since is not None:
        found = found.where(AuditRow.at >= since)
    if until is not None:
        found = found.where(AuditRow.at < until)
    if before is not None:
        found = found.where(AuditRow.sequence < before)
    return [Event(*row) for row in session().execute(found.order_by(AuditRow.sequence.desc()).limit(limit))]


def tell_read(scope: Scope, patient_id: UUID | None) -> None:
    """Tell the trail that somebody read it, and about whom."""
    audit.append(scope, "audit.read", about={"patient": patient_id})
