"""Opaque cursors: where a list goes on, without telling how it is ordered."""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import orjson
from marshmallow import fields

from hep_api.errors import FieldError, Invalid
from hep_api.web.schemas import Count, In

T = TypeVar("T")
MAX_CURSOR = 512


class PageIn(In):
    """How every list is paged."""

    cursor = fields.String(metadata={"description": "What `next_cursor` of the page before said"})
    limit = Count(1, 200, load_default=50, metadata={"description": "At most so many items"})


def encode_cursor(position: Sequence[Any]) -> str:
    """A position (plain values, instants and ids included) as an opaque text."""
    return base64.urlsafe_b64encode(orjson.dumps(list(position), default=str)).rstrip(b"=").decode()


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """The position a cursor stands for; raises Invalid when we did not make it."""
    try:
        if len(cursor) > MAX_CURSOR:
            raise _foreign()
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        position = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, orjson.JSONDecodeError, UnicodeEncodeError) as error:
        raise _foreign() from error
    if not isinstance(position, list) or len(position) != length:
        raise _foreign()
    return position


def page(
    items: Iterable[T], key: Callable[[T], list[Any]], cursor: str | None, limit: int
) -> tuple[list[T], str | None]:
    """The next `limit` items in the order of their keys, and the cursor of the page after; None after the last.

    Keys are plain values, end in something unique, and have one length. For lists that fit into memory.
    """
    ordered = sorted(((key(item), item) for item in items), key=lambda pair: pair[0])
    if cursor:
        position = decode_cursor(cursor, len(ordered[0][0]) if ordered else 1)
        try:
            ordered = [pair for pair in ordered if pair[0] > position]
        except TypeError as error:
            raise _foreign() from error
    shown = ordered[:limit]
    return [item for _, item in shown], encode_cursor(shown[-1][0]) if len(ordered) > limit else None


def _foreign() -> Invalid:
    return Invalid("This cursor is none of ours.", [FieldError("cursor", "Use the next_cursor of the page before.")])
