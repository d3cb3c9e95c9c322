"""Fills the places that a protocol leaves to the clinician: a sport block, a goal task [CORRECTIONS B14]."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hep_api.catalogue import Catalogue
from hep_api.catalogue.bands import too_early
from hep_api.catalogue.grammar import GrammarError, parse_dose
from hep_api.catalogue.values import ExerciseEntry, Fills, OpenSlot, ProtocolEntry
from hep_api.engine.dose import DoseRange
from hep_api.engine.protocol import Listing
from hep_api.errors import FieldError


@dataclass(slots=True)
class _Reading:
    """What was asked for, read against the protocol; `mistakes` grows while reading."""

    catalogue: Catalogue
    entry: ProtocolEntry
    mistakes: list[FieldError] = field(default_factory=list)

    def wrong(self, path: str, message: str) -> None:
        self.mistakes.append(FieldError(path, message))


def read_fills(
    catalogue: Catalogue, entry: ProtocolEntry, given: Sequence[Mapping[str, Any]]
) -> tuple[Fills, list[FieldError]]:
    """The exercises for each open place of a protocol, and every mistake, required places left empty included."""
    reading = _Reading(catalogue, entry)
    places = {(slot.phase, slot.id): slot for slot in entry.open_slots}
    found: dict[tuple[str, str], tuple[Listing, ...]] = {}
    for index, wish in enumerate(given):
        path, key = f"fills.{index}", (wish["phase"], wish["slot"])
        if key not in places or key in found:
            known = ", ".join(f"{phase} {slot}" for phase, slot in places) or "none"
            reading.wrong(f"{path}.slot", "Named twice." if key in found else f"No such open place; open: {known}.")
            continue
        found[key] = tuple(_listings(reading, places[key], path, wish["exercises"]))
    for key, slot in places.items():
        if slot.required and not found.get(key):
            reading.wrong("fills", f"Phase {slot.phase} needs '{slot.id}' filled ({slot.name.en}): {_asked(slot)}.")
    return tuple(sorted(found.items())), reading.mistakes


def _asked(slot: OpenSlot) -> str:
    many = "one exercise" if slot.at_most == 1 else f"1 to {slot.at_most} exercises"
    return f"{many} of the family {slot.family}" if slot.family else many


def _listings(reading: _Reading, slot: OpenSlot, path: str, wishes: Sequence[Mapping[str, Any]]) -> Iterator[Listing]:
    if len(wishes) > slot.at_most:
        reading.wrong(f"{path}.exercises", f"Too many: {_asked(slot)}.")
    phase = reading.entry.protocol.phase(slot.phase)
    taken = {listing.slug for listing in phase.exercises}
    for index, wish in enumerate(wishes):
        here = f"{path}.exercises.{index}"
        exercise = reading.catalogue.exercises.get(wish["slug"])
        if exercise is None or not reading.catalogue.offers(wish["slug"]):
            reading.wrong(f"{here}.slug", "There is no such exercise.")
            continue
        refused = _refused(reading, slot, exercise, taken)
        if refused:
            reading.wrong(f"{here}.slug", refused)
        taken.add(wish["slug"])
        yield Listing(wish["slug"], dose=_dose(reading, f"{here}.dose", wish["dose"], exercise))


def _refused(reading: _Reading, slot: OpenSlot, entry: ExerciseEntry, taken: set[str]) -> str:
    """Why an exercise has no place here, '' when it has."""
    exercise, band = entry.exercise, reading.entry.protocol.phase(slot.phase).band
    if exercise.slug in taken:
        return "It is on this phase's menu already."
    if exercise.slug in reading.entry.forbid:
        return "This protocol forbids it."
    if slot.family and slot.family not in exercise.families:
        return f"Not of the family {slot.family}."
    if exercise.dose is None:
        return "It has no dose of its own."
    return f"Too early for a phase of band {band.value}." if too_early(exercise, band) else ""


def _dose(reading: _Reading, path: str, written: str, entry: ExerciseEntry) -> DoseRange | None:
    base = entry.exercise.dose
    if not written:
        return None
    try:
        dose = parse_dose(written, per_side=bool(base and base.per_side))
    except GrammarError as error:
        reading.wrong(path, str(error))
        return None
    if base is not None and dose.unit is not base.unit:
        reading.wrong(path, f"This exercise is counted in {base.unit.value}.")
    return dose
