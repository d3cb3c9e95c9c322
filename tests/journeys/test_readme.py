"""What the README tells people to type works as pasted, and what it shows is what there is."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.journeys.conftest import open_clinic

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
ADDRESS = "http://127.0.0.1:8000"
MARK = "--- block"


def blocks(language: str) -> list[str]:
    """The README's fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block of the walk printed, pasted one after the other into one shell."""
    pasted = "".join(f"echo '{MARK}'\n{block}" for block in blocks("sh"))
    with open_clinic(tmp_path_factory.mktemp("readme"), None, "web") as clinic:
        script = f"set -eu\n{pasted}".replace(ADDRESS, clinic.instance.address.url)
        run = subprocess.run(
            ["sh", "-c", script],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    return run.stdout.split(f"{MARK}\n")[1:]


def test_the_walk_goes_from_sign_in_to_a_decision_with_its_reasons(answers: list[str]) -> None:
    _, invite, _, today, session, decisions = answers

    assert re.search(r"invite code: [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", invite)
    assert '"dose_text": "2x10"' in today
    assert "Pain in a 20-minute walk: not measured in the last two weeks, asked <= 2." in today
    assert "The morning report decides how it goes on." in session
    assert "Tell us tomorrow morning how it feels." in session
    assert '"matched": [' in decisions


def test_a_session_that_is_sent_twice_is_decided_once(answers: list[str]) -> None:
    assert answers[4].count("The morning report decides how it goes on.") == 1


def test_the_piece_of_a_protocol_is_in_the_file() -> None:
    protocol = (ROOT / "hep_api" / "catalogue" / "protocols" / "itbs.yaml").read_text()

    assert all(block in protocol for block in blocks("yaml"))
    assert len(blocks("yaml")) == 1


def test_every_command_for_make_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"\bmake ([a-z]+)\b", README)) <= targets


def test_every_link_leads_to_a_file() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
