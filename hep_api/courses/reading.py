"""The course as it is at a moment: the snapshot, advanced in memory, written nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hep_api.courses.contents import contents_of
from hep_api.engine.agenda import Day, agenda
from hep_api.engine.course import advance
from hep_api.engine.protocol import Content
from hep_api.engine.state import Course, PlanStatus
from hep_api.store import courses, courses_due
from hep_api.store.db import acting
from hep_api.store.mapping import course_of
from hep_api.store.models import CourseRow
from hep_api.store.scope import Scope


@dataclass(frozen=True, slots=True)
class DayState:
    """What reminders need of a patient's day, over all plans. `check_in_due`: trained yesterday, morning not told."""

    scheduled: bool
    done: bool
    locked: bool
    paused: bool
    check_in_due: bool


NO_DAY = DayState(scheduled=False, done=False, locked=False, paused=False, check_in_due=False)


def loaded(patient_id: UUID, row: CourseRow | None, extra: Mapping[str, Content] | None = None) -> Course:
    """A snapshot with the contents of its plans; an empty course before the first fact."""
    course = course_of(row) if row else Course(patient_id)
    known = contents_of(plan.content_hash for plan in course.plans)
    return replace(course, contents={**known, **(extra or {})})


def course_at(scope: Scope, patient_id: UUID, now: datetime) -> Course:
    """The course of a patient within reach at `now`: one statement once its contents are in memory."""
    return advance(loaded(patient_id, courses.find_course(scope, patient_id)), now)


def day_of(patient_id: UUID, at: datetime) -> DayState:
    """The local day of a patient at an instant, for reminders; nothing due when there is no such patient."""
    scope = courses_due.scope_of(patient_id)
    if scope is None:
        return NO_DAY
    with acting(scope):
        course = course_at(scope, patient_id, at)
    on = at.astimezone(ZoneInfo(course.zone)).date()
    days = [agenda(course, plan, on) for plan in course.plans if plan.status is not PlanStatus.ENDED]
    kinds = {entry.day for entry in days}
    return DayState(
        scheduled=bool(kinds & {Day.DUE, Day.DONE}),
        done=Day.DONE in kinds and Day.DUE not in kinds,
        locked=bool(course.locks) or Day.LOCKED in kinds,
        paused=Day.PAUSED in kinds,
        check_in_due=any(entry.morning_due for entry in days),
    )
