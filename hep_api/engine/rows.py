"""Moves scheduled work to the previous distinct row of its table: the plan's week and every exercise on it [3.9.6]."""

from dataclasses import replace

from hep_api.engine.editing import Moment, decided, rebased, revised, with_plan, with_slot
from hep_api.engine.ladder import on_row, row_range
from hep_api.engine.outcomes import Outcome, Reason, ScopeKind, Stage
from hep_api.engine.protocol import Schedule, ScheduleRow
from hep_api.engine.state import Course, Plan


def row_before(schedule: Schedule | None, week: int) -> ScheduleRow | None:
    """The previous distinct row seen from an exposure week; None on the first row or without a schedule."""
    if schedule is None:
        return None
    here = schedule.rows.index(schedule.row(min(max(week, 1), schedule.rows[-1].last_week)))
    return schedule.rows[here - 1] if here else None


def moved_back(course: Course, plan: Plan, row: ScheduleRow, moment: Moment, rule: str) -> Course:
    """The whole table on an earlier row; what is not there yet is moved, each with a decision of its own."""
    plan = replace(plan, weeks_counted=row.first_week - 1, schedule_week=row.first_week)
    course = with_plan(course, plan)
    for slot in plan.slots:
        if not slot.scheduled or not slot.active or slot.range == row_range(row):
            continue
        after = rebased(revised(slot, on_row(slot, row)))
        reason = Reason(rule, f"outcome.{Outcome.REGRESS}")
        course = decided(
            course, plan, moment, Stage.AT_ONCE, Outcome.REGRESS, rule, (reason,),
            scope=ScopeKind.PROTOCOL, slot_id=slot.id, before=slot.shown, after=after.shown,
        )  # fmt: skip
        plan = with_slot(plan, after)
    return with_plan(course, plan)
