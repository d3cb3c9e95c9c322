"""Takes in what a patient reports: sessions, mornings, the hour after, screens and measurements."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hep_api.engine import judging, signals
from hep_api.engine.agenda import agenda
from hep_api.engine.dose import Load
from hep_api.engine.editing import Moment, alerted, decided, locked, with_plan, with_slot
from hep_api.engine.evaluation import basis_of, finalize, from_basis, judge_exercise, policy_of
from hep_api.engine.facts import AfterCheckIn, ExerciseLog, Fact, Measurement, MorningReport, Screen, SessionLog
from hep_api.engine.outcomes import Outcome, Reason, ScopeKind, Stage
from hep_api.engine.pain import ceil_score
from hep_api.engine.results import Settled
from hep_api.engine.rules import SEVERE_SCORE
from hep_api.engine.screening import Tier, complete, tier_of
from hep_api.engine.signals import NO_MORNING
from hep_api.engine.state import Course, Measured, Morning, Plan, PlanStatus, Red, Session, Slot

KEEP_DAYS = 90
"""How long mornings and sessions stay in the course; every window the rules look through is shorter."""


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
    prescribed = _prescribed(course, plan, fact.credited_on)
    session = judging.session_of(fact, body, known, prescribed, course.content(plan).config)
    course = with_plan(course, _with_session(plan, session))
    for log in body.exercises:
        course = _log_exercise(course, plan.id, fact, body, log, session)
    return course


def _prescribed(course: Course, plan: Plan, on: date) -> tuple[Slot, ...]:
    """The exercises this day asks for; a later bout of the day is asked for what it does itself."""
    if any(session.on == on for session in plan.sessions):
        return ()
    return tuple(item.slot for item in agenda(course, plan, on).items)


def _log_exercise(
    course: Course, plan_id: UUID, fact: Fact, body: SessionLog, log: ExerciseLog, session: Session
) -> Course:
    plan = course.plan(plan_id)
    slot = plan.slot(log.prescription_id) if plan else None
    if plan is None or slot is None:
        return course
    slot = _found_load(slot, judging.load_used(log.sets))
    result = judging.judge(fact, body, log, slot)
    if any(entry.on == session.on for entry in slot.results):
        result = replace(result, bout=max(2, result.bout))
        basis = replace(slot.basis, capped=True) if slot.basis else None
    else:
        basis = basis_of(slot, session, plan)
    slot = replace(slot, basis=basis)
    course = with_plan(course, with_slot(plan, judging.with_result(slot, result)))
    moment, start = Moment(fact.occurred_at, fact.credited_on, str(fact.id)), from_basis(slot, session.on)
    return judge_exercise(course, plan_id, start, session, result, NO_MORNING, moment, Stage.PROVISIONAL)


def _found_load(slot: Slot, used: Load | None) -> Slot:
    """A load that was still to be found is the one the patient found; finding it is no step up."""
    if used is not None and used.kind is slot.dose.load.kind and slot.dose.load.value is None:
        return replace(slot, dose=replace(slot.dose, load=used), revision=slot.revision + 1)
    return slot


def _with_session(plan: Plan, session: Session) -> Plan:
    phase = plan.phase
    if session.complete and not any(entry.on == session.on and entry.complete for entry in plan.sessions):
        weeks = phase.trained_weeks
        week = signals.monday(session.on)
        phase = replace(
            phase,
            first_session_on=phase.first_session_on or session.on,
            sessions=phase.sessions + 1,
            trained_weeks=weeks if week in weeks else (*weeks, week),
        )
    kept = tuple(entry for entry in plan.sessions if (session.on - entry.on).days < KEEP_DAYS)
    return replace(plan, phase=phase, sessions=(*kept, session))


def report_morning(course: Course, fact: Fact, body: MorningReport) -> Course:
    """A morning: closes the sessions of the previous local day at its site, as settled, watch or flare."""
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    yesterday = fact.credited_on - timedelta(days=1)
    morning = Morning(
        fact.id, fact.credited_on, body.site, body.pain, body.stiffness, body.stiffness_minutes, body.swelling,
        body.night_pain, body.limp,
    )  # fmt: skip
    plans = [p for p in course.plans if body.site in (None, course.content(p).protocol.region)]
    signs = {}
    for plan in plans:
        content = course.content(plan)
        policy, site = policy_of(plan, content), content.protocol.region
        earlier = [entry for entry in signals.mornings_at(course, site) if entry.on == morning.on]
        told = [signals.morning_sign(course, plan, site, m, policy, content.config) for m in (*earlier, morning)]
        signs[plan.id] = max(reversed(told), key=lambda sign: signals.SEVERITY.index(sign.state))
    flare = any(sign.state is Settled.FLARE for sign in signs.values())
    after_red = any(red.on == yesterday and not red.flare for plan in plans for red in plan.reds)
    kept = tuple(entry for entry in course.mornings if (morning.on - entry.on).days < KEEP_DAYS)
    course = replace(course, mornings=(*kept, replace(morning, flare=flare, after_red=after_red)))
    judged = any(
        r.on == yesterday for p in plans if p.status is not PlanStatus.ENDED for s in p.slots for r in s.results
    )
    if body.pain is not None and ceil_score(body.pain) >= SEVERE_SCORE and not judged:
        course = _severe(course, str(body.pain), moment)
    for plan in plans:
        if plan.status is not PlanStatus.ENDED:
            course = _morning_of_plan(course, plan.id, signs[plan.id], moment, yesterday)
    return course


def _morning_of_plan(course: Course, plan_id: UUID, sign: signals.MorningSign, moment: Moment, day: date) -> Course:
    plan = course.plan(plan_id)
    if plan is None:
        return course
    plan = replace(plan, baseline=sign.baseline if sign.baseline is not None else plan.baseline)
    if sign.state is Settled.SETTLED:
        plan = replace(plan, slots=tuple(replace(slot, rest_from=None) for slot in plan.slots))
    course = with_plan(course, plan)
    judged = [session for session in plan.sessions if session.on == day]
    for session in judged:
        course = finalize(course, plan_id, session, sign, replace(moment, trigger=str(session.id)))
    if not judged and sign.state is Settled.FLARE:
        course = _flare_at_rest(course, plan_id, sign, moment)
    if not judged and sign.limp:
        reason = Reason("S2", "rule.S2", "limp", "no limp")
        course = _stop_plan(course, plan, reason, ScopeKind.FAMILY, ("impact",), moment)
    if not judged and (sign.swelling or 0) >= 2:
        reason = Reason("S5", "rule.S5", f"swelling +{sign.swelling}", "swelling +2")
        course = _stop_plan(course, plan, reason, ScopeKind.REGION, (), moment)
    return course


def _stop_plan(
    course: Course, plan: Plan, reason: Reason, scope: ScopeKind, families: tuple[str, ...], moment: Moment
) -> Course:
    """A stop that no session carries: a door closed, an alert raised, a red remembered, a decision written down."""
    region = course.content(plan).protocol.region
    value = {ScopeKind.FAMILY: ", ".join(families), ScopeKind.REGION: region}.get(scope, plan.protocol_id)
    course = locked(course, scope, value, families, reason.rule, moment, plan.id)
    course = alerted(course, scope, value, families, reason.rule, moment, plan.id)
    course = _red_day(course, plan.id, reason.rule, moment.on)
    return decided(
        course, plan, moment, Stage.AT_ONCE, Outcome.STOP_ALERT, reason.rule, (reason,),
        scope=scope, scope_value=value, facts=(UUID(moment.trigger),),
    )  # fmt: skip


def _red_day(course: Course, plan_id: UUID, rule: str, on: date, *, flare: bool = False) -> Course:
    """A red (or flare) that no session carries; the morning after a session belongs to that session's day [3.9.9]."""
    plan = course.plan(plan_id)
    if plan is None:
        return course
    content, yesterday = course.content(plan), on - timedelta(days=1)
    families = tuple(dict.fromkeys(f for s in plan.slots if s.active for f in content.exercises[s.slug].families))
    day = yesterday if any(session.on == yesterday for session in plan.sessions) else on
    red = Red(day, None, families, content.protocol.region, flare, rule)
    return with_plan(course, replace(plan, reds=(*(entry for entry in plan.reds if entry != red), red)))


