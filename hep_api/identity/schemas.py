"""What is sent and answered at the door."""

from marshmallow import fields, validate

from hep_api.identity.passwords import LONGEST, SHORTEST
from hep_api.web.schemas import In, Locale, Out, Text, Whole, Zone

TOKEN = validate.Length(1, 200)


class LoginIn(In):
    """E-mail and password of a staff member."""

    email = fields.Email(required=True, validate=validate.Length(max=254))
    password = fields.String(required=True, validate=validate.Length(1, LONGEST))


class StaffIn(In):
    """A new account of somebody who works at a clinic; without a zone, the clinic's."""

    email = fields.Email(required=True, validate=validate.Length(max=254))
    name = Text(low=1, high=120, required=True)
    role = fields.String(required=True, validate=validate.OneOf(["therapist", "admin"]))
    password = fields.String(required=True, validate=validate.Length(SHORTEST, LONGEST))
    locale = Locale(load_default="en")
    zone = Zone(allow_none=True, load_default=None)


class RedeemIn(In):
    """An invite code, with the birth year when the clinic knows it."""

    code = Text(low=12, high=20, required=True, metadata={"example": "7K3M-P9QX-RT4W"})
    birth_year = Whole(1900, 2100, allow_none=True, load_default=None)


class JoinIn(In):
    """The code of a staff invite, and the password that the person chose."""

    code = Text(low=12, high=20, required=True, metadata={"example": "7K3M-P9QX-RT4W"})
    password = fields.String(required=True, validate=validate.Length(SHORTEST, LONGEST))


class JoinedOut(Out):
    """The account that was opened; sign in with it."""

    id = fields.UUID()
    email = fields.String()
    role = fields.String(validate=validate.OneOf(["therapist", "admin"]))


class RefreshIn(In):
    """A refresh token."""

    refresh_token = fields.String(required=True, validate=TOKEN)


class TokensOut(Out):
    """A short access token, and the refresh token that replaces the one used."""

    access_token = fields.String()
    token_type = fields.String(metadata={"description": "Always Bearer"})
    expires_in = fields.Integer(metadata={"description": "Seconds that the access token lives"})
    refresh_token = fields.String()


class BreakGlassIn(In):
    """Whom to open, by exactly the name and birth year that the clinic knows, and why."""

    name = Text(low=1, high=120, required=True)
    birth_year = Whole(1900, 2100, allow_none=True, load_default=None)
    reason = Text(low=10, high=500, required=True, metadata={"description": "Read by the admins and by who cares"})


class BrokenGlassOut(Out):
    """An emergency access: a sign-in of its own that reaches this patient and nobody else, until then."""

    id = fields.UUID()
    patient_id = fields.UUID()
    until_at = fields.AwareDateTime()
    tokens = fields.Nested(TokensOut)


class ClinicOut(Out):
    """A clinic, as its people see it."""

    id = fields.UUID()
    name = fields.String()


class ActedForOut(Out):
    """The patient for whom a caregiver's sign-in acts."""

    id = fields.UUID()
    name = fields.String()


class ActableOut(ActedForOut):
    """A patient for whom the caregiver may act."""

    current = fields.Boolean(metadata={"description": "This sign-in acts for this one"})
    until_at = fields.AwareDateTime(allow_none=True, metadata={"description": "When that ends by itself"})


class ActablesOut(Out):
    """Everybody for whom the caregiver may act, by name."""

    items = fields.List(fields.Nested(ActableOut))


class MeOut(Out):
    """Who is calling."""

    id = fields.UUID()
    name = fields.String()
    roles = fields.List(fields.String(validate=validate.OneOf(["patient", "caregiver", "therapist", "admin"])))
    clinic = fields.Nested(ClinicOut)
    locale = Locale()
    zone = Zone()
    acts_for = fields.Nested(ActedForOut, allow_none=True, metadata={"description": "Null: for oneself"})
