"""What is sent and answered about a clinic's team."""

from marshmallow import fields, validate

from hep_api.web.paging import PageIn
from hep_api.web.schemas import In, Locale, Out, Text

ROLES = ("therapist", "admin")


def _role() -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(ROLES))


def _hand_to() -> fields.UUID:
    what = "The therapist who takes over their patients; null: those whom nobody else cares for are left without one"
    return fields.UUID(allow_none=True, load_default=None, metadata={"description": what})


class StaffInviteIn(In):
    """Whom to invite, and as what."""

    email = fields.Email(required=True, validate=validate.Length(max=254))
    name = Text(low=1, high=120, required=True)
    role = _role()
    locale = Locale(load_default="en")


class FirstAdminIn(In):
    """The first admin of a clinic, as the command line names one."""

    email = fields.Email(required=True, validate=validate.Length(max=254), data_key="admin-email")
    name = Text(low=1, high=120, required=True, data_key="admin-name")
    role = fields.String(load_default="admin")
    locale = Locale(load_default="en")


class RoleIn(In):
    """Another role. A therapist who becomes an admin hands the patients over first."""

    role = _role()
    hand_to = _hand_to()


class RemovalIn(In):
    """Who takes over."""

    hand_to = _hand_to()


class CarersIn(In):
    """Everybody who is to care for a patient, in place of those who do."""

    therapists = fields.List(fields.UUID(), required=True, validate=validate.Length(1, 20))


class NamesIn(PageIn):
    """Which patients to list."""

    without_therapist = fields.Boolean(load_default=False)


class StaffInviteOut(Out):
    """An open invite, without its code."""

    id = fields.UUID()
    email = fields.String()
    name = fields.String()
    role = fields.String(validate=validate.OneOf(ROLES))
    created_by = fields.UUID(allow_none=True, metadata={"description": "Null: made on the installation's command line"})
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()


class StaffInvitedOut(StaffInviteOut):
    """A fresh invite; the code is shown this once."""

    code = fields.String(metadata={"example": "7K3M-P9QX-RT4W"})
    link = fields.Url()


class StaffInvitesOut(Out):
    """Open invites, newest first."""

    items = fields.List(fields.Nested(StaffInviteOut))


class ColleagueOut(Out):
    """Somebody who works, or worked, at the clinic."""

    id = fields.UUID()
    name = fields.String()
    email = fields.String()
    role = fields.String(validate=validate.OneOf(ROLES))
    created_at = fields.AwareDateTime()
    removed_at = fields.AwareDateTime(allow_none=True, metadata={"description": "Null while at work"})


class TeamOut(Out):
    """Everybody, first come first."""

    items = fields.List(fields.Nested(ColleagueOut))


class CarerOut(Out):
    """A therapist by name."""

    id = fields.UUID()
    name = fields.String()


class NamedPatientOut(Out):
    """A patient as an admin knows one: by name, and with who cares."""

    id = fields.UUID()
    name = fields.String()
    therapists = fields.List(fields.Nested(CarerOut))
    alert_waits = fields.Boolean(metadata={"description": "An alert is open and nobody cares: hand over now"})


class NamedPatientsOut(Out):
    """Patients in treatment: first those whose alert waits, then those without a therapist, then by name."""

    items = fields.List(fields.Nested(NamedPatientOut))
    next_cursor = fields.String(allow_none=True)


class HandedOverOut(Out):
    """What became of the patients of somebody who left or changed."""

    handed_over = fields.List(fields.UUID(), metadata={"description": "Patients whom `hand_to` cares for from now on"})
    without_therapist = fields.List(fields.UUID(), metadata={"description": "Patients whom nobody cares for now"})
