"""Checks a measurement that a patient sends: what it is, whether a patient may record it, its range and side."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from hep_api.catalogue import Catalogue
from hep_api.catalogue.values import MeasurementEntry
from hep_api.engine.facts import Side
from hep_api.engine.state import Course, PlanStatus
from hep_api.errors import FieldError

BY_PATIENTS = frozenset({"patient", "either"})
ONLY_NO = frozenset({"gait-normal"})
"""What only a clinician may call right, and a patient may call wrong [MEASUREMENTS B.1]."""
ONE_SIDED = (Side.LEFT, Side.RIGHT)


def plan_of_measurement(course: Course, data: Mapping[str, Any]) -> UUID | None:
    """The plan it is for: the named one, else the only one that runs."""
    named: UUID | None = data.get("plan_id")
    running = [plan.id for plan in course.plans if plan.status is not PlanStatus.ENDED]
    return named or (running[0] if len(running) == 1 else None)


def measurement_mistakes(catalogue: Catalogue, course: Course, data: Mapping[str, Any]) -> Iterator[FieldError]:
    """What a patient's measurement says wrongly."""
    plan_id = plan_of_measurement(course, data)
    if plan_id is None:
        yield FieldError("plan_id", "Say for which plan.")
    elif course.plan(plan_id) is None:
        yield FieldError("plan_id", "No plan of yours has this id.")
    slug = data.get("slug")
    if slug is None:
        return
    entry = catalogue.measurements.get(slug)
    if entry is None:
        yield FieldError("slug", "There is no such measurement.")
    elif entry.recorded_by not in BY_PATIENTS and slug not in ONLY_NO:
        yield FieldError("slug", "Your therapist records this one.")
    else:
        yield from _value_mistakes(entry, data)


def _value_mistakes(entry: MeasurementEntry, data: Mapping[str, Any]) -> Iterator[FieldError]:
    value, side = data.get("value"), data.get("side")
    if value is not None and entry.slug in ONLY_NO and value != 0:
        yield FieldError("value", 'You may record a "no"; a "yes" is for your therapist.')
    elif value is not None and not entry.low <= value <= entry.high:
        yield FieldError("value", f"From {entry.low} to {entry.high}.")
    if entry.sides in ("both", "lsi") and side not in ONE_SIDED:
        yield FieldError("side", "Say left or right.")
    if entry.sides == "none" and side in ONE_SIDED:
        yield FieldError("side", "This has no sides; leave it out.")
