"""Anchors: the heads of the audit chains, written where a database administrator cannot change them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import orjson

from hep_api.codec import canonical

PATTERN = "anchors-*.jsonl"


@dataclass(frozen=True, slots=True)
class Anchor:
    """At an instant, a chain had this many links, and this was the mac of the last."""

    at: datetime
    clinic_id: UUID
    sequence: int
    mac: str


def file_of(folder: Path, at: datetime) -> Path:
    """The file of a month: every month begins with the heads of all chains."""
    return folder / f"anchors-{at:%Y-%m}.jsonl"


def add_anchors(folder: Path, anchors: Iterable[Anchor], at: datetime) -> None:
    """Append anchors to the file of the month, one a line, in one write."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = b"".join(canonical(plain(anchor)) + b"\n" for anchor in anchors)
    with file_of(folder, at).open("ab", buffering=0) as file:
        file.write(lines)


def plain(anchor: Anchor) -> dict[str, object]:
    """An anchor as it is written and sent."""
    return {**asdict(anchor), "at": anchor.at.isoformat(), "clinic_id": str(anchor.clinic_id)}


def read_file(file: Path) -> Iterator[Anchor]:
    """The anchors of one file; raises ValueError naming a line that is none."""
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        try:
            told = orjson.loads(line)
            at, clinic_id = datetime.fromisoformat(told["at"]), UUID(told["clinic_id"])
            yield Anchor(at, clinic_id, int(told["sequence"]), str(told["mac"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{file.name}:{number}: this line is no anchor") from error


def read_folder(folder: Path) -> list[Anchor]:
    """Every anchor, oldest file first; raises ValueError naming a line that is none."""
    return [anchor for file in sorted(folder.glob(PATTERN)) for anchor in read_file(file)]
