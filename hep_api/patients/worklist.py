"""Who needs a look first."""

from datetime import date
from typing import Any

from hep_api.store.worklist import WorkItem

TIER_URGENCY = {"E": "emergency", "U": "urgent"}
RANK = {"emergency": 0, "urgent": 1, "alert": 2, "locked": 3, "none": 4}
"""Most urgent first: screening tiers E and U [SPEC 5.1], any other open alert, a lock that waits for a clinician."""


def describe(item: WorkItem) -> dict[str, Any]:
    """One line of the list: urgency, pain 0-10, adherence 0-1, plans, last signs of life."""
    summary = item.summary
    last_session_on = summary.get("last_session_on")
    return {
        "id": item.patient.id,
        "name": item.patient.name,
        "urgency": _urgency(item),
        "open_alerts": len(item.alerts),
        "alert_rules": sorted({rule for _, rule in item.alerts}),
        "open_locks": int(summary.get("open_locks") or 0),
        "worst_pain_7d": _number(summary.get("worst_pain_7d")),
        "adherence_14d": _number(summary.get("adherence_14d")),
        "last_session_on": date.fromisoformat(last_session_on) if last_session_on else None,
        "last_seen_at": item.seen_at,
        "plans": item.plans,
    }


def order(line: dict[str, Any]) -> list[Any]:
    """The key of a line: urgency, then pain (unknown last), then more alerts, then name."""
    pain = line["worst_pain_7d"]
    return [
        RANK[line["urgency"]],
        1.0 if pain is None else -pain,
        -line["open_alerts"],
        line["name"].casefold(),
        str(line["id"]),
    ]


def _urgency(item: WorkItem) -> str:
    found = [TIER_URGENCY.get(tier or "", "alert") for tier, _ in item.alerts]
    if item.summary.get("open_locks"):
        found.append("locked")
    return min(found, key=RANK.__getitem__, default="none")


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
