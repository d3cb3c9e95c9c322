"""Alerts, for the therapists in whose care the patients are."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response

from hep_api import clock
from hep_api.alerts import service
from hep_api.alerts.schemas import AcknowledgeIn, AlertListOut, AlertOut, AlertsIn
from hep_api.errors import FieldError, Invalid
from hep_api.web.answers import reply
from hep_api.web.auth import audience, scope
from hep_api.web.contract import Slice, conditional
from hep_api.web.etags import answer
from hep_api.web.paging import decode_cursor, encode_cursor

slice_ = Slice("alerts", __name__, description="What waits for a clinician, and what was done about it.")


@slice_.route("/v1/alerts")
@audience("therapist", reach="care")
@slice_.arguments(AlertsIn, location="query")
@slice_.response(200, AlertListOut)
@conditional
def list_alerts(query: dict[str, Any]) -> Response:
    """Alerts about patients in the caller's care: open ones first, newest first."""
    limit = query["limit"]
    after = _position(query["cursor"]) if "cursor" in query else None
    rows = service.list_alerts(scope(), query["status"], after, limit)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    cursor = encode_cursor([last.acknowledged_at is None, last.raised_at.isoformat(), last.id]) if last else None
    return answer({"items": [service.plain_alert(row) for row in shown], "next_cursor": cursor})


@slice_.route("/v1/alerts/<uuid:alert_id>/acknowledge", methods=["POST"])
@audience("therapist", reach="care")
@slice_.arguments(AcknowledgeIn)
@slice_.response(201, AlertOut)
@slice_.alt_response(200, schema=AlertOut, description="This id was recorded before: the first answer")
@slice_.alt_response(409, "CONFLICT")
def acknowledge_alert(body: dict[str, Any], alert_id: UUID) -> Response:
    """Take an alert, with a reason and what was done about it. It stays open until somebody does.

    Acknowledging unlocks nothing by itself: that is an action on the plan.
    """
    recorded = service.acknowledge_alert(scope(), alert_id, body, clock.now())
    return reply(recorded.answer, created=recorded.created)


def _position(cursor: str) -> service.Position:
    is_open, raised_at, alert_id = decode_cursor(cursor, 3)
    try:
        return bool(is_open), datetime.fromisoformat(raised_at).astimezone(UTC), UUID(alert_id)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Invalid("This cursor is none of ours.", [FieldError("cursor", "Use the one given.")]) from error
