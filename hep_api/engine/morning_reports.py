"""Takes in a morning: closes yesterday's sessions at its site, and what it says where nobody trained."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hep_api.engine import ladder, mornings
from hep_api.engine.alarms import SEVERE_SCORE, swelling_stops
from hep_api.engine.changing import replace
from hep_api.engine.editing import Moment, decided, rebased, revised, with_plan, with_slot
from hep_api.engine.evaluation import finalize, lock_on, policy_of
from hep_api.engine.facts import Fact, MorningReport
from hep_api.engine.judging import remembering
from hep_api.engine.mornings import MorningSign
from hep_api.engine.outcomes import RANK, Outcome, Reason, ScopeKind, Stage
from hep_api.engine.pain import ceil_score
from hep_api.engine.results import Result, Settled
from hep_api.engine.screening import asked_by_morning
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Morning, Plan, PlanStatus
from hep_api.engine.stopping import red_day, severe, stop_plan
from hep_api.engine.timetable import DAY

KEEP_DAYS = 90
"""How long mornings stay in the course; every window the rules look through is shorter."""

SORE_AFTER = timedelta(days=3)
"""When ordinary muscle soreness should be gone [M6]."""


def report_morning(course: Course, fact: Fact, body: MorningReport) -> Course:
    """A morning: closes the sessions of the previous local day at its site, as settled, watch or flare."""
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    yesterday = fact.credited_on - DAY
    morning = Morning(
        fact.id, fact.credited_on, body.site, body.pain, body.stiffness, body.stiffness_minutes, body.swelling,
        body.night_pain, body.limp, muscle_soreness=body.muscle_soreness,
    )  # fmt: skip
    plans = [p for p in course.plans if body.site in (None, course.content(p).protocol.region)]
    signs = {plan.id: _sign(course, plan, morning) for plan in plans}
    flare = any(sign.state is Settled.FLARE for sign in signs.values())
    after_red = any(red.on == yesterday and not red.flare for plan in plans for red in plan.reds)
    since = morning.on - timedelta(days=KEEP_DAYS)
    kept = tuple([entry for entry in course.mornings if entry.on > since])
    course = replace(course, mornings=(*kept, replace(morning, flare=flare, after_red=after_red)))
    if body.pain is not None and ceil_score(body.pain) >= SEVERE_SCORE and not _judged(plans, yesterday):
        course = severe(course, str(body.pain), moment)
    for plan in plans:
        if plan.status is not PlanStatus.ENDED:
            course = _morning_of_plan(course, plan.id, signs[plan.id], moment, yesterday)
            course = _still_sore(course, plan.id, body.muscle_soreness, moment)
    return replace(course, screen_wanted=course.screen_wanted or asked_by_morning(body, plans))


def _judged(plans: list[Plan], day: date) -> bool:
    """Whether anything running was trained on a day: what its morning says is judged with the session."""
    running = [plan for plan in plans if plan.status is not PlanStatus.ENDED]
    return any(result.on == day for plan in running for slot in plan.slots for result in slot.results)


def _sign(course: Course, plan: Plan, morning: Morning) -> MorningSign:
    """What this morning says about a plan's site; of several reports of one morning the worst counts."""
    policy, config, site = policy_of(course, plan), course.config(plan), course.content(plan).protocol.region
    earlier = mornings.mornings_between(course, site, morning.on, morning.on)
    told = [mornings.morning_sign(course, plan, site, entry, policy, config) for entry in (*earlier, morning)]
    return max(reversed(told), key=lambda sign: mornings.SEVERITY.index(sign.state))


def _morning_of_plan(course: Course, plan_id: UUID, sign: MorningSign, moment: Moment, day: date) -> Course:
    plan = course.plan(plan_id)
    if plan is None:
        return course
    plan = replace(plan, baseline=sign.baseline if sign.baseline is not None else plan.baseline)
    if sign.state is Settled.SETTLED and any(slot.rest_from is not None for slot in plan.slots):
        plan = replace(plan, slots=tuple(replace(slot, rest_from=None) for slot in plan.slots))
    course = with_plan(course, plan)
    judged = [session for session in plan.sessions if session.on == day]
    for session in judged:
        course = finalize(course, plan_id, session, sign, replace(moment, trigger=str(session.id)))
    return course if judged else _nobody_trained(course, plan, sign, moment)


