"""What a phone sends and receives when it catches up."""

from typing import Any

from marshmallow import fields, validate

from hep_api.web.answer_schemas import FactOut, ToldDecisionOut
from hep_api.web.contract import FieldProblem
from hep_api.web.facts import SCHEMAS, with_kind
from hep_api.web.paging import PageIn
from hep_api.web.schemas import In, Instant, Out

MOST_FACTS = 200


class BatchIn(In):
    """Up to 200 facts; each is read, applied and answered on its own."""

    facts = fields.List(fields.Raw(allow_none=True), required=True, validate=validate.Length(max=MOST_FACTS))
    sent_at = Instant(of_any_year=True, allow_none=True, load_default=None)


DESCRIBED: dict[str, Any] = {
    "type": "object",
    "required": ["facts"],
    "additionalProperties": False,
    "properties": {
        "sent_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "What the phone's clock says now: tells a wrong clock from a late report, moves no date",
        },
        "facts": {"type": "array", "maxItems": MOST_FACTS, "items": {"oneOf": [with_kind(kind) for kind in SCHEMAS]}},
    },
}
"""The body of a batch, for the document: facts of any kind, each saying its kind."""


class ResultOut(Out):
    """What became of one fact.

    201 and 200 as in a request of its own; 409 and 422 will not be taken as they are. 424 speaks of a fact that is not
    here yet: send it again with or after that one. 5xx may be sent again.
    """

    id = fields.UUID(allow_none=True, metadata={"description": "As far as it could be read"})
    status = fields.Integer()
    code = fields.String(allow_none=True)
    detail = fields.String(allow_none=True)
    errors = fields.List(fields.Nested(FieldProblem))
    answer = fields.Nested(FactOut, allow_none=True)


class ResultsOut(Out):
    """A result for each fact, in the order in which they were sent."""

    results = fields.List(fields.Nested(ResultOut))


class ChangesIn(PageIn):
    """Where to go on; without a cursor from the beginning."""


class ToldByOut(Out):
    """Who told a fact."""

    role = fields.String(metadata={"description": "patient, caregiver or therapist"})
    id = fields.UUID()


class KeptFactOut(Out):
    """A fact as it is kept."""

    id = fields.UUID()
    kind = fields.String()
    plan_id = fields.UUID(allow_none=True)
    occurred_at = fields.AwareDateTime()
    zone = fields.String()
    credited_on = fields.Date()
    received_at = fields.AwareDateTime()
    skew_seconds = fields.Integer(
        allow_none=True, metadata={"description": "How far the phone's clock was ahead; null: it did not say"}
    )
    drives = fields.Boolean()
    corrects = fields.UUID(allow_none=True)
    told_by = fields.Nested(ToldByOut, allow_none=True, metadata={"description": "Null: before this was kept"})
    body = fields.Dict(metadata={"description": "Amounts as `achieved`, in the unit of the dose; decimals as text"})


class KeptDecisionOut(ToldDecisionOut):
    """A decision, its revision, and what became of it."""

    revision = fields.Integer()
    superseded_by = fields.UUID(allow_none=True, metadata={"description": "Set: no longer the current revision"})
    settled_as = fields.String(allow_none=True, metadata={"description": "How a proposal ended"})


class ChangeOut(Out):
    """Something that changed: a fact or a decision comes with it, anything else is to be read again."""

    kind = fields.String(metadata={"description": "session, morning, decision, plan, alert, patient ..."})
    ref_id = fields.String()
    at = fields.AwareDateTime()
    fact = fields.Nested(KeptFactOut, allow_none=True)
    decision = fields.Nested(KeptDecisionOut, allow_none=True)


class ChangesOut(Out):
    """Changes in the order in which they happened here; keep `next_cursor` for the next time."""

    items = fields.List(fields.Nested(ChangeOut))
    next_cursor = fields.String(metadata={"description": "Always there, also when nothing changed"})
    more = fields.Boolean(metadata={"description": "True: there is another page already"})


class ReportOut(KeptFactOut):
    """What a patient reported, as it is kept; `drives` false: it decides nothing."""

    replaced_by = fields.UUID(allow_none=True, metadata={"description": "The correction or withdrawal that counts"})


class ReportsOut(Out):
    """Reports, the last received first."""

    items = fields.List(fields.Nested(ReportOut))
    next_cursor = fields.String(allow_none=True)


class ConflictOut(Out):
    """Two edits that did not know of each other; nothing of either is lost."""

    id = fields.UUID()
    subject = fields.String(validate=validate.OneOf(["plan", "patient", "reminders"]))
    subject_id = fields.UUID()
    winner = fields.String(
        validate=validate.OneOf(["earlier", "later"]),
        metadata={"description": "Which edit counts: the earlier of a plan or record, the later of reminders"},
    )
    stands = fields.Dict(metadata={"description": "The values that count"})
    set_aside = fields.Dict(metadata={"description": "The values that do not"})
    sent_by = fields.UUID(metadata={"description": "Who sent the later edit"})
    sent_as = fields.String()
    at = fields.AwareDateTime()
    settled_at = fields.AwareDateTime(allow_none=True, metadata={"description": "Null: nobody has looked yet"})


class ConflictsOut(Out):
    """Conflicts, newest first."""

    items = fields.List(fields.Nested(ConflictOut))
