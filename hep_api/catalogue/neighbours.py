"""What stands next to an exercise in the library: harder ones it leads to, and the easier ones that lead to it."""

from collections.abc import Mapping

from hep_api.catalogue.document import Cursor, suggestion
from hep_api.catalogue.values import ExerciseEntry


def check_neighbours(document: Cursor | None, entries: Mapping[str, ExerciseEntry]) -> None:
    """Note every `leads_to` that names no other exercise, and every ring of them."""
    if document is None:
        return
    for slug, cursor in document.entries():
        entry = entries.get(slug)
        for harder in entry.leads_to if entry is not None else ():
            if harder not in entries:
                cursor.fail(f"'leads_to' names '{harder}', which is no exercise{suggestion(harder, entries)}")
            elif slug in _reached(harder, entries):
                cursor.fail(f"'leads_to: {harder}' leads back to '{slug}': one of the two is harder, not both")


def easier_than(slug: str, entries: Mapping[str, ExerciseEntry]) -> tuple[str, ...]:
    """The exercises that lead to this one, in catalogue order."""
    return tuple(other for other, entry in entries.items() if slug in entry.leads_to)


def _reached(slug: str, entries: Mapping[str, ExerciseEntry]) -> set[str]:
    found: set[str] = set()
    waiting = [slug]
    while waiting:
        here = waiting.pop()
        if here not in found and here in entries:
            found.add(here)
            waiting.extend(entries[here].leads_to)
    return found
