"""The table of a run, and its survivors with what was changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.mutants.groups import Group
from bench.mutants.making import Mutant

Drawn = Mapping[Group, tuple[Sequence[Mutant], int]]
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of the results: what became of a mutant, by which test, in how many seconds, on which sources."""

    key: str
    outcome: str
    by: str
    seconds: float
    world: str


def read_harmless(file: Path) -> dict[Place, str]:
    """The reason each known survivor is harmless, by function (or module) and changed text before and after."""
    if not file.exists():
        return {}
    rows = yaml.safe_load(file.read_text()) or []
    return {(row["where"], *(" ".join(row[text].split()) for text in ("was", "now"))): row["why"] for row in rows}


def place(mutant: Mutant) -> Place:
    """How the list of harmless mutants names this one."""
    return (f"{mutant.file.stem}.{mutant.function}".rstrip("."), *mutant.change)


def print_report(drawn: Drawn, judged: Mapping[str, Judged], harmless: Mapping[Place, str]) -> None:
    """Print one line a group and every survivor."""
    survivors: list[Mutant] = []
    head = ("of", "mutants", "killed", "timeout", "survived", "harmless", "rate")
    print(f"\n\n{'group':10}" + "".join(f"{name:>10}" for name in head))
    for group, (mutants, every) in drawn.items():
        seen = [mutant for mutant in mutants if mutant.key in judged]
        count = Counter(judged[mutant.key].outcome for mutant in seen)
        alive = [mutant for mutant in seen if judged[mutant.key].outcome == "survived"]
        survivors += alive
        known = sum(place(mutant) in harmless for mutant in alive)
        rate = 100 * (len(seen) - len(alive)) / len(seen) if seen else 0
        numbers = (every, len(seen), count["killed"], count["timeout"], len(alive), known)
        print(f"{group.name:10}" + "".join(f"{number:10}" for number in numbers) + f"{rate:9.1f}%")
    for mutant in survivors:
        where, was, now = place(mutant)
        print(f"\n- where: {where}  # line {mutant.line}\n  was: {was!r}\n  now: {now!r}")
        print(f"  why: {harmless.get(place(mutant), 'NOT EXPLAINED')}")
