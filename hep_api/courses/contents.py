"""Stored contents as values, kept in memory: what lies under a hash never changes."""

from collections.abc import Iterable, Mapping

import orjson

from hep_api import codec
from hep_api.engine.protocol import Content
from hep_api.errors import NotFound
from hep_api.store import contents

MOST_KEPT = 256

_kept: dict[str, Content] = {}


def contents_of(hashes: Iterable[str]) -> Mapping[str, Content]:
    """Contents by hash, at most one statement; raises NotFound when nothing was ever assigned with one of them."""
    wanted = set(hashes)
    found = {content_hash: _kept[content_hash] for content_hash in wanted & _kept.keys()}
    missing = wanted - found.keys()
    if missing:
        read = contents.find_contents(missing)
        if missing - read.keys():
            raise NotFound("There is no such content.")
        found |= {h: codec.content_from(orjson.loads(body), h) for h, body in read.items()}
        if len(_kept) + len(missing) > MOST_KEPT:
            _kept.clear()
        _kept.update(found)
    return found


def content(content_hash: str) -> Content:
    """The content under a hash; raises NotFound."""
    return contents_of([content_hash])[content_hash]


def forget_contents() -> None:
    """Start with empty memory, as a new process does."""
    _kept.clear()
