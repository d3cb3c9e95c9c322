"""What is answered about exercises and protocols."""

from marshmallow import fields

from hep_api.catalogue.vocabulary import FAMILIES
from hep_api.engine.dose import BAND_COLOURS
from hep_api.web.media_schemas import MediaOut
from hep_api.web.paging import PageIn
from hep_api.web.schemas import Out, Text


class LibraryIn(PageIn):
    """Which exercises to list; every filter that is given must hold. A value that does not exist is refused."""

    text = Text(
        high=60, load_default="",
        metadata={"description": "Words of the name, cue or targets in any language, with or without accents"},
    )  # fmt: skip
    region = Text(high=60, load_default="", metadata={"description": "Only this region, such as hip"})
    equipment = Text(
        high=400, load_default=None, allow_none=True,
        metadata={"description": "Only what can be done with these, comma-separated; empty: without anything"},
    )  # fmt: skip
    band = Text(
        high=60, load_default="",
        metadata={"description": "Only for phases of this band: A activation, S strength, R return, M mobility"},
    )  # fmt: skip
    family = Text(
        high=60, load_default="",
        metadata={"description": f"Only what loads this family, mainly or also: {', '.join(sorted(FAMILIES))}"},
    )  # fmt: skip


class QuotaOut(Out):
    """An amount that rises by plan: from start by step after so many good days, to the ceiling."""

    start = fields.Integer()
    step = fields.Integer()
    period = fields.Integer()
    ceiling = fields.Integer()


class TermOut(Out):
    """A word of the vocabulary."""

    slug = fields.String()
    name = fields.String()


class DoseRangeOut(Out):
    """The range a dose moves in; amounts are counted in `unit`, holds in seconds (0: none)."""

    sets_low = fields.Integer()
    sets_high = fields.Integer()
    low = fields.Integer()
    high = fields.Integer()
    unit = fields.String()
    hold_low_seconds = fields.Integer()
    hold_high_seconds = fields.Integer()
    per_side = fields.Boolean()
    targets = fields.List(
        fields.Integer(), metadata={"description": "Set by set where the sets are unequal, else empty"}
    )


class FrequencyOut(Out):
    """Times in a week, or every so many days; `bouts` a day."""

    low = fields.Integer()
    high = fields.Integer()
    every_days = fields.Integer(allow_none=True)
    bouts = fields.Integer()
    skip = fields.Boolean(metadata={"description": "A missed day of every n is left out instead of made up"})


class RungOut(Out):
    """One variant of the ladder, easiest first."""

    id = fields.String()
    name = fields.String()
    load_kind = fields.String(data_key="load", metadata={"description": "none, kg, band, bar or effort"})
    dose = fields.Nested(DoseRangeOut, allow_none=True, metadata={"description": "Replaces the exercise's dose"})
    sides = fields.List(fields.String(), metadata={"description": "Each of these sides does every set; empty: both"})
    band = fields.String(allow_none=True, metadata={"description": "May be used only from this band of a phase on"})
    colour = fields.String(
        allow_none=True,
        metadata={"description": f"Of the elastic it begins with: {', '.join(BAND_COLOURS)}; null: as before"},
    )
    percent = fields.Integer(allow_none=True, metadata={"description": "Of the effort it begins with"})
    media = fields.List(fields.Nested(MediaOut), metadata={"description": "Of this variant"})


class LoadTargetOut(Out):
    """The load on one variant that opens the next, as a multiple of body mass."""

    rung = fields.String()
    times_body_mass = fields.Float()


class ExerciseBriefOut(Out):
    """An exercise in one line."""

    slug = fields.String()
    name = fields.String()
    region = fields.Nested(TermOut)
    targets = fields.List(fields.Nested(TermOut))
    equipment = fields.List(fields.Nested(TermOut))
    bands = fields.List(fields.String(), metadata={"description": "A activation, S strength, R return, M mobility"})
    family = fields.String(metadata={"description": "The load family that it belongs to"})
    also = fields.List(fields.String(), metadata={"description": "Further families that it loads"})
    own = fields.Boolean(metadata={"description": "Added by this clinic, and seen by nobody else"})
    retired = fields.Boolean(metadata={"description": "Kept for plans that have it, no longer offered"})


