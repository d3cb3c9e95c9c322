"""What a phone is answered: today, my plan, charts, and the tests there are."""

from marshmallow import fields

from hep_api.plans.parts import LockOut, NamedOut, PrescriptionOut, ProposalOut, RoadOut, VariantOut, WhereOut
from hep_api.web.media_schemas import MediaOut
from hep_api.web.schemas import Out, Zone

LEFT = {"description": "What is left until the next phase"}


class CardOut(PrescriptionOut):
    """One exercise with how it is done."""

    cue = fields.String()
    fault = fields.String(metadata={"description": "What to avoid"})
    media = fields.List(
        fields.Nested(MediaOut), metadata={"description": "Of the variant that is prescribed, then of the exercise"}
    )


class TodayExerciseOut(CardOut):
    """One exercise of the day."""

    why_today_differs = fields.String(allow_none=True, metadata={"description": "Null: as last time"})


class RestingOut(Out):
    """One exercise that is left out today."""

    prescription_id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    why = fields.String(metadata={"description": "locked, resting, skipped, spacing, week_done or rotated"})
    why_text = fields.String()


class RoutineItemOut(Out):
    """One exercise of a routine, always as written."""

    slug = fields.String()
    name = fields.String()
    variant = fields.Nested(VariantOut)
    dose_text = fields.String()
    sides = fields.List(fields.String())
    cue = fields.String()
    media = fields.List(fields.Nested(MediaOut))


class RoutineOut(Out):
    """A warm-up or micro-break beside the programme: nothing is due, nothing is logged."""

    id = fields.String()
    name = fields.String()
    when = fields.String(metadata={"description": "before_activity, hourly or daily"})
    exercises = fields.List(fields.Nested(RoutineItemOut))


class TodayPlanOut(Out):
    """One plan's day, exercises in the order to do them."""

    plan_id = fields.UUID()
    name = fields.String()
    side = fields.String()
    phase = fields.Nested(WhereOut)
    day = fields.String(
        metadata={"description": "due, done, free, paused, locked, held, frozen (to be planned anew) or not_started"}
    )
    day_text = fields.String()
    bouts = fields.Integer(metadata={"description": "How often this day asks for a session"})
    exercises = fields.List(fields.Nested(TodayExerciseOut))
    resting = fields.List(fields.Nested(RestingOut))
    routines = fields.List(fields.Nested(RoutineOut))
    pending = fields.List(fields.Nested(ProposalOut))
    locks = fields.List(fields.Nested(LockOut))
    left_until_next_phase = fields.List(fields.String(), metadata=LEFT)


class CheckInDueOut(Out):
    """A question that waits: `after` a session of today, or about a site in the `morning`."""

    kind = fields.String()
    session_id = fields.UUID(allow_none=True)
    site = fields.String(allow_none=True)
    site_name = fields.String(allow_none=True)


class TodayOut(Out):
    """What there is to do on a local day."""

    on = fields.Date()
    zone = Zone()
    plans = fields.List(fields.Nested(TodayPlanOut))
    check_ins_due = fields.List(fields.Nested(CheckInDueOut))
    screen_due = fields.Boolean(metadata={"description": "The short symptom check is due"})
    paused = fields.Boolean()
    locked = fields.Boolean(metadata={"description": "A whole plan is locked"})


class MyPlanOut(Out):
    """One plan as its patient sees it."""

    plan_id = fields.UUID()
    name = fields.String()
    reviewed = fields.Boolean(metadata={"description": "Whether a clinician has signed the programme; show it calmly"})
    side = fields.String()
    status = fields.String()
    started_on = fields.Date()
    days = fields.List(fields.Integer(), metadata={"description": "Training weekdays, Monday = 0"})
    phase = fields.Nested(WhereOut)
    phases = fields.List(fields.Nested(RoadOut))
    exercises = fields.List(fields.Nested(CardOut))
    left_until_next_phase = fields.List(fields.String(), metadata=LEFT)


class MyPlansOut(Out):
    """My plans."""

    on = fields.Date()
    plans = fields.List(fields.Nested(MyPlanOut))


class PainPointOut(Out):
    """One day: worst pain of its sessions and of the next morning; null = not told."""

    on = fields.Date()
    during = fields.Float(allow_none=True)
    next_morning = fields.Float(allow_none=True)


class ExercisePointOut(Out):
    """One exercise in one session."""

    on = fields.Date()
    session_id = fields.UUID()
    rung = fields.Nested(VariantOut)
    sets = fields.Integer()
    achieved = fields.Integer(metadata={"description": "All sets together"})
    best_set = fields.Integer()
    target = fields.Integer(metadata={"description": "All sets together"})
    external_load = fields.Float(allow_none=True, attribute="load", data_key="load")
    pain = fields.Float(allow_none=True)
    rpe = fields.Float(allow_none=True)


class ExerciseSeriesOut(Out):
    """One exercise over time."""

    prescription_id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    unit = fields.String()
    points = fields.List(fields.Nested(ExercisePointOut))


class WeekOut(Out):
    """One local week; share 0-1 of what was scheduled, null when nothing was."""

    week_from = fields.Date()
    scheduled = fields.Integer()
    done = fields.Integer()
    share = fields.Float(allow_none=True)


class PhaseMarkOut(NamedOut):
    """The day a phase was entered."""

    on = fields.Date()


class ProgressOut(Out):
    """Series for charts."""

    plan_id = fields.UUID()
    pain = fields.List(fields.Nested(PainPointOut))
    exercises = fields.List(fields.Nested(ExerciseSeriesOut))
    adherence = fields.List(fields.Nested(WeekOut))
    phases = fields.List(fields.Nested(PhaseMarkOut))


class MeasurementOut(Out):
    """An objective test and how it is done."""

    slug = fields.String()
    name = fields.String()
    unit = fields.Nested("UnitOut")
    sides = fields.String(metadata={"description": "worse, both, lsi (both, compared), involved or none"})
    better = fields.String(metadata={"description": "lower, higher, yes or none"})
    recorded_by = fields.String(metadata={"description": "patient, clinician, either or supervised"})
    low = fields.Float()
    high = fields.Float()
    how_to = fields.String()


class UnitOut(Out):
    """A unit."""

    slug = fields.String()
    name = fields.String()


class MeasurementsOut(Out):
    """Tests by slug."""

    items = fields.List(fields.Nested(MeasurementOut))
    next_cursor = fields.String(allow_none=True)
