"""What a verdict leaves behind: the prescription at work or waiting, reds remembered, doors closed."""

from uuid import UUID

from hep_api.engine.changing import replace
from hep_api.engine.editing import Moment, alerted, locked
from hep_api.engine.outcomes import HARDER, Decision, Outcome, ScopeKind, Stage
from hep_api.engine.progression import WAITS, Verdict
from hep_api.engine.protocol import Exercise
from hep_api.engine.results import Result
from hep_api.engine.rules import rule
from hep_api.engine.signals import Signals
from hep_api.engine.slot import Proposal, Slot
from hep_api.engine.state import Course, Plan, Red

RED_RULES = frozenset({"S2", "S3", "S4", "S5", "S6", "S7", "R1", "R2", "R9"})
"""Rules that make a session day red [SPEC 3.9.9]; a tendon flare (M2, R3) is written down but is not a red."""
FLARE_RULES = frozenset({"M2", "R3"})
REMEMBERED = RED_RULES | FLARE_RULES
REST_RULES = frozenset({"R1", "R2"})
ALSO_STOPPED = {"S2": ("impact",), "S7": ("impact", "conditioning")}
"""Families that a stop closes besides the exercise's own [SPEC 3.3 S2, S7; FAMILIES rule 3]."""


def evidence(s: Signals, verdict: Verdict) -> tuple[UUID, ...]:
    """The facts a verdict rests on: the session, its morning, and the day before for rules that need two."""
    facts = [s.session.id]
    if s.morning.fact is not None:
        facts.append(s.morning.fact.fact_id)
    if verdict.rule in ("A2", "R4") and s.earlier:
        facts.append(s.earlier[0].session_id)
    return tuple(facts)


def scope_value(scope: ScopeKind, plan: Plan, exercise: Exercise) -> str:
    """What a scope names: the exercise, family, region or plan; `all` for the programme."""
    values = {ScopeKind.EXERCISE: exercise.slug, ScopeKind.FAMILY: exercise.family, ScopeKind.REGION: exercise.region}
    return values.get(scope, plan.protocol_id if scope is ScopeKind.PROTOCOL else "all")


def proposal(decision: Decision) -> Proposal:
    """The step of a decision as it waits for a clinician."""
    return Proposal(decision.key, decision.outcome, decision.decided_on, after=decision.after)


def worked(slot: Slot, verdict: Verdict, moment: Moment, s: Signals) -> Slot:
    """The prescription as a verdict leaves it: harder days counted, rest or a skipped day begun."""
    waits = s.stage is Stage.PROVISIONAL and verdict.reasons[0].key == WAITS
    if slot.proposal is not None and not waits:
        slot = replace(slot, proposal=None)
    if verdict.outcome in HARDER:
        recent = tuple(day for day in slot.harder_on if (moment.on - day).days < 14)
        slot = replace(slot, harder_on=(*recent, moment.on), harder_from=s.slot.standing)
    if verdict.outcome is Outcome.REGRESS and verdict.rule in REST_RULES:
        slot = replace(slot, rest_from=s.result.on)
    if verdict.rule == "M2":
        slot = replace(slot, skip_from=moment.on)
    if s.stage is Stage.FINAL and slot.quota is not None and verdict.rule == "A3":
        slot = replace(slot, quota_days=0 if verdict.outcome is Outcome.APPLY_STEP else slot.quota_days + 1)
    return slot


def remember_reds(plan: Plan, s: Signals, verdict: Verdict, result: Result) -> Plan:
    """The plan with what this bout left in its windows: a red, a flare, or nothing."""
    matched = {reason.rule for reason in verdict.reasons}
    if not plan.reds and matched.isdisjoint(REMEMBERED):
        return plan
    reds = [red for red in plan.reds if not (red.session_id == s.session.id and red.slot_id == s.slot.id)]
    if matched & REMEMBERED:
        flare = not matched & RED_RULES
        families, region = s.exercise.families, s.exercise.region
        reds.append(Red(result.on, s.slot.id, families, region, flare, verdict.rule, s.session.id))
    kept = tuple(red for red in reds if (result.on - red.on).days < 120)
    return plan if kept == plan.reds else replace(plan, reds=kept)


def stops(course: Course, plan: Plan, s: Signals, verdict: Verdict, moment: Moment) -> Course:
    """Every stop that matched closes its own scope; one alert per cause carries the widest."""
    if verdict.outcome is not Outcome.STOP_ALERT:
        return course
    for reason in verdict.reasons:
        row = rule(reason.rule)
        scope = ScopeKind.FAMILY if row.id == "R2" and s.config.flare_stops else row.scope
        if row.outcome is not Outcome.STOP_ALERT and scope is row.scope:
            continue
        families = s.exercise.families if s.policy.locks_also else (s.exercise.family,)
        families = (*families, *ALSO_STOPPED.get(row.id, ()))
        value = scope_value(scope, plan, s.exercise)
        region = s.exercise.region
        closed = locked(course, scope, value, families, row.id, moment, plan.id, region=region)
        if closed is not course:
            course = alerted(closed, scope, value, families, row.id, moment, plan.id, region=region)
    return course
