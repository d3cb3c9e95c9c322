"""Takes in what a phone reports: every mistake named at once, or the fact recorded and answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hep_api.catalogue import Catalogue
from hep_api.courses.bodies import body_of
from hep_api.courses.checking import Check, Report
from hep_api.courses.measuring import plan_of_measurement
from hep_api.courses.reading import course_at
from hep_api.courses.recording import FUTURE_TOLERANCE, Recorded, Submission, record
from hep_api.courses.references import plan_of_session
from hep_api.courses.writing import Written
from hep_api.engine.facts import Fact, credited_on
from hep_api.engine.state import Course
from hep_api.errors import Invalid
from hep_api.store import patients, plans
from hep_api.store.scope import Scope

MISTAKES = "Some fields are not as they must be."
OLDEST = timedelta(days=400)
"""How old a red-flag answer may be before its clock is not believed."""
INSTANTS = {"session": "performed_at", "measurement": "measured_at"}
NOW_AT_THE_LATEST = frozenset({"screen", "pause", "withdrawal"})
"""Kinds that are never put off because a phone's clock is wrong: a red flag counts when it is received."""
PLANS: dict[str, Callable[[Course, Any], UUID | None]] = {
    "session": plan_of_session,
    "measurement": plan_of_measurement,
}
"""How a report says which plan it is about, for the kinds that are about one."""

Render = Callable[[Fact, Written, str], dict[str, Any]]
"""Makes the answer of a fact from what it changed; the last argument says why it decides nothing, '' when it does."""


def take_in(
    scope: Scope, patient_id: UUID, report: Report, catalogue: Catalogue, *, render: Render, now: datetime
) -> Recorded:
    """Record a report about a patient within reach.

    Raises Invalid with every mistake, of reading and of reference together; NotFound; Conflict when its id was used
    for something else.
    """
    zone = patients.get_patient(scope, patient_id).zone
    check = Check(scope, patient_id, zone, catalogue, report, now)
    if report.mistakes:
        raise Invalid(MISTAKES, (*report.mistakes, *check.mistakes(course_at(scope, patient_id, now))))
    named = PLANS.get(report.kind)
    plan_id = named(course_at(scope, patient_id, now), report.data) if named else None
    fact = _fact(report, plan_id, zone, now)
    fact = replace(fact, drives=not _is_before_plan(scope, fact))

    def answer(written: Written) -> dict[str, Any]:
        return render(fact, written, _why_kept(fact, written, now))

    told = Submission(fact, answer, check=check.mistakes, sent=report.sent, skew_seconds=report.skew_seconds)
    return record(scope, patient_id, told, now)


def instant_of(report: Report, now: datetime) -> datetime:
    """When it happened, as far as that can be believed; now when nobody said."""
    told: datetime | None = report.data.get(INSTANTS.get(report.kind, "reported_at"))
    if told is None:
        return now
    doubtful = told > now or told < now - OLDEST
    return now if report.kind in NOW_AT_THE_LATEST and doubtful else told


def _fact(report: Report, plan_id: UUID | None, zone: str, now: datetime) -> Fact:
    at, data = instant_of(report, now), report.data
    where = data.get("zone") or zone
    return Fact(data["id"], at, where, credited_on(at, where), body_of(report.kind, data), plan_id)


def _is_before_plan(scope: Scope, fact: Fact) -> bool:
    """Whether it is told of a time when its plan had not been assigned: then the phone's clock was wrong."""
    row = plans.find_plan(scope, fact.plan_id) if fact.plan_id else None
    return row is not None and fact.occurred_at < row.created_at


def _why_kept(fact: Fact, written: Written, now: datetime) -> str:
    if written.drives and written.superseded:
        return "corrected_before" if getattr(fact.body, "corrects", None) else "withdrawn"
    if written.drives:
        return ""
    if fact.occurred_at > now + FUTURE_TOLERANCE:
        return "future"
    if not fact.drives:
        return "before_plan"
    return "plan_ended"
