"""Tests of the suite as proofs of scenarios: run once, and counted by what they say they tried."""

import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from bench.abuse.scenarios import Scenario
from bench.abuse.tally import Tally
from stack.product import ROOT

LONGEST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Proof:
    """One test in one of its variants: whether it held, how many tries were in it, whether it ran at all."""

    test: str
    held: bool
    tries: int
    ran: bool


def prove(tests: Iterable[str], *options: str) -> list[Proof]:
    """Run tests of the suite in a pytest of their own; raises RuntimeError when it could not run at all."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "proofs.jsonl"
        file.touch()
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "bench.abuse.counting"]
        run = subprocess.run(
            [*command, f"--proofs={file}", *options, *sorted(set(tests))],
            cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False,
        )  # fmt: skip
        proofs = [Proof(**orjson.loads(line)) for line in file.read_bytes().splitlines()]
    if not proofs:
        raise RuntimeError(f"pytest ran nothing:\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}")
    return proofs


def judged(name: str, scenario: Scenario, proofs: list[Proof]) -> Tally | None:
    """The row that the proofs of a scenario make; one that did not run counts as one that failed. None without any."""
    if not scenario.proofs:
        return None
    own = {test: [proof for proof in proofs if _belongs(proof, test)] for test in scenario.proofs}
    ran = {proof.test: proof for found in own.values() for proof in found}
    failed = [name for name, proof in ran.items() if not proof.held] + [
        test for test, found in own.items() if not found
    ]
    faults: Mapping[str, int] = {scenario.guards: len(failed)}
    seen = {"proofs": len(ran), **dict.fromkeys((f"FAILED {test}:" for test in failed), 1)}
    return Tally(f"{name} {scenario.what}", sum(proof.tries for proof in ran.values()), seen=seen, **faults)


def _belongs(proof: Proof, test: str) -> bool:
    return proof.test == test or proof.test.startswith((f"{test}[", f"{test}::"))
