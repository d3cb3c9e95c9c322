"""What a scenario found: how often it tried, and everything that must be nought."""

from collections.abc import Mapping
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

    def lines(self) -> list[str]:
        """The row, and what was seen on the way."""
        row = "  ".join(f"{name.replace('_', ' ')} {getattr(self, name)}" for name in FAULTS)
        seen = ", ".join(f"{name} {count}" for name, count in self.seen.items())
        return [f"{self.scenario}: tries {self.tries}  {row}", f"  {seen}"]


def report(tallies: list[Tally]) -> int:
    """Print every row; the exit status: 0 when nothing happened that must not."""
    for tally in tallies:
        print("\n".join(tally.lines()), flush=True)
    return int(any(tally.faults for tally in tallies))
