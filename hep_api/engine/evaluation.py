"""Judges a session twice: provisionally when it ends, finally when its morning is in or cut off [SPEC 3.2]."""

from dataclasses import replace
from uuid import UUID

from hep_api.engine import ladder, signals
from hep_api.engine.assigning import on_row, rungs_for
from hep_api.engine.editing import Moment, alerted, decided, locked, revised, with_plan, with_slot
from hep_api.engine.judging import with_result
from hep_api.engine.outcomes import HARDER, RANK, Outcome, Reason, ScopeKind, Stage
from hep_api.engine.pain import POLICIES, Policy
from hep_api.engine.progression import Verdict, applied, counts, decide, qualifies
from hep_api.engine.protocol import Content, Exercise
from hep_api.engine.rules import rule
from hep_api.engine.signals import MorningSign, Signals
from hep_api.engine.state import Basis, Course, Lock, OpenAlert, Plan, PlanStatus, Proposal, Red, Result, Session, Slot

RED_RULES = frozenset({"S2", "S3", "S4", "S5", "R1", "R2"})
"""Rules that make a session day red [SPEC 3.9.9]; a tendon flare (M2, R3) is written down but is not a red."""
FLARE_RULES = frozenset({"M2", "R3"})
REST_RULES = frozenset({"R1", "R2"})


def policy_of(plan: Plan, content: Content) -> Policy:
    """The pain policy of the plan's phase, else of its protocol."""
    return POLICIES[content.protocol.phase(plan.phase.id).policy or content.protocol.policy]


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
            return signals.touches(lock.families, exercise.region, exercise)
        case ScopeKind.EXERCISE:
            return lock.value == exercise.slug


def lock_on(course: Course, plan: Plan, exercise: Exercise) -> Lock | None:
    """The first lock that covers an exercise, or None."""
    return next((lock for lock in course.locks if reaches(lock, plan, exercise)), None)


def _signals(
    course: Course, plan: Plan, slot: Slot, session: Session, result: Result, morning: MorningSign, moment: Moment,
    stage: Stage,
) -> Signals:  # fmt: skip
    content = course.content(plan)
    exercise, config, policy = content.exercises[slot.slug], content.config, policy_of(plan, content)
    earlier = tuple(
        entry for entry in reversed(slot.results) if entry.session_id != session.id and entry.on <= result.on
    )
    window = signals.window_reds(course, exercise, result.on, config)
    final = stage is Stage.FINAL
    return Signals(
        stage=stage,
        policy=policy,
        config=config,
        exercise=exercise,
        slot=slot,
        session=session,
        result=result,
        earlier=earlier,
        morning=morning,
        red_days_before=tuple({red.on for red in plan.reds if not red.flare and red.on < result.on}),
        flares_before=tuple({red.on for red in plan.reds if red.flare and red.on < result.on}),
        window_reds=window,
        open_alert=next((alert for alert in course.alerts if reaches(alert, plan, exercise)), None),
        trend_up=final and signals.trend_up(course, content.protocol.region, moment.on, config),
        adherence=signals.adherence(course, plan, result.on, config) if final else None,
        second_bout=result.bout > 1,
        decided_on=moment.on,
    )


