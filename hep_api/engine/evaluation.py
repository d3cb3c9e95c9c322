"""Judges a session twice: provisionally when it ends, finally when its morning is in or cut off [SPEC 3.2]."""

from datetime import date
from uuid import UUID

from hep_api.engine import effects, ladder, signals
from hep_api.engine.assigning import rungs_for
from hep_api.engine.changing import replace
from hep_api.engine.editing import Moment, decision, revised, with_found_load, with_plan, with_slot
from hep_api.engine.judging import remembering, result_of
from hep_api.engine.mornings import MorningSign
from hep_api.engine.outcomes import HARDER, RANK, Outcome, Reason, ScopeKind, Shown, Stage
from hep_api.engine.pain import POLICIES, Policy, adjusted
from hep_api.engine.progression import Verdict, applied, counts, decide, qualifies
from hep_api.engine.protocol import Exercise
from hep_api.engine.restrictions import restriction_on
from hep_api.engine.results import Basis, Result
from hep_api.engine.rows import moved_back, row_before
from hep_api.engine.signals import Signals
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Lock, OpenAlert, Plan, PlanStatus, Session
from hep_api.engine.weights import weights_of

WAITING = HARDER - {Outcome.APPLY_STEP}
"""What waits for a clinician in `suggest`."""


def policy_of(course: Course, plan: Plan) -> Policy:
    """The pain policy of the plan's phase, else of its protocol, with the plan's own numbers where it has any."""
    protocol = course.content(plan).protocol
    return adjusted(POLICIES[protocol.phase(plan.phase.id).policy or protocol.policy], course.config(plan))


def reaches(lock: Lock | OpenAlert, plan: Plan, exercise: Exercise) -> bool:
    """Whether a lock or alert covers an exercise of a plan; calm work stays open except under a red flag [3.5]."""
    if exercise.family == "calm" and not (isinstance(lock, Lock) and lock.red_flag):
        return False
    match lock.scope:
        case ScopeKind.PROGRAMME:
            return True
        case ScopeKind.PROTOCOL:
            return lock.plan_id == plan.id
        case ScopeKind.REGION:
            return lock.value == exercise.region
        case ScopeKind.FAMILY:
            return signals.touches(lock.families, lock.region or exercise.region, exercise)
        case ScopeKind.EXERCISE:
            return lock.value == exercise.slug


def lock_on(course: Course, plan: Plan, exercise: Exercise) -> Lock | None:
    """The first lock that covers an exercise, or None."""
    return next((lock for lock in course.locks if reaches(lock, plan, exercise)), None)


def _signals(
    course: Course, plan: Plan, slot: Slot, session: Session, result: Result, morning: MorningSign, moment: Moment,
    stage: Stage,
) -> Signals:  # fmt: skip
    content, config = course.content(plan), course.config(plan)
    exercise = content.exercises[slot.slug]
    return Signals(
        stage=stage,
        course=course,
        plan=plan,
        policy=policy_of(course, plan),
        config=config,
        exercise=exercise,
        slot=slot,
        session=session,
        result=result,
        earlier=signals.by_day(slot.results, result.on),
        morning=morning,
        window_reds=signals.window_reds(course, exercise, result.on, config),
        open_alert=next((alert for alert in course.alerts if reaches(alert, plan, exercise)), None),
        row_before=row_before(content.protocol.schedule, slot.table, _week_at(slot, session.on, plan.schedule_week))
        if slot.scheduled
        else None,
        decided_on=moment.on,
    )


