"""`flask simulate` as a clinic meets it."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hep_api.catalogue.loader import ROOT
from hep_api.cli import COMMANDS
from hep_api.cli.simulate import simulate as command

ITBS = (ROOT / "hep_api/catalogue/protocols/itbs.yaml").read_text(encoding="utf-8")


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the protocol under a name of its own, with a stricter pain policy."""
    path = tmp_path / "stricter.yaml"
    path.write_text(ITBS.replace("pain_policy: moderate", "pain_policy: acute"), encoding="utf-8")
    return path


def simulate(*args: object, protocol: str = "itbs") -> Result:
    told = ["--protocol", protocol, "--patients", "2", "--weeks", "2", *map(str, args)]
    return CliRunner().invoke(command, told)


def test_it_is_a_command_of_the_product() -> None:
    assert command in COMMANDS


def test_a_rehearsal_writes_one_page_the_same_each_time(tmp_path: Path) -> None:
    results = [simulate("--out", tmp_path / name, "--jobs", jobs) for name, jobs in (("one", 1), ("two", 2))]
    assert [result.exit_code for result in results] == [0, 0]
    one, two = ((tmp_path / name / "report.html").read_bytes() for name in ("one", "two"))
    assert one == two
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["report.html"]


def test_the_last_line_names_the_page_and_what_it_is_not(tmp_path: Path) -> None:
    result = simulate("--out", tmp_path)
    first, last = result.output.splitlines()
    assert first.startswith("As it is: entered P1 100.0%")
    assert last.startswith(f"{tmp_path / 'report.html'} (")
    assert last.endswith("A model and not evidence.")


def test_an_edited_protocol_is_set_beside_the_first(tmp_path: Path, edited: Path) -> None:
    result = simulate("--out", tmp_path, "--compare", edited)
    assert result.exit_code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "What the edited protocol changes" in page
    assert "Edited (stricter.yaml)" in page


def test_an_unknown_protocol_lists_the_known_ones(tmp_path: Path) -> None:
    result = simulate("--out", tmp_path, protocol="itb")
    assert result.exit_code == 2
    assert "There is no protocol 'itb'. Known: achilles_insertional, achilles_mid_alfredson, " in result.output


def test_no_patients_are_no_cohort() -> None:
    result = simulate("--patients", 0)
    assert result.exit_code == 2
    assert "0 is not in the range 1<=x<=100000." in result.output


def test_every_mistake_of_an_edited_file_is_said_with_its_line(tmp_path: Path, edited: Path) -> None:
    wrong = ITBS.replace("pain_policy: moderate", "pain_policy: brave").replace("weeks: [1, 2]", "weeks: [2, 1]")
    edited.write_text(wrong, encoding="utf-8")
    result = simulate("--out", tmp_path / "out", "--compare", edited)
    assert result.exit_code == 1
    assert f"{edited} cannot be rehearsed:" in result.output
    assert f"{edited}:8: pain_policy: " in result.output
    assert f"{edited}:21: phases.P1.weeks: " in result.output
    assert not (tmp_path / "out").exists()


def test_a_setting_out_of_bounds_says_what_is_allowed(tmp_path: Path) -> None:
    result = simulate("--out", tmp_path, "--config", "top_sessions=9")
    assert result.exit_code == 2
    assert "9 is out of bounds; 'top_sessions' goes from 2 to 6." in result.output


def test_a_setting_without_a_value_is_refused(tmp_path: Path) -> None:
    result = simulate("--out", tmp_path, "--config", "top_sessions")
    assert result.exit_code == 2
    assert "--config 'top_sessions' is not NAME=VALUE, such as top_sessions=3." in result.output


def test_a_setting_changes_what_is_rehearsed(tmp_path: Path) -> None:
    assert simulate("--out", tmp_path, "--config", "top_sessions=4").exit_code == 0
    assert "settings top_sessions=4" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_protocol_that_is_not_changed_changes_nobody(tmp_path: Path, edited: Path) -> None:
    edited.write_text(ITBS, encoding="utf-8")
    assert simulate("--out", tmp_path, "--compare", edited).exit_code == 0
    assert "Nothing: all 2 patients" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_app_does_not_carry_the_drawing_library() -> None:
    code = "import sys, hep_api.app; print(sorted({'matplotlib', 'numpy'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
