"""What a therapist is answered about a plan."""

from marshmallow import fields

from hep_api.plans.parts import LockOut, NamedOut, PrescriptionOut, ProposalOut, RoadOut, ShownOut, VariantOut, WhereOut
from hep_api.web.schemas import Number, Out


class AssignedOut(Out):
    """A freshly assigned plan; `id` is that of the request, `plan_id` the plan's."""

    id = fields.UUID()
    plan_id = fields.UUID()
    version = fields.Integer()
    protocol_id = fields.String()
    protocol_version = fields.String()
    content_hash = fields.String()
    reviewed = fields.Boolean(metadata={"description": "Whether a clinician has signed the protocol"})
    status = fields.String()
    phase = fields.String()
    started_on = fields.Date()
    days = fields.List(fields.Integer())
    side = fields.String()
    autonomy = fields.String()
    prescriptions = fields.List(fields.UUID())


class ToldOut(Out):
    """A decision in short."""

    id = fields.UUID()
    plan_id = fields.UUID()
    stage = fields.String(metadata={"description": "provisional, final or at_once"})
    outcome = fields.String()
    rule = fields.String()
    headline = fields.String()
    change = fields.String(allow_none=True)
    sentences = fields.List(fields.String())
    would_change = fields.String(allow_none=True, metadata={"description": "What would lead to another decision"})
    proposed = fields.Boolean(metadata={"description": "True: it waits, or waited, for a therapist"})
    prescription_id = fields.UUID(allow_none=True)
    slug = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    decided_on = fields.Date()


class DifferenceOut(Out):
    """What differs between two versions of a protocol."""

    phase = fields.Nested(NamedOut, allow_none=True, metadata={"description": "Null: the whole programme"})
    text = fields.String()


class ActedOut(Out):
    """What an act, an adjustment or a measurement led to."""

    id = fields.UUID()
    plan_id = fields.UUID()
    version = fields.Integer(metadata={"description": "The plan's version afterwards"})
    status = fields.String()
    phase = fields.String()
    drives = fields.Boolean(metadata={"description": "False: kept, and decides nothing"})
    decisions = fields.List(fields.Nested(ToldOut))
    changes = fields.List(
        fields.Nested(DifferenceOut), metadata={"description": "Of a move: what the version changes, in sentences"}
    )


class MatchedOut(Out):
    """One rule that matched."""

    rule = fields.String()
    sentence = fields.String()
    observed = fields.String()
    threshold = fields.String()


class DecisionOut(ToldOut):
    """A decision with everything that it was made of."""

    revision = fields.Integer()
    superseded_by = fields.UUID(allow_none=True)
    settled_as = fields.String(allow_none=True, metadata={"description": "accepted, rejected or replaced"})
    scope = fields.String()
    scope_value = fields.String()
    decided_at = fields.AwareDateTime()
    matched = fields.List(fields.Nested(MatchedOut))
    facts = fields.List(fields.UUID())
    before = fields.Nested(ShownOut, allow_none=True)
    after = fields.Nested(ShownOut, allow_none=True)
    phase_before = fields.String(allow_none=True)
    phase_after = fields.String(allow_none=True)
    content_hash = fields.String()
    engine_version = fields.String()
    actor = fields.String(metadata={"description": "engine, or the staff member's id"})


class DecisionsOut(Out):
    """Decisions, newest first."""

    items = fields.List(fields.Nested(DecisionOut))
    next_cursor = fields.String(allow_none=True)


class NamedProposalOut(ProposalOut):
    """A proposal with what accept and reject name."""

    decision_id = fields.UUID()
    revision = fields.Integer()


class RangeOut(Out):
    """The range that a dose moves in."""

    sets_low = fields.Integer()
    sets_high = fields.Integer()
    low = fields.Integer()
    high = fields.Integer()
    unit = fields.String()
    hold_low_seconds = fields.Integer()
    hold_high_seconds = fields.Integer()
    per_side = fields.Boolean()
    targets = fields.List(fields.Integer())


class PinsOut(Out):
    """Bounds that a therapist set; null: those of the phase."""

    floor = fields.Nested(VariantOut, allow_none=True)
    ceiling = fields.Nested(VariantOut, allow_none=True)


