"""Objective tests: which there are, and recording one."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hep_api.catalogue import Catalogue
from hep_api.catalogue.values import MeasurementEntry
from hep_api.courses.recording import FUTURE_TOLERANCE, Recorded
from hep_api.engine.facts import Measurement, Side
from hep_api.engine.phases import signed_off
from hep_api.engine.state import Course, Plan
from hep_api.errors import Conflict, FieldError
from hep_api.plans.clinician import Desk, record_on_plan
from hep_api.store import plans
from hep_api.store.models import PlanRow

ONE_SIDE = ("left", "right")
PATIENTS_OWN = ("patient", "either")
SIDES = {"both": ONE_SIDE, "lsi": ONE_SIDE, "none": ("none",)}
"""Which sides an entry may name; a test that compares sides needs one, every other test may [MEASUREMENTS rule 1]."""
OLDEST = timedelta(days=60)
"""A test from longer ago proves nothing any more: gates look back 14 days."""


def list_measurements(catalogue: Catalogue, language: str, *, patient: bool) -> list[dict[str, Any]]:
    """Every test with its how-to; a patient is shown only what patients may record [MEASUREMENTS rule 4]."""
    return [
        {
            "slug": entry.slug,
            "name": entry.name.of(language),
            "unit": {"slug": entry.unit, "name": catalogue.vocabulary["units"][entry.unit].of(language)},
            "sides": entry.sides,
            "better": entry.better,
            "recorded_by": entry.recorded_by,
            "low": float(entry.low),
            "high": float(entry.high),
            "how_to": entry.how_to.of(language),
        }
        for entry in catalogue.measurements.values()
        if not patient or entry.recorded_by in PATIENTS_OWN
    ]


def record_measurement(desk: Desk, plan_id: UUID, given: Mapping[str, Any]) -> Recorded:
    """Record a test that a clinician saw or read.

    Raises NotFound, Invalid (unknown test, value outside its range, wrong side, impossible instant; all at once) and
    Conflict: sign_off_missing for a supervised test before its sign-off [MEASUREMENTS rule 4].
    """
    row = plans.get_plan(desk.scope, plan_id)
    entry = desk.catalogue.measurements.get(given["slug"])
    at: datetime | None = given["measured_at"]
    side = Side(given["side"] or "none")
    body = Measurement(given["slug"], given["value"], side, given["note"], by_clinician=True)

    def refuse(course: Course, plan: Plan) -> list[FieldError]:
        mistakes = [*_bad_test(desk, entry, given, side), *_bad_instant(desk, row, at)]
        if not mistakes and entry is not None and entry.recorded_by == "supervised":
            _refuse_unsupervised(course, plan)
        return mistakes

    return record_on_plan(desk, row, body, given, refuse=refuse, at=at)


def _bad_test(desk: Desk, entry: MeasurementEntry | None, given: Mapping[str, Any], side: Side) -> Iterator[FieldError]:
    if entry is None:
        yield FieldError("slug", f"There is none such; known: {', '.join(desk.catalogue.measurements)}.")
        return
    if not entry.low <= given["value"] <= entry.high or (entry.unit == "yes-no" and given["value"] not in (0, 1)):
        allowed = "yes or no" if entry.unit == "yes-no" else f"From {entry.low} to {entry.high}"
        yield FieldError("value", f"{allowed}.")
    allowed_sides = SIDES.get(entry.sides, (*ONE_SIDE, "none"))
    if side.value not in allowed_sides:
        yield FieldError("side", f"Allowed for this test: {', '.join(allowed_sides)}.")


def _bad_instant(desk: Desk, row: PlanRow, at: datetime | None) -> Iterator[FieldError]:
    if at is None:
        return
    if at > desk.now + FUTURE_TOLERANCE:
        yield FieldError("measured_at", "It lies in the future.")
    elif at < row.created_at:
        yield FieldError("measured_at", "It lies before the plan was assigned.")
    elif at < desk.now - OLDEST:
        yield FieldError("measured_at", f"More than {OLDEST.days} days ago.")


def _refuse_unsupervised(course: Course, plan: Plan) -> None:
    protocol = course.content(plan).protocol
    after = protocol.after(plan.phase.id)
    phases = [protocol.phase(plan.phase.id), *([after] if after else [])]
    if not any(signed_off(plan, phase) for phase in phases):
        wanted = phases[-1].id
        raise Conflict(
            "This test is done with a clinician present, after a sign-off.",
            code="sign_off_missing",
            details={"phase": wanted},
        )
