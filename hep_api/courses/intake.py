"""Takes in what a phone reports: every mistake named at once, or the fact recorded and answered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hep_api.catalogue import Catalogue
from hep_api.courses.bodies import body_of
from hep_api.courses.measuring import measurement_mistakes, plan_of_measurement
from hep_api.courses.reading import course_at
from hep_api.courses.recording import FUTURE_TOLERANCE, Recorded, Submission, record
from hep_api.courses.references import plan_of_session, session_mistakes
from hep_api.courses.writing import Written
from hep_api.engine.course import advance
from hep_api.engine.facts import Fact, credited_on
from hep_api.engine.state import Course, PlanStatus
from hep_api.errors import FieldError, Invalid
from hep_api.store import facts, patients, plans
from hep_api.store.scope import Scope

MISTAKES = "Some fields are not as they must be."
OLDEST = timedelta(days=400)
"""How old a red-flag answer may be before its clock is not believed."""
MOST_DAYS_AWAY = 366
"""How far from today a pause may begin: beyond a year it is a typing mistake."""
INSTANTS = {"session": "performed_at", "measurement": "measured_at"}
NOW_AT_THE_LATEST = frozenset({"screen", "pause"})
"""Kinds that are never put off because a phone's clock is wrong: a red flag counts when it is received."""

Render = Callable[[Fact, Written, str], dict[str, Any]]
"""Makes the answer of a fact from what it changed; the last argument says why it decides nothing, '' when it does."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was sent, as far as it could be read: `data` holds the fields that are fine, `mistakes` names all others.

    `sent` is what makes two bodies the same.
    """

    kind: str
    data: Mapping[str, Any]
    mistakes: tuple[FieldError, ...]
    sent: Mapping[str, Any]


def take_in(
    scope: Scope, patient_id: UUID, report: Report, catalogue: Catalogue, *, render: Render, now: datetime
) -> Recorded:
    """Record a report about a patient within reach.

    Raises Invalid with every mistake, of reading and of reference together; NotFound; Conflict when its id was used
    for something else.
    """
    patient = patients.get_patient(scope, patient_id)
    course = course_at(scope, patient_id, now)

    def mistakes(known: Course) -> list[FieldError]:
        return list(_references(scope, patient_id, report, catalogue, advance(known, now)))

    if report.mistakes:
        raise Invalid(MISTAKES, (*report.mistakes, *mistakes(course)))
    fact = _fact(report, course, patient.zone, now)
    early = _is_before_plan(scope, fact)
    fact = Fact(fact.id, fact.occurred_at, fact.zone, fact.credited_on, fact.body, fact.plan_id, drives=not early)

    def answer(written: Written) -> dict[str, Any]:
        return render(fact, written, _why_kept(fact, written, now))

    return record(scope, patient_id, Submission(fact, answer, check=mistakes, sent=report.sent), now)


def instant_of(report: Report, now: datetime) -> datetime:
    """When it happened, as far as that can be believed; now when nobody said."""
    told: datetime | None = report.data.get(INSTANTS.get(report.kind, "reported_at"))
    if told is None:
        return now
    doubtful = told > now or told < now - OLDEST
    return now if report.kind in NOW_AT_THE_LATEST and doubtful else told


def _fact(report: Report, course: Course, zone: str, now: datetime) -> Fact:
    at, data = instant_of(report, now), report.data
    where = data.get("zone") or zone
    plan_id = None
    if report.kind == "session":
        plan_id = plan_of_session(course, data)
    elif report.kind == "measurement":
        plan_id = plan_of_measurement(course, data)
    return Fact(data["id"], at, where, credited_on(at, where), body_of(report.kind, data), plan_id)


def _is_before_plan(scope: Scope, fact: Fact) -> bool:
    """Whether it is told of a time when its plan had not been assigned: then the phone's clock was wrong."""
    row = plans.find_plan(scope, fact.plan_id) if fact.plan_id else None
    return row is not None and fact.occurred_at < row.created_at


def _why_kept(fact: Fact, written: Written, now: datetime) -> str:
    if written.drives:
        return ""
    if fact.occurred_at > now + FUTURE_TOLERANCE:
        return "future"
    plan = written.before.plan(fact.plan_id) if fact.plan_id else None
    return "plan_ended" if plan is not None and plan.status is PlanStatus.ENDED and fact.drives else "before_plan"


def _references(
    scope: Scope, patient_id: UUID, report: Report, catalogue: Catalogue, course: Course
) -> Iterator[FieldError]:
    data = report.data
    match report.kind:
        case "session":
            yield from session_mistakes(course, data)
        case "measurement":
            yield from measurement_mistakes(catalogue, course, data)
        case "morning":
            regions = {course.content(plan).protocol.region for plan in course.plans}
            if data.get("site") is not None and data["site"] not in regions:
                yield FieldError(
                    "site", f"None of your plans is about this; {', '.join(sorted(regions)) or 'none yet'}."
                )
        case "after":
            session = facts.find_fact(scope, patient_id, data["session_id"]) if data.get("session_id") else None
            if data.get("session_id") and (session is None or session.kind != "session"):
                yield FieldError("session_id", "No session of yours has this id; send it first.")
        case "pause":
            today = credited_on(course.advanced_to, course.zone) if course.advanced_to else None
            if today and data.get("from_on") and abs((data["from_on"] - today).days) > MOST_DAYS_AWAY:
                yield FieldError("from_on", "More than a year away from today.")
        case _:
            pass
    if data.get("corrects") is not None:
        yield from _correction(scope, patient_id, report, course)


def _correction(scope: Scope, patient_id: UUID, report: Report, course: Course) -> Iterator[FieldError]:
    corrects = report.data["corrects"]
    known = {row.id: row for row in facts.list_facts(scope, patient_id)}
    target = known.get(corrects)
    if target is None or target.kind != report.kind:
        yield FieldError("corrects", f"No {report.kind} of yours has this id.")
        return
    newer = next((row for row in known.values() if row.corrects == corrects), None)
    if newer is not None:
        yield FieldError("corrects", f"It was corrected before; correct {newer.id} instead.")
    if report.kind == "session" and plan_of_session(course, report.data) not in (None, target.plan_id):
        yield FieldError("corrects", "It belongs to another plan.")
