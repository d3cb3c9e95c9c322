"""make abuse: every scenario has a proof that exists, and every wall a scenario that guards it."""

import ast
from pathlib import Path

import pytest

from bench.abuse.removing import WALLS
from bench.abuse.runs import RUNS
from bench.abuse.scenarios import SCENARIOS

ROOT = Path(__file__).parents[2]
NAMED = [*(f"D{n}" for n in range(1, 14)), *(f"E{n}" for n in range(1, 19)), *(f"F{n}" for n in range(1, 6))]


def test_every_scenario_is_in_the_table() -> None:
    assert [name for name in SCENARIOS if name[1:].isdigit()] == NAMED


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_is_proven_by_tests_that_exist(name: str) -> None:
    assert SCENARIOS[name].proofs or name in RUNS
    missing = []
    for proof in SCENARIOS[name].proofs:
        file, _, test = proof.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        if test and test not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            missing.append(proof)
    assert missing == []


def test_every_run_belongs_to_a_scenario() -> None:
    assert RUNS.keys() <= SCENARIOS.keys()


def test_every_wall_is_guarded_by_tests() -> None:
    assert all(wall.proofs for wall in WALLS.values())
