"""Takes in what a patient does: sessions, the hour after them, and measurements."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from hep_api.engine import judging, timetable
from hep_api.engine.agenda import Agenda, agenda, bouts_of
from hep_api.engine.alarms import SEVERE_SCORE
from hep_api.engine.changing import replace
from hep_api.engine.dose import Load
from hep_api.engine.editing import Moment, with_plan, with_slot
from hep_api.engine.evaluation import basis_of, finalize, from_basis, judge_exercise, policy_of
from hep_api.engine.facts import AfterCheckIn, ExerciseLog, Fact, Measurement, SessionLog
from hep_api.engine.gaps import returned
from hep_api.engine.mornings import NO_MORNING
from hep_api.engine.outcomes import Reason, ScopeKind, Stage
from hep_api.engine.pain import ceil_score
from hep_api.engine.progression import WAITS
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Measured, Plan, PlanStatus, Session
from hep_api.engine.stopping import severe, stop_plan
from hep_api.engine.timetable import gap_days, is_paused

KEEP_DAYS = 90
"""How long sessions stay in the course; every window the rules look through is shorter."""


def log_session(course: Course, fact: Fact, body: SessionLog) -> Course:
    """A bout of one plan: judged provisionally; earlier sessions still waiting for their morning close on HOLD."""
    plan = course.plan(fact.plan_id) if fact.plan_id else None
    if plan is None or plan.status is PlanStatus.ENDED:
        return course
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    for waiting in plan.sessions:
        if not waiting.closed and waiting.on < fact.credited_on:
            course = finalize(course, plan.id, waiting, NO_MORNING, replace(moment, trigger=str(waiting.id)))
    plan = course.plan(plan.id) or plan
    known = {slot.id: slot for slot in plan.slots}
    body = replace(body, exercises=tuple(log for log in body.exercises if log.prescription_id in known))
    session = _session(course, plan, fact, body, known)
    course = with_plan(course, returned(_with_session(plan, session), session))
    for log in body.exercises:
        course = _log_exercise(course, plan.id, fact, body, log, session, moment)
    return course


def _session(course: Course, plan: Plan, fact: Fact, body: SessionLog, known: Mapping[UUID, Slot]) -> Session:
    """The bout against what its day asks for; a later bout of the day is asked for what it does itself."""
    on, config = fact.credited_on, course.config(plan)
    earlier = [session for session in plan.sessions if session.on == on]
    day = agenda(course, plan, on)
    prescribed = () if earlier else tuple(item.slot for item in day.items)
    session = judging.session_of(fact, body, known, prescribed, config)
    return replace(
        session,
        bouts=earlier[0].bouts if earlier else day.bouts,
        later_sets=earlier[0].later_sets if earlier else _later_sets(course, plan, day),
        gap_days=earlier[0].gap_days if earlier else gap_days(course, plan, on, config),
        paused=is_paused(course, on),
        known_on=fact.known_on,
    )


def _later_sets(course: Course, plan: Plan, day: Agenda) -> int:
    """What the second and further bouts of a day ask for."""
    return sum(item.slot.dose.sets * (bouts_of(course, plan, item.slot) - 1) for item in day.items)


def _log_exercise(
    course: Course, plan_id: UUID, fact: Fact, body: SessionLog, log: ExerciseLog, session: Session, moment: Moment
) -> Course:
    plan = course.plan(plan_id)
    slot = plan.slot(log.prescription_id) if plan else None
    if plan is None or slot is None:
        return course
    log = replace(log, rung=slot.rung_shown(log.rung, log.dose_revision))
    slot = _found_load(slot, judging.load_used(log.sets))
    result = judging.judge(fact, body, log, slot)
    times = sum(entry.on == session.on for entry in slot.results)
    if times:
        result = replace(result, bout=max(2, result.bout))
    basis = slot.basis if times else basis_of(slot, session, plan)
    slot = replace(slot, basis=basis, results=judging.remembering(slot.results, result))
    start = from_basis(slot, session.on) if times else slot
    course = judge_exercise(course, plan, start, slot, session, result, NO_MORNING, moment, Stage.PROVISIONAL)
    objected = course.emitted[-1].reasons[0].key != WAITS
    if times and (objected or times >= bouts_of(course, plan, slot)):
        return _capped(course, plan_id, slot.id)
    return course


def _capped(course: Course, plan_id: UUID, slot_id: UUID) -> Course:
    """A bout that was not asked for, or not clean: the day's first bout earns nothing any more (decision 0002)."""
    plan = course.plan(plan_id)
    slot = plan.slot(slot_id) if plan else None
    if plan is None or slot is None or slot.basis is None:
        return course
    return with_plan(course, with_slot(plan, replace(slot, basis=replace(slot.basis, capped=True))))


def _found_load(slot: Slot, used: Load | None) -> Slot:
    """A load that was still to be found is the one the patient found; finding it is no step up."""
    if used is not None and used.kind is slot.dose.load.kind and slot.dose.load.value is None:
        return replace(slot, dose=replace(slot.dose, load=used), revision=slot.revision + 1)
    return slot


def _with_session(plan: Plan, session: Session) -> Plan:
    phase = plan.phase
    if session.complete and not any(entry.on == session.on and entry.complete for entry in plan.sessions):
        weeks = phase.trained_weeks
        week = timetable.monday(session.on)
        phase = replace(
            phase,
            first_session_on=phase.first_session_on or session.on,
            sessions=phase.sessions + 1,
            trained_weeks=weeks if week in weeks else (*weeks, week),
        )
    since = session.on - timedelta(days=KEEP_DAYS)
    kept = [entry for entry in plan.sessions if entry.on > since]
    return replace(plan, phase=phase, sessions=(*kept, session))


def check_in_after(course: Course, fact: Fact, body: AfterCheckIn) -> Course:
    """The hour after: how long it took to settle; a severe score stops everything."""
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    for plan in course.plans:
        sessions = tuple(
            replace(s, settle_minutes=body.settle_minutes)
            if s.id == body.session_id or (body.session_id is None and s.on == fact.credited_on)
            else s
            for s in plan.sessions
        )
        course = with_plan(course, replace(plan, sessions=sessions))
    if body.pain is not None and ceil_score(body.pain) >= SEVERE_SCORE:
        return severe(course, str(body.pain), moment)
    for plan in course.plans:
        bone = plan.status is not PlanStatus.ENDED and policy_of(course, plan).any_pain_stops
        if bone and body.pain is not None and body.pain > 0:
            course = stop_plan(course, plan, Reason("S7", "rule.S7", str(ceil_score(body.pain)), "0"), moment)
    return course


def measure(course: Course, fact: Fact, body: Measurement) -> Course:
    """An objective test; a pain test in the lock band counts as a report of that pain [MEASUREMENTS rule 5]."""
    plan = course.plan(fact.plan_id) if fact.plan_id else None
    if plan is None or plan.status is PlanStatus.ENDED:
        return course
    entry = Measured(fact.id, body.slug, body.side, body.value, fact.credited_on)
    course = with_plan(course, replace(plan, measured=(*plan.measured, entry)))
    policy, score = policy_of(course, plan), ceil_score(body.value)
    if not body.slug.endswith("-pain") or score < policy.red_lock:
        return course
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    if score >= SEVERE_SCORE:
        return severe(course, str(body.value), moment)
    if policy.any_pain_stops:
        course = stop_plan(course, plan, Reason("S7", "rule.S7", str(score), "0"), moment)
    reason = Reason("S3", "rule.S3", str(body.value), str(policy.red_lock))
    return stop_plan(course, course.plan(plan.id) or plan, reason, moment, ScopeKind.PROTOCOL)
