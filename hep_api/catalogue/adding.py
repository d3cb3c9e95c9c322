"""Files that a clinic adds, checked against each other, the shipped catalogue and what the clinic has already."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hep_api.catalogue.checks_reach import check_reach
from hep_api.catalogue.document import Cursor, Problem, Problems, open_text, read_file
from hep_api.catalogue.own import Own, open_stored, read_own
from hep_api.catalogue.values import Catalogue
from hep_api.catalogue.walking import ground_of, reach
from hep_api.catalogue.written import OwnText, place_of, texts_of


@dataclass(frozen=True, slots=True)
class _Given:
    """One text with the file it came in."""

    text: OwnText
    document: Cursor


def read_added(shipped: Catalogue, stored: Sequence[OwnText], files: Sequence[Path]) -> list[OwnText]:
    """What the files hold; ContentError lists every mistake of all of them, and what they would spoil in `stored`.

    Once they read without a mistake, a perfect patient walks the protocols.
    """
    problems = Problems()
    documents: list[Cursor] = []
    given: list[_Given] = []
    for path in files:
        written = read_file(path, str(path), problems)
        document = None if written is None else open_text(written, str(path), problems)
        if written is not None and document is not None:
            documents.append(document)
            given += [_Given(text, document) for text in texts_of(document, written)]
    fresh = {one.text.name for one in given}
    kept = [text for text in stored if text.name not in fresh and not text.retired]
    own = read_own(shipped, [*open_stored(kept, problems), *documents])
    known = {text.name: text for text in stored}
    for one in given:
        if one.text.name in known:
            _check_successor(one, known[one.text.name])
    _refuse_news(problems, _mistakes(shipped, [text for text in stored if not text.retired]))
    for one in given:
        if one.text.kind == "protocol":
            _walk(shipped, own, one)
    problems.refuse()
    return [one.text for one in given]


def _walk(shipped: Catalogue, own: Own, one: _Given) -> None:
    ground = ground_of(own.protocols[one.text.name], {**shipped.exercises, **own.exercises}, shipped.measurements)
    check_reach(one.document, reach(ground), shipped.wording["en"])


def spoiled_without(shipped: Catalogue, stored: Sequence[OwnText], name: str) -> list[str]:
    """Where offered content refers to a name, so that it cannot go; [] when nothing does."""
    offered = [text for text in stored if not text.retired]
    gone = _mistakes(shipped, [text for text in offered if text.name != name])
    return [str(problem) for problem in sorted(gone - _mistakes(shipped, offered))]


def _mistakes(shipped: Catalogue, texts: Sequence[OwnText]) -> set[Problem]:
    problems = Problems()
    read_own(shipped, open_stored(texts, problems))
    return set(problems.found)


def _refuse_news(problems: Problems, old: set[Problem]) -> None:
    """Raise for what the files brought; what was wrong before is not their fault."""
    problems.found = [problem for problem in problems.found if problem not in old]
    problems.refuse()


def _check_successor(one: _Given, before: OwnText) -> None:
    new = one.text
    if new.kind != before.kind:
        place_of(one.document, "id" if new.kind == "protocol" else new.name).fail(
            f"'{new.name}' is {'an' if before.kind == 'exercise' else 'a'} {before.kind} of this clinic already"
        )
    elif new.kind == "protocol" and new.hash != before.hash and _number(new.version) <= _number(before.version):
        place_of(one.document, "version").fail(
            f"version {before.version} of '{new.name}' is stored with another text: this one needs a higher version"
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))
