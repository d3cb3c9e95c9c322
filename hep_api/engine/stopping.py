"""Stops that no session carries: told by a morning, a check-in, a test or a red-flag screen."""

from datetime import date, timedelta
from uuid import UUID

from hep_api.engine.alarms import SEVERE_SCORE
from hep_api.engine.changing import replace
from hep_api.engine.editing import Moment, alerted, decided, locked, with_plan
from hep_api.engine.effects import ALSO_STOPPED
from hep_api.engine.facts import Fact, Screen
from hep_api.engine.outcomes import Outcome, Reason, ScopeKind, Stage
from hep_api.engine.rules import rule
from hep_api.engine.screening import Tier, complete, tier_of
from hep_api.engine.state import Course, Plan, PlanStatus, Red


def stop_plan(course: Course, plan: Plan, reason: Reason, moment: Moment, scope: ScopeKind | None = None) -> Course:
    """A door closed in the rule's own scope (or a wider one), an alert, a red remembered, a decision written down.

    A door that the same rule has closed already stays closed, and nobody is told again.
    """
    scope = scope or rule(reason.rule).scope
    region = course.content(plan).protocol.region
    families = ALSO_STOPPED.get(reason.rule, ()) if scope is ScopeKind.FAMILY else ()
    value = {ScopeKind.FAMILY: ", ".join(families), ScopeKind.REGION: region}.get(scope, plan.protocol_id)
    if any(lock.rule == reason.rule and lock.plan_id == plan.id and lock.value == value for lock in course.locks):
        return red_day(course, plan.id, reason.rule, moment.on)
    course = locked(course, scope, value, families, reason.rule, moment, plan.id)
    course = alerted(course, scope, value, families, reason.rule, moment, plan.id)
    course = red_day(course, plan.id, reason.rule, moment.on)
    return decided(
        course, plan, moment, Stage.AT_ONCE, Outcome.STOP_ALERT, reason.rule, (reason,),
        scope=scope, scope_value=value, facts=(UUID(moment.trigger),),
    )  # fmt: skip


def red_day(course: Course, plan_id: UUID, rule_id: str, on: date, *, flare: bool = False) -> Course:
    """A red (or flare) that no session carries; the morning after a session belongs to that session's day [3.9.9]."""
    plan = course.plan(plan_id)
    if plan is None:
        return course
    content, yesterday = course.content(plan), on - timedelta(days=1)
    families = tuple(dict.fromkeys(f for s in plan.slots if s.active for f in content.exercises[s.slug].families))
    day = yesterday if any(session.on == yesterday for session in plan.sessions) else on
    red = Red(day, None, families, content.protocol.region, flare, rule_id)
    return with_plan(course, replace(plan, reds=(*(entry for entry in plan.reds if entry != red), red)))


def severe(course: Course, score: str, moment: Moment) -> Course:
    """S4 outside a session: everything stops."""
    course = locked(course, ScopeKind.PROGRAMME, "all", (), "S4", moment, None)
    course = alerted(course, ScopeKind.PROGRAMME, "all", (), "S4", moment, None)
    return _stop_everything(course, "S4", Reason("S4", "rule.S4", score, str(SEVERE_SCORE)), moment)


def _stop_everything(course: Course, rule_id: str, reason: Reason, moment: Moment) -> Course:
    for plan in course.plans:
        if plan.status is not PlanStatus.ENDED:
            course = red_day(course, plan.id, rule_id, moment.on) if rule_id == "S4" else course
            course = decided(
                course, plan, moment, Stage.AT_ONCE, Outcome.STOP_ALERT, rule_id, (reason,),
                scope=ScopeKind.PROGRAMME, scope_value="all", facts=(UUID(moment.trigger),),
            )  # fmt: skip
    return course


def answer_screen(course: Course, fact: Fact, body: Screen) -> Course:
    """Red-flag answers: E or U lock the whole programme (S1), C holds it until a clinician has looked (H15)."""
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    tier = tier_of(body)
    if tier is None:
        return _answered(course, fact, body)
    yes = ", ".join(sorted(question for question, answer in body.answers if answer))
    course = alerted(course, ScopeKind.PROGRAMME, "all", (), "S1", moment, None, tier=tier)
    if tier is Tier.C:
        return _answered(course, fact, body)
    course = locked(course, ScopeKind.PROGRAMME, "all", (), "S1", moment, None, red_flag=True)
    return _answered(_stop_everything(course, "S1", Reason("S1", "rule.S1", yes, str(tier)), moment), fact, body)


def _answered(course: Course, fact: Fact, body: Screen) -> Course:
    """Only the whole set counts as asked; its own stop does not ask for it again."""
    return replace(course, screened_on=fact.credited_on, screen_wanted=False) if complete(body) else course
