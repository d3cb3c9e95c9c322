"""What is sent about plans."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from hep_api.engine.dose import LoadKind
from hep_api.web.paging import PageIn
from hep_api.web.schemas import Day, Flag, In, Instant, Number, Text, Whole

VERBS = (
    "sign_off", "confirm", "hold", "resume", "unlock", "advance", "end", "accept", "reject", "reset", "configure",
    "move",
)  # fmt: skip
MAY_SAY = {
    "sign_off": {"phase", "subject"},
    "confirm": {"phase", "subject"},
    "unlock": {"lock_id"},
    "accept": {"decision_id", "revision"},
    "reject": {"decision_id", "revision"},
    "reset": {"usual"},
    "configure": {"setting", "value"},
    "target": {"subject", "value"},
    "move": {"to"},
}
MUST_SAY = {
    "confirm": {"subject"},
    "reset": {"usual"},
    "configure": {"setting"},
    "target": {"subject"},
    **{verb: MAY_SAY[verb] for verb in ("unlock", "accept", "reject")},
}
FACT_ID = {"description": "Made by the client; the same id again gives the first answer"}
SLUG = validate.Length(1, 80)
A_SLUG = {"minLength": SLUG.min, "maxLength": SLUG.max}
"""The same, for the contract."""
GRAFTS = ("hamstring", "patellar", "quadriceps", "allograft")
EXTRAS = ("none", "meniscal_repair", "osteotomy", "cartilage")


class Days(fields.List[Any]):
    """Training weekdays, Monday = 0, none twice."""

    def __init__(self, low: int = 0, **kwargs: Any) -> None:
        metadata = {"uniqueItems": True, **kwargs.pop("metadata", {})}
        super().__init__(Whole(0, 6), validate=validate.Length(low, 7), metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        days: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        if len(set(days)) != len(days):
            raise ValidationError("A day is named twice.")
        return days


class YesNoNumber(Number):
    """A number, or yes and no for tests that ask a question."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if value in ("yes", "no"):
            return Decimal(value == "yes")
        return super()._deserialize(value, attr, data, **kwargs)


def _reason() -> Text:
    return Text(low=1, high=500, required=True, metadata={"description": "Why, in the therapist's own words"})


class UsualIn(In):
    """What is usual for this patient from now on; what is left out stays as it is."""

    morning_pain = Number(0, 10, places=1, load_default=None, allow_none=True)
    swelling = Whole(0, 4, load_default=None, allow_none=True, metadata={"description": "Grade 0-4"})
    night_pain = Flag(load_default=None, metadata={"description": "Whether the site wakes the patient at night"})

    @validates_schema
    def _something(self, data: Mapping[str, Any], **_: Any) -> None:
        if all(value is None for value in data.values()):
            raise ValidationError("Say what is usual: morning_pain, swelling or night_pain.")


class EpisodeIn(In):
    """Facts of this episode of care that gates and restrictions ask for."""

    injury_on = Day(load_default=None, allow_none=True)
    surgery_on = Day(load_default=None, allow_none=True)
    race_on = Day(load_default=None, allow_none=True)
    surgery_graft = fields.String(load_default=None, validate=validate.OneOf(GRAFTS), allow_none=True)
    surgery_extras = fields.List(
        fields.String(validate=validate.OneOf(EXTRAS)), load_default=None, allow_none=True,
        metadata={"description": "Every further procedure; ['none'] = there was none; left out = not recorded"},
    )  # fmt: skip
    conditions = fields.List(
        fields.String(validate=SLUG), load_default=None, allow_none=True,
        metadata={"description": "What rules exercises out while it lasts: slugs of the vocabulary's conditions"},
    )  # fmt: skip
    bone_site = Text(low=1, high=80, load_default=None, allow_none=True)


class FillExerciseIn(In):
    """One exercise for an open place; without a dose the catalogue's."""

    slug = fields.String(required=True, validate=SLUG)
    dose = Text(high=40, load_default="", metadata={"description": "In the dosage grammar", "example": "3x8-12"})


