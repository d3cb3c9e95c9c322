"""Kept wordings as catalogues to read with, held in memory: what lies under a hash never changes."""

from hep_api.catalogue import Catalogue
from hep_api.catalogue.kept_wording import as_worded
from hep_api.engine.protocol import Content
from hep_api.store import wordings

MOST_HELD = 64

_held: dict[tuple[int, str, str], tuple[Catalogue, Catalogue]] = {}
"""By the catalogue's place in memory, too: clinics with content of their own read the same wording side by side."""


def worded(catalogue: Catalogue, wording_hash: str | None, content: Content) -> Catalogue:
    """The catalogue with the words that a plan was assigned with; as it is now for a plan that has none.

    One statement the first time; raises NotFound when nothing lies under the hash.
    """
    if wording_hash is None:
        return catalogue
    key = (id(catalogue), wording_hash, content.hash)
    now, then = _held.get(key, (None, None))
    if then is None or now is not catalogue:
        then = as_worded(catalogue, content, wordings.get_wording(wording_hash))
        if len(_held) >= MOST_HELD:
            _held.clear()
        _held[key] = (catalogue, then)
    return then
