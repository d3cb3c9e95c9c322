"""Case files read: one case a file or many that share what is given; every mistake of a file at once with its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hep_api.catalogue.cases.events import ENTRY, Reader
from hep_api.catalogue.cases.given import GIVEN, read_given
from hep_api.catalogue.cases.values import Asking, Case, Happening, Place, SessionTold
from hep_api.catalogue.document import Cursor, Fields, Problems, open_document
from hep_api.catalogue.scalars import some_of, text
from hep_api.catalogue.values import Catalogue
from hep_api.engine.facts import credited_on

FILE = ("about", "given", "before", "cases")
CASE = ("case", "why", "given", "events")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a file holds: its cases, or the mistakes that make it unreadable, each as 'file:line: what is wrong'."""

    path: Path
    cases: tuple[Case, ...]
    problems: tuple[str, ...] = ()


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The case files of some paths: files as they are, folders with everything called .yaml below them."""
    return [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]


def read_cases(path: Path, catalogue: Catalogue) -> CaseFile:
    """The cases of one file."""
    problems = Problems()
    document = open_document(path, str(path), problems)
    cases = _Cases(catalogue).file(document) if document else ()
    if problems.found:
        return CaseFile(path, (), tuple(problems.lines()))
    return CaseFile(path, cases)


@dataclass(frozen=True, slots=True)
class _Cases:
    catalogue: Catalogue

    def file(self, document: Cursor) -> tuple[Case, ...]:
        if not document.is_mapping() or not any(name == "cases" for name, _ in document.entries()):
            return (self._case(document, {}, (), ("about",)),)
        fields = document.fields(("cases",), FILE[:-1])
        fields.read("about", text, "")
        shared = fields.read("given", lambda below: below.fields((), GIVEN).found, {})
        before = fields.read("before", lambda below: tuple(below.items()), ())
        cases = fields.read("cases", some_of(lambda below: self._case(below, shared, before, ())), ())
        _check_names(fields.found["cases"], cases)
        return cases

    def _case(
        self, cursor: Cursor, shared: dict[str, Cursor], before: tuple[Cursor, ...], more: tuple[str, ...]
    ) -> Case:
        fields = cursor.fields(("case",), (*CASE[1:], *ENTRY, *more))
        for name in ("why", *more):
            fields.read(name, text, "")
        own = fields.read("given", lambda below: below.fields((), GIVEN).found, {})
        given = read_given(fields.found.get("given", cursor), Fields({**shared, **own}), self.catalogue)
        reader = Reader(given, self.catalogue)
        entries = [entry for below in before for entry in reader.entries(below, below.fields((), ENTRY))]
        entries += self._events(cursor, fields, reader)
        _check_gaps(cursor, reader, entries)
        if not any(isinstance(entry, Asking) for entry in entries):
            cursor.fail("nothing is expected: write 'expect' at least once")
        return Case(Place(cursor.file, cursor.line), fields.read("case", text, ""), given, tuple(entries))

    def _events(self, cursor: Cursor, fields: Fields, reader: Reader) -> list[Happening | Asking]:
        """The entries under `events`; without them the case is a row, and its own keys are the one entry."""
        row = Fields({name: below for name, below in fields.found.items() if name in ENTRY})
        if "events" not in fields.found:
            return reader.entries(cursor, row)
        for name, below in row.found.items():
            below.fail(f"'{name}' stands beside 'events': move it into one of them")
        below = fields.found["events"]
        return [entry for item in below.items() for entry in reader.entries(item, item.fields((), ENTRY))]


def _check_names(cursor: Cursor, cases: tuple[Case, ...]) -> None:
    seen: dict[str, int] = {}
    for below, case in zip(cursor.items(), cases, strict=True):
        if case.name in seen:
            below.fail(f"the case on line {seen[case.name]} has the same name")
        seen.setdefault(case.name, case.place.line)


def _check_gaps(cursor: Cursor, reader: Reader, entries: list[Happening | Asking]) -> None:
    for entry in entries:
        if not isinstance(entry, Happening) or not isinstance(entry.told, SessionTold):
            continue
        on = credited_on(entry.at, entry.zone)
        if any(first <= on <= last for first, last in reader.gaps):
            Cursor(cursor.node, cursor.file, cursor.path, entry.place.line, cursor.problems).fail(
                f"a session on {reader.given.named(on)} lies inside a gap"
            )
