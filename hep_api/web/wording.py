"""Turns a phrase of the engine into a sentence in a person's language."""

import re
from collections.abc import Sequence
from typing import Any

from hep_api.catalogue import Catalogue
from hep_api.catalogue.comparison import Change
from hep_api.engine.explain import Phrase

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
WITHOUT_VALUE = re.compile(r" (?=,|\(\))(\(\))?")
LIST = re.compile(r",\s*")
AS_WRITTEN = frozenset({"reason", "before", "after", "clause", "details"})
"""Values that are shown as they are: a person's own words, and doses and sentences that are ready to read."""


def say(catalogue: Catalogue, language: str, phrase: Phrase, protocol_id: str = "") -> str:
    """The sentence of a phrase; a value that is missing leaves a gap, an unknown key is shown as it is.

    Slugs of exercises, measurements and confirmations become their names, and so do phases and rungs: a phase belongs
    to the protocol, a rung to the exercise that is the phrase's subject.
    """
    sentences = catalogue.wording.get(language, catalogue.wording["en"])
    values = dict(phrase.values)
    named = Names(catalogue, language, protocol_id, values.get("subject", ""))
    known = {name: value if name in AS_WRITTEN else named.of(value) for name, value in values.items()}
    return PLACEHOLDER.sub(lambda found: known.get(found[1], ""), sentences.get(phrase.key, phrase.key)).strip()


def told_changes(
    catalogue: Catalogue, language: str, changes: Sequence[Change], protocol_id: str
) -> list[dict[str, Any]]:
    """What differs between two versions of a protocol: one sentence each, with the phase (null: the programme)."""
    named = Names(catalogue, language, protocol_id)
    return [
        {
            "phase": {"id": change.phase, "name": named.of(change.phase)} if change.phase else None,
            "text": _sentence(catalogue, language, change, protocol_id),
        }
        for change in changes
    ]


def _sentence(catalogue: Catalogue, language: str, change: Change, protocol_id: str) -> str:
    parts = [
        (name, " ".join(say(catalogue, language, phrase, protocol_id) for phrase in phrases))
        for name, phrases in change.parts
    ]
    phrase = Phrase(change.phrase.key, (*change.phrase.values, *parts))
    return WITHOUT_VALUE.sub("", say(catalogue, language, phrase, protocol_id))


class Names:
    """What slugs, ids and words of the engine are called in one language."""

    def __init__(self, catalogue: Catalogue, language: str, protocol_id: str = "", subject: str = "") -> None:
        self._catalogue = catalogue
        self._language = language
        self._protocol = catalogue.protocols.get(protocol_id)
        self._exercise = catalogue.exercises.get(subject)

    def of(self, value: str) -> str:
        """The name of a value, part by part when it is a list with commas; what has no name stays as it is."""
        return ", ".join(self._one(part) for part in LIST.split(value))

    def _one(self, value: str) -> str:
        word = f"value.{NOT_A_WORD.sub('_', value.casefold()).strip('_')}"
        sentences = self._catalogue.wording.get(self._language, self._catalogue.wording["en"])
        return sentences.get(word) or self._text(value) or self._text(value.rpartition(":")[2]) or value

    def _text(self, slug: str) -> str:
        catalogue = self._catalogue
        if (exercise := catalogue.exercises.get(slug)) is not None:
            return exercise.name.of(self._language)
        if (measurement := catalogue.measurements.get(slug)) is not None:
            return measurement.name.of(self._language)
        if (confirmation := catalogue.confirmations.get(slug)) is not None:
            return confirmation.meaning.of(self._language).rstrip(".")
        texts = [
            self._protocol.phase_names.get(slug) if self._protocol else None,
            self._exercise.rung_names.get(slug) if self._exercise else None,
            catalogue.vocabulary["proms"].get(slug),
            catalogue.vocabulary["regions"].get(slug),
        ]
        return next((text.of(self._language) for text in texts if text is not None), "")
