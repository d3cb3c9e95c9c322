"""Opens what was stopped: acknowledges an alert, lifts a lock and places what opens one step easier [SPEC 3.5]."""

from datetime import timedelta

from hep_api.engine import ladder
from hep_api.engine.assigning import rungs_for
from hep_api.engine.changing import replace
from hep_api.engine.editing import Moment, rebased, revised, said, with_plan, with_slot
from hep_api.engine.evaluation import lock_on, reaches
from hep_api.engine.facts import Action
from hep_api.engine.outcomes import Outcome, ScopeKind
from hep_api.engine.rows import moved_back, row_before
from hep_api.engine.state import Course, DaysOut, Lock, Plan, PlanStatus


def acknowledge(course: Course, body: Action) -> Course:
    """The alert is off the list; the same cause raises it no more."""
    rest = tuple(alert for alert in course.alerts if alert.id != body.target)
    if body.target is None or len(rest) == len(course.alerts):
        return course
    return replace(course, alerts=rest, lifted=(*course.lifted, body.target))


def unlock(course: Course, body: Action, moment: Moment) -> Course:
    """Lifts one lock and places what opens one step lower, once [SPEC 3.5, 3.9.6]; days locked leave adherence.

    What another lock still covers stays where it is until the last of them is lifted.
    """
    lock = next((entry for entry in course.locks if entry.id == body.target), None)
    if lock is None:
        return course
    rest = tuple(entry for entry in course.locks if entry.door != lock.door)
    gone = tuple(entry for entry in course.locks if entry.door == lock.door)
    lock = min(gone, key=lambda entry: entry.since)
    course = replace(course, locks=rest, lifted=(*course.lifted, *(entry.id for entry in gone)))
    if lock.scope in (ScopeKind.PROGRAMME, ScopeKind.PROTOCOL):
        out = DaysOut(lock.since_on + timedelta(days=1), moment.on, locked=True)
        course = replace(course, days_out=(*course.days_out, out))
    for plan in course.plans:
        if plan.status is not PlanStatus.ENDED:
            course = _unlock_plan(course, plan, body, moment, lock)
    return course


def _unlock_plan(course: Course, plan: Plan, body: Action, moment: Moment, lock: Lock) -> Course:
    content = course.content(plan)
    phase = content.protocol.phase(plan.phase.id)
    schedule, moved_to = content.protocol.schedule, None
    opened = [
        slot for slot in plan.slots
        if slot.active and reaches(lock, plan, content.exercises[slot.slug])
        and lock_on(course, plan, content.exercises[slot.slug]) is None
    ]  # fmt: skip
    for slot in opened:
        row = row_before(schedule, slot.table, plan.schedule_week) if slot.scheduled else None
        if row is not None:
            after, moved_to = ladder.back_on_row(slot, row), min(row.first_week, moved_to or row.first_week)
        else:
            after, _ = ladder.regressed(slot, rungs_for(content, phase, slot.slug), course.config(plan))
        after = rebased(revised(slot, replace(after, proposal=None)))
        course = said(
            course, plan, body, moment, Outcome.REGRESS, slot_id=slot.id, before=slot.shown, after=after.shown,
            scope=ScopeKind.EXERCISE, scope_value=f"{slot.slug}:{lock.id}",
        )  # fmt: skip
        plan = with_slot(plan, after)
    course = with_plan(course, plan)
    if moved_to is not None:
        course = moved_back(course, plan, moved_to, replace(moment, trigger=f"{moment.trigger}:{lock.id}"), "clinician")
    return course
