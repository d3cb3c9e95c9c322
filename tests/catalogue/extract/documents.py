"""Cuts the clinical pages into fenced blocks and into the rows of their tables."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
"""A part of spec.json."""


class ExtractError(Exception):
    """The documents hold something that neither a rule nor an amendment reads; the message says where."""


def fence(page: str, language: str) -> str:
    """The only fenced block of a language on a page; `text` may stand beside blocks of pseudocode, so the first one."""
    found = re.search(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    if found is None:
        raise ExtractError(f"there is no ```{language} block")
    return found[1]


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next heading of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    start = page.index(f"\n{heading}")
    rest = page[start + 1 :]
    end = re.search(rf"^#{{1,{level}}} ", rest.partition("\n")[2], re.MULTILINE)
    return rest if end is None else rest[: rest.index("\n") + 1 + end.start()]


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every table row, headings and rules left out."""
    lines = text.splitlines()
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if line.startswith("|") and not _rule(line) and not _rule(following):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def _rule(line: str) -> bool:
    return bool(re.fullmatch(r"\|[-| ]+\|", line))


def fragments(cell: str) -> list[str]:
    """What a cell writes between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def listed(text: str, separator: str = ",") -> list[str]:
    """The parts of an enumeration; none for an empty one or a dash."""
    return [part.strip() for part in text.split(separator) if part.strip() not in {"", "-"}]
