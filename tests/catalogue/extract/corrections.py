"""The rows of CORRECTIONS: replacements that can be done by themselves are done, all others need an amendment.

A row is called by its section and first cell: `D2 pfp.P3`, `D2 freq nordic.P1`, `B8`, `F ACL phase 1`.
"""

import re
from dataclasses import dataclass

from tests.catalogue.extract.documents import ExtractError, fragments, rows, section

SECTIONS = {"## B.": "", "## C.": "", "### D1": "D1 ", "### D2": "D2 ", "## F.": "F "}


@dataclass(frozen=True, slots=True)
class Row:
    """One correction: how it is called, where it applies, what stood there and what stands there now."""

    label: str
    where: str
    old: str
    new: str

    @property
    def replacement(self) -> list[tuple[str, str]]:
        """Old and new fragment in pairs; none where the row is prose."""
        old, new = fragments(self.old), fragments(self.new)
        if not old or len(old) != len(new):
            return []
        return [(before, _with_key(before, after)) for before, after in zip(old, new, strict=True)]


def _with_key(before: str, after: str) -> str:
    """`weeks: [1, 2]` -> `[1, 3]` means `weeks: [1, 3]`."""
    key = re.match(r"\w+: ", before)
    return after if key is None or re.match(r"\w+: ", after) else key[0] + after


def correction_rows(page: str) -> list[Row]:
    """Every row of the sections B, C, D and F; D2's second table holds frequencies."""
    found = []
    for heading, prefix in SECTIONS.items():
        for cells in rows(section(page, heading)):
            frequency = "freq " if heading == "### D2" and len(cells) == 2 else ""
            found.append(Row(f"{prefix}{frequency}{cells[0]}", cells[0], *_old_and_new(prefix, cells)))
    return found


def _old_and_new(prefix: str, cells: list[str]) -> tuple[str, str]:
    return (cells[1], cells[2]) if prefix.startswith("D") and len(cells) == 3 else ("", cells[-1])


def replaced(text: str, row: Row) -> str:
    """A text with the row's fragments replaced; ExtractError when one of them is not there or the row is prose."""
    pairs = row.replacement
    if not pairs:
        raise ExtractError(f"{row.label}: no replacement can be read, an amendment must say what it does")
    for before, after in pairs:
        if text.count(before) != 1:
            raise ExtractError(f"{row.label}: `{before}` stands {text.count(before)} times in: {text[:120]}")
        text = text.replace(before, after)
    return text


def gates(page: str) -> dict[str, tuple[list[str], list[str]]]:
    """'pfp.P1' -> the clause texts of entry and exit, from section E."""
    found = {}
    for where, entry, leave in rows(section(page, "## E.")):
        found[where.strip("*")] = (_clauses(where, entry), _clauses(where, leave))
    return found


def _clauses(where: str, cell: str) -> list[str]:
    _, arrow, new = cell.partition(" -> ")
    left = re.sub(r"`[^`]+`", "", new).strip("; ")
    if not arrow or left:
        raise ExtractError(f"E {where}: '{cell}' holds more than clauses")
    return [text for fragment in fragments(new) for text in fragment.split("; ")]
