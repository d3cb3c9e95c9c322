"""Finds exercises by words, region, what is at hand, phase band and load family."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hep_api.catalogue import Catalogue
from hep_api.catalogue.values import ExerciseEntry
from hep_api.catalogue.vocabulary import FAMILIES
from hep_api.engine.protocol import Band
from hep_api.errors import FieldError, Invalid

BANDS = tuple(band.value for band in Band)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; every filter that is set must hold, "" = whatever it is.

    `text` are words of the name, cue or targets in any language. `equipment` are comma-separated slugs of what is at
    hand, None = whatever it needs, "" = without anything. `family` is any family that the exercise loads.
    """

    text: str = ""
    region: str = ""
    equipment: str | None = None
    band: str = ""
    family: str = ""

    @property
    def at_hand(self) -> set[str] | None:
        """The slugs of what is at hand; None = whatever it needs."""
        if self.equipment is None:
            return None
        return {slug.strip() for slug in self.equipment.split(",") if slug.strip()}


def matching(catalogue: Catalogue, wish: Wish) -> list[ExerciseEntry]:
    """The exercises on offer that were wished for, in catalogue order; raises Invalid naming what is allowed."""
    mistakes = list(_mistakes(catalogue, wish))
    if mistakes:
        raise Invalid("Some fields cannot be used.", mistakes)
    words, at_hand = _plain(wish.text).split(), wish.at_hand
    return [
        entry
        for entry in catalogue.exercises.values()
        if catalogue.offers(entry.exercise.slug)
        and wish.region in ("", entry.exercise.region)
        and (at_hand is None or at_hand.issuperset(entry.equipment))
        and (not wish.band or Band(wish.band) in entry.exercise.bands)
        and (not wish.family or wish.family in entry.exercise.families)
        and _mentions(catalogue, entry, words)
    ]


def _mistakes(catalogue: Catalogue, wish: Wish) -> Iterator[FieldError]:
    vocabulary = catalogue.vocabulary
    for path, asked, allowed in (
        ("region", {wish.region} - {""}, vocabulary["regions"]),
        ("equipment", wish.at_hand or set(), vocabulary["equipment"]),
        ("band", {wish.band} - {""}, BANDS),
        ("family", {wish.family} - {""}, sorted(FAMILIES)),
    ):
        for slug in sorted(asked.difference(allowed)):
            yield FieldError(path, f"There is no '{slug}'; allowed: {', '.join(allowed)}.")


def _mentions(catalogue: Catalogue, entry: ExerciseEntry, words: list[str]) -> bool:
    if not words:
        return True
    targets = [catalogue.vocabulary["targets"].get(slug) for slug in entry.targets]
    texts = [entry.name, entry.cue, *(text for text in targets if text)]
    said = _plain(" ".join([entry.exercise.slug, *(part for text in texts for part in (text.en, text.es))]))
    return all(word in said for word in words)


def _plain(text: str) -> str:
    """Lower case and without accents, so that 'sóleo' is found by 'soleo'."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in bare if not unicodedata.combining(character))
