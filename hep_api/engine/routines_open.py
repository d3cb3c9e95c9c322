"""Which routines a plan offers on a day: closed by the same locks, restrictions and pauses [CORRECTIONS F]."""

from datetime import date

from hep_api.engine.changing import replace
from hep_api.engine.evaluation import lock_on
from hep_api.engine.restrictions import restriction_on
from hep_api.engine.routine import Routine, RoutineItem
from hep_api.engine.state import Course, Plan, PlanStatus


def open_routines(course: Course, plan: Plan, on: date) -> tuple[Routine, ...]:
    """The routines of the plan's phase with what of them is open; one that has nothing left is not offered."""
    if plan.status is not PlanStatus.ACTIVE or on < plan.started_on:
        return ()
    found = []
    for routine in course.content(plan).protocol.routines:
        items = tuple(item for item in routine.items if _is_open(course, plan, item, on))
        if items and plan.phase.id in (routine.phases or (plan.phase.id,)):
            found.append(replace(routine, items=items))
    return tuple(found)


def _is_open(course: Course, plan: Plan, item: RoutineItem, on: date) -> bool:
    exercise = course.content(plan).exercises[item.slug]
    return lock_on(course, plan, exercise) is None and restriction_on(course, plan, exercise, on) is None
