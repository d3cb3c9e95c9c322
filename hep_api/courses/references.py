"""Checks what a report refers to against the course it is about; every mistake has the path of its field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hep_api.engine.dose import Unit
from hep_api.engine.facts import Side
from hep_api.engine.protocol import Content, Exercise, Listing
from hep_api.engine.slot import prescription_id
from hep_api.engine.state import Course, Plan
from hep_api.errors import FieldError

AMOUNT_UNITS = {
    "reps": Unit.REPS,
    "hold_s": Unit.SECONDS,
    "steps": Unit.STEPS,
    "metres": Unit.METRES,
    "minutes": Unit.MINUTES,
}
"""What a set is counted in, by the field that says how many."""


@dataclass(frozen=True, slots=True)
class Prescribed:
    """One prescription a patient has or had: its plan and exercise."""

    plan: Plan
    content: Content
    exercise: Exercise

    def units(self, rung: int) -> set[Unit]:
        """What a rung may be counted in: its own dose, the menus', the catalogue's, the clinician's."""
        own = self.exercise.rungs[rung].dose
        doses = [own] if own else [*(listing.dose for listing in self._listings), self.exercise.dose]
        found = {dose.unit for dose in doses if dose}
        slot = self.plan.slot(prescription_id(self.plan.id, self.exercise.slug))
        if slot is not None and slot.rung == rung:
            found.add(slot.dose.unit)
        return found | {Unit.REPS for listing in self._listings if listing.scheduled}

    def has_sides(self, rung: int) -> bool:
        """Whether a rung may be done side by side."""
        step = self.exercise.rungs[rung]
        if step.per_side is not None:
            return step.per_side
        return any(dose.per_side for dose in (step.dose, *(e.dose for e in self._listings), self.exercise.dose) if dose)

    @property
    def _listings(self) -> list[Listing]:
        phases = self.content.protocol.phases
        return [entry for phase in phases for entry in phase.exercises if entry.slug == self.exercise.slug]


def prescriptions_of(course: Course) -> dict[UUID, Prescribed]:
    """Every prescription that any plan of the course has, had or may still have, by id."""
    return {
        prescription_id(plan.id, slug): Prescribed(plan, course.content(plan), exercise)
        for plan in course.plans
        for slug, exercise in course.content(plan).exercises.items()
    }


def plan_of_session(course: Course, data: Mapping[str, Any]) -> UUID | None:
    """The plan that a session's exercises belong to; None when they belong to none or to several."""
    known = prescriptions_of(course)
    plans = {known[entry["prescription_id"]].plan.id for entry in data.get("exercises", ()) if _known(known, entry)}
    return next(iter(plans)) if len(plans) == 1 else None


def session_mistakes(course: Course, data: Mapping[str, Any]) -> Iterator[FieldError]:
    """What a session refers to wrongly."""
    known = prescriptions_of(course)
    exercises: Sequence[Mapping[str, Any]] = data.get("exercises", ())
    named = data.get("plan_id")
    plans = {known[entry["prescription_id"]].plan.id for entry in exercises if _known(known, entry)}
    if named is not None and course.plan(named) is None:
        yield FieldError("plan_id", "No plan of yours has this id.")
    elif named is not None and plans - {named}:
        yield FieldError("plan_id", "The exercises belong to another plan.")
    if len(plans) > 1:
        yield FieldError("exercises", "They belong to several plans; send one session for each.")
    ids = [entry.get("prescription_id") for entry in exercises]
    for index, entry in enumerate(exercises):
        path = f"exercises.{index}"
        if ids[index] is not None and ids[index] in ids[:index]:
            yield FieldError(f"{path}.prescription_id", "This exercise is in the session already; add its sets there.")
        if ids[index] is not None and not _known(known, entry):
            yield FieldError(f"{path}.prescription_id", "No prescription of yours has this id.")
        elif _known(known, entry):
            yield from _exercise_mistakes(known[entry["prescription_id"]], entry, path)


def _known(known: Mapping[UUID, Prescribed], entry: Mapping[str, Any]) -> bool:
    return entry.get("prescription_id") in known


def _exercise_mistakes(prescribed: Prescribed, entry: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    slot = prescribed.plan.slot(prescription_id(prescribed.plan.id, prescribed.exercise.slug))
    revision, rung = entry.get("dose_revision"), entry.get("rung")
    if slot is not None and revision is not None and revision > slot.revision:
        yield FieldError(f"{path}.dose_revision", f"Not shown yet; the newest is {slot.revision}.")
    if rung is None:
        return
    if slot is not None and revision is not None:
        rung = slot.rung_shown(rung, revision)
    if rung >= len(prescribed.exercise.rungs):
        yield FieldError(f"{path}.rung", f"The ladder ends at {len(prescribed.exercise.rungs) - 1}.")
        return
    units = prescribed.units(rung)
    fields = " or ".join(name for name, unit in AMOUNT_UNITS.items() if unit in units)
    for index, entry_set in enumerate(entry.get("sets", ())):
        wrong = [name for name, unit in AMOUNT_UNITS.items() if name in entry_set and unit not in units]
        for name in wrong:
            yield FieldError(f"{path}.sets.{index}.{name}", f"This exercise is counted in {fields}.")
        if entry_set.get("side") in (Side.LEFT, Side.RIGHT) and not prescribed.has_sides(rung):
            yield FieldError(f"{path}.sets.{index}.side", "This exercise has no sides; leave it out.")
