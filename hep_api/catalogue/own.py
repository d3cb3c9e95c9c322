"""A clinic's own content on top of the shipped: read by the same readers, checked by the same linter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hep_api.catalogue.document import Cursor, Problem, Problems, open_text
from hep_api.catalogue.exercises import read_exercises
from hep_api.catalogue.neighbours import check_neighbours
from hep_api.catalogue.protocols import read_protocol
from hep_api.catalogue.values import Catalogue, ExerciseEntry, ProtocolEntry
from hep_api.catalogue.vocabulary import Known
from hep_api.catalogue.written import OwnText, is_protocol, place_of

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
LONGEST_NAME = 60
STORED = "clinic:"
"""What messages call a text that is stored already, before its name."""


@dataclass(slots=True)
class Own:
    """A clinic's exercises and protocols as values."""

    exercises: dict[str, ExerciseEntry] = field(default_factory=dict)
    protocols: dict[str, ProtocolEntry] = field(default_factory=dict)


def read_own(shipped: Catalogue, documents: Sequence[Cursor]) -> Own:
    """What the files of one clinic hold; they may refer to each other in any order. Mistakes are noted in each."""
    own, first, taken = Own(), dict[str, Cursor](), _taken(shipped)
    of_exercises = [document for document in documents if not is_protocol(document)]
    of_protocols = [document for document in documents if is_protocol(document)]
    for document in of_exercises:
        for slug, below in document.entries():
            _check_name(slug, below, SLUG, taken, first)
        own.exercises |= read_exercises(document, shipped.vocabulary)
    every = {**own.exercises, **shipped.exercises}
    for document in of_exercises:
        check_neighbours(document, every)
    known = Known(shipped.vocabulary, every, shipped.measurements, shipped.confirmations)
    for document in of_protocols:
        entry = read_protocol(document, known, any_name=True)
        if entry.protocol.id:
            _check_name(entry.protocol.id, place_of(document, "id"), ID, taken, first)
        own.protocols[entry.protocol.id] = entry
    return own


def open_stored(texts: Sequence[OwnText], problems: Problems) -> list[Cursor]:
    """Stored texts as documents."""
    opened = [open_text(text.text, f"{STORED}{text.name}", problems) for text in texts]
    return [document for document in opened if document is not None]


def with_own(shipped: Catalogue, texts: Sequence[OwnText]) -> tuple[Catalogue, list[Problem]]:
    """The shipped catalogue with stored texts on top, and what is wrong with those that no longer fit.

    A text that a newer product cannot read is left out, and so is what refers to it: the rest goes on working.
    """
    kept, mistakes = list(texts), list[Problem]()
    while True:
        problems = Problems()
        own = read_own(shipped, open_stored(kept, problems))
        if not problems.found:
            return _merged(shipped, own, kept), sorted(set(mistakes))
        mistakes += problems.found
        broken = {problem.file.removeprefix(STORED) for problem in problems.found}
        kept = [text for text in kept if text.name not in broken]


def _merged(shipped: Catalogue, own: Own, texts: Sequence[OwnText]) -> Catalogue:
    versions = {(name, entry.protocol.version) for name, entry in own.protocols.items()}
    return replace(
        shipped,
        exercises={**shipped.exercises, **own.exercises},
        protocols={**shipped.protocols, **own.protocols},
        published=shipped.published | versions,
        own=frozenset(text.name for text in texts),
        retired=frozenset(text.name for text in texts if text.retired),
    )


def _taken(shipped: Catalogue) -> frozenset[str]:
    """Every word that sentences turn into a name: one more meaning of it would rename the shipped one."""
    terms = shipped.vocabulary
    return frozenset(
        {*shipped.exercises, *shipped.protocols, *shipped.measurements, *shipped.confirmations}
        | {*terms["regions"], *terms["proms"]}
    )


def _check_name(name: str, at: Cursor, form: re.Pattern[str], taken: frozenset[str], first: dict[str, Cursor]) -> None:
    if not form.fullmatch(name) or len(name) > LONGEST_NAME:
        joined = "-" if form is SLUG else "_"
        at.fail(f"'{name}' is no name: lower-case letters and digits joined by '{joined}', at most {LONGEST_NAME}")
    if name in taken:
        at.fail(f"'{name}' is a name of the shipped catalogue: choose another one")
    before = first.setdefault(name, at)
    if before is not at:
        at.fail(f"'{name}' is also in {before.file}:{before.line}")
