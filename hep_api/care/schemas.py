"""What is sent and answered about covers and emergencies."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from hep_api.web.paging import PageIn
from hep_api.web.schemas import Day, In, Out, Text

LONGEST_DAYS = 366


class CoverIn(In):
    """Who looks after whom, on which days of the caller's own zone, both included."""

    staff_id = fields.UUID(required=True, metadata={"description": "The colleague who covers"})
    patients = fields.List(
        fields.UUID(),
        allow_none=True,
        load_default=None,
        validate=validate.Length(1, 500),
        metadata={"description": "Null: all whom the caller treats at this moment"},
    )
    from_on = Day(required=True)
    until_on = Day(required=True)
    reason = Text(high=200, load_default="", metadata={"description": "For the two of you, such as holiday"})

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, data: Mapping[str, Any], **_: Any) -> None:
        """A cover ends after it began, within a year."""
        if not 0 <= (data["until_on"] - data["from_on"]).days < LONGEST_DAYS:
            raise ValidationError("From from_on on, a year at most.", "until_on")


class PersonOut(Out):
    """Somebody by name."""

    id = fields.UUID()
    name = fields.String()


class CoverOut(Out):
    """One patient with whoever covers."""

    id = fields.UUID()
    patient = fields.Nested(PersonOut)
    given_by = fields.Nested(PersonOut)
    covered_by = fields.Nested(PersonOut)
    from_at = fields.AwareDateTime()
    until_at = fields.AwareDateTime()
    reason = fields.String()


class CoversOut(Out):
    """Covers that the caller gave or took, now and ahead, next to begin first."""

    items = fields.List(fields.Nested(CoverOut))


class EmergenciesIn(PageIn):
    """Which to list."""

    reviewed = fields.Boolean(allow_none=True, load_default=None, metadata={"description": "Left out: all"})


class ReviewIn(In):
    """What an admin found."""

    note = Text(low=3, high=2000, required=True)


class ReviewOut(Out):
    """That an admin has looked at it."""

    by = fields.UUID()
    at = fields.AwareDateTime()
    note = fields.String()


class EmergencyOut(Out):
    """One emergency access."""

    id = fields.UUID(metadata={"description": "Every event of the audit trail under this access names it"})
    patient = fields.Nested(PersonOut)
    opened_by = fields.Nested(PersonOut)
    reason = fields.String()
    opened_at = fields.AwareDateTime()
    until_at = fields.AwareDateTime()
    review = fields.Nested(ReviewOut, allow_none=True, metadata={"description": "Null: waits for an admin"})


class EmergenciesOut(Out):
    """A page of emergencies: those that wait for an admin first, newest first."""

    items = fields.List(fields.Nested(EmergencyOut))
    next_cursor = fields.String(allow_none=True)