class ComingBackOut(Out):
    """Weeks of fewer sets: after a gap (M7, R7) or a planned lighter week (M9)."""

    rule = fields.String()
    from_on = fields.Date(allow_none=True, metadata={"description": "null: with the next session"})
    sets_allowed = fields.Integer()


class SlotOut(PrescriptionOut):
    """One exercise of a plan as a therapist sees it; inactive ones rest with what they earned."""

    dose_range = fields.Nested(RangeOut, attribute="range", data_key="range")
    rung_floor = fields.Nested(VariantOut)
    rung_ceiling = fields.Nested(VariantOut)
    pins = fields.Nested(PinsOut)
    active = fields.Boolean()
    core = fields.Boolean()
    scheduled = fields.Boolean()
    lock_id = fields.UUID(allow_none=True)
    coming_back = fields.Nested(ComingBackOut, allow_none=True)
    resting = fields.String(allow_none=True, metadata={"description": "Why it is left out today"})
    proposal = fields.Nested(NamedProposalOut, allow_none=True)


class PlanProtocolOut(Out):
    """The protocol as it was assigned; `reviewed` false: no clinician has signed this content."""

    id = fields.String()
    name = fields.String()
    patient_name = fields.String()
    version = fields.String()
    content_hash = fields.String()
    reviewed = fields.Boolean()
    reviewed_by = fields.String(allow_none=True)
    reviewed_on = fields.Date(allow_none=True)


class StandingOut(WhereOut):
    """The phase a plan is in, and since when."""

    entered_on = fields.Date()
    first_session_on = fields.Date(allow_none=True)
    sessions = fields.Integer(metadata={"description": "Complete sessions in this phase"})


class ScheduleOut(Out):
    """Where a scheduled programme stands: the week being trained, and how many are counted."""

    week = fields.Integer()
    weeks_counted = fields.Integer()


class ClauseOut(Out):
    """One clause that does not hold yet."""

    text = fields.String()
    key = fields.String()
    subject = fields.String()
    observed = fields.String()
    threshold = fields.String()
    measurable = fields.Boolean(metadata={"description": "False: not yet measurable in this version"})


class MeasuredOut(Out):
    """A recorded test."""

    id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    unit = fields.String()
    value = fields.Float()
    side = fields.String()
    on = fields.Date()


class SignedOut(Out):
    """A sign-off or confirmation."""

    id = fields.UUID()
    kind = fields.String()
    subject = fields.String()
    meaning = fields.String()
    phase = fields.String()
    on = fields.Date()


class PlanSettingOut(Out):
    """A number that was set for one plan."""

    name = fields.String()
    value = fields.String()


class UsualOut(Out):
    """What is usual for this patient: at intake, or after a clinician's reset."""

    morning_pain = Number(0, 10, allow_none=True)
    swelling = fields.Integer(metadata={"description": "Grade 0-4"})
    night_pain = fields.Boolean()


class PlanOut(Out):
    """Everything about a plan at this moment."""

    id = fields.UUID()
    patient_id = fields.UUID()
    version = fields.Integer(metadata={"description": "Also the ETag; edits name it in If-Match"})
    protocol = fields.Nested(PlanProtocolOut)
    status = fields.String(metadata={"description": "active, held, frozen or ended"})
    side = fields.String()
    days = fields.List(fields.Integer(), metadata={"description": "Training weekdays, Monday = 0"})
    autonomy = fields.String(metadata={"description": "suggest or auto"})
    goals = fields.List(fields.String())
    started_on = fields.Date()
    on = fields.Date(metadata={"description": "The patient's local day that this speaks of"})
    phase = fields.Nested(StandingOut)
    phases = fields.List(fields.Nested(RoadOut))
    schedule = fields.Nested(ScheduleOut, allow_none=True)
    prescriptions = fields.List(fields.Nested(SlotOut))
    locks = fields.List(fields.Nested(LockOut))
    proposals = fields.List(fields.Nested(NamedProposalOut))
    left_until_next_phase = fields.List(fields.Nested(ClauseOut))
    settings = fields.List(fields.Nested(PlanSettingOut), metadata={"description": "What was set for this plan alone"})
    usual = fields.Nested(UsualOut)
    episode = fields.Dict(keys=fields.String(), values=fields.String())
    measurements = fields.List(fields.Nested(MeasuredOut))
    sign_offs = fields.List(fields.Nested(SignedOut))
