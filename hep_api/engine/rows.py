"""Moves scheduled work to the previous distinct row of its table: the plan's week and every exercise on it [3.9.6]."""

from hep_api.engine.changing import replace
from hep_api.engine.editing import Moment, decided, rebased, revised, with_plan, with_slot
from hep_api.engine.ladder import back_on_row, row_range
from hep_api.engine.outcomes import Outcome, Reason, ScopeKind, Stage
from hep_api.engine.schedule import Schedule, ScheduleRow
from hep_api.engine.state import Course, Plan


def row_before(schedule: Schedule | None, table: str, week: int) -> ScheduleRow | None:
    """The previous distinct row of a table seen from an exposure week; None on its first row or without a schedule."""
    if schedule is None:
        return None
    rows = schedule.rows_of(table)
    here = rows.index(schedule.row(min(max(week, rows[0].first_week), rows[-1].last_week), table))
    return rows[here - 1] if here else None


def moved_back(course: Course, plan: Plan, week: int, moment: Moment, rule: str) -> Course:
    """Every table back in an earlier exposure week; what is not there yet is moved, each with a decision of its own."""
    schedule = course.content(plan).protocol.schedule
    plan = replace(plan, weeks_counted=week - 1, schedule_week=week)
    course = with_plan(course, plan)
    for slot in plan.slots:
        if schedule is None or not slot.scheduled or not slot.active:
            continue
        row = schedule.row(week, slot.table)
        if slot.range == row_range(row):
            continue
        after = rebased(revised(slot, back_on_row(slot, row)))
        reason = Reason(rule, f"outcome.{Outcome.REGRESS}")
        course = decided(
            course, plan, moment, Stage.AT_ONCE, Outcome.REGRESS, rule, (reason,),
            scope=ScopeKind.PROTOCOL, slot_id=slot.id, before=slot.shown, after=after.shown,
        )  # fmt: skip
        plan = with_slot(plan, after)
    return with_plan(course, plan)
