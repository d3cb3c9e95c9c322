"""The verdicts as a table, and every survivor with its diff and, where somebody wrote one, why it is harmless."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

HARMLESS = Path("tests/engine/harmless_mutants.yaml")
NOTICED = ("killed", "timeout")
HEAD = ("module", "mutants", "killed", "timeout", "survived", "of them harmless", "kill rate")


@dataclass(frozen=True, slots=True)
class Change:
    """A mutation without its line number: the function, what stood there, and what the mutant says instead."""

    where: str
    was: str
    now: str

    @classmethod
    def of(cls, name: str, diff: str) -> "Change":
        """Read it from a mutant's name and diff."""
        module, _, function = name.partition(".x")
        where = f"{module.rpartition('.')[2]}.{function.split('__mutmut_')[0].strip('_ǁ').replace('ǁ', '.')}"
        lines = diff.splitlines()[2:]
        was = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
        now = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
        return cls(where, was, now)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test noticed, and the reason why it does no harm, if it is known."""

    name: str
    diff: str
    harmless: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one group's sample."""

    group: str
    asked: int
    statuses: Mapping[str, int]
    survivors: tuple[Survivor, ...]

    @property
    def noticed(self) -> int:
        """Mutants that made a test fail or run for ever."""
        return sum(self.statuses.get(status, 0) for status in NOTICED)

    @property
    def judged(self) -> int:
        """Mutants with a verdict."""
        return sum(self.statuses.values())

    def cells(self) -> tuple[str, ...]:
        """One row of the table."""
        killed, timeout = (self.statuses.get(status, 0) for status in NOTICED)
        harmless = sum(bool(survivor.harmless) for survivor in self.survivors)
        rate = f"{self.noticed / self.judged:.1%}" if self.judged else "-"
        numbers = (self.judged, killed, timeout, self.judged - self.noticed, harmless)
        return (self.group, *(str(number) for number in numbers), rate)


def total(tallies: Sequence[Tally]) -> Tally:
    """All groups together."""
    statuses: Counter[str] = Counter()
    for tally in tallies:
        statuses.update(tally.statuses)
    survivors = tuple(survivor for tally in tallies for survivor in tally.survivors)
    return Tally("all", sum(tally.asked for tally in tallies), statuses, survivors)


def known_harmless(root: Path) -> dict[Change, str]:
    """The reasons that are written down, by mutation."""
    path = root / HARMLESS
    entries = YAML(typ="safe").load(path) if path.exists() else None
    return {Change(entry["where"], entry["was"], entry["now"]): entry["why"] for entry in entries or ()}


def table(tallies: Sequence[Tally]) -> str:
    """The table in Markdown, as it stands in the documentation."""
    rows = [tally.cells() for tally in (*tallies, total(tallies))]
    lines = [HEAD, tuple("---" for _ in HEAD), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def survivors_text(tallies: Sequence[Tally]) -> str:
    """Every survivor: those without a reason first, with the entry that would give them one."""
    found = sorted(
        (survivor for tally in tallies for survivor in tally.survivors), key=lambda each: (each.harmless, each.name)
    )
    parts = []
    for survivor in found:
        change = Change.of(survivor.name, survivor.diff)
        if survivor.harmless:
            parts.append(f"{survivor.name}\n  harmless: {survivor.harmless}")
        else:
            entry = f"- where: {change.where}\n  was: {change.was!r}\n  now: {change.now!r}\n  why: "
            parts.append(f"{survivor.name}\n{survivor.diff}\n{entry}")
    return "\n\n".join(parts)
