"""What a phone may report: one strict schema a kind of fact, and how a body is read with it."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from hep_api.engine.dose import BAND_COLOURS, LoadKind
from hep_api.engine.facts import Form, Side, Soreness
from hep_api.errors import FieldError
from hep_api.web.bodies import Reading, read
from hep_api.web.schemas import Day, Flag, In, Instant, Number, Text, Whole, Zone

AMOUNTS = ("reps", "hold_s", "steps", "metres", "minutes")
REASONS = ("illness", "travel", "other")
QUESTION = re.compile(r"RF[0-9]{2}[!-~]{0,36}\Z")
"""Also questions that are not known yet, as a yes is never turned away; nothing that a database could not keep."""
MOST_IN_A_LOAD = {LoadKind.KG: 500, LoadKind.BAND: len(BAND_COLOURS) - 1, LoadKind.BAR: 20, LoadKind.EFFORT: 100}
SCORE = "0-10 as the patient said it; null or left out is missing, never good news"


def score(**kwargs: Any) -> Number:
    """A pain or effort score from 0 to 10 that may be missing."""
    return Number(0, 10, places=1, allow_none=True, load_default=None, metadata={"description": SCORE}, **kwargs)


def optional_flag() -> Flag:
    """A yes or no that may be missing."""
    return Flag(allow_none=True, load_default=None)


def optional_count(high: int) -> Whole:
    """A whole number from 0 that may be missing."""
    return Whole(0, high, allow_none=True, load_default=None)


def word_of(*words: str) -> fields.String:
    """One of some words, or missing."""
    return fields.String(validate=validate.OneOf(words), allow_none=True, load_default=None)


class FactIn(In):
    """What every fact carries."""

    id = fields.UUID(required=True, metadata={"description": "Made by the client; send it again with every retry"})


class CarriedIn(In):
    """External load: kg, the index of a band (0 = lightest) or bar, or percent of effort."""

    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in LoadKind]))
    value = Number(0, 500, allow_none=True, load_default=None)

    @validates_schema
    def fits(self, data: Mapping[str, Any], **_: Any) -> None:
        """The value must fit its kind."""
        kind, value = LoadKind(data["kind"]), data["value"]
        if value is None:
            return
        if kind is LoadKind.NONE:
            raise ValidationError("Body weight has no value.", "value")
        if value > MOST_IN_A_LOAD[kind]:
            raise ValidationError(f"At most {MOST_IN_A_LOAD[kind]} for '{kind}'.", "value")
        if kind in (LoadKind.BAND, LoadKind.BAR) and value != int(value):
            raise ValidationError("An index: a whole number, 0 for the lightest.", "value")


class SetIn(In):
    """One set as done; exactly one amount, in the unit of the dose. 0 is a set that was not done."""

    side = word_of(*(side.value for side in Side))
    target = Whole(1, 10_000, required=True, metadata={"description": "What the phone asked for"})
    reps = Whole(0, 10_000)
    hold_s = Whole(0, 10_000)
    steps = Whole(0, 10_000)
    metres = Whole(0, 100_000)
    minutes = Whole(0, 1_440)
    carried = fields.Nested(CarriedIn, data_key="load", allow_none=True, load_default=None)
    pain = score()

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def has_one_amount(self, _: Mapping[str, Any], original: Any, **__: Any) -> None:
        """Exactly one of the amounts is there."""
        if isinstance(original, dict) and sum(name in original for name in AMOUNTS) != 1:
            raise ValidationError(f"Send exactly one of {', '.join(AMOUNTS)}.")


class ExerciseIn(In):
    """One exercise of a session, as the phone showed it and as it was done."""

    prescription_id = fields.UUID(required=True)
    dose_revision = Whole(1, 1_000_000, required=True)
    rung = Whole(0, 100, required=True, metadata={"description": "Index on the ladder, 0 = easiest"})
    sets = fields.List(fields.Nested(SetIn), required=True, validate=validate.Length(0, 40))
    rpe = score()
    form = word_of(*(form.value for form in Form))


class SessionIn(FactIn):
    """One bout of one plan."""

    plan_id = fields.UUID(allow_none=True, load_default=None, metadata={"description": "Follows from the exercises"})
    corrects = fields.UUID(allow_none=True, load_default=None, metadata={"description": "The session this replaces"})
    performed_at = Instant(required=True)
    zone = Zone(required=True)
    bout = Whole(1, 10, load_default=1)
    exercises = fields.List(fields.Nested(ExerciseIn), required=True, validate=validate.Length(1, 40))
    limp = optional_flag()
    swelling = optional_count(4)
    instability = optional_flag()
    note = Text(load_default="")


class ReportIn(FactIn):
    """When and where; left out, it is now and the patient's own zone."""

    reported_at = Instant(allow_none=True, load_default=None)
    zone = Zone(allow_none=True, load_default=None)


