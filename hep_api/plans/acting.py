"""Steers a plan: sign off, confirm, hold, resume, unlock, advance, end, accept, reject, reset, configure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from hep_api.courses.reading import course_at
from hep_api.courses.recording import Recorded
from hep_api.engine.acting import harder_today, stopped
from hep_api.engine.configuring import SETTINGS, NotAllowed, configured
from hep_api.engine.facts import Usual, Verb, credited_on
from hep_api.engine.outcomes import HARDER
from hep_api.engine.phases import needs_sign_off, signed_off
from hep_api.engine.protocol import AllOf, AnyOf, Content, Criterion, IfGoal, IfRecorded, Predicate
from hep_api.engine.state import Course, Plan
from hep_api.errors import Conflict, FieldError, NotFound
from hep_api.plans.clinician import Desk, action, plan_in, record_on_plan, refuse_ended
from hep_api.plans.proposals import Named, find_named, refuse_replaced
from hep_api.plans.rendering import find_proposal, locks_about
from hep_api.store import plans
from hep_api.store.models import PlanRow

CLINICIAN = "clinician"
"""Who signs when the protocol names nobody else."""


def act_on_plan(desk: Desk, plan_id: UUID, given: Mapping[str, Any]) -> Recorded:
    """Act on a plan; raises NotFound, Invalid and Conflict.

    The conflicts: plan_ended, sign_off_missing, no_next_phase, proposal_replaced, one_harder_change_a_day.
    """
    row = plans.get_plan(desk.scope, plan_id)
    course = course_at(desk.scope, row.patient_id, desk.now)
    plan = plan_in(course, plan_id)
    verb = Verb(given["verb"])
    named = _named(desk, row, plan, given)
    body = action(
        desk,
        verb,
        given["reason"],
        target=given["lock_id"] or (named.key if named else None),
        subject=given["subject"] or given["setting"] or (CLINICIAN if verb is Verb.SIGN_OFF else ""),
        phase=given["phase"] or _phase_meant(verb, course.content(plan), plan),
        value=given["value"],
        usual=Usual(**given["usual"]) if given["usual"] else None,
    )

    def refuse(now: Course, current: Plan) -> list[FieldError]:
        refuse_ended(current)
        match verb:
            case Verb.SIGN_OFF | Verb.CONFIRM:
                return _bad_signature(desk, now.content(current), given)
            case Verb.UNLOCK:
                if given["lock_id"] not in {lock.id for lock in locks_about(now, current)}:
                    raise NotFound("There is no such lock.")
            case Verb.ADVANCE:
                _refuse_advance(now, current, credited_on(desk.now, now.zone))
            case Verb.CONFIGURE:
                return _bad_setting(now, current, given)
            case Verb.TARGET:
                return _bad_target(desk, given)
            case Verb.BACK:
                _refuse_back(now, current)
            case Verb.ACCEPT | Verb.REJECT:
                _refuse_proposal(desk, row, now, current, given)
        return []

    return record_on_plan(desk, row, body, given, refuse=refuse)


def _named(desk: Desk, row: PlanRow, plan: Plan, given: Mapping[str, Any]) -> Named | None:
    return find_named(desk.scope, row, plan, given["decision_id"]) if given["decision_id"] else None


def _phase_meant(verb: Verb, content: Content, plan: Plan) -> str:
    """A sign-off opens the next phase, a confirmation belongs to the current one, unless they say otherwise."""
    after = content.protocol.after(plan.phase.id)
    if verb is Verb.SIGN_OFF and after is not None:
        return after.id
    return plan.phase.id if verb in (Verb.SIGN_OFF, Verb.CONFIRM) else ""


def _bad_signature(desk: Desk, content: Content, given: Mapping[str, Any]) -> list[FieldError]:
    found = []
    phases = [phase.id for phase in content.protocol.phases]
    if given["phase"] and given["phase"] not in phases:
        found.append(FieldError("phase", f"Not a phase of this protocol; allowed: {', '.join(phases)}."))
    if given["verb"] == Verb.CONFIRM:
        allowed = sorted(desk.catalogue.confirmations)
    else:
        allowed = sorted({CLINICIAN, *_signers(content)})
    if given["subject"] and given["subject"] not in allowed:
        found.append(FieldError("subject", f"There is none such; allowed: {', '.join(allowed)}."))
    return found


def _bad_setting(course: Course, plan: Plan, given: Mapping[str, Any]) -> list[FieldError]:
    """Why a setting cannot be changed so; an empty value puts it back."""
    name, value = given["setting"], given["value"]
    kept = tuple(pair for pair in plan.overrides if pair[0] != name)
    try:
        configured(course.content(plan).config, (*kept, (name, value)) if value or name not in SETTINGS else kept)
    except NotAllowed as error:
        return [FieldError("value" if name in SETTINGS else "setting", str(error))]
    return []


def _bad_target(desk: Desk, given: Mapping[str, Any]) -> list[FieldError]:
    """Why a number cannot be a patient's own target; an empty value takes it back."""
    entry = desk.catalogue.measurements.get(given["subject"])
    if entry is None:
        return [FieldError("subject", "There is no such measurement.")]
    try:
        value = Decimal(given["value"] or entry.low)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not entry.low <= value <= entry.high:
        return [FieldError("value", f"A number from {entry.low} to {entry.high} is needed.")]
    return []


def _refuse_back(course: Course, plan: Plan) -> None:
    if not course.content(plan).protocol.phase(plan.phase.id).back_to:
        raise Conflict("This phase has no way back.", code="no_way_back")


def _signers(content: Content) -> set[str]:
    """What the protocol's gates call their sign-offs, such as the one that lets two phases overlap."""
    gates = [gate for phase in content.protocol.phases for gate in (phase.entry, phase.exit)]
    return {word.subject for gate in gates for word in _words(gate) if word.word == Verb.SIGN_OFF}


def _words(criterion: Criterion) -> list[Predicate]:
    match criterion:
        case AllOf(clauses) | AnyOf(clauses):
            return [word for clause in clauses for word in _words(clause)]
        case IfGoal(_, clause) | IfRecorded(_, clause):
            return _words(clause)
        case Predicate():
            return [criterion]


def _refuse_advance(course: Course, plan: Plan, on: date) -> None:
    after = course.content(plan).protocol.after(plan.phase.id)
    if after is None:
        raise Conflict("The plan is in its last phase.", code="no_next_phase")
    if stopped(course, plan, on):
        raise Conflict("The plan is stopped or on hold; open it first.", code="plan_stopped")
    if needs_sign_off(after) and not signed_off(plan, after):
        message = f"Phase {after.id} needs a sign-off first."
        raise Conflict(message, code="sign_off_missing", details={"phase": after.id})


def _refuse_proposal(desk: Desk, row: PlanRow, course: Course, plan: Plan, given: Mapping[str, Any]) -> None:
    named = _named(desk, row, plan, given)
    if named is None:
        raise NotFound("There is no such decision.")
    refuse_replaced(desk, row, plan, named, given["revision"])
    found = find_proposal(plan, named.key)
    if given["verb"] == Verb.REJECT or found is None:
        return
    slot, on = found[1], credited_on(desk.now, course.zone)
    if slot is None:
        _refuse_advance(course, plan, on)
        return
    if found[0].outcome in HARDER and stopped(course, plan, on, slot):
        raise Conflict("This is stopped or on hold; open it first.", code="plan_stopped")
    if found[0].outcome in HARDER and harder_today(course, plan, slot, on):
        raise Conflict("This group of exercises already became harder today.", code="one_harder_change_a_day")
