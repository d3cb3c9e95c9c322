"""The audit trail of a clinic, for its admins: who did or read what, about whom, by ids."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from hep_api.errors import FieldError, Invalid
from hep_api.store import audit_trail
from hep_api.store.audit_trail import Event
from hep_api.store.db import write
from hep_api.store.scope import Scope
from hep_api.web.paging import decode_cursor, encode_cursor

A_DAY = timedelta(days=1)


def list_events(scope: Scope, query: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """A page of events, newest first; a day is one of the reader's zone. The reading itself is an event, too."""
    since = datetime.combine(query["on"], time(), ZoneInfo(zone)) if query["on"] else None
    until = datetime.combine(query["on"] + A_DAY, time(), ZoneInfo(zone)) if query["on"] else None
    limit = query["limit"]
    rows = audit_trail.list_events(
        scope,
        actor_id=query["who"],
        patient_id=query["patient"],
        since=since,
        until=until,
        before=_position(query.get("cursor")),
        limit=limit + 1,
    )
    with write():
        audit_trail.tell_read(scope, query["patient"])
    shown = rows[:limit]
    cursor = encode_cursor([shown[-1].sequence]) if len(rows) > limit else None
    return {"items": [_event(row) for row in shown], "next_cursor": cursor}


def _position(cursor: str | None) -> int | None:
    if not cursor:
        return None
    position = decode_cursor(cursor, 1)[0]
    if isinstance(position, bool) or not isinstance(position, int) or not 0 < position < 2**63:
        raise Invalid("This cursor is none of ours.", [FieldError("cursor", "Use the next_cursor of before.")])
    return position


def _event(row: Event) -> dict[str, Any]:
    told = orjson.loads(row.payload)
    who = told["who"]
    return {
        "sequence": row.sequence,
        "at": row.at,
        "action": row.action,
        "who": {
            "id": who.get("id"),
            "role": who["role"],
            "on_behalf_of": who.get("on_behalf_of"),
            "break_glass": who.get("break_glass"),
        },
        "about": told["about"],
        "details": told["details"],
        "via": told["via"],
        "request_id": told["request_id"],
    }
