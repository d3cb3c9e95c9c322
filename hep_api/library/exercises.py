"""Exercises in one language: a list of them, and one in full with what is easier and harder."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from hep_api.catalogue import Catalogue
from hep_api.catalogue.neighbours import easier_than
from hep_api.catalogue.values import ExerciseEntry
from hep_api.engine.dose import BAND_COLOURS, DoseRange, Frequency, LoadKind
from hep_api.engine.protocol import Exercise, LoadTarget, Rung
from hep_api.errors import NotFound
from hep_api.library.finding import Wish, matching
from hep_api.web.media import Shelf


def find_exercises(catalogue: Catalogue, language: str, wish: Wish) -> list[dict[str, Any]]:
    """The exercises that were wished for, in one line each; raises Invalid."""
    return [brief(catalogue, entry, language) for entry in matching(catalogue, wish)]


def get_exercise(catalogue: Catalogue, slug: str, language: str, shelf: Shelf) -> dict[str, Any]:
    """One exercise in full, with its pictures and films on the shelf; raises NotFound."""
    entry = catalogue.exercises.get(slug)
    if entry is None:
        raise NotFound("There is no such exercise.")
    exercise = entry.exercise
    return {
        **brief(catalogue, entry, language),
        "cue": entry.cue.of(language),
        "fault": entry.fault.of(language),
        "easier": entry.easier.of(language),
        "harder": entry.harder.of(language),
        "easier_exercises": _named(catalogue, easier_than(slug, catalogue.exercises), language),
        "harder_exercises": _named(catalogue, entry.leads_to, language),
        "not_with": [term(catalogue, "conditions", condition, language) for condition in exercise.not_with],
        "dose": dose(exercise.dose),
        "frequency": frequency(exercise.frequency),
        "tempo": exercise.tempo,
        "rest_low_seconds": exercise.rest_low_seconds,
        "rest_high_seconds": exercise.rest_high_seconds,
        "ladder": [{**_rung(entry, rung, language), "media": shelf.of(slug, rung.id)} for rung in exercise.rungs],
        "progress": [step.value for step in exercise.progress_order],
        "load_basis": exercise.load_basis.value,
        "load_step_kg": None if exercise.load_step is None else float(exercise.load_step),
        "load_target": _target(exercise.load_target),
        "media": shelf.of(slug),
        "sources": list(entry.sources),
    }


def brief(catalogue: Catalogue, entry: ExerciseEntry, language: str) -> dict[str, Any]:
    """An exercise in one line."""
    return {
        "slug": entry.exercise.slug,
        "name": entry.name.of(language),
        "region": term(catalogue, "regions", entry.exercise.region, language),
        "targets": [term(catalogue, "targets", slug, language) for slug in entry.targets],
        "equipment": [term(catalogue, "equipment", slug, language) for slug in entry.equipment],
        "bands": [band.value for band in entry.exercise.bands],
        "family": entry.exercise.family,
        "also": list(entry.exercise.also),
        "own": entry.exercise.slug in catalogue.own,
        "retired": not catalogue.offers(entry.exercise.slug),
    }


def term(catalogue: Catalogue, group: str, slug: str, language: str) -> dict[str, str]:
    """A word of the vocabulary; one that has no text is its own name."""
    text = catalogue.vocabulary[group].get(slug)
    return {"slug": slug, "name": text.of(language) if text else slug}


def dose(value: DoseRange | None) -> dict[str, Any] | None:
    """A dose range as plain data."""
    return None if value is None else {**asdict(value), "unit": value.unit.value}


def frequency(value: Frequency) -> dict[str, Any]:
    """A frequency as plain data."""
    return asdict(value)


def _named(catalogue: Catalogue, slugs: Iterable[str], language: str) -> list[dict[str, str]]:
    return [{"slug": slug, "name": catalogue.exercises[slug].name.of(language)} for slug in slugs]


def _rung(entry: ExerciseEntry, rung: Rung, language: str) -> dict[str, Any]:
    """One variant; `colour` and `percent` are what a rung with a band or with effort begins with."""
    band = entry.rung_bands.get(rung.id)
    colour = rung.begins is not None and rung.load is LoadKind.BAND
    return {
        "id": rung.id,
        "name": entry.rung_names[rung.id].of(language),
        "load": rung.load.value,
        "dose": dose(rung.dose),
        "sides": ["left", "right"] if _per_side(entry.exercise, rung) else [],
        "band": band.value if band else None,
        "colour": BAND_COLOURS[rung.begins or 0] if colour else None,
        "percent": rung.begins if rung.load is LoadKind.EFFORT else None,
    }


def _per_side(exercise: Exercise, rung: Rung) -> bool:
    if rung.per_side is not None:
        return rung.per_side
    found = rung.dose or exercise.dose
    return found is not None and found.per_side


def _target(target: LoadTarget | None) -> dict[str, Any] | None:
    return None if target is None else {"rung": target.rung, "times_body_mass": float(target.times_body_mass)}
