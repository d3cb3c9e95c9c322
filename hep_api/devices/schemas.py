"""What a phone says about itself."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from hep_api.ports import PushAddress
from hep_api.web.schemas import In, Out, Text

KINDS = ("fcm_token", "fcm_fid")
PLATFORMS = ("android", "ios", "web")


class DeviceIn(In):
    """Where this device can be reached."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata={"description": "Kind of address"})
    value = fields.String(
        required=True,
        validate=validate.Length(1, 4096),
        metadata={"description": "The address; visible ASCII", "pattern": "^[!-~]+$"},
    )
    platform = fields.String(required=True, validate=validate.OneOf(PLATFORMS))
    app_version = Text(low=1, high=40, required=True, metadata={"example": "2.3.1"})

    @validates_schema(skip_on_field_errors=True)
    def check_address(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse what no push provider would take."""
        try:
            PushAddress(data["kind"], data["value"])
        except ValueError as error:
            raise ValidationError(str(error), "value") from error


class DeviceOut(Out):
    """A registered device. The address itself is never given back."""

    id = fields.UUID(metadata={"description": "The id that the device chose for itself"})
    kind = fields.String(validate=validate.OneOf(KINDS))
    platform = fields.String(validate=validate.OneOf(PLATFORMS))
    app_version = fields.String()
    registered_at = fields.AwareDateTime()
    seen_at = fields.AwareDateTime()
