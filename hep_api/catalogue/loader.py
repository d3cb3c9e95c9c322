"""All content of a folder read and checked together: either a whole catalogue or every mistake at once."""

from collections.abc import Sequence
from pathlib import Path

from hep_api.catalogue.checks_reach import check_reach
from hep_api.catalogue.document import Cursor, Problems, open_document
from hep_api.catalogue.exercises import read_exercises
from hep_api.catalogue.ladders import note_dead_ends
from hep_api.catalogue.measurements import read_confirmations, read_measurements, read_screening
from hep_api.catalogue.neighbours import check_neighbours
from hep_api.catalogue.protocols import read_protocol
from hep_api.catalogue.publishing import Published, check_published, read_published, seal_of, write_published
from hep_api.catalogue.values import LANGUAGES, Catalogue, ProtocolEntry
from hep_api.catalogue.vocabulary import Known, read_vocabulary
from hep_api.catalogue.walking import ground_of, reach
from hep_api.catalogue.wording import read_wording
from hep_api.errors import ContentError, NotFound

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds exercises.yaml and hep_api/."""

FOLDER = Path("hep_api/catalogue")
PUBLISHED = FOLDER / "published.yaml"
"""Every published version; absent while nothing is published."""
SHARED = (Path("exercises.yaml"), *(FOLDER / f"{name}.yaml" for name in ("vocabulary", "measurements")))
"""What every protocol refers to."""

Read = tuple[Cursor, ProtocolEntry, Known]
"""A protocol as read, with the root of its file and what it may refer to."""


def load(root: Path | None = None) -> Catalogue:
    """The catalogue of a folder (default: the product's own). ContentError lists every mistake of every file.

    Reading takes a moment: the caller keeps the result.
    """
    problems = Problems()
    reader = _Reader((root or ROOT).resolve(), problems)
    catalogue = reader.catalogue()
    problems.refuse()
    return catalogue


def check(paths: Sequence[Path] = (), root: Path | None = None, *, walk: bool = True) -> Problems:
    """Mistakes and notes of the whole catalogue, or of these protocol files (or folders of them) against it.

    A perfect patient walks each protocol that reads without a mistake, unless `walk` is off: it takes a second each.
    """
    problems = Problems()
    reader = _Reader((root or ROOT).resolve(), problems)
    if paths:
        full = [path.resolve() for path in paths]
        files = [file for path in full for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
        found = reader.read(files, reader.known())
    else:
        reader.catalogue()
        found = reader.protocols_read
    if walk:
        reader.walk(found)
    return problems


def load_edited(path: Path, root: Path | None = None) -> ProtocolEntry:
    """One protocol that somebody edits, in a file of any name, read against the catalogue of a folder.

    ContentError lists every mistake of the file.
    """
    problems = Problems()
    reader = _Reader((root or ROOT).resolve(), problems)
    entry = reader.edited(path.resolve(), reader.known())
    problems.refuse()
    if entry is None:
        raise ContentError([f"{path}:1: holds no protocol"])
    return entry


def publish(ids: Sequence[str], root: Path | None = None) -> list[ProtocolEntry]:
    """Publish the versions that these protocols have now; those that were not published before.

    NotFound for an id that there is not, ContentError when there is any mistake in the folder; nothing is written then.
    """
    folder, problems = (root or ROOT).resolve(), Problems()
    reader = _Reader(folder, problems)
    catalogue = reader.catalogue()
    problems.refuse()
    for protocol_id in ids:
        if protocol_id not in catalogue.protocols:
            raise NotFound(f"There is no protocol '{protocol_id}'; known: {', '.join(catalogue.protocols)}.")
    entries = [catalogue.protocols[protocol_id] for protocol_id in dict.fromkeys(ids)]
    fresh = [one for one in entries if (one.protocol.id, one.protocol.version) not in catalogue.published]
    (folder / PUBLISHED).write_text(reader.published_with(fresh), encoding="utf-8")
    return fresh


class _Reader:
    """Opens the files of one folder in the order in which they refer to each other."""

    def __init__(self, root: Path, problems: Problems) -> None:
        self._root = root
        self._problems = problems
        self._exercises: dict[str, Cursor] = {}
        self._documents: dict[str, Cursor] = {}
        self._published = self._read_published()
        self.protocols_read: list[Read] = []

    def _read_published(self) -> Published:
        document = self._open(PUBLISHED) if (self._root / PUBLISHED).exists() else None
        return {} if document is None else read_published(document)

    def published_with(self, entries: Sequence[ProtocolEntry]) -> str:
        """The text of published.yaml with these versions besides those that it has."""
        published = {protocol_id: dict(versions) for protocol_id, versions in self._published.items()}
        for entry in entries:
            seal = seal_of(self._documents[entry.protocol.id], entry, self._exercises)
            published.setdefault(entry.protocol.id, {})[entry.protocol.version] = seal
        return write_published(published)

    def known(self) -> Known:
        vocabulary = read_vocabulary(self._open(FOLDER / "vocabulary.yaml"))
        document = self._open(Path("exercises.yaml"))
        exercises = read_exercises(document, vocabulary)
        check_neighbours(document, exercises)
        self._exercises = dict(document.entries()) if document is not None else {}
        return Known(
            vocabulary=vocabulary,
            exercises=exercises,
            measurements=read_measurements(self._open(FOLDER / "measurements.yaml"), vocabulary["units"]),
            confirmations=read_confirmations(self._open(FOLDER / "confirmations.yaml")),
        )

    def read(self, files: Sequence[Path], known: Known) -> list[Read]:
        found: list[Read] = []
        for document in [document for file in files if (document := self._open(file)) is not None]:
            entry = read_protocol(document, known)
            check_published(document, entry, self._exercises, self._published)
            found.append((document, entry, known))
            self._documents[entry.protocol.id] = document
        return found

    def walk(self, protocols: list[Read]) -> None:
        """Check by walking it every protocol that reads without a mistake, if what all share does so too."""
        if any(self._problems.touch(str(file)) for file in SHARED):
            return
        wording = read_wording({"en": self._open(FOLDER / "wording/en.yaml")})["en"]
        for document, entry, known in protocols:
            if not self._problems.touch(document.file):
                check_reach(document, reach(ground_of(entry, known.exercises, known.measurements)), wording)

    def edited(self, file: Path, known: Known) -> ProtocolEntry | None:
        document = self._open(file)
        return None if document is None else read_protocol(document, known, any_name=True)

    def catalogue(self) -> Catalogue:
        known = self.known()
        note_dead_ends(self._open(Path("exercises.yaml")), known.exercises)
        files = sorted((self._root / FOLDER / "protocols").glob("*.yaml"))
        self.protocols_read = self.read(files, known)
        wording = {name: self._open(FOLDER / f"wording/{name}.yaml") for name in LANGUAGES}
        return Catalogue(
            exercises=known.exercises,
            protocols={entry.protocol.id: entry for _, entry, _ in self.protocols_read},
            measurements=known.measurements,
            confirmations=known.confirmations,
            screening=read_screening(self._open(FOLDER / "screening.yaml")),
            vocabulary=known.vocabulary,
            wording=read_wording(wording),
            published=frozenset((name, version) for name, seals in self._published.items() for version in seals),
        )

    def _open(self, path: Path) -> Cursor | None:
        """A path of the folder, or an absolute one; messages call files of the folder by their short name."""
        full = self._root / path
        name = full.relative_to(self._root) if full.is_relative_to(self._root) else full
        return open_document(full, str(name), self._problems)
