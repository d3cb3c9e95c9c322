"""docs/reach.md is what the walk of the protocols comes to; `make reach` writes it."""

from pathlib import Path

from click.testing import CliRunner

from hep_api.catalogue import load
from hep_api.cli.protocols import protocols
from hep_api.cli.reach import DEFAULT, rendered

ROOT = Path(__file__).resolve().parents[2]


def test_the_kept_page_is_the_true_one() -> None:
    assert (ROOT / DEFAULT).read_text(encoding="utf-8") == rendered(load()), "run `make reach`"


def test_every_phase_has_its_row() -> None:
    page = rendered(load())
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(entry.protocol.phases) for entry in load().protocols.values())
    assert "| `itbs` | P4 | 12 | 6.0 | 6 | the runs to RS8 |" in rows


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    path = tmp_path / "new" / "reach.md"
    result = CliRunner().invoke(protocols, ["walk", str(path)])
    assert (result.exit_code, result.output) == (0, f"Wrote {path}.\n")
    assert path.read_text(encoding="utf-8").startswith("# How far a perfect patient comes")
