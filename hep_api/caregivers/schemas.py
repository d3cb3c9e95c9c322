"""What is sent and answered about caregivers."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from hep_api.web.schemas import Day, In, Locale, Out, Text

RELATIONS = ("parent", "guardian", "partner", "relative", "helper")


class CaregiverIn(In):
    """Whom to invite: somebody new by name, or somebody who acts for another patient of yours already, by id."""

    caregiver_id = fields.UUID(allow_none=True, load_default=None)
    name = Text(low=1, high=120, allow_none=True, load_default=None)
    locale = Locale(load_default="en")
    relation = fields.String(required=True, validate=validate.OneOf(RELATIONS))
    until_on = Day(
        allow_none=True,
        load_default=None,
        metadata={"description": "The patient's day on which it ends; needed while the patient may be under 18"},
    )

    @validates_schema
    def names_somebody(self, data: Mapping[str, Any], **_: Any) -> None:
        """Either of the two."""
        if (data["caregiver_id"] is None) == (data["name"] is None):
            raise ValidationError("Send a name for somebody new, or caregiver_id: one of the two.", "name")


class CaregiverOut(Out):
    """Somebody who may act for a patient."""

    id = fields.UUID()
    name = fields.String()
    relation = fields.String(validate=validate.OneOf(RELATIONS))
    since = fields.AwareDateTime()
    until_at = fields.AwareDateTime(allow_none=True, metadata={"description": "When it ends by itself"})


class CaregiversOut(Out):
    """Everybody who may act for a patient, first come first."""

    items = fields.List(fields.Nested(CaregiverOut))


class CaregiverInviteOut(Out):
    """A code for the caregiver's phone; it is shown this once."""

    caregiver = fields.Nested(CaregiverOut)
    code = fields.String(metadata={"example": "7K3M-P9QX-RT4W"})
    link = fields.Url()
    qr_svg = fields.String(metadata={"description": "The link as a QR code: an SVG element"})
    expires_at = fields.AwareDateTime()
