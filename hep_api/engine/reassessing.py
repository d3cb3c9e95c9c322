"""REASSESS: the clinician has to plan anew; the plan is frozen without emergency wording [SPEC 3.3 R8, 3.6, 3.9.14]."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hep_api.engine import gates
from hep_api.engine.changing import replace
from hep_api.engine.checks import Gate
from hep_api.engine.editing import Moment, alerted, decided, with_plan
from hep_api.engine.evaluation import policy_of
from hep_api.engine.outcomes import Outcome, Reason, ScopeKind, Stage
from hep_api.engine.state import Course, Plan, PlanStatus
from hep_api.engine.timetable import is_paused


def reassessed(course: Course, plan: Plan, reason: Reason, moment: Moment) -> Course:
    """The plan frozen until a clinician resumes it, with an alert; a second phase in a row suggests referral."""
    again = plan.reassessed_before and not plan.phase.reassessed
    reasons = (reason, Reason("R8", "reassess.refer")) if again else (reason,)
    back_to = course.content(plan).protocol.phase(plan.phase.id).back_to
    if back_to:
        reasons = (*reasons, Reason("R8", "reassess.back_to", back_to))
    slots = tuple(replace(slot, proposal=None) for slot in plan.slots)
    phase = replace(plan.phase, reassessed=True)
    frozen = replace(
        plan, status=PlanStatus.FROZEN, held_from=moment.on, phase=phase, slots=slots, proposal=None
    )  # fmt: skip
    course = alerted(
        with_plan(course, frozen), ScopeKind.PROTOCOL, plan.protocol_id, (), "R8", moment, plan.id
    )  # fmt: skip
    return decided(
        course, plan, moment, Stage.AT_ONCE, Outcome.REASSESS, "R8", reasons,
        scope=ScopeKind.PROTOCOL, scope_value=plan.protocol_id, facts=last_session(plan),
    )  # fmt: skip


def last_session(plan: Plan) -> tuple[UUID, ...]:
    """What a decision of time alone rests on: the last session there was."""
    return tuple(session.id for session in plan.sessions[-1:])


def over_its_weeks(course: Course, plan: Plan, today: date, moment: Moment) -> Course:
    """R8 when a phase has lasted longer than its weeks, paused days taken out, and its exit is not met [3.9.14]."""
    phase = course.content(plan).protocol.phase(plan.phase.id)
    if phase.terminal:
        return course
    weeks, since = phase.weeks_max, plan.phase.entered_on
    if plan.phase.reassess_from is not None:
        weeks, since = Decimal(course.config(plan).reassess_weeks), plan.phase.reassess_from
    lasted = (today - since).days
    if lasted < weeks * 7:
        return course
    lasted -= sum(is_paused(course, since + timedelta(days=offset)) for offset in range(lasted))
    if lasted < weeks * 7 or _exit_met(course, plan, moment.on):
        return course
    reason = Reason("R8", "reassess.over_weeks", f"{lasted // 7}", f"{weeks.normalize():f}")
    return reassessed(course, plan, reason, moment)


def _exit_met(course: Course, plan: Plan, on: date) -> bool:
    content = course.content(plan)
    phase = content.protocol.phase(plan.phase.id)
    return gates.evaluate(phase.exit, Gate(course, plan, content, phase, policy_of(course, plan), on)).met
