"""Records what a clinician does to a plan: the server says when, in the patient's zone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hep_api import codec
from hep_api.catalogue import Catalogue
from hep_api.courses.contents import content
from hep_api.courses.recording import Recorded, Submission, record
from hep_api.courses.writing import Written
from hep_api.engine.course import advance
from hep_api.engine.facts import Action, Fact, Measurement, Verb, credited_on
from hep_api.engine.protocol import Content
from hep_api.engine.state import Course, Plan, PlanStatus
from hep_api.errors import Conflict, FieldError, NotFound
from hep_api.plans.decisions import told
from hep_api.plans.words import Words
from hep_api.store import courses, patients, plans
from hep_api.store.models import PlanRow
from hep_api.store.scope import Scope
from hep_api.web.kept_wording import worded

AN_INSTANT = timedelta(seconds=1)

Changes = Sequence[Mapping[str, Any]]

Refuse = Callable[[Course, Plan], list[FieldError]]
"""Looks at the course as it is now; returns bad references, raises Conflict, Stale or NotFound."""


@dataclass(frozen=True, slots=True)
class Moving:
    """Where a move goes: the content, how it is stored, and what it changes in sentences."""

    content: Content
    store: Callable[[], None]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, with which catalogue, in which language, and when."""

    scope: Scope
    catalogue: Catalogue
    language: str
    now: datetime


def sent(plan_id: UUID, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a retry is told by: the request, without the instant."""
    plain: dict[str, Any] = codec.to_plain({"plan_id": plan_id, **given})
    return plain


def record_on_plan(
    desk: Desk,
    row: PlanRow,
    body: Action | Measurement,
    given: Mapping[str, Any],
    *,
    refuse: Refuse,
    at: datetime | None = None,
    moving: Moving | None = None,
    also: Callable[[], None] | None = None,
) -> Recorded:
    """Record a clinician's fact about one plan. `at` is when it happened, if not now; `moving` is where a move goes.

    `also` writes further rows in the same transaction. The same request again gives the first answer, whatever happened
    since. Raises what `record` and `refuse` raise.
    """
    occurred_at = at or _stamp(desk, row.patient_id)
    zone = patients.get_patient(desk.scope, row.patient_id).zone
    fact = Fact(given["id"], occurred_at, zone, credited_on(occurred_at, zone), body, plan_id=row.id)

    def check(course: Course) -> list[FieldError]:
        course = advance(course, desk.now)
        return refuse(course, plan_in(course, row.id))

    submission = Submission(
        fact,
        lambda written: told_after(desk, row, fact.id, written, moving.changes if moving else ()),
        check=check,
        contents={moving.content.hash: moving.content} if moving else None,
        also=moving.store if moving else also,
        sent=sent(row.id, given),
    )
    return record(desk.scope, row.patient_id, submission, desk.now)


def _stamp(desk: Desk, patient_id: UUID) -> datetime:
    """The instant of an act: now, and after what the course has already taken in within the last second.

    Facts of one instant are ordered by their ids, and an act must not come before what it was made upon.
    """
    row = courses.find_course(desk.scope, patient_id)
    reached = row.advanced_to if row else None
    if reached is None or not timedelta(0) <= reached - desk.now < AN_INSTANT:
        return desk.now
    return reached + timedelta(microseconds=1)


def words_then(desk: Desk, row: PlanRow, known: Content | None = None) -> Words:
    """What the decisions of a plan are read with: the words it was assigned with, of what they were made with."""
    known = known or content(row.content_hash)
    return Words(worded(desk.catalogue, row.wording_hash, known), desk.language, known)


def told_after(desk: Desk, row: PlanRow, fact_id: UUID, written: Written, changes: Changes = ()) -> dict[str, Any]:
    """The answer that is kept: where the plan stands after the fact, and what was decided about it."""
    plan = plan_in(written.after, row.id)
    words = words_then(desk, row)
    return {
        "id": fact_id,
        "plan_id": row.id,
        "version": plans.get_plan(desk.scope, row.id).version,
        "status": plan.status.value,
        "phase": plan.phase.id,
        "drives": written.drives,
        "decisions": [told(words, row_id, made) for row_id, made in written.decisions if made.plan_id == row.id],
        "changes": list(changes),
    }


def plan_in(course: Course, plan_id: UUID) -> Plan:
    """The plan of a course; raises NotFound."""
    plan = course.plan(plan_id)
    if plan is None:
        raise NotFound("There is no such plan.")
    return plan


def refuse_ended(plan: Plan) -> None:
    """Raise Conflict when the plan has ended: nothing is changed about it any more."""
    if plan.status is PlanStatus.ENDED:
        raise Conflict("This plan has ended.", code="plan_ended")


def action(desk: Desk, verb: Verb, reason: str, **details: Any) -> Action:
    """A clinician's act, signed by who acts."""
    return Action(verb, reason, desk.scope.subject_id, **details)