def _flare_at_rest(course: Course, plan_id: UUID, sign: signals.MorningSign, moment: Moment) -> Course:
    """A flare with no session the day before: written down, blocks progress, changes no dose [SPEC 3.9.10]."""
    plan = course.plan(plan_id)
    if plan is None:
        return course
    reason = Reason("H3", "hold.flare_at_rest", str(sign.delta), "2")
    course = _red_day(course, plan_id, "H3", moment.on, flare=True)
    return decided(course, plan, moment, Stage.AT_ONCE, Outcome.HOLD, "H3", (reason,), facts=(UUID(moment.trigger),))


def _severe(course: Course, score: str, moment: Moment) -> Course:
    """S4 outside a session: everything stops."""
    course = locked(course, ScopeKind.PROGRAMME, "all", (), "S4", moment, None)
    course = alerted(course, ScopeKind.PROGRAMME, "all", (), "S4", moment, None)
    return _stop_everything(course, "S4", Reason("S4", "rule.S4", score, str(SEVERE_SCORE)), moment)


def _stop_everything(course: Course, rule: str, reason: Reason, moment: Moment) -> Course:
    for plan in course.plans:
        if plan.status is not PlanStatus.ENDED:
            course = _red_day(course, plan.id, rule, moment.on) if rule == "S4" else course
            course = decided(
                course, plan, moment, Stage.AT_ONCE, Outcome.STOP_ALERT, rule, (reason,),
                scope=ScopeKind.PROGRAMME, scope_value="all", facts=(UUID(moment.trigger),),
            )  # fmt: skip
    return course


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
        course = _severe(course, str(body.pain), moment)
    return course


