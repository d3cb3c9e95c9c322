"""The story as a table for a terminal: one row an event, long cells wrapped."""

import textwrap
from collections.abc import Callable, Sequence

HEADINGS = ("day", "prescribed", "done", "pain", "decision", "why")
WIDTHS = (14, 41, 20, 7, 40, 44)
GAP = "  "


class Table:
    """Prints rows as they come, and a heading before each chapter."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def chapter(self, title: str, *about: str) -> None:
        """A title, a few sentences about what is to be seen, and the column headings."""
        self._write("")
        self._write(title)
        self._write("=" * len(title))
        width = sum(WIDTHS) + len(GAP) * (len(WIDTHS) - 1)
        for sentence in about:
            self._write(textwrap.fill(sentence, width))
        self._write("")
        self.row(HEADINGS[0], **{name: name for name in HEADINGS[1:]})
        self._write(GAP.join("-" * width for width in WIDTHS))

    def row(
        self, day: str, *, prescribed: str = "", done: str = "", pain: str = "", decision: str = "", why: str = ""
    ) -> None:
        """One event; a line break inside a cell stays one."""
        cells = [_wrapped(text, width) for text, width in
                 zip((day, prescribed, done, pain, decision, why), WIDTHS, strict=True)]  # fmt: skip
        for line in range(max(len(cell) for cell in cells)):
            parts = [_line(cell, line).ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)]
            self._write(GAP.join(parts).rstrip())

    def note(self, day: str, text: str) -> None:
        """One event that is best told in a sentence across the whole table."""
        indent = " " * (WIDTHS[0] + len(GAP))
        room = sum(WIDTHS[1:]) + len(GAP) * (len(WIDTHS) - 2)
        lines = textwrap.wrap(text, room) or [""]
        self._write(f"{day.ljust(WIDTHS[0])}{GAP}{lines[0]}")
        for line in lines[1:]:
            self._write(f"{indent}{line}")


def _wrapped(text: str, width: int) -> list[str]:
    return [line for part in text.split("\n") for line in textwrap.wrap(part, width) or [""]]


def _line(cell: Sequence[str], line: int) -> str:
    return cell[line] if line < len(cell) else ""
