"""The exercise strings of a protocol's phases: slug, dose, own frequency, and the words that remain."""

import re

from tests.catalogue.extract.documents import ExtractError, Json
from tests.catalogue.extract.doses import dose, frequency

OFTEN = (
    (re.compile(r"\b((?:\d-)?\d/wk(?: \*\d/d)?)(?=\s|$)"), "{0}"),
    (re.compile(r"\b(q\d+d)\b"), "{0}"),
    (re.compile(r"(?<!/)\b(\d)/d\b"), "7/wk *{0}/d"),
    (re.compile(r"\bevery (\d)(?:st|nd|rd|th) day\b"), "q{0}d"),
    (re.compile(r"\bevery (\d) days\b"), "q{0}d"),
    (re.compile(r"\btwice daily\b"), "7/wk *2/d"),
    (re.compile(r"\bdaily\b"), "7/wk"),
    (re.compile(r"\bweekly\b"), "1/wk"),
)
"""How exercise strings say how often, and the same in the grammar; the first that fits counts."""

EMPTY_WORDS = {"staged", "(knees>ankles>forefeet)"}
"""Words that only repeat what the catalogue line says."""


def menu(strings: list[str | Json], slugs: set[str]) -> list[Json]:
    """The exercises of a phase in order; 'a or b' becomes a and, instead of it, b."""
    found: list[Json] = []
    for entry in strings:
        if isinstance(entry, dict):
            found.append(entry)
            continue
        first, *others = re.split(r" (?:or|OR) ", entry)
        found.append(listing(first, slugs))
        for other in others:
            found.append({**listing(other, slugs), "instead_of": found[-1]["slug"]})
    return found


def listing(text: str, slugs: set[str]) -> Json:
    """One exercise string; ExtractError when it begins with no slug."""
    slug, _, rest = text.partition(" ")
    if slug not in slugs:
        raise ExtractError(f"'{text}' begins with no exercise")
    rest, often = _often(rest)
    goal = re.search(r"if goal\.(\w+)", rest)
    rest, waits = re.subn(r"\bneeds sign-off\b", "", rest)
    falling = re.search(r"\d+x\d+RM to \d+x\d+RM", rest)
    read: Json = {
        "slug": slug,
        "dose": None,
        "frequency": often,
        "if_goal": goal and goal[1],
        "falling": falling and falling[0],
        "needs_sign_off": bool(waits) or None,
    }
    words = []
    for word in rest.split():
        found = dose(word)
        if found is not None and read["dose"] is None:
            read["dose"] = found
        elif word not in EMPTY_WORDS:
            words.append(word)
    return {**read, "note": " ".join(words) or None}


def _often(text: str) -> tuple[str, Json | None]:
    for pattern, written in OFTEN:
        match = pattern.search(text)
        if match:
            return text[: match.start()] + text[match.end() :], frequency(written.format(*match.groups()))
    return text, None
