"""M8: what the run programme tells about the week behind takes volume off the impact exercises [SPEC 4.4, 4.5]."""

from decimal import Decimal
from uuid import UUID

from hep_api.engine import ladder
from hep_api.engine.changing import replace
from hep_api.engine.configuring import Config
from hep_api.engine.editing import Moment, decided, rebased, revised, with_plan, with_slot
from hep_api.engine.evaluation import lock_on
from hep_api.engine.facts import Fact, RunLoad
from hep_api.engine.outcomes import Outcome, Reason, ScopeKind, Stage
from hep_api.engine.state import Course, Plan, PlanStatus


def demands(body: RunLoad, config: Config) -> list[tuple[Decimal, Reason]]:
    """Every sign that asks for less, as (share of volume to take off, reason). Compared exactly, never on floats."""
    found = []
    if body.spike is not None and body.spike > config.spike_moderate:
        large = body.spike > config.spike_large
        cut, limit = (
            (config.spike_large_cut, config.spike_large)
            if large
            else (config.spike_moderate_cut, config.spike_moderate)
        )
        found.append((cut, Reason("M8", "run_load.spike", f"{body.spike:.0%}", f"{limit:.0%}")))
    if body.acwr is not None and body.acwr > config.acwr_high:
        found.append(
            (config.spike_moderate_cut, Reason("M8", "run_load.acwr", f"{body.acwr:.2f}", str(config.acwr_high)))
        )
    if body.warning_signs is not None and body.warning_signs >= config.warning_signs_min:
        signs = Reason("M8", "run_load.warning_signs", str(body.warning_signs), str(config.warning_signs_min))
        found.append((config.warning_signs_cut, signs))
    return sorted(found, key=lambda pair: pair[0], reverse=True)


def take_run_load(course: Course, fact: Fact, body: RunLoad) -> Course:
    """The largest reduction applies once to every impact exercise that is open; without a demand nothing changes."""
    moment = Moment(fact.occurred_at, fact.credited_on, str(fact.id))
    for plan in course.plans:
        found = demands(body, course.config(plan))
        if found and plan.status is PlanStatus.ACTIVE:
            course = _less_impact(course, plan, found, moment)
    return course


def _less_impact(course: Course, plan: Plan, found: list[tuple[Decimal, Reason]], moment: Moment) -> Course:
    exercises = course.content(plan).exercises
    for slot in plan.slots:
        exercise = exercises[slot.slug]
        if not slot.active or not exercise.impact or lock_on(course, plan, exercise) is not None:
            continue
        after = rebased(revised(slot, replace(ladder.less_volume(slot, found[0][0]), proposal=None)))
        outcome = Outcome.MODIFY if after.dose != slot.dose else Outcome.HOLD
        course = decided(
            course, plan, moment, Stage.AT_ONCE, outcome, "M8", tuple(reason for _, reason in found), slot_id=slot.id,
            before=slot.shown, after=after.shown, scope=ScopeKind.EXERCISE, facts=(UUID(moment.trigger),),
        )  # fmt: skip
        plan = with_slot(plan, after)
    return with_plan(course, plan)
