"""Links of all clinics that are due for a look (for the worker that looks)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, tuple_, update

from hep_api.store.db import across, acting, session
from hep_api.store.media import count_change
from hep_api.store.models import MediaRow
from hep_api.store.scope import Role, Scope


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


def settle_link(link: DueLink, note: Callable[[MediaRow], None]) -> None:
    """Note on a link what was met; nothing when it was removed meanwhile."""
    desk = Scope(link.clinic_id, uuid4(), Role.OPERATOR)
    with acting(desk):
        held = select(MediaRow).where(
            MediaRow.clinic_id == link.clinic_id, MediaRow.id == link.media_id, MediaRow.removed_at.is_(None)
        )
        row = session().scalars(held.with_for_update().execution_options(populate_existing=True)).one_or_none()
        if row is None:
            return
        before = (row.hidden_at is None, row.media_type)
        note(row)
        if before != (row.hidden_at is None, row.media_type):
            count_change(desk)
        session().flush()
