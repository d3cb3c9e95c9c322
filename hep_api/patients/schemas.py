"""What is sent and answered about patients."""

from collections.abc import Sequence

from marshmallow import ValidationError, fields, validate

from hep_api.web.content import installed_catalogue
from hep_api.web.paging import PageIn
from hep_api.web.schemas import Flag, In, Locale, Number, Out, Text, Whole, Zone

URGENCIES = ("emergency", "urgent", "alert", "locked", "none")


class PatientIn(In):
    """A new patient."""

    name = Text(low=1, high=120, required=True)
    birth_year = Whole(1900, 2100, allow_none=True, load_default=None)
    zone = Zone(required=True, metadata={"example": "Europe/Madrid"})
    locale = Locale(load_default="en")


class PatientChangeIn(In):
    """What to change; fields that are left out stay."""

    name = Text(low=1, high=120)
    birth_year = Whole(1900, 2100, allow_none=True)
    zone = Zone()
    locale = Locale()
    archived = Flag(metadata={"description": "True ends treatment: the phone is signed out and reminders stop"})


def _in_vocabulary(slug: str) -> None:
    allowed = installed_catalogue().vocabulary["equipment"]
    if slug not in allowed:
        raise ValidationError(f"There is none such; allowed: {', '.join(sorted(allowed))}.")


def _none_twice(slugs: Sequence[str]) -> None:
    if len(set(slugs)) != len(slugs):
        raise ValidationError("A piece of equipment is named twice.")


class EquipmentIn(In):
    """Everything that a patient has at hand, in place of what was told before."""

    id = fields.UUID(required=True, metadata={"description": "Made by the client; again gives the first answer"})
    equipment = fields.List(
        fields.String(validate=_in_vocabulary),
        required=True,
        validate=[validate.Length(max=100), _none_twice],
        metadata={"description": "Slugs as the exercises name them", "example": ["loop-band", "weight"]},
    )
    load_step_kg = Number(
        0.05, 100, required=True, allow_none=True,
        metadata={"description": "Smallest step between the weights at hand; null: as each exercise says"},
    )  # fmt: skip


class EquipmentOut(Out):
    """What a patient has at hand."""

    equipment = fields.List(fields.String())
    load_step_kg = fields.Float(allow_none=True)
    told_at = fields.AwareDateTime()


class EquipmentToldOut(EquipmentOut):
    """What was recorded."""

    id = fields.UUID()


class PatientOut(Out):
    """A patient."""

    id = fields.UUID()
    name = fields.String()
    birth_year = fields.Integer(allow_none=True)
    zone = Zone()
    locale = Locale()
    archived = fields.Boolean()
    version = fields.Integer(metadata={"description": "Also the ETag"})
    created_at = fields.AwareDateTime()
    equipment = fields.Nested(EquipmentOut, allow_none=True, metadata={"description": "Null: nobody was told yet"})


class WorkListIn(PageIn):
    """Which patients to list."""

    text = Text(high=60, load_default="", metadata={"description": "Part of the name"})
    archived = fields.Boolean(load_default=False)


class PlanBriefOut(Out):
    """A live plan in one line."""

    id = fields.UUID()
    protocol_id = fields.String()
    phase = fields.String()
    status = fields.String()
    started_on = fields.Date()


class WorkItemOut(Out):
    """One patient of the work-list; null is not known yet."""

    id = fields.UUID()
    name = fields.String()
    urgency = fields.String(validate=validate.OneOf(URGENCIES))
    open_alerts = fields.Integer()
    alert_rules = fields.List(fields.String(), metadata={"description": "Rules of the open alerts"})
    open_locks = fields.Integer()
    worst_pain_7d = fields.Float(allow_none=True, metadata={"description": "0-10, of the last seven days"})
    adherence_14d = fields.Float(allow_none=True, metadata={"description": "0-1, of the last fourteen days"})
    last_session_on = fields.Date(allow_none=True)
    last_seen_at = fields.AwareDateTime(allow_none=True, metadata={"description": "When the phone last reported"})
    plans = fields.List(fields.Nested(PlanBriefOut))


class WorkListOut(Out):
    """Patients, most urgent first."""

    items = fields.List(fields.Nested(WorkItemOut))
    next_cursor = fields.String(allow_none=True)


class InviteOut(Out):
    """An invite; the code is shown this once."""

    code = fields.String(metadata={"example": "7K3M-P9QX-RT4W"})
    link = fields.Url()
    qr_svg = fields.String(metadata={"description": "The link as a QR code: an SVG element"})
    expires_at = fields.AwareDateTime()
