"""What is sent and answered about a clinic's settings."""

from marshmallow import fields

from hep_api.web.schemas import In, Out, Text, Zone


class ClinicIn(In):
    """A new clinic."""

    name = Text(low=1, high=120, required=True)
    zone = Zone(required=True)


class ClinicSettingIn(In):
    """A new value with its reason."""

    value = Text(
        high=20,
        required=True,
        metadata={"description": "A number within bounds, or an allowed word; empty: the default"},
    )
    reason = Text(low=1, high=500, required=True, metadata={"description": "Why, in the admin's own words"})


class SettingChangeOut(Out):
    """One change of a setting."""

    value = fields.String(metadata={"description": "Empty: the default again"})
    reason = fields.String()
    set_by = fields.UUID(metadata={"description": "The member of staff"})
    set_at = fields.AwareDateTime()


class ClinicSettingOut(Out):
    """One number of the engine, or one choice of the clinic."""

    name = fields.String()
    what = fields.String()
    source = fields.String()
    default = fields.String(metadata={"description": "Empty: as the pain policy says"})
    low = fields.String(metadata={"description": "Empty for a choice"})
    high = fields.String()
    allowed = fields.List(fields.String(), metadata={"description": "The words of a choice; empty for a number"})
    fixed = fields.Boolean(metadata={"description": "A safety invariant: it cannot be set"})
    value = fields.String(metadata={"description": "What applies to a plan assigned now"})
    history = fields.List(fields.Nested(SettingChangeOut), metadata={"description": "Newest first"})


class ClinicSettingsOut(Out):
    """Every setting."""

    items = fields.List(fields.Nested(ClinicSettingOut))