class FillIn(In):
    """What a clinician puts into an open place of a phase."""

    phase = fields.String(required=True, validate=SLUG)
    slot = fields.String(required=True, validate=SLUG)
    exercises = fields.List(fields.Nested(FillExerciseIn), required=True, validate=validate.Length(1, 6))


class LoadIn(In):
    """External load: kg, index of the band from 0 (lightest), or percent of effort; null = the patient finds it."""

    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in LoadKind]))
    value = Number(-1_000_000, 1_000_000, load_default=None, allow_none=True, metadata={"minimum": 0, "maximum": 500})


class DoseIn(In):
    """A new dose. What is left out of hold and load stays as it is."""

    sets = Whole(-1_000_000, 1_000_000, required=True, metadata={"minimum": 1, "maximum": 10})
    target = Whole(-1_000_000, 1_000_000, required=True, metadata={"minimum": 1, "maximum": 600})
    hold_s = Whole(-1_000_000, 1_000_000, load_default=None, allow_none=True, metadata={"minimum": 0, "maximum": 120})
    external_load = fields.Nested(LoadIn, attribute="load", data_key="load", load_default=None, allow_none=True)


class ChangeIn(In):
    """What to change about one exercise; variants by id."""

    dose = fields.Nested(DoseIn, load_default=None)
    rung = fields.String(load_default=None, validate=SLUG)
    rung_floor = fields.String(load_default=None, validate=SLUG, metadata={"description": "Never easier than this"})
    rung_ceiling = fields.String(load_default=None, validate=SLUG, metadata={"description": "Never harder than this"})
    active = Flag(load_default=None, metadata={"description": "False takes the exercise out of the plan"})


class PrescriptionChangeIn(ChangeIn):
    """What to change about one exercise of a plan; variants by id."""

    prescription_id = fields.UUID(required=True)


class OverrideIn(ChangeIn):
    """How one exercise of the first phase begins otherwise than the protocol says; variants by id."""

    slug = fields.String(required=True, validate=SLUG, metadata={"description": "Which exercise"})


class OverridesIn(In):
    """What this plan does otherwise than its protocol, from its first day on."""

    reason = _reason()
    prescriptions = fields.List(fields.Nested(OverrideIn), load_default=list, validate=validate.Length(0, 60))
    config = fields.Dict(
        keys=fields.String(validate=SLUG),
        values=Text(low=1, high=20),
        load_default=dict,
        metadata={
            "description": "Settings of this plan by name, values as text",
            "example": {"effort_cap": "6"},
            "x-property-names": A_SLUG,
        },
    )

    @validates_schema
    def _something(self, data: Mapping[str, Any], **_: Any) -> None:
        if not data["prescriptions"] and not data["config"]:
            raise ValidationError("Say what is otherwise: prescriptions or config.")


class AssignIn(In):
    """A whole programme for one patient."""

    id = fields.UUID(required=True, metadata=FACT_ID)
    protocol_id = fields.String(required=True, validate=SLUG)
    started_on = Day(required=True, metadata={"description": "First day, in the patient's zone"})
    side = fields.String(required=True, validate=validate.OneOf(["left", "right", "both", "none"]))
    autonomy = fields.String(load_default="suggest", validate=validate.OneOf(["suggest", "auto"]))
    days = Days(low=1, load_default=list, metadata={"description": "Training weekdays, Monday = 0; without: by phase"})
    start_rungs = fields.Dict(
        keys=fields.String(validate=SLUG),
        values=fields.String(validate=SLUG),
        load_default=dict,
        metadata={"description": "Variant to start with, by exercise slug", "x-property-names": A_SLUG},
    )
    goals = fields.List(fields.String(validate=validate.OneOf(["running", "jumping"])), load_default=list)
    morning_baseline = Number(0, 10, places=1, load_default=None, allow_none=True)
    usual_swelling = Whole(0, 4, load_default=None, allow_none=True, metadata={"description": "Grade at intake, 0-4"})
    usual_night_pain = Flag(load_default=None, metadata={"description": "Whether the site wakes the patient already"})
    episode = fields.Nested(EpisodeIn, load_default=dict)
    fills = fields.List(
        fields.Nested(FillIn), load_default=list, validate=validate.Length(0, 20),
        metadata={"description": "For every place the protocol leaves open; required ones must be filled"},
    )  # fmt: skip
    overrides = fields.Nested(OverridesIn, load_default=None, allow_none=True)


