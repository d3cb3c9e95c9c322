"""The pictures and films of one clinic."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, Select, delete, func, select, update

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import ClinicRow, MediaFileRow, MediaRow
from hep_api.store.scope import Scope


def lock_shelf(scope: Scope) -> None:
    """Queue behind, and then hold off, everybody else who adds media to the scope's clinic until the commit."""
    held = select(ClinicRow.id).where(ClinicRow.id == scope.clinic_id)
    session().execute(held.with_for_update(key_share=True)).all()


def add_media(scope: Scope, row: MediaRow, body: bytes | None = None) -> None:
    """Add a picture or film with the bytes of an upload; raises ValueError for a row of another clinic."""
    if row.clinic_id != scope.clinic_id:
        raise ValueError("media belongs to the clinic of whoever adds it")
    session().add(row)
    if body is not None:
        session().add(MediaFileRow(clinic_id=scope.clinic_id, media_id=row.id, body=body))
    session().flush()
    count_change(scope)
    audit.append(scope, "media.added", about={"media": row.id}, details={"kind": row.kind, "slug": row.slug})


def note_change(scope: Scope, media_id: UUID) -> None:
    """What is said about a picture or film, or its place, was changed in this transaction."""
    count_change(scope)
    audit.append(scope, "media.changed", about={"media": media_id})


def count_change(scope: Scope) -> None:
    """Count, in the transaction that brings it, that something else is shown from now on: others read it anew then."""
    counted = (
        update(ClinicRow).where(ClinicRow.id == scope.clinic_id).values(media_revision=ClinicRow.media_revision + 1)
    )
    session().execute(counted.execution_options(synchronize_session=False))


def settle_link(scope: Scope, media_id: UUID, note: Callable[[MediaRow], None]) -> None:
    """Note on a link what a look at it met; raises NotFound when it was removed meanwhile."""
    row = lock_media(scope, media_id)
    before = (row.hidden_at is None, row.media_type)
    note(row)
    if before != (row.hidden_at is None, row.media_type):
        count_change(scope)
    session().flush()


def find_media(scope: Scope, media_id: UUID) -> MediaRow | None:
    """A picture or film of the scope's clinic, also a removed one, or None."""
    return session().scalars(_of_clinic(scope).where(MediaRow.id == media_id)).one_or_none()


def get_media(scope: Scope, media_id: UUID) -> MediaRow:
    """A picture or film of the scope's clinic that was not removed; raises NotFound."""
    return _only(_kept(scope).where(MediaRow.id == media_id))


def lock_media(scope: Scope, media_id: UUID) -> MediaRow:
    """The same, held until the transaction ends."""
    held = _kept(scope).where(MediaRow.id == media_id).with_for_update()
    return _only(held.execution_options(populate_existing=True))


def list_media(scope: Scope, slug: str) -> list[MediaRow]:
    """What the scope's clinic has for an exercise in the order to show it, links that are broken included."""
    return list(session().scalars(_in_order(_kept(scope).where(MediaRow.slug == slug))))


def list_shown(scope: Scope) -> list[MediaRow]:
    """All that the scope's clinic shows, each exercise's in the order to show it; no link that is broken."""
    return list(session().scalars(_in_order(_kept(scope).where(MediaRow.hidden_at.is_(None)))))


def count_media(scope: Scope, slug: str) -> int:
    """How many pictures and films the scope's clinic has for an exercise, hidden ones included."""
    counted = select(func.count()).where(
        MediaRow.clinic_id == scope.clinic_id, MediaRow.slug == slug, MediaRow.removed_at.is_(None)
    )
    return session().scalar(counted) or 0


def bytes_kept(scope: Scope) -> int:
    """How many bytes the uploads of the scope's clinic take together."""
    taken = select(func.sum(MediaRow.size_bytes)).where(
        MediaRow.clinic_id == scope.clinic_id, MediaRow.removed_at.is_(None)
    )
    return int(session().scalar(taken) or 0)


def read_bytes(scope: Scope, media_id: UUID, start: int, stop: int) -> bytes:
    """The bytes of an upload from `start` up to but without `stop`; only these leave the database. Raises NotFound."""
    piece = func.substr(MediaFileRow.body, start + 1, stop - start, type_=LargeBinary())
    found = select(piece).where(MediaFileRow.clinic_id == scope.clinic_id, MediaFileRow.media_id == media_id)
    body = session().scalar(found)
    if body is None:
        raise NotFound("There is no such media.")
    return bytes(body)


def remove_media(scope: Scope, media_id: UUID, at: datetime) -> None:
    """Show it to nobody any more and forget its bytes; raises NotFound."""
    row = lock_media(scope, media_id)
    row.removed_at, row.removed_by, row.next_check_at = at, scope.subject_id, None
    count_change(scope)
    audit.append(scope, "media.removed", about={"media": media_id})
    session().execute(
        delete(MediaFileRow).where(MediaFileRow.clinic_id == scope.clinic_id, MediaFileRow.media_id == media_id)
    )


def _of_clinic(scope: Scope) -> Select[MediaRow]:
    return select(MediaRow).where(MediaRow.clinic_id == scope.clinic_id)


def _kept(scope: Scope) -> Select[MediaRow]:
    return _of_clinic(scope).where(MediaRow.removed_at.is_(None))


def _in_order(found: Select[MediaRow]) -> Select[MediaRow]:
    return found.order_by(MediaRow.position, MediaRow.added_at, MediaRow.id)


def _only(found: Select[MediaRow]) -> MediaRow:
    row = session().scalars(found).one_or_none()
    if row is None:
        raise NotFound("There is no such media.")
    return row
