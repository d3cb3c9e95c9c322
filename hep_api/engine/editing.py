"""Small edits of a course: replace a plan or slot, write down a decision, close a door, raise an alert."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict, Unpack
from uuid import NAMESPACE_URL, UUID, uuid5

from hep_api.engine import ENGINE_VERSION
from hep_api.engine.changing import replace
from hep_api.engine.dose import Dose
from hep_api.engine.facts import Action
from hep_api.engine.outcomes import Decision, Outcome, Reason, ScopeKind, Shown, Stage, decision_key
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Lock, OpenAlert, Plan


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom something is decided: the instant, the patient's local day, the trigger and the actor."""

    at: datetime
    on: date
    trigger: str
    actor: str = "engine"


class Details(TypedDict, total=False):
    """What a decision may further say; see Decision."""

    scope: ScopeKind
    scope_value: str
    facts: tuple[UUID, ...]
    slot_id: UUID | None
    before: Shown | None
    after: Shown | None
    phase_after: str
    proposed: bool


def with_plan(course: Course, plan: Plan, said: Decision | None = None) -> Course:
    """The course with this plan in place of the one of the same id, and with what was decided about it."""
    plans = tuple([plan if entry.id == plan.id else entry for entry in course.plans])
    return replace(course, plans=plans) if said is None else _emitting(course, said, plans)


def _emitting(course: Course, said: Decision, plans: tuple[Plan, ...]) -> Course:
    """After a stop the short red-flag set is asked again [SPEC 5.1]."""
    wanted = course.screen_wanted or said.outcome is Outcome.STOP_ALERT
    return replace(course, plans=plans, emitted=(*course.emitted, said), screen_wanted=wanted)


def with_slot(plan: Plan, slot: Slot) -> Plan:
    """The plan with this slot in place of the one of the same id."""
    return replace(plan, slots=tuple([slot if entry.id == slot.id else entry for entry in plan.slots]))


def revised(before: Slot, after: Slot) -> Slot:
    """The slot with its revision counted up when what the phone shows has changed."""
    revision = before.revision + ((before.rung, before.dose) != (after.rung, after.dose))
    return after if after.revision == revision else replace(after, revision=revision)


def with_found_load(earlier: Dose, slot: Slot) -> Dose:
    """An earlier dose of a prescription, with the load found since then where it was still to be found."""
    found = earlier.load.value is None and slot.dose.load.kind is earlier.load.kind
    return replace(earlier, load=slot.dose.load) if found else earlier


def rebased(slot: Slot) -> Slot:
    """The slot after a change from outside: an earlier session may still ease or stop from here, but earns no more."""
    if slot.basis is None:
        return slot
    basis = replace(
        slot.basis, rung=slot.rung, dose=slot.dose, range=slot.range, extension=slot.extension,
        harder_on=slot.harder_on, capped=True,
    )  # fmt: skip
    return replace(slot, basis=basis)


def decision(
    plan: Plan,
    moment: Moment,
    stage: Stage,
    outcome: Outcome,
    rule: str,
    reasons: tuple[Reason, ...],
    **details: Unpack[Details],
) -> Decision:
    """One decision in full; the subject of its key is the slot, else rule and scope."""
    slot_id, scope_value = details.get("slot_id"), details.get("scope_value", "")
    subject = str(slot_id) if slot_id else f"{rule}:{scope_value or plan.phase.id}"
    return Decision(
        key=decision_key(plan.id, subject, moment.trigger, stage),
        plan_id=plan.id,
        trigger=moment.trigger,
        stage=stage,
        outcome=outcome,
        rule=rule,
        reasons=reasons,
        decided_at=moment.at,
        decided_on=moment.on,
        content_hash=plan.content_hash,
        engine_version=ENGINE_VERSION,
        phase_before=plan.phase.id,
        actor=moment.actor,
        **details,
    )


def decided(
    course: Course,
    plan: Plan,
    moment: Moment,
    stage: Stage,
    outcome: Outcome,
    rule: str,
    reasons: tuple[Reason, ...],
    **details: Unpack[Details],
) -> Course:
    """The course with one more decision written down."""
    return _emitting(course, decision(plan, moment, stage, outcome, rule, reasons, **details), course.plans)


def locked(
    course: Course,
    scope: ScopeKind,
    value: str,
    families: Iterable[str],
    rule: str,
    moment: Moment,
    plan_id: UUID | None,
    *,
    region: str = "",
    red_flag: bool = False,
) -> Course:
    """The course with a lock that only a clinician lifts; the same cause locks once and not again after that."""
    lock_id = uuid5(NAMESPACE_URL, f"hep:lock:{plan_id}:{rule}:{value}:{moment.trigger}")
    if lock_id in course.lifted or any(lock.id == lock_id for lock in course.locks):
        return course
    lock = Lock(lock_id, scope, value, tuple(families), rule, moment.at, plan_id, moment.on, region, red_flag)
    return replace(course, locks=(*course.locks, lock))


def alerted(
    course: Course,
    scope: ScopeKind,
    value: str,
    families: Iterable[str],
    rule: str,
    moment: Moment,
    plan_id: UUID | None,
    *,
    region: str = "",
    tier: str = "",
) -> Course:
    """The course with one open alert per cause; a further exercise of the same cause widens it.

    News of another rule after the alert was acknowledged raises one of its own.
    """
    alert_id = uuid5(NAMESPACE_URL, f"hep:alert:{plan_id}:{moment.trigger}")
    if alert_id in course.lifted:
        alert_id = uuid5(alert_id, rule)
    order = list(ScopeKind)
    others = tuple(alert for alert in course.alerts if alert.id != alert_id)
    known = next((alert for alert in course.alerts if alert.id == alert_id), None)
    alert = OpenAlert(alert_id, scope, value, tuple(families), rule, tier, moment.at, plan_id, region)
    if known is not None:
        wider = known if order.index(known.scope) >= order.index(scope) else alert
        both = tuple(dict.fromkeys((*known.families, *alert.families)))
        region = known.region if known.region == alert.region else ""
        alert = replace(wider, families=both, since=known.since, region=region)
    return replace(course, alerts=(*others, alert))


def said(
    course: Course,
    plan: Plan,
    body: Action,
    moment: Moment,
    outcome: Outcome = Outcome.CLINICIAN,
    **details: Unpack[Details],
) -> Course:
    """A clinician's act written down with its reason; by itself it decides nothing."""
    reason = Reason("clinician", f"clinician.{body.verb}", body.subject, values=(("reason", body.reason),))
    details.setdefault("scope_value", str(body.verb))
    details["facts"] = (UUID(moment.trigger),)
    return decided(course, plan, moment, Stage.AT_ONCE, outcome, "clinician", (reason,), **details)
