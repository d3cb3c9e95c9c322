"""docs/rules.md is what the engine says of itself; `make rules` writes it."""

from pathlib import Path

from hep_api.catalogue import load
from hep_api.cli.rules import DEFAULT, rendered
from hep_api.engine.rules import RULES

ROOT = Path(__file__).resolve().parents[2]


def test_the_kept_page_is_the_true_one() -> None:
    assert (ROOT / DEFAULT).read_text(encoding="utf-8") == rendered(load()), "run `make rules`"


def test_every_rule_has_its_row_with_condition_threshold_and_source() -> None:
    page = rendered(load())
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in page.splitlines() if line.startswith("| ")}
    assert len(RULES) == 45
    for rule in RULES:
        cells = [cell.strip() for cell in rows[rule.id].strip("| ").split(" | ")]
        assert all(cells[index] for index in (1, 2, 3, 4, 6)), rule.id
