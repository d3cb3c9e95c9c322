"""What is sent and answered about a clinic's settings."""

from marshmallow import fields

from hep_api.web.paging import PageIn
from hep_api.web.schemas import Day, In, Out, Text, Zone


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


class TrailIn(PageIn):
    """Which events to list."""

    who = fields.UUID(allow_none=True, load_default=None, metadata={"description": "Who did it"})
    patient = fields.UUID(allow_none=True, load_default=None, metadata={"description": "About whom"})
    on = Day(allow_none=True, load_default=None, metadata={"description": "On which day, in your zone"})


class ActorOut(Out):
    """Who did something."""

    id = fields.UUID(allow_none=True, metadata={"description": "Null: the product itself"})
    role = fields.String()
    on_behalf_of = fields.UUID(allow_none=True, metadata={"description": "The patient for whom a caregiver acted"})
    break_glass = fields.UUID(allow_none=True, metadata={"description": "The emergency under which it was done"})


class EventOut(Out):
    """One thing that somebody did or read: ids and words of the product, never content."""

    sequence = fields.Integer()
    at = fields.AwareDateTime()
    action = fields.String(metadata={"example": "plan.changed"})
    who = fields.Nested(ActorOut)
    about = fields.Dict(metadata={"description": "Ids by what they name, such as patient, plan, fact"})
    details = fields.Dict()
    via = fields.String(metadata={"description": "http, worker or command"})
    request_id = fields.String()


class TrailOut(Out):
    """A page of events, newest first."""

    items = fields.List(fields.Nested(EventOut))
    next_cursor = fields.String(allow_none=True)
