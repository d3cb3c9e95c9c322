"""Stored contents as values, kept in memory: what lies under a hash never changes."""

from collections.abc import Iterable, Mapping

import orjson

from hep_api import codec
from hep_api.catalogue.values import UNREVIEWED, Review
from hep_api.engine.facts import Action, Assign, Body
from hep_api.engine.protocol import Content
from hep_api.errors import NotFound
from hep_api.store import contents

MOST_KEPT = 256

_kept: dict[str, tuple[Content, Review]] = {}


def contents_of(hashes: Iterable[str]) -> Mapping[str, Content]:
    """Contents by hash, at most one statement; raises NotFound when nothing was ever assigned with one of them."""
    return {content_hash: found for content_hash, (found, _) in _read(set(hashes)).items()}


def hashes_of(bodies: Iterable[Body]) -> set[str]:
    """The contents that facts name: what plans were assigned with and moved to."""
    named = {body.content_hash for body in bodies if isinstance(body, Assign | Action)}
    return named - {""}


def content(content_hash: str) -> Content:
    """The content under a hash; raises NotFound."""
    return contents_of([content_hash])[content_hash]


def kept_review(content_hash: str) -> Review:
    """Who had signed it when a plan was assigned with it, no statement once it is in memory; raises NotFound."""
    return _read({content_hash})[content_hash][1]


def forget_contents() -> None:
    """Start with empty memory, as a new process does."""
    _kept.clear()


def _read(wanted: set[str]) -> dict[str, tuple[Content, Review]]:
    found = {content_hash: _kept[content_hash] for content_hash in wanted & _kept.keys()}
    missing = wanted - found.keys()
    if missing:
        read = contents.find_contents(missing)
        if missing - read.keys():
            raise NotFound("There is no such content.")
        found |= {hash_: _values(hash_, stored) for hash_, stored in read.items()}
        if len(_kept) + len(missing) > MOST_KEPT:
            _kept.clear()
        _kept.update(found)
    return found


def _values(content_hash: str, stored: contents.Stored) -> tuple[Content, Review]:
    review = Review(*stored.signature) if stored.signature else UNREVIEWED
    return codec.content_from(orjson.loads(stored.body), content_hash), review