class ExerciseOut(ExerciseBriefOut):
    """An exercise: how it is done, what goes wrong, how it gets harder, what stands next to it."""

    cue = fields.String()
    fault = fields.String()
    easier = fields.String(metadata={"description": "What to change today where it is too much"})
    harder = fields.String(metadata={"description": "What to change today where it is too little"})
    easier_exercises = fields.List(fields.Nested(TermOut), metadata={"description": "Exercises that lead to this one"})
    harder_exercises = fields.List(fields.Nested(TermOut), metadata={"description": "Exercises that this one leads to"})
    not_with = fields.List(fields.Nested(TermOut), metadata={"description": "Conditions that rule it out"})
    dose = fields.Nested(DoseRangeOut, allow_none=True)
    frequency = fields.Nested(FrequencyOut)
    tempo = fields.String(allow_none=True, metadata={"description": "Seconds down-pause-up"})
    rest_low_seconds = fields.Integer()
    rest_high_seconds = fields.Integer()
    ladder = fields.List(fields.Nested(RungOut))
    progress = fields.List(fields.String(), metadata={"description": "What moves once repetitions are at the top"})
    load_basis = fields.String(
        metadata={"description": "What percent steps are of: external load, or system (body mass and load)"}
    )
    load_step_kg = fields.Float(allow_none=True, metadata={"description": "null: as the patient's weights allow"})
    load_target = fields.Nested(LoadTargetOut, allow_none=True)
    media = fields.List(fields.Nested(MediaOut), metadata={"description": "Of the exercise as such"})
    sources = fields.List(fields.String())


class ExercisesOut(Out):
    """Exercises by slug."""

    items = fields.List(fields.Nested(ExerciseBriefOut))
    next_cursor = fields.String(allow_none=True)


class ListingOut(Out):
    """One exercise of a phase."""

    slug = fields.String()
    name = fields.String()
    dose = fields.Nested(DoseRangeOut, allow_none=True)
    frequency = fields.Nested(FrequencyOut)
    from_rung = fields.String(allow_none=True)
    to_rung = fields.String(allow_none=True)
    core = fields.Boolean()
    scheduled = fields.Boolean(metadata={"description": "Its numbers come from the schedule"})
    table = fields.String(metadata={"description": "Which table of the schedule; empty: the only one"})
    instead_of = fields.String(metadata={"description": "An alternative to this exercise, until a clinician picks it"})
    quota = fields.Nested(QuotaOut, allow_none=True)
    if_goal = fields.String(metadata={"description": "Only for a patient with this goal; empty: for everybody"})
    needs_sign_off = fields.Boolean(metadata={"description": "Rests until it is signed for, though the phase is open"})
    note = fields.String()


class OpenSlotOut(Out):
    """A place that a clinician fills when assigning."""

    slot = fields.String()
    name = fields.String()
    required = fields.Boolean()
    family = fields.String(metadata={"description": "What may stand there; empty: any family"})
    at_most = fields.Integer()
    note = fields.String()


class TaperOut(Out):
    """Fewer sessions in the last days before an event of the episode."""

    before = fields.String()
    days = fields.Integer()
    per_week = fields.Integer()


class PhaseOut(Out):
    """One phase; entry and exit are criteria: all, any, if_goal, or a word with subject and arguments."""

    id = fields.String()
    name = fields.String()
    band = fields.String()
    weeks_min = fields.Float()
    weeks_max = fields.Float()
    frequency = fields.Nested(FrequencyOut)
    needs_sign_off = fields.Boolean()
    exercises = fields.List(fields.Nested(ListingOut))
    open_slots = fields.List(fields.Nested(OpenSlotOut))
    back_to = fields.String(allow_none=True, metadata={"description": "The earlier phase a clinician may return to"})
    terminal = fields.Boolean(metadata={"description": "Goes on until a clinician ends the plan"})
    taper = fields.Nested(TaperOut, allow_none=True)
    entry = fields.Dict()
    exit = fields.Dict()


