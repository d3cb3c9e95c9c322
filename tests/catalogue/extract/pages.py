"""The two blocks of SPEC as texts that corrections are replaced in: catalogue lines, protocols and their phases."""

import re

import yaml

from tests.catalogue.extract.amendments import Amendments
from tests.catalogue.extract.corrections import Row, replaced
from tests.catalogue.extract.documents import ExtractError, Json


def corrected_lines(lines: dict[str, str], rows: list[Row], amendments: Amendments) -> dict[str, str]:
    """The catalogue lines with D1 applied, by itself or as its amendment says."""
    lines = dict(lines)
    for row in rows:
        if not row.label.startswith("D1 ") or amendments.settles(row.label):
            continue
        for slug in row.where.split(", "):
            if slug not in lines:
                raise ExtractError(f"{row.label}: '{slug}' is no exercise")
            lines[slug] = replaced(lines[slug], row)
    for change in amendments.lines:
        for slug in change["slugs"]:
            for before, after in change.get("replace", {}).items():
                lines[slug] = replaced(lines[slug], Row(change["row"], slug, f"`{before}`", f"`{after}`"))
    return lines


def corrected_protocols(block: str, rows: list[Row], amendments: Amendments) -> list[Json]:
    """The protocols with those rows of D2 applied that are replacements of text."""
    chunks = {match[1]: match[0] for match in re.finditer(r"^- id: (\w+)\n(?:(?!- id: ).*\n?)*", block, re.MULTILINE)}
    for row in rows:
        if not row.label.startswith("D2 ") or amendments.settles(row.label):
            continue
        for where in row.where.split(", "):
            name, _, phase = where.partition(".")
            name = amendments.called.get(name, name)
            if name not in chunks:
                raise ExtractError(f"{row.label}: '{name}' is no protocol")
            chunks[name] = _in_place(chunks[name], phase, row)
    loaded: list[Json] = yaml.safe_load("".join(chunks.values()))
    return loaded


def _in_place(chunk: str, phase: str, row: Row) -> str:
    """A protocol's text with a row applied to one phase, or to what stands outside of phases."""
    lines = chunk.splitlines(keepends=True)
    begins = f"    - {{id: {phase}," if phase else "  "
    places = [place for place, line in enumerate(lines) if line.startswith(begins)]
    inside = [place for place in places if phase or not lines[place].startswith("    - {id:")]
    for before, _ in row.replacement:
        inside = [place for place in inside if before in lines[place]]
    if len(inside) != 1:
        raise ExtractError(f"{row.label}: {len(inside)} lines could be meant")
    lines[inside[0]] = replaced(lines[inside[0]], row)
    return "".join(lines)
