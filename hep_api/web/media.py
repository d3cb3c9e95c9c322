"""The pictures and films of exercises as everybody is shown them: those that answer, in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hep_api.catalogue.values import LANGUAGES
from hep_api.store import media
from hep_api.store.callers import Caller
from hep_api.store.models import MediaRow

PAGE = "text/html"
MOST_HELD = 256

Place = tuple[str, str | None]
"""An exercise and one of its rungs, or None for the exercise as such."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a clinic shows, in the order to show it."""

    places: Mapping[Place, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, slug: str, rung_id: str | None = None) -> list[dict[str, Any]]:
        """What belongs to exactly this rung, or (None) to the exercise as such."""
        return self.places.get((slug, rung_id), [])

    def shown_with(self, slug: str, rung_id: str) -> list[dict[str, Any]]:
        """What to show somebody who does this rung: its own first, then that of the exercise."""
        return [*self.of(slug, rung_id), *self.of(slug)]


_held: dict[UUID, tuple[int, dict[str, Shelf]]] = {}


def shelf_of(caller: Caller) -> Shelf:
    """What the caller's clinic shows, in the caller's language.

    The revision comes with the sign-in, so this asks the database only once a process after each change.
    """
    clinic_id = caller.scope.clinic_id
    revision, shelves = _held.get(clinic_id, (0, {}))
    if caller.media_revision != revision:
        rows = media.list_shown(caller.scope)
        shelves = {language: _filled(rows, language) for language in LANGUAGES}
        if len(_held) >= MOST_HELD:
            _held.clear()
        _held[clinic_id] = (caller.media_revision, shelves)
    return shelves.get(caller.locale, Shelf())


def _filled(rows: Iterable[MediaRow], language: str) -> Shelf:
    places: dict[Place, list[dict[str, Any]]] = {}
    for row in rows:
        places.setdefault((row.slug, row.rung_id), []).append(shown(row, language))
    return Shelf(places)


def shown(row: MediaRow, language: str) -> dict[str, Any]:
    """One picture or film as everybody is shown it. A text that lacks the language is given in the other one."""
    spanish = language == "es"
    return {
        "id": row.id,
        "source": "clinic",
        "kind": row.kind,
        **where(row),
        "media_type": row.media_type,
        "width": row.width,
        "height": row.height,
        "size_bytes": row.size_bytes,
        "rung_id": row.rung_id,
        "alt": (row.alt_es or row.alt_en) if spanish else (row.alt_en or row.alt_es),
        "caption": (row.caption_es or row.caption_en) if spanish else (row.caption_en or row.caption_es),
        "licence": row.licence,
        "credit": row.credit,
    }


def where(row: MediaRow) -> dict[str, str]:
    """How and where it is fetched."""
    if row.url is None:
        return {"access": "api", "url": f"/v1/media/{row.id}/file"}
    return {"access": "page" if row.media_type == PAGE else "web", "url": row.url}
