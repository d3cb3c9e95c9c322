"""Which rung of the documents an id means: its words joined, or fewer of them where only one rung can be meant."""

import re
from functools import lru_cache

FILLERS = {"and", "or"}


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a rung or of an id: 'tuck + lunge' and 'tuck-and-lunge' have the same."""
    plain = re.sub(r"(?<!\w)\+(?=\d)", "plus ", text.lower()).replace("%", " percent ")
    return tuple(word for word in re.findall(r"[a-z0-9]+", plain) if word not in FILLERS)


def named(ids: list[str], texts: list[str], table: dict[str, str]) -> dict[str, str]:
    """Rung id -> text of the ladder, by the table first; an id that fits no text or several keeps its own words."""
    found = {rung_id: table[rung_id] for rung_id in ids if rung_id in table}
    for rung_id in ids:
        exact = [text for text in texts if words(text) == words(rung_id)]
        if rung_id not in found and len(exact) == 1:
            found[rung_id] = exact[0]
    for rung_id in ids:
        if rung_id not in found:
            free = [text for text in texts if text not in found.values() and shortened(rung_id, text)]
            found[rung_id] = free[0] if len(free) == 1 else rung_id
    return found


def shortened(rung_id: str, text: str) -> bool:
    """Whether the words of an id stand in a text in the same order."""
    left = iter(words(text))
    return all(word in left for word in words(rung_id))
