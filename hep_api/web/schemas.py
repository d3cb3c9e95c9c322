"""Strict schemas: what we read refuses everything it does not know, what we answer always has every field."""

import re
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from marshmallow import RAISE, Schema, ValidationError, fields, validate

LOCALES = ("en", "es")
DIGITS = re.compile(r"-?[0-9]{1,18}")
"""A whole number as everybody writes it: int() takes spaces around it and the digits of every script, too."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class In(Schema):
    """What a client sends: unknown fields are refused by name."""

    class Meta:
        unknown = RAISE


class Out(Schema):
    """What we answer: every field is there, and nothing else; `validate` proves a hand-built answer."""

    class Meta:
        unknown = RAISE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Mark the field as always present, so that generated clients need no guard."""
        del field_name
        field_obj.required = True


class Text(fields.String):
    """Words of a person: trimmed, bounded, without control characters."""

    def __init__(self, *, low: int = 0, high: int = 2000, **kwargs: Any) -> None:
        metadata = {"pattern": _pattern(low), **kwargs.pop("metadata", {})}
        super().__init__(validate=validate.Length(low, high), metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if CONTROL.search(text):
            raise ValidationError("Control characters are not allowed.")
        return text.strip()


def _pattern(low: int) -> str:
    """For the contract: no control characters, and what is left without space at both ends is long enough."""
    any_one, no_space = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", r"[^\x00-\x1f\x7f\s]"
    if low == 0:
        return f"^{any_one}*$"
    least = no_space if low == 1 else f"{no_space}{any_one}{{{low - 2},}}{no_space}"
    return f"^{any_one}*{least}{any_one}*$"


class Whole(fields.Integer):
    """A whole number from low to high; neither 3.0, nor "3", nor true."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(low, high), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError("Not a whole number.")
        return super()._deserialize(value, attr, data, **kwargs)


class Count(fields.Integer):
    """A whole number of a query string, from low to high."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(low, high), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not DIGITS.fullmatch(str(value)):
            raise ValidationError("Not a whole number.")
        return super()._deserialize(value, attr, data, **kwargs)


class Number(fields.Decimal):
    """A decimal number from low to high; neither text nor NaN. Read exactly as written."""

    def __init__(self, low: float, high: float, places: int = 3, **kwargs: Any) -> None:
        # As text: 0.05 is a little more in binary, and would be less than its own bound.
        super().__init__(validate=validate.Range(Decimal(str(low)), Decimal(str(high))), **kwargs)
        self.metadata = {"minimum": low, "maximum": high, **self.metadata}
        self.most_places = places

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError("Not a number.")
        number = super()._deserialize(str(value), attr, data, **kwargs)
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.most_places:
            raise ValidationError(f"At most {self.most_places} decimals.")
        return number

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        del attr, obj, kwargs
        return None if value is None else float(value)


class Flag(fields.Boolean):
    """true or false; not "yes", not 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        del attr, data, kwargs
        if not isinstance(value, bool):
            raise ValidationError("Not true or false.")
        return value


class Instant(fields.AwareDateTime):
    """An RFC 3339 instant with an offset.

    Not of the first and last year, whose days do not exist in every zone, unless it is only compared (`of_any_year`).
    """

    def __init__(self, *, of_any_year: bool = False, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)
        self._of_any_year = of_any_year

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise ValidationError("Not an instant such as 2026-03-02T07:30:00+01:00.")
        instant = super()._deserialize(value, attr, data, **kwargs)
        if not self._of_any_year:
            _refuse_edges(instant.year)
        return instant


class Day(fields.Date):
    """A calendar day; not of the first and last year, next to which there is no other."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        day = super()._deserialize(value, attr, data, **kwargs)
        _refuse_edges(day.year)
        return day


def _refuse_edges(year: int) -> None:
    if not MINYEAR < year < MAXYEAR:
        raise ValidationError(f"Not of a year from {MINYEAR + 1} to {MAXYEAR - 1}.")


@cache
def known_zones() -> frozenset[str]:
    """Every IANA zone that this installation can compute with."""
    return frozenset(available_timezones()) - {"localtime", "Factory"}


class Zone(fields.String):
    """An IANA time zone such as Europe/Madrid."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        name: str = super()._deserialize(value, attr, data, **kwargs)
        if name not in known_zones():
            raise ValidationError("Not an IANA time zone such as Europe/Madrid.")
        return name


class Locale(fields.String):
    """A language that the product speaks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.OneOf(LOCALES), **kwargs)
