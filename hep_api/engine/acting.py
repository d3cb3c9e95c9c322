"""What a clinician does to a course: facts in the same stream, and they always win."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Unpack
from uuid import UUID

from hep_api.engine import ladder
from hep_api.engine.assigning import default_days, rungs_for
from hep_api.engine.changing import replace
from hep_api.engine.configuring import NotAllowed, configured
from hep_api.engine.editing import Details, Moment, decided, rebased, revised, with_plan, with_slot
from hep_api.engine.evaluation import lock_on, reaches
from hep_api.engine.facts import Action, Adjustment, Fact, Usual, Verb
from hep_api.engine.outcomes import HARDER, Outcome, Reason, ScopeKind, Stage
from hep_api.engine.phases import entered, needs_sign_off, signed_off
from hep_api.engine.restrictions import restriction_on
from hep_api.engine.rows import moved_back, row_before
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, DaysOut, Lock, Plan, PlanStatus, Signed
from hep_api.engine.timetable import DAY


def act(course: Course, fact: Fact, body: Action) -> Course:
    """The course after a clinician's act; an act on something that is no longer there changes nothing."""
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id), str(body.actor))
    if body.verb is Verb.ACKNOWLEDGE:
        return _acknowledge(course, body)
    if body.verb is Verb.UNLOCK:
        return _unlock(course, body, moment)
    plan = course.plan(fact.plan_id) if fact.plan_id else None
    if plan is None or plan.status is PlanStatus.ENDED:
        return course
    return _VERBS[body.verb](course, plan, body, moment)


def _said(
    course: Course,
    plan: Plan,
    body: Action,
    moment: Moment,
    outcome: Outcome = Outcome.CLINICIAN,
    **details: Unpack[Details],
) -> Course:
    reason = Reason("clinician", f"clinician.{body.verb}", body.subject, values=(("reason", body.reason),))
    details.setdefault("scope_value", str(body.verb))
    details["facts"] = (UUID(moment.trigger),)
    return decided(course, plan, moment, Stage.AT_ONCE, outcome, "clinician", (reason,), **details)