class ScheduleRowOut(Out):
    """Weeks of a fixed schedule: sets of `target`, or unequal sets of `targets`."""

    table = fields.String(metadata={"description": "Which of several tables; empty: the only one"})
    first_week = fields.Integer()
    last_week = fields.Integer()
    sets = fields.Integer()
    target = fields.Integer()
    targets = fields.List(fields.Integer())
    rep_max = fields.Boolean(metadata={"description": "As heavy as so many repetitions allow"})
    sessions = fields.Integer(allow_none=True, metadata={"description": "A week; null: as often as the phase"})
    unit = fields.String()
    hold_seconds = fields.Integer()


class ProtocolSettingOut(Out):
    """A number that this protocol changes."""

    name = fields.String()
    value = fields.String()


class RestrictionOut(Out):
    """What an episode of care forbids for a while."""

    families = fields.List(fields.String())
    slugs = fields.List(fields.String())
    when = fields.List(fields.String(), metadata={"description": "Fact of the episode and its value; empty: always"})
    since = fields.String()
    weeks = fields.Integer(allow_none=True)
    until_confirmed = fields.String()
    until_signed = fields.Boolean()
    source = fields.String()


class RoutineExerciseOut(Out):
    """One exercise of a routine, always as written."""

    slug = fields.String()
    name = fields.String()
    dose = fields.Nested(DoseRangeOut)
    rung = fields.String(allow_none=True)


class ProtocolRoutineOut(Out):
    """A warm-up or micro-break, outside adherence and progress."""

    id = fields.String()
    name = fields.String()
    when = fields.String(metadata={"description": "before_activity, hourly or daily"})
    phases = fields.List(fields.String(), metadata={"description": "Empty: all"})
    exercises = fields.List(fields.Nested(RoutineExerciseOut))


class ProtocolBriefOut(Out):
    """A protocol in one line."""

    id = fields.String()
    version = fields.String()
    name = fields.String()
    patient_name = fields.String(metadata={"description": "What the patient reads: neutral"})
    region = fields.Nested(TermOut)
    weeks_min = fields.Float()
    weeks_max = fields.Float()
    published = fields.Boolean(metadata={"description": "False: a draft, its content may change under its version"})
    reviewed = fields.Boolean(metadata={"description": "Whether a clinician has signed this version"})
    reviewed_by = fields.String(allow_none=True, metadata={"description": "Null: no clinician has signed it yet"})
    reviewed_on = fields.Date(allow_none=True)
    own = fields.Boolean(metadata={"description": "Added by this clinic, and seen by nobody else"})
    retired = fields.Boolean(metadata={"description": "Kept for plans that have it, no longer offered"})


class ProtocolOut(ProtocolBriefOut):
    """A protocol."""

    content_hash = fields.String(
        metadata={"description": "What a plan is stored under where the clinic has no settings of its own"}
    )
    pain_policy = fields.String()
    run_policy = fields.String(allow_none=True)
    contraindications = fields.List(fields.String())
    outcome_measures = fields.List(fields.String())
    phases = fields.List(fields.Nested(PhaseOut))
    schedule = fields.List(fields.Nested(ScheduleRowOut))
    settings = fields.List(fields.Nested(ProtocolSettingOut))
    restrictions = fields.List(fields.Nested(RestrictionOut))
    forbid = fields.List(fields.String(), metadata={"description": "Exercises that have no place in it"})
    routines = fields.List(fields.Nested(ProtocolRoutineOut))
    notes = fields.List(fields.String())
    sources = fields.List(fields.String())


class ProtocolsOut(Out):
    """Protocols by id."""

    items = fields.List(fields.Nested(ProtocolBriefOut))
    next_cursor = fields.String(allow_none=True)
