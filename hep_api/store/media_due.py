"""Links of all clinics that are due for a look (for the worker that looks)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_, update

from hep_api.store.db import across, session
from hep_api.store.models import MediaRow


@dataclass(frozen=True, slots=True)
class DueLink:
    """One link that was claimed."""

    clinic_id: UUID
    media_id: UUID
    url: str


@across()
def claim_links(now: datetime, limit: int, until: datetime) -> list[DueLink]:
    """Take links that are due, longest due first; nobody else takes them before `until`, by the same clock.

    Looking twice does no harm, so a worker that dies in between costs only that time.
    """
    key = (MediaRow.clinic_id, MediaRow.id)
    picked = (
        select(*key)
        .where(MediaRow.next_check_at <= now, MediaRow.url.is_not(None), MediaRow.removed_at.is_(None))
        .order_by(MediaRow.next_check_at, MediaRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    taken = (
        update(MediaRow)
        .where(tuple_(*key).in_(select(picked.c.clinic_id, picked.c.id)))
        .values(next_check_at=until)
        .returning(*key, MediaRow.url)
        .execution_options(synchronize_session=False)
    )
    return [DueLink(clinic_id, media_id, url or "") for clinic_id, media_id, url in session().execute(taken)]
