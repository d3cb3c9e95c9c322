"""The clinical folder as one value: exercises and protocols with every correction, and nothing left over."""

from pathlib import Path

from tests.catalogue.extract.amendments import Amendments, load_amendments
from tests.catalogue.extract.corrections import Row, correction_rows, gates
from tests.catalogue.extract.documents import ExtractError, Json, fence
from tests.catalogue.extract.exercises import catalogue_lines, exercise, families
from tests.catalogue.extract.exercises import rung as read_rung
from tests.catalogue.extract.measurements import confirmations, measurements
from tests.catalogue.extract.pages import corrected_lines, corrected_protocols
from tests.catalogue.extract.protocols import amended, protocol
from tests.catalogue.extract.references import check_references


def extract(folder: Path) -> Json:
    """What spec.json holds; ExtractError when anything is neither read nor explained."""
    spec, corrections, table, tests = (
        (folder / f"{name}.md").read_text(encoding="utf-8")
        for name in ("SPEC", "CORRECTIONS", "FAMILIES", "MEASUREMENTS")
    )
    amendments, rows = load_amendments(), correction_rows(corrections)
    amendments.account(rows)
    found = _exercises(spec, families(table), rows, amendments)
    protocols = _protocols(spec, corrections, rows, amendments, found)
    check_references(protocols, found, tests)
    return {
        "exercises": found,
        "protocols": protocols,
        "measurements": measurements(tests),
        "confirmations": confirmations(tests),
    }


def _exercises(spec: str, table: Json, rows: list[Row], amendments: Amendments) -> Json:
    written = catalogue_lines(fence(spec, "text"))
    if written.keys() != table.keys():
        raise ExtractError(f"SPEC and FAMILIES differ in {sorted(written.keys() ^ table.keys())}")
    found = {slug: exercise(line, table[slug]) for slug, line in corrected_lines(written, rows, amendments).items()}
    for change in amendments.lines:
        for slug in change["slugs"]:
            _amend(found[slug], change)
    return found


def _amend(entry: Json, change: Json) -> None:
    """Bands, sides and rungs that D1 gives in prose."""
    if "ladder" in change:
        entry["ladder"] = [read_rung(text) for text in change["ladder"]]
    if "per_side" in change:
        entry["dose"]["per_side"] = change["per_side"]
    entry["bands"] = change.get("bands", entry["bands"])
    for kind, texts in change.get("rungs", {}).items():
        marked = [rung for rung in entry["ladder"] if rung["text"] in texts]
        if len(marked) != len(texts):
            raise ExtractError(f"{change['row'][:40]}: {change['slugs']} has not the rungs {texts}")
        for rung in marked:
            rung.update({"from_band": kind} if kind == "S" else {"per_side": kind == "ps"})


def _protocols(spec: str, corrections: str, rows: list[Row], amendments: Amendments, exercises: Json) -> Json:
    entries = corrected_protocols(fence(spec, "yaml"), rows, amendments)
    amended(entries, amendments)
    structured = gates(corrections)
    places = {f"{entry['id']}.{phase['id']}" for entry in entries for phase in entry["phases"]}
    if places != structured.keys():
        raise ExtractError(f"section E and SPEC differ in {sorted(places ^ structured.keys())}")
    texts = {text for pair in structured.values() for gate in pair for text in gate}
    if unused := amendments.readings.keys() - texts:
        raise ExtractError(f"readings.yaml reads what section E does not say: {sorted(unused)}")
    slugs = set(exercises)
    return {entry["id"]: protocol(entry, structured, amendments, slugs) for entry in [*entries, amendments.hybrid]}
