"""Writes a course that has moved: snapshot, decisions, alerts, plan rows and the feed, in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hep_api import codec
from hep_api.courses.owing import owe_notices
from hep_api.engine import ENGINE_VERSION, timetable
from hep_api.engine.course import next_boundary
from hep_api.engine.facts import Action, Fact, Verb
from hep_api.engine.outcomes import Decision, Outcome
from hep_api.engine.pain import ceil_score
from hep_api.engine.state import Course, Plan
from hep_api.store import alerts, changes, courses, decisions, plans
from hep_api.store.mapping import decision_id, decision_row, same_decision, withdrawn
from hep_api.store.models import AlertRow, DecisionRow
from hep_api.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Written:
    """What one transaction changed: the course before and after, and the decisions it wrote with their row ids."""

    before: Course
    after: Course
    decisions: tuple[tuple[UUID, Decision], ...]
    replayed: bool
    drives: bool
    superseded: bool = False


def write_course(
    scope: Scope,
    patient_id: UUID,
    version: int,
    before: Course,
    after: Course,
    fact: Fact | None,
    now: datetime,
    *,
    replayed: bool,
    sequence: int | None,
) -> Written:
    """Write everything that follows from a moved course. `sequence` is the number the fact already took."""
    if fact is not None:
        changes.announce(scope, patient_id, codec.KIND_OF[type(fact.body)], str(fact.id), now, sequence=sequence)
    made = _write_decisions(scope, patient_id, after, now, replayed=replayed)
    raised = _write_alerts(scope, patient_id, after, made, now)
    _settle_proposals(scope, patient_id, after, fact)
    _write_plans(scope, patient_id, before, after, now)
    courses.save_course(scope, patient_id, version, snapshot(after, now))
    superseded = fact is not None and fact.superseded
    written = Written(before, after, made, replayed, fact.drives if fact else True, superseded)
    owe_notices(scope, patient_id, after, raised, [decision for _, decision in made], fact, now)
    return written


def snapshot(course: Course, now: datetime) -> dict[str, Any]:
    """The columns of a course row."""
    return {
        "engine_version": ENGINE_VERSION,
        "advanced_to": course.advanced_to,
        "next_boundary_at": next_boundary(course),
        "body": codec.to_plain(course),
        "summary": summary(course, now),
        "updated_at": now,
    }


def summary(course: Course, now: datetime) -> dict[str, Any]:
    """What a clinician's list shows: worst pain in 7 days, adherence in 14, phase, last session, open locks."""
    today = now.astimezone(ZoneInfo(course.zone)).date()
    since = today - timedelta(days=6)
    scores = [s.worst for plan in course.plans for s in plan.sessions if s.on >= since and s.worst is not None]
    scores += [ceil_score(m.pain) for m in course.mornings if m.on >= since and m.pain is not None]
    sessions = [session.on for plan in course.plans for session in plan.sessions]
    kept = [
        share
        for plan in course.plans
        if (share := timetable.adherence(course, plan, today - timedelta(days=1), course.config(plan))) is not None
    ]
    return {
        "worst_pain_7d": max(scores, default=None),
        "adherence_14d": float(min(kept)) if kept else None,
        "phase": course.plans[-1].phase.id if course.plans else None,
        "last_session_on": max(sessions).isoformat() if sessions else None,
        "open_locks": len(course.locks),
        "proposals": len(_waiting(course)),
    }


def _waiting(course: Course) -> set[UUID]:
    """Keys of the proposals that wait for a clinician."""
    held = [proposal for plan in course.plans for proposal in (plan.proposal, *(slot.proposal for slot in plan.slots))]
    return {proposal.key for proposal in held if proposal is not None}


