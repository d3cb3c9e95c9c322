"""What no rule reads out of the documents: amendments.yaml and settled.yaml by row, readings.yaml by clause."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.catalogue.extract.corrections import Row
from tests.catalogue.extract.documents import ExtractError, Json

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Amendments:
    """The three files. `settled` rows change nothing in the extract, `called` are short names of protocols."""

    lines: list[Json]
    phases: list[Json]
    protocols: list[Json]
    schedules: dict[str, Json]
    hybrid: Json
    routines: dict[str, list[Json]]
    called: dict[str, str]
    settled: dict[str, str]
    readings: dict[str, list[Json] | None]

    def settles(self, label: str) -> bool:
        """Whether a row has an amendment, or a reason for having none."""
        entries = (*self.lines, *self.phases, *self.protocols)
        return label in self.settled or any(label in _labels(entry) for entry in entries)

    def account(self, rows: list[Row]) -> None:
        """Every prose row has an amendment or a reason, and every label is one of a row; ExtractError otherwise."""
        labels = {row.label for row in rows}
        entries = (*self.lines, *self.phases, *self.protocols)
        named = {*self.settled, *(label for entry in entries for label in _labels(entry))}
        if unknown := {label for label in named if label not in labels and not label.startswith("SPEC ")}:
            raise ExtractError(f"amended or settled are rows that CORRECTIONS has not: {sorted(unknown)}")
        lost = [row.label for row in rows if not row.label.startswith("D") and not self.settles(row.label)]
        if lost:
            raise ExtractError(f"neither an amendment nor a reason for none: {lost}")


def _labels(entry: Json) -> list[str]:
    row = entry["row"]
    return row if isinstance(row, list) else [row]


def load_amendments() -> Amendments:
    """The files as they are checked in."""
    return Amendments(**_read("amendments"), settled=_read("settled"), readings=_read("readings"))


def _read(name: str) -> Json:
    read: Json = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return read
