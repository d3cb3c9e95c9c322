"""Alerts and their acknowledgement, as sent and answered."""

from marshmallow import fields, validate

from hep_api.web.paging import PageIn
from hep_api.web.schemas import In, Out, Text

STATUSES = ("open", "acknowledged", "all")
OUTCOMES = ("cleared", "referred", "plan_changed")


class AlertsIn(PageIn):
    """Which alerts to list."""

    status = fields.String(load_default="all", validate=validate.OneOf(STATUSES))


class AcknowledgeIn(In):
    """What was done about an alert, and why."""

    id = fields.UUID(required=True, metadata={"description": "Made by the client; the same again is answered the same"})
    reason = Text(low=3, high=2000, required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))


class AlertOut(Out):
    """Something that waits, or waited, for a clinician."""

    id = fields.UUID()
    patient_id = fields.UUID()
    plan_id = fields.UUID(allow_none=True)
    rule = fields.String(metadata={"description": "The rule that raised it"})
    tier = fields.String(allow_none=True, metadata={"description": "E, U or C when a screening answer raised it"})
    scope = fields.String(metadata={"description": "exercise, family, region, protocol or programme"})
    scope_value = fields.String()
    decision_id = fields.UUID(allow_none=True, metadata={"description": "The decision that explains it"})
    raised_at = fields.AwareDateTime()
    status = fields.String(validate=validate.OneOf(STATUSES[:2]))
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    acknowledged_by = fields.UUID(allow_none=True)
    reason = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True, validate=validate.OneOf(OUTCOMES))


class AlertListOut(Out):
    """A page of alerts, open ones first, newest first."""

    items = fields.List(fields.Nested(AlertOut))
    next_cursor = fields.String(allow_none=True)
