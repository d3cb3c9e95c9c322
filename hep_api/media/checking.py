"""Looks at links again, day by day: who is broken is hidden, who answers again comes back."""

import time
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from hep_api.errors import NotFound
from hep_api.ports import LinkChecker, LinkLook, LinkState
from hep_api.store.db import acting, write
from hep_api.store.media import settle_link
from hep_api.store.media_due import DueLink, claim_links
from hep_api.store.models import MediaRow
from hep_api.store.scope import Role, Scope

AGAIN_AFTER = timedelta(days=1)
"""When a link that answers is looked at again."""
SOON_AFTER = timedelta(hours=1)
"""When one that may be broken is looked at again."""
HIDDEN_AFTER = timedelta(hours=6)
"""When one that is hidden is looked at again, so that it comes back on the day on which it is mended."""
MOST_DOUBTS = 2
"""So many looks in a row that met no answer hide a link; one that met a clear no hides it at once."""
LEASE = timedelta(minutes=10)
"""How long a claimed link is left alone by others."""
BATCH = 3


def check_links(links: LinkChecker, now: datetime, seconds: float) -> int:
    """One round: look at a few links that are due, begin none after `seconds`; how many were looked at.

    Nothing is looked at inside a transaction.
    """
    until = time.monotonic() + seconds
    with write():
        due = claim_links(now, BATCH, now + LEASE)
    for count, link in enumerate(due):
        if time.monotonic() >= until:
            return count
        _settle(link, links.look(link.url), now)
    return len(due)


def _settle(link: DueLink, look: LinkLook, now: datetime) -> None:
    desk = Scope(link.clinic_id, uuid4(), Role.OPERATOR)
    with suppress(NotFound), acting(desk), write():
        settle_link(desk, link.media_id, lambda row: note(row, look, now))


def note(row: MediaRow, look: LinkLook, now: datetime) -> None:
    """Note on a link what a look at it met."""
    row.checked_at = now
    why = look.why or _changed(row, look)
    if not why:
        row.media_type = look.media_type
        row.failures, row.failing_since, row.failed_why, row.hidden_at = 0, None, "", None
        row.next_check_at = now + AGAIN_AFTER
        return
    row.failures += 1
    row.failing_since, row.failed_why = row.failing_since or now, why
    if look.state is not LinkState.DOUBTFUL or row.failures >= MOST_DOUBTS:
        row.hidden_at = row.hidden_at or now
    row.next_check_at = now + (HIDDEN_AFTER if row.hidden_at else SOON_AFTER)


def _changed(row: MediaRow, look: LinkLook) -> str:
    """Why something that answers is no longer what was added; empty when it is."""
    if (row.kind == "picture") == look.media_type.startswith("image/"):
        return ""
    return f"It was a {row.kind} when it was added, and is '{look.media_type}' now."