def judge_exercise(
    course: Course, plan: Plan, start: Slot, current: Slot, session: Session, result: Result, morning: MorningSign,
    moment: Moment, stage: Stage,
) -> Course:  # fmt: skip
    """Decide one exercise from `start`, where it stood at the session; write it down and put it into effect.

    `current` is the exercise as it stands now, with what the session left in it; the plan need not hold that yet.
    """
    s = _signals(course, plan, start, session, result, morning, moment, stage)
    closed = _closed(course, plan, s, current)
    verdict, after = _verdict(course, plan, s, current, closed)
    new = verdict.outcome in WAITING or after.extension > current.extension
    proposed = new and plan.autonomy == "suggest" and not closed
    result = _judged(result, verdict, s, open_to=not closed)
    shown_after, before = revised(current, after), _before(current, session, stage)
    kept = replace(
        current if proposed else shown_after,
        basis=_judged_from(current.basis, before, stage),
        results=remembering(current.results, result),
        proposal=current.proposal,
    )
    said = decision(
        plan, moment, stage, verdict.outcome, verdict.rule, verdict.reasons,
        scope=verdict.scope, scope_value=effects.scope_value(verdict.scope, plan, s.exercise),
        facts=effects.evidence(s, verdict), slot_id=start.id, before=before, after=shown_after.shown, proposed=proposed,
    )  # fmt: skip
    chosen = replace(kept, proposal=effects.proposal(said)) if proposed else effects.worked(kept, verdict, moment, s)
    plan = effects.remember_reds(with_slot(plan, chosen), s, verdict, result)
    return effects.stops(with_plan(course, plan, said), plan, s, verdict, moment)


def _judged(result: Result, verdict: Verdict, s: Signals, *, open_to: bool) -> Result:
    """The result with what it came to; what earns nothing now counts towards nothing later."""
    outcome = verdict.outcome
    if not s.final:
        return replace(result, via=verdict.rule, in_effect=outcome)
    good = open_to and qualifies(s)
    return replace(
        result, via=verdict.rule, in_effect=outcome, final=outcome, qualifies=good, counts=good and counts(s)
    )


def _verdict(course: Course, plan: Plan, s: Signals, current: Slot, closed: str) -> tuple[Verdict, Slot]:
    """What the table says and what the prescription becomes, inside what else stands in the way."""
    verdict, after = decide(s), s.slot
    if verdict.outcome is not Outcome.HOLD:
        content = course.content(plan)
        rungs = rungs_for(content, content.protocol.phase(plan.phase.id), s.slot.slug)
        verdict, after = applied(s, verdict, rungs, weights_of(course, plan, s.exercise))
    if closed:
        return _closed_hold(verdict, closed), current
    if _moved_on(current, s.session):
        return _no_better(verdict, after, current, s.result.on)
    if verdict.outcome in HARDER and _family_advanced(course, s):
        return _family_hold(verdict), s.slot
    return verdict, after


def _closed(course: Course, plan: Plan, s: Signals, current: Slot) -> str:
    """Why nothing may change now: forbidden, locked, held, frozen, or not in this phase; "" = it is open."""
    if restriction_on(course, plan, s.exercise, s.decided_on) is not None:
        return "hold.restricted"
    held = plan.status is not PlanStatus.ACTIVE or not current.active
    return "hold.locked" if held or lock_on(course, plan, s.exercise) is not None else ""


def _moved_on(current: Slot, session: Session) -> bool:
    basis = current.basis
    return basis is None or basis.capped or basis.session_id != session.id


def _no_better(verdict: Verdict, after: Slot, current: Slot, on: date) -> tuple[Verdict, Slot]:
    """Something came in between: what the day put into effect stays, worse news still eases, nothing is earned."""
    if RANK[verdict.outcome] > RANK[Outcome.HOLD]:
        return _capped(verdict), current
    ranks = [RANK[entry.in_effect] for entry in current.results if entry.on == on and entry.in_effect]
    worse = RANK[verdict.outcome] < min([*ranks, RANK[Outcome.HOLD]])
    return verdict, after if worse else current


def _before(current: Slot, session: Session, stage: Stage) -> Shown:
    basis = current.basis
    known = basis is not None and basis.session_id == session.id and stage is Stage.FINAL
    return basis.judged_from or current.shown if basis is not None and known else current.shown


def _judged_from(basis: Basis | None, before: Shown, stage: Stage) -> Basis | None:
    if basis is None or stage is not Stage.FINAL or basis.judged_from is not None:
        return basis
    return replace(basis, judged_from=before)


def _plan(course: Course, plan_id: UUID) -> Plan:
    plan = course.plan(plan_id)
    if plan is None:
        raise LookupError(f"no plan {plan_id} in this course")
    return plan