class AfterIn(ReportIn):
    """About an hour after a session."""

    kind = fields.String(required=True, validate=validate.Equal("after"))
    session_id = fields.UUID(allow_none=True, load_default=None)
    pain = score()
    settle_minutes = optional_count(2_880)


class MorningIn(ReportIn):
    """The next morning, at one treated site or (left out) at every one."""

    kind = fields.String(required=True, validate=validate.Equal("morning"))
    site = Text(high=40, allow_none=True, load_default=None, metadata={"description": "A region, such as knee"})
    pain = score()
    stiffness = score()
    stiffness_minutes = optional_count(1_440)
    soreness = word_of(*(kind.value for kind in Soreness))
    muscle_soreness = score()
    swelling = optional_count(4)
    night_pain = optional_flag()
    limp = optional_flag()
    corrects = fields.UUID(allow_none=True, load_default=None, metadata={"description": "The morning this replaces"})
    note = Text(load_default="")


class ScreenIn(ReportIn):
    """Answers to red-flag questions by id. No answer is refused for its question: a yes is never turned away."""

    answers = fields.Dict(
        keys=fields.String(validate=validate.Regexp(QUESTION)),
        values=Flag(),
        required=True,
        validate=validate.Length(1, 100),
        metadata={"example": {"RF01": False, "RF15": True}, "x-property-names": {"pattern": "^RF[0-9]{2}[!-~]{0,36}$"}},
    )
    version = Text(low=1, high=40, required=True, metadata={"description": "Of the questions that were shown"})


class YesOrNumber(Number):
    """A number; for measurements that are a yes or a no also "yes" (1) and "no" (0)."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        words = {"yes": 1, "no": 0}
        return super()._deserialize(words.get(value, value) if isinstance(value, str) else value, attr, data, **kwargs)


class OwnMeasurementIn(FactIn):
    """An objective test that a patient may do alone."""

    plan_id = fields.UUID(allow_none=True, load_default=None, metadata={"description": "Needed with several plans"})
    slug = Text(low=1, high=80, required=True, metadata={"example": "walk-20min-pain"})
    value = YesOrNumber(
        -10_000, 10_000, required=True, metadata={"type": ["number", "string"], "pattern": "^(yes|no)$"}
    )
    side = word_of(*(side.value for side in Side))
    note = Text(load_default="")
    measured_at = Instant(allow_none=True, load_default=None)
    zone = Zone(allow_none=True, load_default=None)


class PauseIn(ReportIn):
    """Days out of the programme, both ends included. An open pause ends with the next one."""

    from_on = Day(required=True)
    until_on = Day(allow_none=True, load_default=None)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))

    @validates_schema
    def in_order(self, data: Mapping[str, Any], **_: Any) -> None:
        """A pause ends after it began, within a year."""
        if data["until_on"] is not None and not 0 <= (data["until_on"] - data["from_on"]).days <= 366:
            raise ValidationError("From from_on on, a year at most.", "until_on")


class WithdrawalIn(ReportIn):
    """Take back a report that was logged by mistake. It stays readable; stops it raised stay for a clinician."""

    corrects = fields.UUID(required=True, metadata={"description": "What is taken back, also when it is sent later"})
    reason = Text(load_default="")


SCHEMAS: dict[str, type[FactIn]] = {
    "session": SessionIn,
    "after": AfterIn,
    "morning": MorningIn,
    "screen": ScreenIn,
    "measurement": OwnMeasurementIn,
    "pause": PauseIn,
    "withdrawal": WithdrawalIn,
}
"""What a patient may send, by the kind it is kept as."""

SAYS_ITS_KIND = frozenset({"after", "morning"})


def read_fact(kind: object, raw: Any) -> Reading:
    """Read a body as a fact of a kind, every mistake noted; an unknown kind is one of them."""
    schema = SCHEMAS.get(kind) if isinstance(kind, str) else None
    if schema is None:
        known: Reading = read(FactIn(unknown="exclude"), raw)
        return Reading(known.data, (*known.mistakes, FieldError("kind", f"One of {', '.join(SCHEMAS)}.")))
    return read(schema(), raw)


def as_sent(raw: Any) -> Any:
    """What makes two bodies the same: everything that was sent but nulls, which say as much as leaving out."""
    if isinstance(raw, dict):
        return {name: as_sent(value) for name, value in raw.items() if value is not None}
    if isinstance(raw, list):
        return [as_sent(value) for value in raw]
    return raw


def with_kind(kind: str) -> Schema:
    """The schema of a kind as it stands in a batch, where every fact says what it is."""
    schema = SCHEMAS[kind]
    if kind in SAYS_ITS_KIND:
        return schema()
    named = fields.String(required=True, validate=validate.Equal(kind))
    batched: type[Schema] = type(f"Batched{schema.__name__}", (schema,), {"kind": named, "__doc__": schema.__doc__})
    return batched()
