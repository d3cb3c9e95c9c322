"""Lists, changes and removes the pictures and films of a clinic, and gives out the bytes of its uploads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.catalogue import Catalogue
from hep_api.errors import FieldError, Invalid, NotFound, Stale
from hep_api.store import media
from hep_api.store.db import write
from hep_api.store.models import MediaRow
from hep_api.store.scope import Scope
from hep_api.web.media import where

ALIKE = (
    "id", "slug", "rung_id", "kind", "media_type", "width", "height", "size_bytes", "alt_en", "alt_es", "caption_en",
    "caption_es", "licence", "credit", "position", "version", "added_at", "added_by", "changed_at", "changed_by",
    "checked_at", "failing_since", "failed_why",
)  # fmt: skip
"""What staff are told under the name of its column."""


def list_media(scope: Scope, catalogue: Catalogue, slug: str) -> dict[str, Any]:
    """All that the clinic has for an exercise, broken links included; raises NotFound."""
    if slug not in catalogue.exercises:
        raise NotFound("There is no such exercise.")
    return {"items": [plain(row) for row in media.list_media(scope, slug)]}


def change_media(
    scope: Scope, media_id: UUID, given: Mapping[str, Any], version: int | None, now: datetime
) -> dict[str, Any]:
    """Change words, licence or order; raises NotFound, Stale, and Invalid when no language is left to say it in."""
    with write():
        row = media.lock_media(scope, media_id)
        if version is not None and row.version != version:
            raise Stale("Somebody else changed this; read it again.")
        for name, value in given.items():
            setattr(row, name, value)
        if not row.alt_en and not row.alt_es:
            need = FieldError("alt_en", "Say in one language at least what it shows, for who cannot see it.")
            raise Invalid("Some fields cannot be used.", [need])
        row.version += 1
        row.changed_at, row.changed_by = now, scope.subject_id
        media.count_change(scope)
    return plain(row)


def remove_media(scope: Scope, media_id: UUID, now: datetime) -> None:
    """Show it to nobody any more; its bytes are forgotten at once. Raises NotFound."""
    with write():
        media.remove_media(scope, media_id, now)


def get_upload(scope: Scope, media_id: UUID) -> MediaRow:
    """An upload of the caller's clinic; raises NotFound, for a link too."""
    row = media.get_media(scope, media_id)
    if row.hash is None:
        raise NotFound("There is no such media.")
    return row


def read_bytes(scope: Scope, media_id: UUID, start: int, stop: int) -> bytes:
    """Some bytes of an upload; raises NotFound."""
    return media.read_bytes(scope, media_id, start, stop)


def plain(row: MediaRow) -> dict[str, Any]:
    """One picture or film as staff see it."""
    return {**{name: getattr(row, name) for name in ALIKE}, **where(row), "shown": row.hidden_at is None}