def judge_exercise(
    course: Course, plan_id: UUID, slot: Slot, session: Session, result: Result, morning: MorningSign, moment: Moment,
    stage: Stage,
) -> Course:  # fmt: skip
    """Decide one exercise from `slot` (where it stood at the session), write it down and put it into effect."""
    plan = _plan(course, plan_id)
    content = course.content(plan)
    s = _signals(course, plan, slot, session, result, morning, moment, stage)
    verdict = decide(s)
    current = plan.slot(slot.id) or slot
    frozen = lock_on(course, plan, s.exercise) is not None or plan.status is not PlanStatus.ACTIVE
    step = course.load_step_kg or s.exercise.load_step or ladder.DEFAULT_LOAD_STEP_KG
    rungs = rungs_for(content, content.protocol.phase(plan.phase.id), slot.slug)
    verdict, after = applied(s, verdict, rungs, step)
    moved_on = current.basis is None or current.basis.capped or current.basis.session_id != session.id
    if moved_on and RANK[verdict.outcome] > RANK[Outcome.HOLD]:
        verdict, after = _capped(verdict), slot
    if verdict.outcome in HARDER and _family_advanced(course, plan, s):
        verdict, after = _family_hold(verdict), slot
    if frozen:
        verdict, after = _locked_hold(verdict), current
    proposed = verdict.outcome in HARDER and plan.autonomy == "suggest" and not frozen
    result = replace(result, via=verdict.rule)
    if stage is Stage.FINAL:
        result = replace(result, final=verdict.outcome, qualifies=qualifies(s), counts=counts(s))
    facts = _evidence(s, verdict)
    shown_after = revised(current, after)
    course = decided(
        course, plan, moment, stage, verdict.outcome, verdict.rule, verdict.reasons,
        scope=verdict.scope, scope_value=_scope_value(verdict.scope, plan, s.exercise), facts=facts, slot_id=slot.id,
        before=current.shown, after=shown_after.shown, proposed=proposed,
    )  # fmt: skip
    kept = replace(current, proposal=_proposal(course, verdict, shown_after, proposed, moment))
    chosen = kept if proposed else _worked(revised(current, after), kept, verdict, moment, result)
    plan = with_slot(plan, with_result(chosen, result))
    plan = _remember_reds(plan, s, verdict, result)
    course = with_plan(course, plan)
    return _stops(course, plan, s, verdict, moment)


def _plan(course: Course, plan_id: UUID) -> Plan:
    plan = course.plan(plan_id)
    if plan is None:
        raise LookupError(f"no plan {plan_id} in this course")
    return plan


def _capped(verdict: Verdict) -> Verdict:
    reason = Reason("H6", "hold.changed_since")
    return Verdict(Outcome.HOLD, "H6", ScopeKind.EXERCISE, (*verdict.reasons, reason))


def _locked_hold(verdict: Verdict) -> Verdict:
    if RANK[verdict.outcome] <= RANK[Outcome.HOLD]:
        return verdict
    return Verdict(Outcome.HOLD, "H15", ScopeKind.EXERCISE, (*verdict.reasons, Reason("H15", "hold.locked")))


def _family_advanced(course: Course, plan: Plan, s: Signals) -> bool:
    taken = 0
    for other in course.plans:
        for slot in other.slots:
            if slot.id == s.slot.id or not signals.touches(
                s.exercise.families, s.exercise.region, course.content(other).exercises[slot.slug]
            ):
                continue
            made_on = slot.proposal.made_on if slot.proposal else None
            taken += s.decided_on in slot.harder_on or made_on == s.decided_on
    scheduled = s.slot.scheduled
    return not scheduled and taken >= s.config.max_family_advances_per_day


def _family_hold(verdict: Verdict) -> Verdict:
    return Verdict(Outcome.HOLD, "A2", ScopeKind.EXERCISE, (*verdict.reasons, Reason("A2", "hold.family_today")))


def _evidence(s: Signals, verdict: Verdict) -> tuple[UUID, ...]:
    facts = [s.session.id]
    if s.morning.fact is not None:
        facts.append(s.morning.fact.fact_id)
    if verdict.rule in ("A2", "R4") and s.earlier:
        facts.append(s.earlier[0].session_id)
    return tuple(facts)


def _scope_value(scope: ScopeKind, plan: Plan, exercise: Exercise) -> str:
    values = {ScopeKind.EXERCISE: exercise.slug, ScopeKind.FAMILY: exercise.family, ScopeKind.REGION: exercise.region}
    return values.get(scope, plan.protocol_id if scope is ScopeKind.PROTOCOL else "all")


def _proposal(course: Course, verdict: Verdict, after: Slot, proposed: bool, moment: Moment) -> Proposal | None:
    if not proposed:
        return None
    return Proposal(course.emitted[-1].key, verdict.outcome, moment.on, after=after.shown)


def _worked(after: Slot, kept: Slot, verdict: Verdict, moment: Moment, result: Result) -> Slot:
    slot = replace(after, basis=kept.basis, results=kept.results, proposal=None)
    if verdict.outcome in HARDER:
        slot = replace(slot, harder_on=(*(day for day in slot.harder_on if (moment.on - day).days < 14), moment.on))
    if verdict.outcome is Outcome.REGRESS and verdict.rule in REST_RULES:
        slot = replace(slot, rest_from=result.on)
    if verdict.outcome is Outcome.MODIFY and verdict.rule == "M2":
        slot = replace(slot, skip_from=moment.on)
    return slot