def answer_screen(course: Course, fact: Fact, body: Screen) -> Course:
    """Red-flag answers: E or U lock the whole programme (S1), C holds it until a clinician has looked (H15)."""
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    tier = tier_of(body)
    if complete(body):
        course = replace(course, screened_on=fact.credited_on)
    if tier is None:
        return course
    yes = ", ".join(sorted(question for question, answer in body.answers if answer))
    course = alerted(course, ScopeKind.PROGRAMME, "all", (), "S1", moment, None, tier=tier)
    if tier is Tier.C:
        return course
    course = locked(course, ScopeKind.PROGRAMME, "all", (), "S1", moment, None, red_flag=True)
    return _stop_everything(course, "S1", Reason("S1", "rule.S1", yes, str(tier)), moment)


def measure(course: Course, fact: Fact, body: Measurement) -> Course:
    """An objective test; a pain test in the lock band counts as a report of that pain [MEASUREMENTS rule 5]."""
    plan = course.plan(fact.plan_id) if fact.plan_id else None
    if plan is None or plan.status is PlanStatus.ENDED:
        return course
    content = course.content(plan)
    entry = Measured(fact.id, body.slug, body.side, body.value, fact.credited_on)
    course = with_plan(course, replace(plan, measured=(*plan.measured, entry)))
    if not body.slug.endswith("-pain") or ceil_score(body.value) < policy_of(plan, content).red_lock:
        return course
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    if ceil_score(body.value) >= SEVERE_SCORE:
        return _severe(course, str(body.value), moment)
    reason = Reason("S3", "rule.S3", str(body.value), str(policy_of(plan, content).red_lock))
    return _stop_plan(course, plan, reason, ScopeKind.PROTOCOL, (), moment)
