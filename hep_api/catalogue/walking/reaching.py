"""Walks a protocol at the lower end of its frequencies, and at the upper end where that was too slow."""

from collections.abc import Iterable, Mapping

from hep_api.catalogue.walking.ground import Ground, at_upper_end
from hep_api.catalogue.walking.values import PhaseReach
from hep_api.catalogue.walking.walk import walk
from hep_api.engine.explain import Phrase


def reach(ground: Ground) -> tuple[PhaseReach, ...]:
    """What became of every phase, as far as the walk came."""
    lower = walk(ground)
    above = at_upper_end(ground)
    if above == ground or all(one.in_time for one in lower):
        return tuple(PhaseReach(one) for one in lower)
    upper = {one.phase: one for one in walk(above)}
    return tuple(PhaseReach(one, upper.get(one.phase)) for one in lower)


def sentence(phrases: Iterable[Phrase], wording: Mapping[str, str]) -> str:
    """Open clauses in words, one after the other."""
    return "; ".join(_words(phrase, wording) for phrase in phrases)


def _words(phrase: Phrase, wording: Mapping[str, str]) -> str:
    values = dict(phrase.values)
    subject = values.get("subject", "")
    if subject.startswith("run:"):
        return f"the runs to {subject.removeprefix('run:')}"
    if phrase.key.startswith("gate.min_weeks"):
        return f"its {values['threshold']} weeks at least"
    values["subject"] = subject.replace(",", ", ")
    said = wording.get(phrase.key, f"{phrase.key} {{subject}}: {{observed}} / {{threshold}}")
    return said.format(**values).rstrip(".")
