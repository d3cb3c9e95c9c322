"""What is sent and answered at the door."""

from marshmallow import fields, validate

from hep_api.identity.password_rules import LONGEST, SHORTEST, SHORTEST_WITH_SECOND_FACTOR
from hep_api.web.schemas import In, Locale, Out, Text, Whole, Zone

TOKEN = validate.Length(1, 200)
PASSWORD = validate.Length(1, LONGEST)
NEW_PASSWORD = {"minLength": SHORTEST_WITH_SECOND_FACTOR, "description": f"At least {SHORTEST} characters, or "
                f"{SHORTEST_WITH_SECOND_FACTOR} with a second factor; not easy to guess"}  # fmt: skip
CODE = validate.Length(6, 20)
CODE_SAID = {"description": "Six digits of the authenticator app, or a recovery code", "example": "492039"}


class PlaceIn(In):
    """The device that signs in."""

    device_id = fields.UUID(
        allow_none=True,
        load_default=None,
        metadata={
            "description": "A random id that the device made once and keeps like a password: its tokens work from "
            "nowhere else, and guessing elsewhere never slows it down"
        },
    )
    device_name = Text(
        low=1, high=80, allow_none=True, load_default=None, metadata={"description": "Shown among my sign-ins"}
    )


class LoginIn(PlaceIn):
    """E-mail and password of a staff member, and a code of the second factor if there is one."""

    email = fields.Email(required=True, validate=validate.Length(max=254))
    password = fields.String(required=True, validate=PASSWORD)
    code = fields.String(
        allow_none=True,
        load_default=None,
        validate=CODE,
        metadata={**CODE_SAID, "description": f"{CODE_SAID['description']}; or answer the challenge in a second call"},
    )


class ChallengeIn(PlaceIn):
    """The second step of signing in."""

    challenge = fields.String(required=True, validate=validate.Length(1, 1000))
    code = fields.String(required=True, validate=CODE, metadata=CODE_SAID)


class StaffIn(In):
    """A new account of somebody who works at a clinic; without a zone, the clinic's."""

    email = fields.Email(required=True, validate=validate.Length(max=254))
    name = Text(low=1, high=120, required=True)
    role = fields.String(required=True, validate=validate.OneOf(["therapist", "admin"]))
    password = fields.String(required=True)
    locale = Locale(load_default="en")
    zone = Zone(allow_none=True, load_default=None)


class RedeemIn(PlaceIn):
    """An invite code, with the birth year when the clinic knows it."""

    code = Text(low=12, high=20, required=True, metadata={"example": "7K3M-P9QX-RT4W"})
    birth_year = Whole(1900, 2100, allow_none=True, load_default=None)


class JoinIn(In):
    """The code of a staff invite, and the password that the person chose."""

    code = Text(low=12, high=20, required=True, metadata={"example": "7K3M-P9QX-RT4W"})
    password = fields.String(required=True, validate=PASSWORD, metadata={"minLength": SHORTEST})


class JoinedOut(Out):
    """The account that was opened; sign in with it."""

    id = fields.UUID()
    email = fields.String()
    role = fields.String(validate=validate.OneOf(["therapist", "admin"]))


class RefreshIn(In):
    """A refresh token, with the id of the device that it was given to."""

    refresh_token = fields.String(required=True, validate=TOKEN)
    device_id = fields.UUID(
        allow_none=True, load_default=None, metadata={"description": "The one that signed in, if one was told"}
    )


class ResetWishIn(In):
    """Whose password is forgotten."""

    email = fields.Email(required=True, validate=validate.Length(max=254))


class AskedOut(Out):
    """The same whatever was asked."""

    message = fields.String()


class ResetIn(In):
    """A new password, by the token of the e-mailed link."""

    token = fields.String(required=True, validate=TOKEN)
    password = fields.String(required=True, validate=PASSWORD, metadata=NEW_PASSWORD)


class PasswordIn(In):
    """The present password and a new one."""

    password = fields.String(required=True, validate=PASSWORD)
    new_password = fields.String(required=True, validate=PASSWORD, metadata=NEW_PASSWORD)
    code = fields.String(allow_none=True, load_default=None, validate=CODE, metadata=CODE_SAID)


class ProofIn(In):
    """The present password, and a code where there is a second factor."""

    password = fields.String(required=True, validate=PASSWORD)
    code = fields.String(allow_none=True, load_default=None, validate=CODE, metadata=CODE_SAID)


class ConfirmIn(In):
    """The present code of the app that was just set up."""

    code = fields.String(required=True, validate=CODE, metadata={"example": "492039"})


class SecondFactorOut(Out):
    """The caller's second factor."""

    on = fields.Boolean(metadata={"description": "Whether it is asked for when signing in"})
    required = fields.Boolean(metadata={"description": "Whether the clinic requires one"})
    confirmed_at = fields.AwareDateTime(allow_none=True)
    recovery_codes_left = fields.Integer()


class SecretOut(Out):
    """What the authenticator app is told; shown this once, counts from when it is confirmed."""

    secret = fields.String(metadata={"description": "To type, in base 32"})
    uri = fields.String(metadata={"description": "otpauth://..., to open on the phone itself"})
    qr_svg = fields.String(metadata={"description": "The same as a QR code: an SVG element"})


class RecoveryCodesOut(Out):
    """Codes that stand in for the app, each once; shown this once."""

    recovery_codes = fields.List(fields.String(metadata={"example": "7K3M-P9QX-RT4W"}))


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


class SignInOut(Out):
    """One device on which the caller is signed in."""

    id = fields.UUID()
    device_name = fields.String(allow_none=True)
    began_at = fields.AwareDateTime()
    seen_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()
    current = fields.Boolean(metadata={"description": "The one that asks"})
    acts_for = fields.Nested(
        ActedForOut, allow_none=True, metadata={"description": "For whom, if a caregiver's; null: for oneself"}
    )
    emergency_id = fields.UUID(
        allow_none=True, metadata={"description": "The emergency that it is for and ends with; null: none"}
    )


class SignInsOut(Out):
    """Where the caller is signed in, newest first."""

    items = fields.List(fields.Nested(SignInOut))


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
    second_factor = fields.String(
        validate=validate.OneOf(["on", "off", "missing"]),
        metadata={"description": "missing: the clinic requires one, and nothing else opens before it is set up"},
    )
