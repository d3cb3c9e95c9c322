"""When a message that did not get through is tried again."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

FIRST_SECONDS = 30.0
MOST_SECONDS = 900.0

Chance = Callable[[], float]
"""A number from 0 to 1, differently each time."""


def by_chance() -> float:
    """An even chance; tests bring their own."""
    return secrets.randbelow(1_000_001) / 1_000_000


def next_try(now: datetime, attempts: int, retry_after_seconds: float | None, chance: Chance) -> datetime:
    """Full jitter under a doubling ceiling (30 s to 15 min), never before what the other side asked for.

    `attempts`: sends begun so far, at least 1. The other side's wish is a time to come back at and never a sleep; the
    jitter is added to it, or everybody would come back at once.
    """
    ceiling = min(MOST_SECONDS, FIRST_SECONDS * 2 ** min(attempts - 1, 10))
    return now + timedelta(seconds=(retry_after_seconds or 0.0) + ceiling * chance())
