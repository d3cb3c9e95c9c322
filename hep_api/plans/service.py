"""What is read about plans; nothing here writes."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hep_api.courses.contents import content, contents_of
from hep_api.courses.reading import course_at
from hep_api.engine.state import Course
from hep_api.plans import today as phone
from hep_api.plans.clinician import Desk, plan_in, words_then
from hep_api.plans.decisions import told_in_full
from hep_api.plans.describing import describe
from hep_api.plans.progress import progress
from hep_api.plans.proposals import open_proposals
from hep_api.plans.words import Words
from hep_api.store import decisions, facts, plans
from hep_api.store.mapping import decision_of, fact_of
from hep_api.web.media import Shelf


def get_plan(desk: Desk, plan_id: UUID) -> dict[str, Any]:
    """Everything about a plan within reach, as it is at this moment; raises NotFound."""
    row = plans.get_plan(desk.scope, plan_id)
    course = course_at(desk.scope, row.patient_id, desk.now)
    plan = plan_in(course, plan_id)
    words = Words(desk.catalogue, desk.language, content(row.content_hash))
    proposals = open_proposals(desk, row, plan)
    return describe(words, course, plan, row, proposals=proposals, on=local_day(course, desk.now))


def list_decisions(
    desk: Desk, plan_id: UUID, *, before: int | None, limit: int, superseded: bool | None
) -> tuple[list[dict[str, Any]], int | None]:
    """A page of a plan's decisions, newest first, and the position after which the next page begins (None: no more).

    `superseded` True: only replaced ones, False: only current ones, None: all. Raises NotFound.
    """
    row = plans.get_plan(desk.scope, plan_id)
    found = decisions.list_decisions(desk.scope, plan_id, before=before, limit=limit + 1, superseded=superseded)
    page = found[:limit]
    judged_with = contents_of({entry.content_hash for entry in page})
    speak = {hash_: words_then(desk, row, known) for hash_, known in judged_with.items()}
    return [told_in_full(speak[entry.content_hash], entry, decision_of(entry)) for entry in page], (
        page[-1].sequence if len(found) > limit else None
    )


def get_progress(desk: Desk, plan_id: UUID) -> dict[str, Any]:
    """The series of a plan within reach; raises NotFound."""
    row = plans.get_plan(desk.scope, plan_id)
    course = course_at(desk.scope, row.patient_id, desk.now)
    words = Words(desk.catalogue, desk.language, content(row.content_hash))
    known = [fact_of(entry) for entry in facts.list_facts(desk.scope, row.patient_id)]
    entered = decisions.phase_changes(desk.scope, plan_id)
    on = local_day(course, desk.now)
    return progress(words, course, plan_in(course, plan_id), facts=known, entered=entered, on=on)


def today(desk: Desk, zone: str, shelf: Shelf) -> dict[str, Any]:
    """The patient's own day. `zone` is where the patient lives, for as long as no fact says otherwise."""
    course = _own_course(desk, zone)
    return phone.today(course, _speak(desk, course), shelf, local_day(course, desk.now))


def my_plans(desk: Desk, zone: str, shelf: Shelf) -> dict[str, Any]:
    """The patient's own plans; `zone` as for today."""
    course = _own_course(desk, zone)
    return phone.whole_plans(course, _speak(desk, course), shelf, local_day(course, desk.now))


def _own_course(desk: Desk, zone: str) -> Course:
    course = course_at(desk.scope, desk.scope.subject_id, desk.now)
    return course if course.plans else replace(course, zone=zone)


def local_day(course: Course, now: datetime) -> date:
    """The patient's local calendar day, in the zone of the last fact."""
    return now.astimezone(ZoneInfo(course.zone)).date()


def _speak(desk: Desk, course: Course) -> dict[str, Words]:
    return {hash_: Words(desk.catalogue, desk.language, known) for hash_, known in course.contents.items()}
