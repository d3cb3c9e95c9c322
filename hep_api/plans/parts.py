"""Parts that several answers about plans are made of."""

from marshmallow import fields

from hep_api.web.schemas import Number, Out


class NamedOut(Out):
    """Something with an id and a name."""

    id = fields.String()
    name = fields.String()


class LoadOut(Out):
    """External load: kg, index of the band from 0 (lightest), or percent of effort; null = still to be found."""

    kind = fields.String(metadata={"description": "none, kg, band, bar or effort"})
    value = Number(0, 10_000, allow_none=True)


class DoseOut(Out):
    """What to do: sets of `target` in `unit`."""

    sets = fields.Integer()
    target = fields.Integer()
    targets = fields.List(
        fields.Integer(), metadata={"description": "Set by set where the sets are unequal, else empty"}
    )
    unit = fields.String(metadata={"description": "reps, seconds, steps, metres or minutes"})
    hold_s = fields.Integer(metadata={"description": "Seconds each repetition is held; 0 = not"})
    external_load = fields.Nested(LoadOut, attribute="load", data_key="load")
    tempo = fields.String(allow_none=True, metadata={"description": "Seconds down-pause-up"})
    rest_s = fields.Integer(metadata={"description": "Seconds of rest between sets, at least"})
    rest_max_s = fields.Integer()


class VariantOut(Out):
    """One variant of an exercise; index from 0, the easiest."""

    index = fields.Integer()
    id = fields.String()
    name = fields.String()


class ShownOut(Out):
    """A prescription at one moment."""

    rung = fields.Nested(VariantOut)
    dose = fields.Nested(DoseOut)
    dose_text = fields.String(metadata={"example": "3x12"})
    dose_revision = fields.Integer(metadata={"description": "Counts changes of dose and rung"})


class PrescriptionOut(ShownOut):
    """One exercise of a plan."""

    prescription_id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    sides = fields.List(fields.String(), metadata={"description": "Each of these sides does every set; empty: both"})


class ProposalOut(Out):
    """A step that waits for the therapist."""

    outcome = fields.String()
    headline = fields.String()
    change = fields.String(allow_none=True)
    prescription_id = fields.UUID(allow_none=True)
    slug = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    phase = fields.Nested(NamedOut, allow_none=True, metadata={"description": "The phase that is proposed"})
    after = fields.Nested(ShownOut, allow_none=True)
    made_on = fields.Date()


class LockOut(Out):
    """What is closed until a therapist opens it."""

    id = fields.UUID()
    rule = fields.String()
    scope = fields.String(metadata={"description": "exercise, family, region, protocol or programme"})
    since = fields.AwareDateTime()
    red_flag = fields.Boolean()
    text = fields.String()
    what_to_do = fields.String()


class WhereOut(NamedOut):
    """The phase a plan is in."""

    number = fields.Integer(metadata={"description": "Counted from 1"})
    of = fields.Integer()


class RoadOut(NamedOut):
    """One phase of the way."""

    band = fields.String(metadata={"description": "A activation, S strength, R return, M mobility"})
    weeks_min = fields.Float()
    weeks_max = fields.Float()
    state = fields.String(metadata={"description": "done, current or ahead"})
    needs_sign_off = fields.Boolean()
    signed_off = fields.Boolean()
