"""What a clinician does to a course: facts in the same stream, and they always win."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from hep_api.engine import ladder
from hep_api.engine.assigning import default_days, enter_phase, rungs_for
from hep_api.engine.changing import replace
from hep_api.engine.configuring import NotAllowed, configured
from hep_api.engine.editing import Moment, rebased, revised, said, with_plan, with_slot
from hep_api.engine.evaluation import lock_on
from hep_api.engine.facts import Action, Adjustment, Fact, Usual, Verb
from hep_api.engine.moving import move
from hep_api.engine.outcomes import HARDER, Outcome
from hep_api.engine.phases import entered, needs_sign_off, signed_off
from hep_api.engine.restrictions import restriction_on
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, DaysOut, Plan, PlanStatus, Signed
from hep_api.engine.timetable import DAY
from hep_api.engine.unlocking import acknowledge, unlock


def act(course: Course, fact: Fact, body: Action) -> Course:
    """The course after a clinician's act; an act on something that is no longer there changes nothing."""
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id), str(body.actor))
    if body.verb is Verb.ACKNOWLEDGE:
        return acknowledge(course, body)
    if body.verb is Verb.UNLOCK:
        return unlock(course, body, moment)
    plan = course.plan(fact.plan_id) if fact.plan_id else None
    if plan is None or plan.status is PlanStatus.ENDED:
        return course
    return _VERBS[body.verb](course, plan, body, moment)


def _sign(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    subject = body.subject or "clinician"
    signed = Signed(UUID(moment.trigger), str(body.verb), subject, body.phase or plan.phase.id, moment.on)
    return said(with_plan(course, replace(plan, signed=(*plan.signed, signed))), plan, body, moment)


def _hold(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    held = replace(plan, status=PlanStatus.HELD, held_from=plan.held_from or moment.on)
    return said(with_plan(course, held), plan, body, moment)


def _resume(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """The days held leave adherence and gaps; a phase that was over its weeks may go on for a while [R8]."""
    phase = plan.phase
    if plan.status is PlanStatus.FROZEN:
        phase = replace(phase, reassess_from=moment.on)
    return said(with_plan(course, replace(_open_again(plan, moment), phase=phase)), plan, body, moment)


def _open_again(plan: Plan, moment: Moment) -> Plan:
    held = plan.held
    if plan.held_from is not None and plan.held_from < moment.on:
        held = (*held, DaysOut(plan.held_from, moment.on - DAY, locked=True))
    return replace(plan, status=PlanStatus.ACTIVE, held_from=None, held=held)


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
    return said(with_plan(course, after), plan, body, moment)


def _configure(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """One setting of this plan; an empty value puts it back. What may not be set changes nothing."""
    kept = tuple(pair for pair in plan.overrides if pair[0] != body.subject)
    overrides = (*kept, (body.subject, body.value)) if body.value else kept
    try:
        configured(course.content(plan).config, overrides)
    except NotAllowed:
        return course
    return said(with_plan(course, replace(plan, overrides=overrides)), plan, body, moment)


def _end(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    return said(with_plan(course, replace(plan, status=PlanStatus.ENDED)), plan, body, moment)


def _advance(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """To the next phase at once; return-to-sport still needs its own sign-off, whoever asks [invariant 6]."""
    content = course.content(plan)
    after = content.protocol.after(plan.phase.id)
    if after is None or stopped(course, plan, moment.on) or (needs_sign_off(after) and not signed_off(plan, after)):
        return course
    course = said(course, plan, body, moment, Outcome.ADVANCE_PHASE, phase_after=after.id)
    return with_plan(course, entered(plan, content, after, moment.on, moment.on))


def _back(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """To the earlier phase this one names, as it was entered first; what was signed for later phases is void [B25]."""
    content = course.content(plan)
    ids = [phase.id for phase in content.protocol.phases]
    here = content.protocol.phase(plan.phase.id)
    if not here.back_to:
        return course
    void = ids[ids.index(here.back_to) + 1 :]
    signed = tuple(sign for sign in plan.signed if sign.phase not in void)
    course = said(course, plan, body, moment, Outcome.REGRESS, phase_after=here.back_to)
    again = enter_phase(_open_again(plan, moment), content, content.protocol.phase(here.back_to), moment.on)
    return with_plan(course, replace(again, signed=signed))


def _target(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """A clinician's own number for one measurement of this patient; an empty value takes it back."""
    kept = tuple(pair for pair in plan.targets if pair[0] != body.subject)
    targets = (*kept, (body.subject, body.value)) if body.value else kept
    return said(with_plan(course, replace(plan, targets=targets)), plan, body, moment)


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
    course = said(
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
    return said(with_plan(course, replace(plan, slots=slots, proposal=waiting)), plan, body, moment)


def _adjust(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    days, fixed = plan.days, plan.days_fixed
    if body.days is not None:
        phase = course.content(plan).protocol.phase(plan.phase.id)
        days, fixed = (body.days, True) if body.days else (default_days(phase.frequency), False)
    plan = replace(plan, days=days, days_fixed=fixed, autonomy=body.autonomy or plan.autonomy)
    course = with_plan(course, plan)
    if not body.adjustments:
        return said(course, plan, body, moment)
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
    course = said(course, plan, body, moment, slot_id=slot.id, before=slot.shown, after=after.shown)
    return with_plan(course, with_slot(plan, after))


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
    Verb.BACK: _back,
    Verb.TARGET: _target,
    Verb.MOVE: move,
}