def _remember_reds(plan: Plan, s: Signals, verdict: Verdict, result: Result) -> Plan:
    matched = {reason.rule for reason in verdict.reasons}
    reds = [red for red in plan.reds if not (red.on == result.on and red.slot_id == s.slot.id)]
    if matched & (RED_RULES | FLARE_RULES):
        flare = not matched & RED_RULES
        reds.append(Red(result.on, s.slot.id, s.exercise.families, s.exercise.region, flare, verdict.rule))
    return replace(plan, reds=tuple(red for red in reds if (result.on - red.on).days < 120))


def _stops(course: Course, plan: Plan, s: Signals, verdict: Verdict, moment: Moment) -> Course:
    """Every stop that matched closes its own scope; one alert per cause carries the widest."""
    if verdict.outcome is not Outcome.STOP_ALERT:
        return course
    for reason in verdict.reasons:
        row = rule(reason.rule)
        if row.outcome is not Outcome.STOP_ALERT:
            continue
        families = s.exercise.families if s.policy.locks_also else (s.exercise.family,)
        families = (*families, "impact") if row.id == "S2" else families
        value = _scope_value(row.scope, plan, s.exercise)
        course = locked(course, row.scope, value, families, row.id, moment, plan.id)
        course = alerted(course, row.scope, value, families, row.id, moment, plan.id)
    return course


def finalize(course: Course, plan_id: UUID, session: Session, morning: MorningSign, moment: Moment) -> Course:
    """The final decisions of one session, each from where its exercise stood; closes the session."""
    for slot_id in session.slots:
        plan = _plan(course, plan_id)
        slot = plan.slot(slot_id)
        result = next((entry for entry in slot.results if entry.session_id == session.id), None) if slot else None
        if slot is None or result is None or result.bout > 1:
            continue
        start = _from_basis(slot, session.id)
        course = judge_exercise(course, plan_id, start, session, result, morning, moment, Stage.FINAL)
    course = _step_back(course, plan_id, session, moment)
    plan = _plan(course, plan_id)
    red = any(entry.on == session.on and not entry.flare for entry in plan.reds)
    return with_plan(course, replace(plan, sessions=_closed(plan, session, red)))


def _closed(plan: Plan, session: Session, red: bool) -> tuple[Session, ...]:
    return tuple(replace(entry, closed=True, red=red) if entry.id == session.id else entry for entry in plan.sessions)


def _from_basis(slot: Slot, session_id: UUID) -> Slot:
    basis = slot.basis
    if basis is None or basis.session_id != session_id:
        return slot
    return replace(slot, rung=basis.rung, dose=basis.dose, range=basis.range, extension=basis.extension)


def _step_back(course: Course, plan_id: UUID, session: Session, moment: Moment) -> Course:
    """A REGRESS of scheduled work goes back to the previous distinct row of its table, once [SPEC 3.9.6]."""
    plan = _plan(course, plan_id)
    schedule = course.content(plan).protocol.schedule
    hit = [
        slot for slot in plan.slots if slot.scheduled and slot.id in session.slots
        and any(r.session_id == session.id and r.final is Outcome.REGRESS for r in slot.results)
    ]  # fmt: skip
    if schedule is None or not hit:
        return course
    weeks = hit[0].basis.weeks_counted if hit[0].basis else plan.weeks_counted
    here = schedule.rows.index(schedule.row(min(weeks + 1, schedule.rows[-1].last_week)))
    if here == 0:
        return course
    row = schedule.rows[here - 1]
    slots = tuple(on_row(slot, row) if slot.scheduled else slot for slot in plan.slots)
    plan = replace(plan, slots=slots, weeks_counted=row.first_week - 1, schedule_week=row.first_week)
    return with_plan(course, plan)


def basis_of(slot: Slot, session_id: UUID, plan: Plan) -> Basis:
    """Where a prescription stands when a session is logged."""
    return Basis(session_id, slot.rung, slot.dose, slot.range, slot.extension, plan.weeks_counted)
