"""python -m bench.abuse [D1 E13 ...]: every scenario, or those that are named, and every wall taken away once.

The exit status is 0 when every column is nought and each wall that was taken away was missed by a test.
"""

import os
import platform
import sys
from collections.abc import Iterator

from bench.abuse.proofs import judged, prove
from bench.abuse.removing import WALLS, Wall
from bench.abuse.runs import RUNS
from bench.abuse.scenarios import SCENARIOS
from bench.abuse.tally import Tally, report

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def tallies(chosen: list[str]) -> Iterator[Tally]:
    """The rows: what the suite proves of each scenario, then what takes real processes."""
    tests = [test for name in chosen for test in SCENARIOS[name].proofs]
    proofs = prove(tests, "-n", "2") if tests else []
    for name in chosen:
        row = judged(name, SCENARIOS[name], proofs)
        if row is not None:
            yield row
        if name in RUNS:
            yield from RUNS[name]()


def was_missed(name: str, wall: Wall) -> str:
    """The test that failed without this wall; empty when none did."""
    without = ("-p", "bench.abuse.removing", f"--without={name}")
    proofs = prove(wall.proofs, *without, "-x", "-n", "0", "-k", f"not {OTHER[wall.database]}")
    return next((proof.test.rpartition("::")[2] for proof in proofs if proof.ran and not proof.held), "")


def report_walls(chosen: list[str]) -> int:
    """Print for each wall which test misses it; 0 when each was missed."""
    print("\nwithout this                                        this test fails")
    standing = 0
    for name, wall in WALLS.items():
        if wall.scenario in chosen:
            missed = was_missed(name, wall)
            standing += not missed
            print(f"{wall.what:<52}{missed or 'NONE: nothing proves this wall'}", flush=True)
    return standing


def main(names: list[str]) -> int:
    """Run the named scenarios, all without a name."""
    unknown = set(names) - SCENARIOS.keys()
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}.", file=sys.stderr)
        return 2
    chosen = names or list(SCENARIOS)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load}\n", flush=True
    )
    faults = report(tallies(chosen))
    return int(faults + report_walls(chosen) > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
