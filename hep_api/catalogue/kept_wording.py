"""The words that a plan is kept with: what its decisions read like, whatever is edited later."""

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal

import orjson

from hep_api.catalogue.values import (
    Catalogue,
    ConfirmationEntry,
    ExerciseEntry,
    MeasurementEntry,
    ProtocolEntry,
    Review,
    Text,
)
from hep_api.codec import canonical, from_plain, to_plain
from hep_api.engine.protocol import Content

NOT_OF_DECISIONS = ("day.", "diary.", "invitation.", "join.", "kept.", "lock.", "reset.", "resting.")
"""Sentences that no decision says: they are read of the installed catalogue only."""
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class KeptExercise:
    """What an exercise and its rungs (by id) are called."""

    name: Text
    rungs: dict[str, Text]


@dataclass(frozen=True, slots=True)
class KeptWording:
    """Sentences by language and key, and the names of everything that a decision about one content can speak of."""

    sentences: dict[str, dict[str, str]]
    name: Text
    patient_name: Text
    phases: dict[str, Text]
    exercises: dict[str, KeptExercise]
    measurements: dict[str, Text]
    confirmations: dict[str, Text]
    regions: dict[str, Text]
    proms: dict[str, Text]


def wording_of(catalogue: Catalogue, content: Content) -> tuple[str, bytes]:
    """What a plan of this content reads like now, as canonical bytes under their SHA-256 in hex."""
    protocol = catalogue.protocols[content.protocol.id]
    exercises = {slug: catalogue.exercises[slug] for slug in content.exercises}
    kept = KeptWording(
        sentences={
            language: {key: said for key, said in sentences.items() if not key.startswith(NOT_OF_DECISIONS)}
            for language, sentences in catalogue.wording.items()
        },
        name=protocol.name,
        patient_name=protocol.patient_name,
        phases=protocol.phase_names,
        exercises={slug: KeptExercise(entry.name, entry.rung_names) for slug, entry in exercises.items()},
        measurements={slug: entry.name for slug, entry in catalogue.measurements.items()},
        confirmations={slug: entry.meaning for slug, entry in catalogue.confirmations.items()},
        regions=catalogue.vocabulary["regions"],
        proms=catalogue.vocabulary["proms"],
    )
    body = canonical(to_plain(kept))
    return hashlib.sha256(body).hexdigest(), body


def as_worded(catalogue: Catalogue, content: Content, body: bytes) -> Catalogue:
    """The catalogue as somebody reads it who reads of a plan of this content: kept words before those of now.

    What was not kept (a sentence that a later engine says) is as it is now; what is gone by now is as it was kept.
    """
    kept = from_plain(orjson.loads(body), KeptWording)
    both = {language: {**said, **kept.sentences.get(language, {})} for language, said in catalogue.wording.items()}
    known = content.exercises.keys() | catalogue.exercises.keys()
    exercises = {
        slug: _exercise(catalogue, content, slug, words) for slug, words in kept.exercises.items() if slug in known
    }
    measurements = {slug: _measurement(catalogue, slug, name) for slug, name in kept.measurements.items()}
    confirmations = {slug: ConfirmationEntry(slug, meaning) for slug, meaning in kept.confirmations.items()}
    terms = {"regions": kept.regions, "proms": kept.proms}
    return replace(
        catalogue,
        wording=both,
        exercises={**catalogue.exercises, **exercises},
        protocols={**catalogue.protocols, content.protocol.id: _protocol(catalogue, content, kept)},
        measurements={**catalogue.measurements, **measurements},
        confirmations={**catalogue.confirmations, **confirmations},
        vocabulary={group: {**words, **terms.get(group, {})} for group, words in catalogue.vocabulary.items()},
    )


def _exercise(catalogue: Catalogue, content: Content, slug: str, words: KeptExercise) -> ExerciseEntry:
    now = catalogue.exercises.get(slug)
    exercise = content.exercises[slug] if slug in content.exercises or now is None else now.exercise
    if now is not None:
        return replace(now, exercise=exercise, name=words.name, rung_names={**now.rung_names, **words.rungs})
    return ExerciseEntry(exercise, words.name, (), (), words.rungs, {}, NOTHING, NOTHING, ())


def _measurement(catalogue: Catalogue, slug: str, name: Text) -> MeasurementEntry:
    now = catalogue.measurements.get(slug)
    if now is not None:
        return replace(now, name=name)
    return MeasurementEntry(slug, name, "", "none", "none", "either", Decimal(0), Decimal(0), NOTHING)


def _protocol(catalogue: Catalogue, content: Content, kept: KeptWording) -> ProtocolEntry:
    now = catalogue.protocols.get(content.protocol.id)
    phases = {**(now.phase_names if now else {}), **kept.phases}
    review = Review(None, None)
    return ProtocolEntry(content.protocol, kept.name, kept.patient_name, phases, (), (), (), (), (), review)