class AdjustIn(In):
    """What to change about a plan; what is left out stays."""

    id = fields.UUID(required=True, metadata=FACT_ID)
    reason = _reason()
    days = Days(load_default=None, metadata={"description": "Training weekdays, Monday = 0; empty: by phase again"})
    autonomy = fields.String(load_default=None, validate=validate.OneOf(["suggest", "auto"]))
    prescriptions = fields.List(fields.Nested(PrescriptionChangeIn), load_default=list, validate=validate.Length(0, 60))

    @validates_schema
    def _something(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["days"] is None and data["autonomy"] is None and not data["prescriptions"]:
            raise ValidationError("Say what to change: days, autonomy or prescriptions.")


class ActIn(In):
    """What a therapist does to a plan, with a reason."""

    id = fields.UUID(required=True, metadata=FACT_ID)
    verb = fields.String(required=True, validate=validate.OneOf(VERBS))
    reason = _reason()
    phase = fields.String(
        load_default="", validate=SLUG,
        metadata={"description": "Of a sign-off or confirmation. Without it a sign-off opens the next phase"},
    )  # fmt: skip
    subject = fields.String(
        load_default="", validate=SLUG,
        metadata={"description": "What is confirmed, which test gets a target, or how the protocol calls a sign-off"},
    )  # fmt: skip
    lock_id = fields.UUID(load_default=None, metadata={"description": "Which lock to open"})
    decision_id = fields.UUID(load_default=None, metadata={"description": "Which proposal to accept or reject"})
    revision = Whole(1, 1_000_000, load_default=None, metadata={"description": "The revision that was looked at"})
    setting = fields.String(load_default="", validate=SLUG, metadata={"description": "Which setting of this plan"})
    value = Text(high=20, load_default="", metadata={"description": "Its new value; empty puts the default back"})
    usual = fields.Nested(UsualIn, load_default=None)
    to = fields.String(
        load_default="", validate=validate.Length(0, 40),
        metadata={"description": "Which version of the protocol to move to; without it the installed one"},
    )  # fmt: skip

    @validates_schema
    def _what_the_verb_needs(self, data: Mapping[str, Any], **_: Any) -> None:
        verb = data["verb"]
        names = ("phase", "subject", "lock_id", "decision_id", "revision", "setting", "value", "usual", "to")
        said = {name for name in names if data[name]}
        wrong = {name: ["Missing data for required field."] for name in MUST_SAY.get(verb, set()) - said}
        wrong |= {name: [f"Does not belong to {verb}."] for name in said - MAY_SAY.get(verb, set())}
        if wrong:
            raise ValidationError(wrong)


class TestIn(In):
    """An objective test."""

    id = fields.UUID(required=True, metadata=FACT_ID)
    slug = fields.String(required=True, validate=SLUG)
    value = YesNoNumber(
        -10_000, 10_000, required=True, metadata={"type": ["number", "string"], "pattern": "^(yes|no)$"}
    )
    side = fields.String(load_default="", validate=validate.OneOf(["left", "right", "none"]))
    note = Text(high=500, load_default="", metadata={"description": "How it was done"})
    measured_at = Instant(load_default=None, allow_none=True, metadata={"description": "When, if not now"})


class DecisionsIn(PageIn):
    """Which decisions to list."""

    superseded = fields.Boolean(
        load_default=None,
        metadata={"description": "true: only those that a newer revision replaced; false: only current; without: all"},
    )
