"""Alerts about patients within reach."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import AlertRow
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


def list_alerts(
    scope: Scope,
    *,
    patient_id: UUID | None = None,
    is_open: bool | None = True,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[AlertRow]:
    """Alerts, newest first, at most `limit`; `before` is the (raised_at, id) of the last one already seen.

    `is_open` True: only open ones, False: only acknowledged ones, None: all.
    """
    found = _reachable(scope)
    if patient_id is not None:
        found = found.where(AlertRow.patient_id == patient_id)
    if is_open is not None:
        found = found.where(AlertRow.acknowledged_at.is_(None) if is_open else AlertRow.acknowledged_at.is_not(None))
    if before is not None:
        found = found.where(tuple_(AlertRow.raised_at, AlertRow.id) < before)
    return list(session().scalars(found.order_by(AlertRow.raised_at.desc(), AlertRow.id.desc()).limit(limit)))


def find_alert(scope: Scope, alert_id: UUID) -> AlertRow | None:
    """An alert within reach, or None."""
    return session().scalars(_reachable(scope).where(AlertRow.id == alert_id)).one_or_none()


def get_alert(scope: Scope, alert_id: UUID) -> AlertRow:
    """An alert within reach; raises NotFound."""
    row = find_alert(scope, alert_id)
    if row is None:
        raise NotFound("There is no such alert.")
    return row


def add_alert(scope: Scope, row: AlertRow) -> bool:
    """Raise an alert at the scope's clinic; one that was raised before stays as it is. True when it is new."""
    known = select(AlertRow.id).where(AlertRow.clinic_id == scope.clinic_id, AlertRow.id == row.id)
    if session().scalar(known) is not None:
        return False
    session().add(row)
    audit.append(scope, "alert.raised", about={"patient": row.patient_id, "alert": row.id})
    return True


def settle_alert(scope: Scope, alert_id: UUID, *, by: UUID, reason: str, outcome: str, at: datetime) -> AlertRow:
    """Take an open alert; one that was already taken stays as it is. Raises NotFound."""
    held = _reachable(scope).where(AlertRow.id == alert_id).with_for_update(of=AlertRow)
    row = session().scalars(held.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound("There is no such alert.")
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by, row.reason, row.outcome = at, by, reason, outcome
        audit.append(scope, "alert.acknowledged", about={"patient": row.patient_id, "alert": row.id})
    return row


def _reachable(scope: Scope) -> Select[AlertRow]:
    return select(AlertRow).where(in_reach(scope, AlertRow.clinic_id, AlertRow.patient_id))
