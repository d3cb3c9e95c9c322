"""When which work is done."""

from datetime import timedelta
from typing import Any

QUEUE = "hep"
ROUNDS = (
    "plan_notices", "deliver_notices", "persist_boundaries", "send_emails", "check_links", "anchor_audit", "heartbeat",
)  # fmt: skip
"""The kinds of work; each is a module here with a task of the same name."""


HOURLY = ("apply_retention",)
"""Work that may wait an hour; it notes no heartbeat."""


def beat_schedule(tick_seconds: int) -> dict[str, dict[str, Any]]:
    """Every kind of work once a tick, or once an hour. A tick that no worker took before the next is thrown away."""
    every = {**dict.fromkeys(ROUNDS, tick_seconds), **dict.fromkeys(HOURLY, 3600)}
    return {
        name: {
            "task": f"workers.{name}",
            "schedule": timedelta(seconds=seconds),
            "options": {"expires": seconds, "queue": QUEUE},
        }
        for name, seconds in every.items()
    }
