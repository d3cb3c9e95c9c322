"""A gate: its clause texts, each with what it asks of stored facts."""

import re

from tests.catalogue.extract import clauses
from tests.catalogue.extract.documents import ExtractError, Json
from tests.catalogue.extract.readings import structured

EACH_SETTLED = "morning(settled, after each)"
"""A clause about the sessions of the clause before it."""


def gate(texts: list[str], readings: dict[str, list[Json] | None]) -> list[Json]:
    """The clauses in order; `reads` is None where one asks nothing by itself. `readings` go before the grammar."""
    found: list[Json] = []
    for text in texts:
        asked = readings[text] if text in readings else clauses.read(text)
        if asked is None and text not in readings:
            raise ExtractError(f"neither the grammar nor readings.yaml reads the clause '{text}'")
        if text == EACH_SETTLED:
            found[-1]["reads"][-1]["args"]["next_morning"] = "settled"
        found.append({"text": text, "reads": None if asked is None else [structured(reading) for reading in asked]})
    return found


def taper(texts: list[str]) -> str | None:
    """'race_on 28 d 1/wk' out of 'race_on - 28 d: freq 1/wk'."""
    found = [re.fullmatch(r"(\w+_on) - (\d+) d: freq (\d)/wk", text) for text in texts]
    return next((f"{match[1]} {match[2]} d {match[3]}/wk" for match in found if match), None)
