"""When which work is done."""

from datetime import timedelta
from typing import Any

QUEUE = "hep"
ROUNDS = ("plan_notices", "deliver_notices", "persist_boundaries", "check_links", "heartbeat")
"""The kinds of work; each is a module here with a task of the same name."""


def beat_schedule(tick_seconds: int) -> dict[str, dict[str, Any]]:
    """Every kind of work once a tick. A tick that no worker took before the next one is thrown away."""
    return {
        name: {
            "task": f"workers.{name}",
            "schedule": timedelta(seconds=tick_seconds),
            "options": {"expires": tick_seconds, "queue": QUEUE},
        }
        for name in ROUNDS
    }
