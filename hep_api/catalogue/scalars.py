"""Readers of single values, pairs, lists and texts; each notes its mistake and returns something harmless."""

import re
from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from hep_api.catalogue.document import Cursor, suggestion
from hep_api.catalogue.values import LANGUAGES, Text

T = TypeVar("T")

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def text(cursor: Cursor) -> str:
    """Any non-empty value as written."""
    return cursor.scalar() or ""


def slug(cursor: Cursor) -> str:
    """A kebab-case name."""
    value = cursor.scalar() or ""
    if value and not _SLUG.fullmatch(value):
        cursor.fail(f"'{value}' is not in kebab-case: lower-case letters and digits joined by '-'")
    return value


def texts(cursor: Cursor) -> Text:
    """The same text in every language."""
    fields = cursor.fields(LANGUAGES)
    return Text(**{language: fields.read(language, text, "") for language in LANGUAGES})


def flag(cursor: Cursor) -> bool:
    """`true` or `false`."""
    value = cursor.scalar()
    if value not in {None, "true", "false"}:
        cursor.fail(f"'{value}' is neither true nor false")
    return value == "true"


def one_of(allowed: Collection[str], what: str) -> Callable[[Cursor], str]:
    """A reader of one word out of a known set; `what` names the set in the message."""

    def read(cursor: Cursor) -> str:
        value = cursor.scalar() or ""
        if value and value not in allowed:
            near = suggestion(value, allowed)
            listed = f"; allowed: {', '.join(sorted(allowed))}" if len(allowed) <= 20 else ""
            cursor.fail(f"'{value}' is not a known {what}{near}{listed}")
        return value

    return read


def number(low: int, high: int) -> Callable[[Cursor], Decimal]:
    """A reader of a decimal from low to high."""

    def read(cursor: Cursor) -> Decimal:
        value = cursor.scalar()
        if value is None:
            return Decimal(low)
        try:
            parsed = Decimal(value)
        except InvalidOperation:
            parsed = Decimal("NaN")
        if not parsed.is_finite() or not low <= parsed <= high:
            cursor.fail(f"'{value}' is not a number from {low} to {high}")
            return Decimal(low)
        return parsed

    return read


def whole(low: int, high: int) -> Callable[[Cursor], int]:
    """A reader of a whole number from low to high."""

    def read(cursor: Cursor) -> int:
        value = number(low, high)(cursor)
        if value != value.to_integral_value():
            cursor.fail(f"'{value}' is not a whole number")
        return int(value)

    return read


def list_of(reader: Callable[[Cursor], T]) -> Callable[[Cursor], tuple[T, ...]]:
    """A reader of a list, one entry after the other."""

    def read(cursor: Cursor) -> tuple[T, ...]:
        return tuple(reader(item) for item in cursor.items())

    return read


def some_of(reader: Callable[[Cursor], T]) -> Callable[[Cursor], tuple[T, ...]]:
    """A reader of a list with at least one entry."""

    def read(cursor: Cursor) -> tuple[T, ...]:
        values = list_of(reader)(cursor)
        if not values and cursor.is_list():
            cursor.fail("at least one entry is needed")
        return values

    return read


def interval(low: int, high: int) -> Callable[[Cursor], tuple[Decimal, Decimal]]:
    """A reader of `[lowest, highest]`, both from low to high."""

    def read(cursor: Cursor) -> tuple[Decimal, Decimal]:
        values = list_of(number(low, high))(cursor)
        if len(values) != 2 or values[0] > values[1]:
            if cursor.is_list():
                cursor.fail("two numbers are expected, [lowest, highest]")
            return Decimal(low), Decimal(high)
        return values[0], values[1]

    return read
