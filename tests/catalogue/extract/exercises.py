"""The catalogue lines of SPEC 1.3 and the table of FAMILIES as exercises."""

import re

from tests.catalogue.extract.documents import ExtractError, Json, listed, rows
from tests.catalogue.extract.doses import dosage, dose

LADDER = re.compile(r"(?P<rungs>.*) \[\+(?P<unit>\w+)(?: (?P<step>\S+))?\]")
RUNG = re.compile(r"(?P<text>.*?)(?: \{(?P<instead>[^}]*)\})?")


def catalogue_lines(block: str) -> dict[str, str]:
    """Slug -> line, in written order."""
    return {line.partition(" | ")[0]: line for line in block.splitlines() if line.strip()}


def families(page: str) -> dict[str, Json]:
    """Slug -> family, also, region and bands of FAMILIES."""
    found = {}
    for slug, family, also, region, bands in (cells for cells in rows(page) if len(cells) == 5):
        found[slug] = {"family": family, "also": listed(also), "region": region, "bands": listed(bands)}
    return found


def exercise(line: str, family: Json) -> Json:
    """One catalogue line with its load family."""
    cells = line.split(" | ")
    if len(cells) != 9:
        raise ExtractError(f"{cells[0]}: {len(cells)} cells instead of 9")
    _, name, target, bands, _, prescribed, ladder = cells[:7]
    match = LADDER.fullmatch(ladder)
    if match is None:
        raise ExtractError(f"{cells[0]}: the ladder has no progression unit")
    if listed(bands) != family["bands"]:
        raise ExtractError(f"{cells[0]}: bands {bands} in SPEC, {family['bands']} in FAMILIES")
    return {
        **family,
        **dosage(prescribed),
        "name": name,
        "target": target,
        "ladder": [rung(text) for text in match["rungs"].split(" > ")],
        "unit": match["unit"],
        "step": match["step"],
    }


def rung(text: str) -> Json:
    """One rung: its text and what `{...}` puts in the place of the base dose or side [CORRECTIONS B10]."""
    match = RUNG.fullmatch(text.strip())
    if match is None:
        raise ExtractError(f"'{text}' is no rung")
    read: Json = {"text": match["text"], "dose": None, "per_side": None, "from_band": None}
    if match["instead"] in {"ps", "both"}:
        read["per_side"] = match["instead"] == "ps"
    elif match["instead"]:
        read["dose"] = dose(match["instead"])
        if read["dose"] is None:
            raise ExtractError(f"'{text}' replaces the dose by none")
    return read
