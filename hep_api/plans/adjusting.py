"""Adjusts a plan: days, autonomy, and dose, rung, bounds or absence of single prescriptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from hep_api import codec
from hep_api.courses.reading import course_at
from hep_api.courses.recording import Recorded
from hep_api.engine.assigning import rungs_for
from hep_api.engine.dose import BAND_COLOURS, Dose, DoseRange, Load, LoadKind
from hep_api.engine.facts import Adjustment, Verb
from hep_api.engine.ladder import Rungs
from hep_api.engine.protocol import Content
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Plan
from hep_api.errors import FieldError, Stale
from hep_api.plans.clinician import Desk, action, plan_in, record_on_plan, refuse_ended
from hep_api.store import conflicts, plans
from hep_api.store.db import write

MOST_SETS, MOST_TARGET, MOST_HOLD_SECONDS, MOST_KG = 10, 600, 120, Decimal(500)
"""Beyond these a dose is a typing mistake, whatever the exercise."""
MOST_LOAD = {LoadKind.KG: MOST_KG, LoadKind.BAND: Decimal(len(BAND_COLOURS) - 1), LoadKind.EFFORT: Decimal(100)}


@dataclass(slots=True)
class _Reading:
    """One wish, read against the prescription it is about; `mistakes` grows while reading."""

    path: str
    given: Mapping[str, Any]
    slot: Slot
    rungs: Rungs
    mistakes: list[FieldError] = field(default_factory=list)

    def wrong(self, name: str, message: str) -> None:
        self.mistakes.append(FieldError(f"{self.path}.{name}", message))


def adjust_plan(desk: Desk, plan_id: UUID, given: Mapping[str, Any], version: int | None) -> Recorded:
    """Adjust a plan that is still at `version` (None: whatever version).

    Raises NotFound, Stale, Conflict, and Invalid naming every bad reference and number at once.
    """
    row = plans.get_plan(desk.scope, plan_id)
    course = course_at(desk.scope, row.patient_id, desk.now)
    plan = plan_in(course, plan_id)
    made, _ = read_adjustments(course.content(plan), plan, given["prescriptions"])
    body = action(
        desk,
        Verb.ADJUST,
        given["reason"],
        adjustments=tuple(made),
        days=None if given["days"] is None else tuple(sorted(given["days"])),
        autonomy=given["autonomy"],
    )

    def refuse(now: Course, plan: Plan) -> list[FieldError]:
        current = plans.get_plan(desk.scope, plan_id).version
        if version is not None and current != version:
            raise Stale("Somebody else changed this plan; read it again.")
        refuse_ended(plan)
        again, mistakes = read_adjustments(now.content(plan), plan, given["prescriptions"])
        if not mistakes and again != made:
            raise Stale("The plan has just moved; read it again.")
        return mistakes

    try:
        return record_on_plan(
            desk,
            row,
            body,
            given,
            refuse=refuse,
            also=lambda: conflicts.settle_request(desk.scope, row.patient_id, given["id"], desk.now),
        )
    except Stale as error:
        error.details["conflict_id"] = str(_set_aside(desk, plan_id, given))
        raise


def _set_aside(desk: Desk, plan_id: UUID, given: Mapping[str, Any]) -> UUID:
    """Keep an edit that came too late beside what stands: the earlier edit of a plan counts."""
    row = plans.get_plan(desk.scope, plan_id)
    plan = plan_in(course_at(desk.scope, row.patient_id, desk.now), plan_id)
    named = {wish.get("prescription_id") for wish in given["prescriptions"]}
    shown = [{"prescription_id": slot.id, "active": slot.active, "shown": slot.shown} for slot in plan.slots]
    stands = {"version": row.version, "days": plan.days, "autonomy": plan.autonomy}
    crossing = conflicts.Crossing(
        row.patient_id,
        "plan",
        plan_id,
        stands=codec.to_plain({**stands, "prescriptions": [s for s in shown if s["prescription_id"] in named]}),
        set_aside=codec.to_plain(dict(given)),
        request_id=given["id"],
    )
    with write():
        return conflicts.keep_both(desk.scope, crossing, desk.now)


def read_adjustments(
    content: Content, plan: Plan, wishes: Sequence[Mapping[str, Any]], *, path: str = "prescriptions"
) -> tuple[list[Adjustment], list[FieldError]]:
    """What is wished of single prescriptions (by `prescription_id`, else by `slug`), and every mistake below `path`."""
    made, mistakes = [], []
    seen: set[UUID] = set()
    for index, wish in enumerate(wishes):
        here = f"{path}.{index}"
        name = "prescription_id" if "prescription_id" in wish else "slug"
        slot = next((entry for entry in plan.slots if wish[name] in (entry.id, entry.slug)), None)
        if slot is None or slot.id in seen:
            message = "Named twice." if slot else _none_such(plan, name)
            mistakes.append(FieldError(f"{here}.{name}", message))
            continue
        seen.add(slot.id)
        rungs = rungs_for(content, content.protocol.phase(plan.phase.id), slot.slug)
        reading = _Reading(here, wish, slot, rungs)
        made.append(_adjustment(reading))
        mistakes += reading.mistakes
    return made, mistakes


def _none_such(plan: Plan, name: str) -> str:
    if name == "prescription_id":
        return "This plan has no such prescription."
    return f"The first phase does not list it; it lists: {', '.join(slot.slug for slot in plan.slots)}."


def _adjustment(reading: _Reading) -> Adjustment:
    slot = reading.slot
    rung, floor, ceiling = (_rung(reading, name) for name in ("rung", "rung_floor", "rung_ceiling"))
    low = slot.floor if floor is None else floor
    high = slot.ceiling if ceiling is None else ceiling
    target = slot.rung if rung is None else rung
    if low > high:
        reading.wrong("rung_floor", "The lowest variant lies above the highest.")
    elif not low <= target <= high:
        ids = [entry.id for entry in reading.rungs.exercise.rungs]
        reading.wrong("rung", f"Outside its bounds {ids[low]} to {ids[high]}; move the bounds too.")
    found = _range_at(reading, target)
    dose = _dose(reading, target, found) if found else None
    return Adjustment(slot.id, dose, rung, floor, ceiling, reading.given.get("active"))


def _range_at(reading: _Reading, rung: int) -> DoseRange | None:
    if rung == reading.slot.rung:
        return reading.slot.range
    try:
        return reading.rungs.range_at(rung)
    except ValueError:
        reading.wrong("rung", "This variant has no dose of its own here, so the plan cannot move to it.")
        return None


def _rung(reading: _Reading, name: str) -> int | None:
    rung_id = reading.given.get(name)
    if rung_id is None:
        return None
    ids = [rung.id for rung in reading.rungs.exercise.rungs]
    if rung_id not in ids:
        reading.wrong(name, f"Not on the ladder; allowed: {', '.join(ids)}.")
        return None
    return ids.index(rung_id)


def _dose(reading: _Reading, rung: int, found: DoseRange) -> Dose | None:
    given = reading.given.get("dose")
    if given is None:
        return None
    for problem in _out_of_bounds(given):
        reading.wrong(f"dose.{problem.path}", problem.message)
    slot = reading.slot
    standing = slot.dose.hold_seconds if rung == slot.rung else found.hold_low_seconds
    hold = standing if given["hold_s"] is None else given["hold_s"]
    load = reading.rungs.load_at(rung, slot.dose.load)
    if given["load"] is not None:
        load = _load(reading, rung, given["load"])
    return Dose(given["sets"], given["target"], found.unit, hold, load)


def _out_of_bounds(given: Mapping[str, Any]) -> Iterator[FieldError]:
    for name, low, high in (("sets", 1, MOST_SETS), ("target", 1, MOST_TARGET), ("hold_s", 0, MOST_HOLD_SECONDS)):
        value = given[name]
        if value is not None and not low <= value <= high:
            yield FieldError(name, f"From {low} to {high}.")


def _load(reading: _Reading, rung: int, given: Mapping[str, Any]) -> Load:
    kind, value = LoadKind(given["kind"]), given["value"]
    takes = reading.rungs.exercise.rungs[rung].load
    if kind is not takes:
        reading.wrong("dose.load.kind", f"This variant takes {takes.value}.")
    elif kind is LoadKind.NONE and value is not None:
        reading.wrong("dose.load.value", "There is no load to this variant.")
    elif value is not None and not 0 <= value <= MOST_LOAD.get(kind, MOST_KG):
        reading.wrong("dose.load.value", f"From 0 to {MOST_LOAD.get(kind, MOST_KG)}.")
    return Load(kind, value)
