"""What a scenario found: how often it tried, and everything that must be nought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FAULTS = ("leaks", "lock_outs", "lost", "duplicates", "skipped", "silent_overwrites", "broken")


@dataclass(frozen=True, slots=True)
class Tally:
    """The row of one scenario. `tries` and `seen` are how hard it tried; the others must all be 0.

    `broken` are promises that have no column of their own, such as what the contract says of an answer.
    """

    scenario: str
    tries: int
    leaks: int = 0
    lock_outs: int = 0
    lost: int = 0
    duplicates: int = 0
    skipped: int = 0
    silent_overwrites: int = 0
    broken: int = 0
    seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        """Everything that must not happen, added up."""
        return sum(getattr(self, name) for name in FAULTS)

    def line(self) -> str:
        """The row of the table."""
        return f"{self.scenario:<68.68} {self.tries:>7} " + " ".join(
            f"{getattr(self, name):>{len(title)}}" for name, title in COLUMNS.items()
        )

    def details(self) -> str:
        """What was seen on the way."""
        return ", ".join(f"{name} {count}" for name, count in self.seen.items())


COLUMNS = {
    "leaks": "leaks",
    "lock_outs": "lock-outs",
    "lost": "lost",
    "duplicates": "twice",
    "skipped": "skipped",
    "silent_overwrites": "overwritten",
    "broken": "broken",
}


def report(tallies: Iterable[Tally]) -> int:
    """Print every row as it comes, under a heading; the exit status: 0 when nothing happened that must not."""
    print(f"{'scenario':<68} {'tries':>7} {' '.join(COLUMNS.values())}", flush=True)
    faults = 0
    for tally in tallies:
        print(tally.line(), f"    {tally.details()}", sep="\n", flush=True)
        faults += tally.faults
    return int(faults > 0)