def _capped(verdict: Verdict) -> Verdict:
    reason = Reason("H6", "hold.changed_since")
    return Verdict(Outcome.HOLD, "H6", ScopeKind.EXERCISE, (*verdict.reasons, reason))


def _closed_hold(verdict: Verdict, why: str) -> Verdict:
    if RANK[verdict.outcome] <= RANK[Outcome.HOLD]:
        return verdict
    return Verdict(Outcome.HOLD, "H15", ScopeKind.EXERCISE, (*verdict.reasons, Reason("H15", why)))


def _family_advanced(course: Course, s: Signals) -> bool:
    taken = 0
    for other in course.plans:
        for slot in other.slots:
            if slot.id == s.slot.id or not signals.touches(
                s.exercise.families, s.exercise.region, course.content(other).exercises[slot.slug]
            ):
                continue
            waiting = slot.proposal
            made_on = waiting.made_on if waiting is not None and waiting.outcome in HARDER else None
            taken += s.decided_on in slot.harder_on or made_on == s.decided_on
    scheduled = s.slot.scheduled
    return not scheduled and taken >= s.config.max_family_advances_per_day


def _family_hold(verdict: Verdict) -> Verdict:
    return Verdict(Outcome.HOLD, "A2", ScopeKind.EXERCISE, (*verdict.reasons, Reason("A2", "hold.family_today")))


def finalize(course: Course, plan_id: UUID, session: Session, morning: MorningSign, moment: Moment) -> Course:
    """The final decisions of one bout in prescription order, each from where its exercise stood; closes the bout."""
    week = _plan(course, plan_id).schedule_week
    for slot in _plan(course, plan_id).slots:
        result = result_of(slot, session)
        if result is not None:
            plan = _plan(course, plan_id)
            current = plan.slot(slot.id) or slot
            start = from_basis(current, session.on)
            course = judge_exercise(course, plan, start, current, session, result, morning, moment, Stage.FINAL)
    course = _step_back(course, _plan(course, plan_id), session, moment, week)
    plan = _plan(course, plan_id)
    return with_plan(course, replace(plan, sessions=_with_closed(plan, session)))


def _with_closed(plan: Plan, session: Session) -> tuple[Session, ...]:
    on, red = session.on, any(entry.on == session.on and not entry.flare for entry in plan.reds)
    return tuple(
        [
            replace(entry, closed=True, red=red) if entry.on == on and entry.id == session.id else entry
            for entry in plan.sessions
        ]
    )


def from_basis(slot: Slot, on: date) -> Slot:
    """The slot where it stood when a day's first bout was judged; as it is when the basis is of another day."""
    basis = slot.basis
    if basis is None or basis.on != on:
        return slot
    return replace(
        slot,
        rung=basis.rung,
        dose=with_found_load(basis.dose, slot),
        range=basis.range,
        extension=basis.extension,
        harder_on=basis.harder_on,
        quota_days=basis.quota_days,
    )


def _week_at(slot: Slot, on: date, week: int) -> int:
    return slot.basis.schedule_week if slot.basis is not None and slot.basis.on == on else week


def _step_back(course: Course, plan: Plan, session: Session, moment: Moment, week: int) -> Course:
    """A REGRESS of scheduled work takes its whole table to the previous distinct row, once [SPEC 3.9.6]."""
    schedule = course.content(plan).protocol.schedule
    for slot in plan.slots:
        result = result_of(slot, session) if slot.scheduled else None
        if result is None or result.final is not Outcome.REGRESS:
            continue
        row = row_before(schedule, slot.table, _week_at(slot, session.on, week))
        if row is not None and slot.range == ladder.row_range(row):
            return moved_back(course, plan, row.first_week, moment, result.via)
    return course


def basis_of(slot: Slot, session: Session, plan: Plan) -> Basis:
    """Where a prescription stands when a day's first bout is logged."""
    return Basis(
        session.id,
        session.on,
        slot.rung,
        slot.dose,
        slot.range,
        slot.extension,
        slot.harder_on,
        plan.schedule_week,
        slot.quota_days,
    )
