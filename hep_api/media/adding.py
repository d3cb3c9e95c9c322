"""Adds pictures and films to exercises, by link or by upload."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api import codec
from hep_api.catalogue import Catalogue
from hep_api.errors import Conflict, FieldError, Invalid, NotFound
from hep_api.media.checking import AGAIN_AFTER
from hep_api.media.keeping import keep
from hep_api.media.upload import Refused
from hep_api.ports import LinkChecker, LinkState
from hep_api.store import media
from hep_api.store.db import write
from hep_api.store.models import MediaRow
from hep_api.store.scope import Scope

MOST_OF_EXERCISE = 30
"""Pictures and films of one exercise: every phone that has it is told of all of them."""
MOST_BYTES = 2_000_000_000
"""Bytes of all uploads of one clinic: a database that fills up serves nobody."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who adds to which catalogue, when, and by whom links are looked at."""

    scope: Scope
    catalogue: Catalogue
    links: LinkChecker
    now: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown: the columns that tell it, and the bytes of an upload."""

    columns: Mapping[str, Any]
    body: bytes | None = None


def add_link(desk: Desk, slug: str, given: Mapping[str, Any]) -> tuple[MediaRow, bool]:
    """Add a link that answers; the row, and False when its id is known.

    Raises NotFound, Invalid (every bad field, a link that does not answer among them) and Conflict.
    """
    return _add(desk, slug, given, codec.fingerprint("media_link", _told(slug, given)), lambda: _linked(desk, given))


def add_upload(desk: Desk, slug: str, given: Mapping[str, Any]) -> tuple[MediaRow, bool]:
    """Add an upload; the row, and False when its id is known. Raises as `add_link` does."""
    told = _told(slug, {**given, "file": hashlib.sha256(given["file"]).hexdigest()})
    return _add(desk, slug, given, codec.fingerprint("media_upload", told), lambda: _uploaded(given))


def _add(
    desk: Desk, slug: str, given: Mapping[str, Any], mark: str, find: Callable[[], Found | FieldError]
) -> tuple[MediaRow, bool]:
    """Look outside of any transaction, then write in a short one; a known id is never looked at twice."""
    known = _known(desk.scope, given["id"], mark)
    if known is not None:
        return known, False
    mistakes = _bad_rung(desk.catalogue, slug, given["rung_id"])
    found = find()
    if isinstance(found, FieldError):
        raise Invalid("Some fields cannot be used.", [*mistakes, found])
    if mistakes:
        raise Invalid("Some fields cannot be used.", mistakes)
    with write():
        media.lock_shelf(desk.scope)
        known = _known(desk.scope, given["id"], mark)
        if known is not None:
            return known, False
        _refuse_too_much(desk.scope, slug, len(found.body or b""))
        row = _row(desk, slug, given, mark, found)
        media.add_media(desk.scope, row, found.body)
    return row, True


def _known(scope: Scope, media_id: UUID, mark: str) -> MediaRow | None:
    """What an id was used for before; raises Conflict when that was something else, or is removed."""
    row = media.find_media(scope, media_id)
    if row is not None and row.fingerprint != mark:
        raise Conflict("This id was already used for something else; nothing was changed.", code="media_conflict")
    if row is not None and row.removed_at is not None:
        raise Conflict("This was added and has been removed since; add it under a new id.", code="media_removed")
    return row


def _bad_rung(catalogue: Catalogue, slug: str, rung_id: str | None) -> list[FieldError]:
    entry = catalogue.exercises.get(slug)
    if entry is None:
        raise NotFound("There is no such exercise.")
    rungs = [rung.id for rung in entry.exercise.rungs]
    if rung_id is None or rung_id in rungs:
        return []
    return [FieldError("rung_id", f"There is no '{rung_id}'; allowed: {', '.join(rungs) or 'none, leave it out'}.")]


def _linked(desk: Desk, given: Mapping[str, Any]) -> Found | FieldError:
    look = desk.links.look(given["url"])
    if look.state is not LinkState.GOOD:
        return FieldError("url", look.why)
    columns = {
        "kind": "picture" if look.media_type.startswith("image/") else "video",
        "media_type": look.media_type,
        "url": given["url"],
        "checked_at": desk.now,
        "next_check_at": desk.now + AGAIN_AFTER,
    }
    return Found(columns)


def _uploaded(given: Mapping[str, Any]) -> Found | FieldError:
    try:
        kept = keep(given["file"])
    except Refused as error:
        return FieldError("file", str(error))
    columns = {
        "kind": kept.kind,
        "media_type": kept.media_type,
        "hash": hashlib.sha256(kept.body).hexdigest(),
        "size_bytes": len(kept.body),
        "width": kept.width,
        "height": kept.height,
    }
    return Found(columns, kept.body)


def _refuse_too_much(scope: Scope, slug: str, more_bytes: int) -> None:
    if media.count_media(scope, slug) >= MOST_OF_EXERCISE:
        message = f"This exercise has {MOST_OF_EXERCISE} pictures and films, the most there may be; remove one first."
        raise Conflict(message, code="media_full")
    if more_bytes and media.bytes_kept(scope) + more_bytes > MOST_BYTES:
        message = f"The uploads of this clinic may take {MOST_BYTES // 1_000_000_000} GB; remove some, or use links."
        raise Conflict(message, code="media_full")


def _row(desk: Desk, slug: str, given: Mapping[str, Any], mark: str, found: Found) -> MediaRow:
    said = {name: value for name, value in given.items() if name not in {"file", "url"}}
    return MediaRow(
        clinic_id=desk.scope.clinic_id, slug=slug, fingerprint=mark, version=1, added_at=desk.now,
        added_by=desk.scope.subject_id, failures=0, failed_why="", **said, **found.columns,
    )  # fmt: skip


def _told(slug: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, as plain data."""
    return {"slug": slug, **{name: str(value) if isinstance(value, UUID) else value for name, value in given.items()}}
