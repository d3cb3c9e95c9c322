"""Lists alerts and records what was done about them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api import courses
from hep_api.engine.facts import Action, Fact, Verb, credited_on
from hep_api.errors import Conflict
from hep_api.store import alerts, facts, patients
from hep_api.store.models import AlertRow
from hep_api.store.scope import Scope

OPEN_FIRST = {"open": (True,), "acknowledged": (False,), "all": (True, False)}
Position = tuple[bool, datetime, UUID]
"""Where a list goes on: whether open ones are being listed, and raised_at and id of the last one shown."""


def list_alerts(scope: Scope, status: str, after: Position | None, limit: int) -> list[AlertRow]:
    """Alerts of patients in the caller's care: open ones first, newest first; one more than `limit` when there is."""
    found: list[AlertRow] = []
    for is_open in OPEN_FIRST[status]:
        if after and is_open and not after[0]:
            continue
        before = after[1:] if after and after[0] is is_open else None
        wanted = limit + 1 - len(found)
        if wanted > 0:
            found += alerts.list_alerts(scope, is_open=is_open, before=before, limit=wanted)
    return found


def acknowledge_alert(scope: Scope, alert_id: UUID, body: Mapping[str, Any], now: datetime) -> courses.Recorded:
    """Record that a clinician took an alert, as a fact of the patient's course; the answer is the alert.

    Raises NotFound, and Conflict when somebody took it before or the id was used for something else. The same id and
    body again give the first answer.
    """
    alert = alerts.get_alert(scope, alert_id)
    zone = patients.get_patient(scope, alert.patient_id).zone
    known = facts.find_fact(scope, alert.patient_id, body["id"])
    # A repeated request is the same fact, so it happened when it was first told.
    at = known.occurred_at if known else now
    act = Action(Verb.ACKNOWLEDGE, body["reason"], scope.subject_id, target=alert_id, subject=body["outcome"])
    fact = Fact(body["id"], at, known.zone if known else zone, credited_on(at, known.zone if known else zone), act)

    def take() -> None:
        if alerts.get_alert(scope, alert_id).acknowledged_at is not None:
            raise Conflict("Somebody took this alert before.", code="already_acknowledged")
        alerts.settle_alert(
            scope, alert_id, by=scope.subject_id, reason=body["reason"], outcome=body["outcome"], at=now
        )

    submission = courses.Submission(fact, answer=lambda _: plain_alert(alerts.get_alert(scope, alert_id)), also=take)
    return courses.record(scope, alert.patient_id, submission, now)


def plain_alert(row: AlertRow) -> dict[str, Any]:
    """An alert as plain data."""
    return {
        "id": str(row.id),
        "patient_id": str(row.patient_id),
        "plan_id": _text(row.plan_id),
        "rule": row.rule,
        "tier": row.tier,
        "scope": row.scope,
        "scope_value": row.scope_value,
        "decision_id": _text(row.decision_id),
        "raised_at": row.raised_at.isoformat(),
        "status": "open" if row.acknowledged_at is None else "acknowledged",
        "acknowledged_at": row.acknowledged_at.isoformat() if row.acknowledged_at else None,
        "acknowledged_by": _text(row.acknowledged_by),
        "reason": row.reason,
        "outcome": row.outcome,
    }


def _text(id_: UUID | None) -> str | None:
    return None if id_ is None else str(id_)
