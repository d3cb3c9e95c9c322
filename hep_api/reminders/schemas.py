"""When a patient wants to be reminded, as sent and answered."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from hep_api.engine.reminding import QuietHours
from hep_api.web.schemas import Flag, In, Out, Whole, Zone

CHANNELS = ("push",)
MOST_TIMES = 4
UNIQUE = "Each only once."


class WallTime(fields.String):
    """A wall time HH:MM."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "example": "18:00"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if len(text) != len("HH:MM") or not text.isascii():
            raise ValidationError("Not a wall time such as 18:00.")
        try:
            return time.fromisoformat(text)
        except ValueError as error:
            raise ValidationError("Not a wall time such as 18:00.") from error

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        del attr, obj, kwargs
        return None if value is None else f"{value:%H:%M}"


class QuietIn(In):
    """Hours in which nothing is sent; they may span midnight, and equal ends mean none."""

    start = WallTime(required=True)
    end = WallTime(required=True)


class QuietOut(Out):
    """Hours in which nothing is sent."""

    start = WallTime()
    end = WallTime()


class RemindersIn(In):
    """All wishes at once."""

    enabled = Flag(load_default=True, metadata={"description": "False: no notices at all"})
    times = fields.List(
        WallTime(), required=True, validate=validate.Length(1, MOST_TIMES), metadata={"uniqueItems": True}
    )
    days = fields.List(
        Whole(0, 6),
        load_default=lambda: list(range(7)),
        validate=validate.Length(1, 7),
        metadata={
            "description": "Weekdays, Monday is 0; only those with something to do bring a reminder",
            "uniqueItems": True,
        },
    )
    zone = Zone(required=True, metadata={"example": "Europe/Madrid"})
    quiet_hours = fields.Nested(
        QuietIn,
        load_default=None,
        allow_none=True,
        metadata={"description": "null: 21:00 to 08:00, except for times you pick yourself"},
    )
    channels = fields.List(
        fields.String(validate=validate.OneOf(CHANNELS)),
        load_default=lambda: list(CHANNELS),
        metadata={"uniqueItems": True},
    )
    preview_opt_in = Flag(load_default=False, metadata={"description": "Details on the lock screen are allowed"})

    @validates_schema(skip_on_field_errors=True)
    def check_together(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse repetitions, and times inside the quiet hours that came with them."""
        mistakes: dict[str, list[str]] = {}
        for name in ("times", "days", "channels"):
            if len(set(data[name])) != len(data[name]):
                mistakes.setdefault(name, []).append(UNIQUE)
        quiet = data["quiet_hours"]
        if quiet:
            hours = QuietHours(quiet["start"], quiet["end"], chosen=True)
            quiet_times = [f"{wall:%H:%M}" for wall in data["times"] if hours.covers(wall)]
            if quiet_times:
                mistakes.setdefault("times", []).append(f"Inside the quiet hours: {', '.join(quiet_times)}.")
        if mistakes:
            raise ValidationError(mistakes)


class RemindersOut(Out):
    """A patient's wishes, or the default of one who never chose."""

    enabled = fields.Boolean()
    times = fields.List(WallTime())
    days = fields.List(fields.Integer())
    zone = Zone()
    quiet_hours = fields.Nested(QuietOut)
    quiet_hours_chosen = fields.Boolean(metadata={"description": "False: the default, which picked times win over"})
    channels = fields.List(fields.String(validate=validate.OneOf(CHANNELS)))
    preview_opt_in = fields.Boolean()
    version = fields.Integer(metadata={"description": "Counts edits; 0 is the default"})
    conflict_id = fields.UUID(
        allow_none=True, metadata={"description": "Set: this replaced wishes that it did not know of; both are kept"}
    )
