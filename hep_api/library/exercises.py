"""Exercises in one language, found by words, region and what is at hand."""

import unicodedata
from dataclasses import asdict
from typing import Any

from hep_api.catalogue import Catalogue
from hep_api.catalogue.values import ExerciseEntry
from hep_api.engine.dose import DoseRange, Frequency
from hep_api.errors import NotFound


def find_exercises(
    catalogue: Catalogue, language: str, *, text: str = "", region: str = "", equipment: str | None = None
) -> list[dict[str, Any]]:
    """Exercises in one line each. `equipment`: comma-separated slugs that are at hand, None for whatever it needs."""
    at_hand = None if equipment is None else {slug.strip() for slug in equipment.split(",") if slug.strip()}
    words = _plain(text).split()
    return [
        brief(catalogue, entry, language)
        for entry in catalogue.exercises.values()
        if catalogue.offers(entry.exercise.slug)
        and (not region or entry.exercise.region == region)
        and (at_hand is None or set(entry.equipment) <= at_hand)
        and all(word in _searchable(catalogue, entry) for word in words)
    ]


def get_exercise(catalogue: Catalogue, slug: str, language: str) -> dict[str, Any]:
    """One exercise in full; raises NotFound."""
    entry = catalogue.exercises.get(slug)
    if entry is None:
        raise NotFound("There is no such exercise.")
    exercise = entry.exercise
    return {
        **brief(catalogue, entry, language),
        "family": exercise.family,
        "also": list(exercise.also),
        "cue": entry.cue.of(language),
        "fault": entry.fault.of(language),
        "dose": dose(exercise.dose),
        "frequency": frequency(exercise.frequency),
        "tempo": exercise.tempo,
        "rest_low_seconds": exercise.rest_low_seconds,
        "rest_high_seconds": exercise.rest_high_seconds,
        "ladder": [
            {
                "id": rung.id,
                "name": entry.rung_names[rung.id].of(language),
                "load": rung.load.value,
                "dose": dose(rung.dose),
            }
            for rung in exercise.rungs
        ],
        "progress": [step.value for step in exercise.progress_order],
        "media": [],
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


def _searchable(catalogue: Catalogue, entry: ExerciseEntry) -> str:
    targets = [catalogue.vocabulary["targets"].get(slug) for slug in entry.targets]
    texts = [entry.name, entry.cue, *(text for text in targets if text)]
    return _plain(" ".join([entry.exercise.slug, *(part for text in texts for part in (text.en, text.es))]))


def _plain(text: str) -> str:
    """Lower case and without accents, so that 'sóleo' is found by 'soleo'."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in bare if not unicodedata.combining(character))