def _sign(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    subject = body.subject or "clinician"
    signed = Signed(UUID(moment.trigger), str(body.verb), subject, body.phase or plan.phase.id, moment.on)
    return _said(with_plan(course, replace(plan, signed=(*plan.signed, signed))), plan, body, moment)


def _hold(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    held = replace(plan, status=PlanStatus.HELD, held_from=plan.held_from or moment.on)
    return _said(with_plan(course, held), plan, body, moment)


def _resume(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """The days held leave adherence and gaps; a phase that was over its weeks may go on for a while [R8]."""
    held, phase = plan.held, plan.phase
    if plan.held_from is not None and plan.held_from < moment.on:
        held = (*held, DaysOut(plan.held_from, moment.on - DAY, locked=True))
    if plan.status is PlanStatus.FROZEN:
        phase = replace(phase, reassess_from=moment.on)
    active = replace(plan, status=PlanStatus.ACTIVE, held_from=None, held=held, phase=phase)
    return _said(with_plan(course, active), plan, body, moment)


def _reset(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """What is usual for this patient from now on: morning pain, swelling, night pain [SPEC 3.2, 3.9.17]."""
    usual = body.usual or Usual()
    after = replace(
        plan,
        morning_baseline=plan.morning_baseline if usual.morning_pain is None else usual.morning_pain,
        baseline=plan.baseline if usual.morning_pain is None else None,
        usual_swelling=plan.usual_swelling if usual.swelling is None else usual.swelling,
        usual_night_pain=plan.usual_night_pain if usual.night_pain is None else usual.night_pain,
    )
    return _said(with_plan(course, after), plan, body, moment)


def _configure(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """One setting of this plan; an empty value puts it back. What may not be set changes nothing."""
    kept = tuple(pair for pair in plan.overrides if pair[0] != body.subject)
    overrides = (*kept, (body.subject, body.value)) if body.value else kept
    try:
        configured(course.content(plan).config, overrides)
    except NotAllowed:
        return course
    return _said(with_plan(course, replace(plan, overrides=overrides)), plan, body, moment)


def _end(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    return _said(with_plan(course, replace(plan, status=PlanStatus.ENDED)), plan, body, moment)


def _advance(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """To the next phase at once; return-to-sport still needs its own sign-off, whoever asks [invariant 6]."""
    content = course.content(plan)
    after = content.protocol.after(plan.phase.id)
    if after is None or stopped(course, plan, moment.on) or (needs_sign_off(after) and not signed_off(plan, after)):
        return course
    course = _said(course, plan, body, moment, Outcome.ADVANCE_PHASE, phase_after=after.id)
    return with_plan(course, entered(plan, content, after, moment.on, moment.on))


def _accept(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """Puts an open proposal into effect; one that newer evidence has replaced is gone and changes nothing."""
    if plan.proposal is not None and plan.proposal.key == body.target:
        return _advance(course, plan, body, moment)
    slot = next((s for s in plan.slots if s.proposal is not None and s.proposal.key == body.target), None)
    if slot is None or slot.proposal is None or slot.proposal.after is None:
        return course
    too_soon = stopped(course, plan, moment.on, slot) or harder_today(course, plan, slot, moment.on)
    if slot.proposal.outcome in HARDER and too_soon:
        return course
    shown = slot.proposal.after
    content = course.content(plan)
    rungs = rungs_for(content, content.protocol.phase(plan.phase.id), slot.slug)
    found = slot.range if slot.scheduled else rungs.range_at(shown.rung)
    harder = (moment.on,) if slot.proposal.outcome in HARDER else ()
    after = replace(
        slot, rung=shown.rung, dose=shown.dose, range=found, proposal=None,
        extension=max(0, shown.dose.target - found.high), harder_on=(*slot.harder_on, *harder),
        harder_from=slot.standing if harder else slot.harder_from,
        sets_prescribed=max(slot.sets_prescribed, shown.dose.sets),
    )  # fmt: skip
    after = rebased(revised(slot, after))
    course = _said(
        course, plan, body, moment, slot.proposal.outcome, slot_id=slot.id, before=slot.shown, after=after.shown
    )
    return with_plan(course, with_slot(plan, after))


def stopped(course: Course, plan: Plan, on: date, slot: Slot | None = None) -> bool:
    """Whether a lock or a hold stands before anything harder: for one exercise, or (no slot) for the whole plan."""
    exercises = course.content(plan).exercises
    about = [slot] if slot else [entry for entry in plan.slots if entry.active]
    covered = any(lock_on(course, plan, exercises[entry.slug]) is not None for entry in about)
    covered = covered or (slot is not None and restriction_on(course, plan, exercises[slot.slug], on) is not None)
    return plan.status is not PlanStatus.ACTIVE or covered


def harder_today(course: Course, plan: Plan, slot: Slot, on: date) -> bool:
    """Whether this load family already had its one harder change on this local day [SPEC 3.8 invariant 5]."""
    exercise = course.content(plan).exercises[slot.slug]
    for other in course.plans:
        for entry in other.slots:
            families = set(course.content(other).exercises[entry.slug].families)
            if on in entry.harder_on and families & set(exercise.families) and not entry.scheduled:
                return True
    return False


def _reject(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    slots = tuple(
        replace(s, proposal=None) if s.proposal is not None and s.proposal.key == body.target else s for s in plan.slots
    )
    waiting = None if plan.proposal is not None and plan.proposal.key == body.target else plan.proposal
    return _said(with_plan(course, replace(plan, slots=slots, proposal=waiting)), plan, body, moment)


def _adjust(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    days, fixed = plan.days, plan.days_fixed
    if body.days is not None:
        phase = course.content(plan).protocol.phase(plan.phase.id)
        days, fixed = (body.days, True) if body.days else (default_days(phase.frequency), False)
    plan = replace(plan, days=days, days_fixed=fixed, autonomy=body.autonomy or plan.autonomy)
    course = with_plan(course, plan)
    if not body.adjustments:
        return _said(course, plan, body, moment)
    for adjustment in body.adjustments:
        course = _adjust_one(course, plan.id, body, adjustment, moment)
    return course


def _adjust_one(course: Course, plan_id: UUID, body: Action, change: Adjustment, moment: Moment) -> Course:
    plan = course.plan(plan_id)
    slot = plan.slot(change.prescription_id) if plan else None
    if plan is None or slot is None:
        return course
    content = course.content(plan)
    rungs = rungs_for(content, content.protocol.phase(plan.phase.id), slot.slug)
    after = slot
    if change.rung is not None and change.rung != slot.rung:
        after = ladder.at_rung(after, rungs, change.rung, middle=False)
    if change.dose is not None:
        after = replace(after, dose=change.dose, extension=max(0, change.dose.target - after.range.high))
        after = replace(after, sets_prescribed=change.dose.sets)
    after = replace(
        after,
        floor=slot.floor if change.rung_floor is None else change.rung_floor,
        ceiling=slot.ceiling if change.rung_ceiling is None else change.rung_ceiling,
        pin_floor=slot.pin_floor if change.rung_floor is None else change.rung_floor,
        pin_ceiling=slot.pin_ceiling if change.rung_ceiling is None else change.rung_ceiling,
        active=slot.active if change.active is None else change.active,
        proposal=None,
    )
    after = rebased(revised(slot, after))
    course = _said(course, plan, body, moment, slot_id=slot.id, before=slot.shown, after=after.shown)
    return with_plan(course, with_slot(plan, after))


def _acknowledge(course: Course, body: Action) -> Course:
    rest = tuple(alert for alert in course.alerts if alert.id != body.target)
    if body.target is None or len(rest) == len(course.alerts):
        return course
    return replace(course, alerts=rest, lifted=(*course.lifted, body.target))


def _unlock(course: Course, body: Action, moment: Moment) -> Course:
    """Lifts one lock and places what opens one step lower, once [SPEC 3.5, 3.9.6]; days locked leave adherence.

    What another lock still covers stays where it is until the last of them is lifted.
    """
    lock = next((entry for entry in course.locks if entry.id == body.target), None)
    if lock is None:
        return course
    rest = tuple(entry for entry in course.locks if entry.door != lock.door)
    gone = tuple(entry for entry in course.locks if entry.door == lock.door)
    lock = min(gone, key=lambda entry: entry.since)
    course = replace(course, locks=rest, lifted=(*course.lifted, *(entry.id for entry in gone)))
    if lock.scope in (ScopeKind.PROGRAMME, ScopeKind.PROTOCOL):
        out = DaysOut(lock.since_on + timedelta(days=1), moment.on, locked=True)
        course = replace(course, days_out=(*course.days_out, out))
    for plan in course.plans:
        if plan.status is not PlanStatus.ENDED:
            course = _unlock_plan(course, plan, body, moment, lock)
    return course


def _unlock_plan(course: Course, plan: Plan, body: Action, moment: Moment, lock: Lock) -> Course:
    content = course.content(plan)
    phase = content.protocol.phase(plan.phase.id)
    schedule, moved_to = content.protocol.schedule, None
    opened = [
        slot for slot in plan.slots
        if slot.active and reaches(lock, plan, content.exercises[slot.slug])
        and lock_on(course, plan, content.exercises[slot.slug]) is None
    ]  # fmt: skip
    for slot in opened:
        row = row_before(schedule, slot.table, plan.schedule_week) if slot.scheduled else None
        if row is not None:
            after, moved_to = ladder.on_row(slot, row), min(row.first_week, moved_to or row.first_week)
        else:
            after, _ = ladder.regressed(slot, rungs_for(content, phase, slot.slug), course.config(plan))
        after = rebased(revised(slot, replace(after, proposal=None)))
        course = _said(
            course, plan, body, moment, Outcome.REGRESS, slot_id=slot.id, before=slot.shown, after=after.shown,
            scope=ScopeKind.EXERCISE, scope_value=f"{slot.slug}:{lock.id}",
        )  # fmt: skip
        plan = with_slot(plan, after)
    course = with_plan(course, plan)
    if moved_to is not None:
        course = moved_back(course, plan, moved_to, replace(moment, trigger=f"{moment.trigger}:{lock.id}"), "clinician")
    return course


_VERBS: dict[Verb, Callable[[Course, Plan, Action, Moment], Course]] = {
    Verb.SIGN_OFF: _sign,
    Verb.CONFIRM: _sign,
    Verb.HOLD: _hold,
    Verb.RESUME: _resume,
    Verb.END: _end,
    Verb.RESET: _reset,
    Verb.CONFIGURE: _configure,
    Verb.ADVANCE: _advance,
    Verb.ACCEPT: _accept,
    Verb.REJECT: _reject,
    Verb.ADJUST: _adjust,
}