def _write_decisions(
    scope: Scope, patient_id: UUID, after: Course, now: datetime, *, replayed: bool
) -> tuple[tuple[UUID, Decision], ...]:
    """New decisions and new revisions; after a replay also the withdrawal of what no longer follows."""
    emitted = {decision.key: decision for decision in after.emitted}
    if replayed:
        stored = decisions.current_decisions(scope, patient_id)
    else:
        stored = decisions.decisions_by_key(scope, patient_id, set(emitted)) if emitted else {}
    made = []
    for key, decision in emitted.items():
        known = stored.get(key)
        if known is None or not same_decision(known, decision):
            made.append((_write_one(scope, patient_id, decision, known, now), decision))
    if replayed:
        for key, known in stored.items():
            if key not in emitted and known.outcome != Outcome.WITHDRAWN:
                _withdraw(scope, patient_id, known, now)
    return tuple(made)


def _write_one(scope: Scope, patient_id: UUID, decision: Decision, known: DecisionRow | None, now: datetime) -> UUID:
    revision = known.revision + 1 if known else 1
    row_id = decision_id(decision.key, revision)
    number = changes.announce(scope, patient_id, "decision", str(row_id), now)
    row = decision_row(patient_id, decision, revision, number)
    decisions.add_decision(scope, row, known)
    return row.id


def _withdraw(scope: Scope, patient_id: UUID, known: DecisionRow, now: datetime) -> None:
    """A decision that the corrected or completed history no longer leads to is withdrawn, not deleted."""
    row_id = decision_id(known.key, known.revision + 1)
    number = changes.announce(scope, patient_id, "decision", str(row_id), now)
    decisions.add_decision(scope, withdrawn(known, number, now), known)


def _write_alerts(
    scope: Scope, patient_id: UUID, after: Course, made: tuple[tuple[UUID, Decision], ...], now: datetime
) -> list[UUID]:
    raised = []
    for alert in after.alerts:
        explains = [row_id for row_id, d in made if d.outcome is Outcome.STOP_ALERT and d.rule == alert.rule]
        row = AlertRow(
            id=alert.id,
            clinic_id=scope.clinic_id,
            patient_id=patient_id,
            plan_id=alert.plan_id,
            rule=alert.rule,
            tier=alert.tier or None,
            scope=str(alert.scope),
            scope_value=alert.value,
            decision_id=explains[0] if explains else None,
            raised_at=alert.since,
        )
        if alerts.add_alert(scope, row):
            changes.announce(scope, patient_id, "alert", str(alert.id), now)
            raised.append(alert.id)
    return raised


def _settle_proposals(scope: Scope, patient_id: UUID, after: Course, fact: Fact | None) -> None:
    waiting = _waiting(after)
    for row in decisions.open_proposals(scope, patient_id):
        if row.key not in waiting:
            decisions.settle_proposal(scope, row.id, _ending(row, fact))


def _ending(row: DecisionRow, fact: Fact | None) -> str:
    body = fact.body if fact else None
    if isinstance(body, Action) and body.target == row.key:
        return {Verb.ACCEPT: "accepted", Verb.REJECT: "rejected"}.get(body.verb, "replaced")
    return "replaced"


def _write_plans(scope: Scope, patient_id: UUID, before: Course, after: Course, now: datetime) -> None:
    for plan in after.plans:
        earlier = before.plan(plan.id)
        if earlier is not None and _face(earlier) != _face(plan):
            values = {
                "status": str(plan.status),
                "phase": plan.phase.id,
                "autonomy": plan.autonomy,
                "content_hash": plan.content_hash,
                "protocol_version": after.content(plan).protocol.version,
            }
            plans.change_plan(scope, plan.id, values)
            changes.announce(scope, patient_id, "plan", str(plan.id), now)


def _face(plan: Plan) -> tuple[object, ...]:
    """What a clinician edits of a plan: its version counts changes of this."""
    slots = tuple((slot.id, slot.shown, slot.floor, slot.ceiling, slot.active) for slot in plan.slots)
    return (plan.status, plan.phase.id, plan.autonomy, plan.days, plan.content_hash, slots)
