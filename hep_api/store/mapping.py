"""Between rows and engine values."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from hep_api import codec
from hep_api.engine.facts import Fact
from hep_api.engine.outcomes import Decision, Outcome
from hep_api.engine.state import Course
from hep_api.store.models import CourseRow, DecisionRow, FactRow

BODY_VERSION = 1
"""Shape of fact bodies written now."""


def fact_row(
    patient_id: UUID,
    fact: Fact,
    *,
    received_at: datetime,
    sequence: int,
    fingerprint: str,
    corrects: UUID | None,
    skew_seconds: int | None = None,
) -> FactRow:
    """A fact as a row; the clinic is filled in by the store."""
    kind, body = codec.body_plain(fact.body)
    return FactRow(
        patient_id=patient_id,
        id=fact.id,
        plan_id=fact.plan_id,
        kind=kind,
        body_version=BODY_VERSION,
        body=body,
        occurred_at=fact.occurred_at,
        zone=fact.zone,
        credited_on=fact.credited_on,
        received_at=received_at,
        sequence=sequence,
        fingerprint=fingerprint,
        drives=fact.drives,
        corrects=corrects,
        skew_seconds=skew_seconds,
        answer=None,
    )


def fact_of(row: FactRow) -> Fact:
    """The fact of a row."""
    return Fact(
        id=row.id,
        occurred_at=row.occurred_at,
        zone=row.zone,
        credited_on=row.credited_on,
        body=codec.body_from(row.kind, row.body),
        plan_id=row.plan_id,
        drives=row.drives,
        received_at=row.received_at,
    )


def course_of(row: CourseRow) -> Course:
    """The snapshot of a row, without contents."""
    return codec.from_plain(row.body, Course)


def decision_id(key: UUID, revision: int) -> UUID:
    """The id of one revision of a decision."""
    return uuid5(NAMESPACE_URL, f"hep:decision:{key}:{revision}")


def decision_row(patient_id: UUID, decision: Decision, revision: int, sequence: int) -> DecisionRow:
    """A decision as a row; the clinic is filled in by the store."""
    plain = codec.to_plain(decision)
    return DecisionRow(
        id=decision_id(decision.key, revision),
        key=decision.key,
        revision=revision,
        patient_id=patient_id,
        plan_id=decision.plan_id,
        slot_id=decision.slot_id,
        sequence=sequence,
        stage=plain["stage"],
        outcome=plain["outcome"],
        rule=decision.rule,
        scope=plain["scope"],
        scope_value=decision.scope_value,
        trigger=decision.trigger,
        decided_at=decision.decided_at,
        decided_on=decision.decided_on,
        proposed=decision.proposed,
        settled_as=None,
        superseded_by=None,
        content_hash=decision.content_hash,
        engine_version=decision.engine_version,
        actor=decision.actor,
        facts=plain["facts"],
        reasons=plain["reasons"],
        before=plain["before"],
        after=plain["after"],
        phase_before=decision.phase_before,
        phase_after=decision.phase_after,
    )


def decision_of(row: DecisionRow) -> Decision:
    """The decision of a row."""
    names = ("before", "after", "reasons", "facts", "stage", "outcome", "rule", "scope", "scope_value", "trigger")
    plain: dict[str, Any] = {name: getattr(row, name) for name in names}
    plain |= {
        "key": str(row.key),
        "plan_id": str(row.plan_id),
        "slot_id": str(row.slot_id) if row.slot_id else None,
        "decided_at": row.decided_at.isoformat(),
        "decided_on": row.decided_on.isoformat(),
        "content_hash": row.content_hash,
        "engine_version": row.engine_version,
        "phase_before": row.phase_before,
        "phase_after": row.phase_after,
        "proposed": row.proposed,
        "actor": row.actor,
    }
    return codec.from_plain(plain, Decision)


def withdrawn(known: DecisionRow, sequence: int, at: datetime) -> DecisionRow:
    """The revision that takes a decision back: it changes nothing and keeps the shape of what it withdraws."""
    names = {column.key for column in DecisionRow.__table__.columns} - {"id", "revision", "sequence"}
    values: dict[str, Any] = {name: getattr(known, name) for name in names}
    values |= {
        "id": decision_id(known.key, known.revision + 1),
        "revision": known.revision + 1,
        "sequence": sequence,
        "outcome": str(Outcome.WITHDRAWN),
        "decided_at": at,
        "proposed": False,
        "settled_as": None,
        "after": known.before,
        "phase_after": "",
    }
    return DecisionRow(**values)


def same_decision(row: DecisionRow, decision: Decision) -> bool:
    """Whether a stored decision says the same as a recomputed one; revision counts of doses may differ."""
    stored = decision_of(row)
    return _essence(stored) == _essence(decision)


def _essence(decision: Decision) -> tuple[object, ...]:
    shown = tuple((s.rung, s.dose) if s else None for s in (decision.before, decision.after))
    return (
        decision.outcome,
        decision.rule,
        decision.reasons,
        decision.facts,
        decision.phase_after,
        decision.proposed,
        shown,
    )
