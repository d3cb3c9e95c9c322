"""The pictures and films of exercises as everybody is shown them: those that answer, in one language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from hep_api.store import media
from hep_api.store.models import MediaRow
from hep_api.store.scope import Scope

PAGE = "text/html"

Place = tuple[str, str | None]
"""An exercise and one of its rungs, or None for the exercise as such."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is for some exercises, in the order to show it."""

    places: Mapping[Place, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, slug: str, rung_id: str | None = None) -> list[dict[str, Any]]:
        """What belongs to exactly this rung, or (None) to the exercise as such."""
        return self.places.get((slug, rung_id), [])

    def shown_with(self, slug: str, rung_id: str) -> list[dict[str, Any]]:
        """What to show somebody who does this rung: its own first, then that of the exercise."""
        return [*self.of(slug, rung_id), *self.of(slug)]


def shelf_of(scope: Scope, slugs: Collection[str], language: str) -> Shelf:
    """What the clinic shows for these exercises: one statement, none for no exercises."""
    places: dict[Place, list[dict[str, Any]]] = {}
    for row in media.list_media(scope, slugs) if slugs else ():
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
