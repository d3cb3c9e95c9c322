"""Stored contents as values, kept in memory: what lies under a hash never changes."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import orjson

from hep_api import codec
from hep_api.engine.protocol import Content
from hep_api.store import contents


@lru_cache(maxsize=256)
def content(content_hash: str) -> Content:
    """The content under a hash; raises NotFound when nothing was ever assigned with it."""
    return codec.content_from(orjson.loads(contents.get_content(content_hash)), content_hash)


def contents_of(hashes: Iterable[str]) -> Mapping[str, Content]:
    """Contents by hash."""
    return {content_hash: content(content_hash) for content_hash in set(hashes)}