def _nobody_trained(course: Course, plan: Plan, sign: MorningSign, moment: Moment) -> Course:
    """A flare blocks progress and changes no dose [SPEC 3.9.10]; what stops after a session stops here, too."""
    policy = policy_of(course, plan)
    if sign.state is Settled.FLARE:
        course = _flare_at_rest(course, plan.id, sign, moment)
    if sign.limp:
        course = stop_plan(course, plan, Reason("S2", "rule.S2", "limp", "no limp"), moment)
    swollen = swelling_stops(sign.swelling or 0, plan.usual_swelling, policy)
    if swollen is not None:
        course = stop_plan(course, plan, Reason("S5", "rule.S5", str(swollen.observed), str(swollen.threshold)), moment)
    site, limit = course.content(plan).protocol.region, course.config(plan).night_pain_nights
    nights = mornings.night_pain_nights(course, plan, site, moment.on)
    if nights >= limit and sign.fact is not None and sign.fact.night_pain:
        course = stop_plan(course, plan, Reason("S6", "rule.S6", str(nights), str(limit)), moment)
    if policy.any_pain_stops and sign.pain is not None and sign.pain > 0:
        course = stop_plan(course, plan, Reason("S7", "rule.S7", str(ceil_score(sign.pain)), "0"), moment)
    return course


def _flare_at_rest(course: Course, plan_id: UUID, sign: MorningSign, moment: Moment) -> Course:
    plan = course.plan(plan_id)
    if plan is None:
        return course
    reason = Reason("H3", "hold.flare_at_rest", str(sign.delta), str(mornings.FLARE_RISE))
    course = red_day(course, plan_id, "H3", moment.on, flare=True)
    return decided(course, plan, moment, Stage.AT_ONCE, Outcome.HOLD, "H3", (reason,), facts=(UUID(moment.trigger),))


def _still_sore(course: Course, plan_id: UUID, soreness: Decimal | None, moment: Moment) -> Course:
    """M6: sore three days after an exercise was last trained. One set less, of a single set a fifth of the volume."""
    plan = course.plan(plan_id)
    if plan is None or soreness is None or soreness < course.config(plan).soreness_min:
        return course
    content, config = course.content(plan), course.config(plan)
    for slot in plan.slots:
        last = slot.results[-1] if slot.results else None
        if last is None or last.on != moment.on - SORE_AFTER or not slot.active or plan.status is not PlanStatus.ACTIVE:
            continue
        if lock_on(course, plan, content.exercises[slot.slug]) is not None or _eased_for_it(last):
            continue
        less = ladder.one_set_less(slot) if slot.dose.sets > 1 else ladder.less_volume(slot, config.ease_reps)
        after = rebased(revised(slot, replace(less, proposal=None)))
        outcome = Outcome.MODIFY if after.dose != slot.dose else Outcome.HOLD
        reason = Reason("M6", "rule.M6", str(soreness), str(config.soreness_min))
        course = decided(
            course, plan, moment, Stage.AT_ONCE, outcome, "M6", (reason,), slot_id=slot.id, before=slot.shown,
            after=after.shown, scope=ScopeKind.EXERCISE, facts=(UUID(moment.trigger), last.session_id),
        )  # fmt: skip
        plan = with_slot(plan, _counted(after, last, outcome))
    return with_plan(course, plan)


def _eased_for_it(last: Result) -> bool:
    """Two reports of one morning ease once."""
    return last.via == "M6"


def _counted(slot: Slot, last: Result, outcome: Outcome) -> Slot:
    """The session that made it sore counts as eased, unless it was eased more than that [R4]."""
    if RANK[last.final or Outcome.HOLD] <= RANK[Outcome.MODIFY]:
        return slot
    eased = replace(last, final=outcome, via="M6", in_effect=outcome, counts=False)
    return replace(slot, results=remembering(slot.results, eased))
