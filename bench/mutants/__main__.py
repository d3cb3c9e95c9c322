"""python -m bench.mutants: a seeded sample of mutants of the engine against its tests; run again to go on."""

import os
import platform
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bench.mutants.arena import Arena, CannotRunError
from bench.mutants.groups import chosen
from bench.mutants.report import NOTICED, Change, Survivor, Tally, known_harmless, survivors_text, table

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / ".mutants"


def main() -> int:
    """Run every chosen group, then print the table and the survivors; 1 when a survivor has no reason yet."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)  # also where a shell has told background jobs to ignore it
    seed, limit = os.environ.get("MUTANTS_SEED", "1"), int(os.environ.get("MUTANTS_LIMIT", "300"))
    until = monotonic() + 60 * float(os.environ.get("MUTANTS_MINUTES", "45"))
    groups = chosen(os.environ.get("MUTANTS_MODULES", ""), ROOT)
    started, tallies = monotonic(), []
    print(f"{_machine()}; seed {seed}, at most {limit} mutants a group; Ctrl-C stops, the next run goes on")
    for group in groups:
        try:
            tallies.append(_judge(Arena(group, ROOT, RESULTS / group.name), seed, limit, until))
        except CannotRunError as problem:
            print(f"\nThe tests of the engine must pass before mutants are tried:\n{problem}")
            return 2
        except KeyboardInterrupt:
            print("\nStopped; `make mutants` goes on from here.")
            return 130
    minutes = (monotonic() - started) / 60
    text = f"{table(tallies)}\n\n{minutes:.1f} minutes; {_machine()}; seed {seed}"
    survivors = survivors_text(tallies)
    (RESULTS / "report.md").write_text(f"{text}\n\n{survivors}\n")
    print(f"\n{survivors}\n\n{text}\nAlso in {RESULTS.name}/report.md")
    if left := sum(tally.asked - tally.judged for tally in tallies):
        print(f"The time was up with {left} mutants to go; `make mutants` goes on from here.")
    return int(any(not survivor.harmless for tally in tallies for survivor in tally.survivors))


def _judge(arena: Arena, seed: str, limit: int, until: float) -> Tally:
    arena.prepare()
    names, verdicts = arena.sample(seed, limit), arena.verdicts()
    progress = Progress(arena.group.name, frozenset(names))
    progress.show(verdicts)
    waiting = [name for name in names if name not in verdicts]
    if waiting and monotonic() < until:
        for verdicts in arena.run(waiting, until):
            progress.show(verdicts)
    print()
    asked = {name: status for name, status in verdicts.items() if name in progress.names}
    reasons, survivors = known_harmless(ROOT), []
    for name in sorted(name for name, status in asked.items() if status not in NOTICED):
        diff = arena.difference(name)
        survivors.append(Survivor(name, diff, reasons.get(Change.of(name, diff), "")))
    return Tally(arena.group.name, len(names), Counter(asked.values()), tuple(survivors))


@dataclass(slots=True)
class Progress:
    """One line that is written over on a terminal, and a line for every fifty verdicts elsewhere."""

    group: str
    names: frozenset[str]
    shown: int = -1

    def show(self, verdicts: Mapping[str, str]) -> None:
        """Say how far it is."""
        counts = Counter(status for name, status in verdicts.items() if name in self.names)
        told = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
        line = f"{self.group}: {counts.total()} of {len(self.names)} mutants" + (f" ({told})" if told else "")
        if sys.stdout.isatty():
            print(f"\r{line:78}", end="", flush=True)
        elif self.shown < 0 or counts.total() - self.shown >= 50:
            self.shown = counts.total()
            print(line, flush=True)


def _machine() -> str:
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load}"


if __name__ == "__main__":
    sys.exit(main())
