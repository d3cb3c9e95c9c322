"""What a phone is told about a fact it sent, as schemas."""

from marshmallow import fields, validate

from hep_api.engine.outcomes import Outcome
from hep_api.engine.screening import Tier
from hep_api.web.schemas import Out

KEPT = ("future", "plan_ended", "before_plan", "corrected_before", "withdrawn")
"""Why a fact was kept and decides nothing."""


class ToldDecisionOut(Out):
    """What was decided about one prescription, or a whole plan, and why."""

    id = fields.UUID()
    plan_id = fields.UUID()
    stage = fields.String(metadata={"description": "provisional until the morning, final, or at_once"})
    outcome = fields.String(validate=validate.OneOf([outcome.value for outcome in Outcome]))
    rule = fields.String()
    headline = fields.String()
    change = fields.String(allow_none=True)
    sentences = fields.List(fields.String(), metadata={"description": "Every rule that matched"})
    would_change = fields.String(allow_none=True, metadata={"description": "What would lead to another decision"})
    proposed = fields.Boolean(metadata={"description": "True: waits for the therapist"})
    prescription_id = fields.UUID(allow_none=True)
    slug = fields.String(allow_none=True)
    name = fields.String(allow_none=True, metadata={"description": "Of the exercise"})
    decided_on = fields.Date()


class AlertToldOut(Out):
    """An alert that this raised at the clinic, and what to do until somebody answers."""

    id = fields.UUID()
    rule = fields.String()
    tier = fields.String(allow_none=True, validate=validate.OneOf([tier.value for tier in Tier]))
    what_to_do = fields.String()


class KeptOut(Out):
    """Why it was kept and decides nothing."""

    code = fields.String(validate=validate.OneOf(KEPT))
    text = fields.String()


class AdviceOut(Out):
    """The one thing to do now. Urgent advice is shown at once and big."""

    urgent = fields.Boolean()
    text = fields.String()


class ScreenedOut(Out):
    """What the red-flag answers say; no tier means none was a yes."""

    tier = fields.String(allow_none=True, validate=validate.OneOf([tier.value for tier in Tier]))
    what_to_do = fields.List(fields.String(), metadata={"description": "Most urgent first; show all of it, at once"})
    unanswered = fields.List(fields.String(), metadata={"description": "Questions of the short set still open"})


class FactOut(Out):
    """The first answer to a fact; every retry gets the same one."""

    id = fields.UUID()
    kind = fields.String()
    plan_id = fields.UUID(allow_none=True)
    credited_on = fields.Date(metadata={"description": "The local day that it counts for"})
    drives = fields.Boolean(metadata={"description": "False: kept, and decides nothing; see `kept`"})
    kept = fields.Nested(KeptOut, allow_none=True)
    replayed = fields.Boolean(metadata={"description": "True: it was late, earlier decisions may differ; see changes"})
    decisions = fields.List(fields.Nested(ToldDecisionOut))
    advice = fields.Nested(AdviceOut, allow_none=True)
    alerts = fields.List(fields.Nested(AlertToldOut))
    screen = fields.Nested(ScreenedOut, allow_none=True)
