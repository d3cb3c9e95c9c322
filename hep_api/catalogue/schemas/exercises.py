"""The schema of exercises.yaml."""

from collections.abc import Collection, Mapping

from hep_api.catalogue import exercises as reader
from hep_api.catalogue.grammar import DOSAGE_PATTERN, DOSE_PATTERN
from hep_api.catalogue.schemas import shapes
from hep_api.catalogue.schemas.shapes import DRAFT, SLUG, STRING, Schema, list_of, map_of, one_of, ref, written
from hep_api.catalogue.vocabulary import FAMILIES
from hep_api.engine.dose import BAND_COLOURS, LoadKind
from hep_api.engine.protocol import Progress


def exercises_schema(vocabulary: Mapping[str, Collection[str]]) -> Schema:
    """The schema with the words of a catalogue, by group."""
    return {
        "$schema": DRAFT,
        "title": "The exercise catalogue",
        "definitions": {"text": shapes.texts(), "rung": _rung(), "exercise": _exercise(vocabulary)},
        **map_of(SLUG, ref("exercise")),
    }


def _exercise(vocabulary: Mapping[str, Collection[str]]) -> Schema:
    families = one_of(FAMILIES)
    return shapes.closed(
        reader.REQUIRED,
        reader.OPTIONAL,
        {
            **dict.fromkeys(("name", "cue", "fault", "easier", "harder"), ref("text")),
            "region": one_of(vocabulary["regions"]),
            "targets": list_of(one_of(vocabulary["targets"]), least=1),
            "family": families,
            "also": list_of(families),
            "bands": list_of(one_of(reader.BANDS), least=1),
            "equipment": list_of(one_of(vocabulary["equipment"])),
            "dose": written(DOSAGE_PATTERN),
            "ladder": list_of(ref("rung"), least=1),
            "unit": one_of(reader.PROGRESSION_UNITS),
            "source": list_of(one_of(vocabulary["sources"]), least=1),
            "progress": list_of(one_of([move.value for move in Progress])),
            "load_step_kg": shapes.number(0, 100),
            "load_basis": one_of(reader.BASES),
            "load_target": shapes.closed(
                reader.LOAD_TARGET, (), {"rung": STRING, "times_body_mass": shapes.number(0, 5)}
            ),
            "impact_kind": one_of(reader.IMPACT_KINDS),
            "recolour_at": STRING,
            "leads_to": list_of(SLUG, least=1),
            "not_with": list_of(one_of(vocabulary["conditions"]), least=1),
        },
    )


def _rung() -> Schema:
    return shapes.closed(
        reader.RUNG_REQUIRED,
        reader.RUNG_OPTIONAL,
        {
            "id": SLUG,
            "name": ref("text"),
            "dose": written(DOSE_PATTERN),
            "sides": one_of(reader.SIDES),
            "load": one_of([kind.value for kind in LoadKind]),
            "colour": one_of(BAND_COLOURS),
            "percent": shapes.whole(1, 100),
            "band": one_of(reader.BANDS),
        },
    )
