"""The real pip-audit against a server on this machine: vulnerable fails the check, unreachable does not."""

import re
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bench.advisories import PINS, ROOT, check
from tests.advisories.osv import Osv, advisory, serving

TODAY = date(2026, 12, 1)
KNOWN = {("jinja2", "2.4.1"): advisory("jinja2", "PYSEC-2019-217", "CVE-2019-10906", fixed="2.10.1")}
REASON = "We render no template that somebody else wrote."


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[Osv]:
    with serving(Osv(KNOWN)) as server:
        monkeypatch.setenv("PIP_AUDIT_OSV_URL", server.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield server


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    return written(tmp_path / "accepted.yaml", "[]")


def written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def entry(number: str = "CVE-2019-10906", until: date = TODAY, reason: str = REASON) -> str:
    return f"- {{id: {number}, package: jinja2, reason: '{reason}', until: {until}}}\n"


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    return written(tmp_path / "pins.txt", "flask==3.1.3\njinja2==2.4.1  # flask\n")


def test_a_pin_that_is_known_to_be_vulnerable_fails_and_says_what_mends_it(osv, pins, accepted):
    status, said = check(pins, accepted, TODAY)
    assert status == 1
    assert said == [
        "jinja2 2.4.1: PYSEC-2019-217, CVE-2019-10906; fixed in 2.10.1",
        "Advisories: 2 packages looked up, 1 to mend, 0 accepted.",
    ]


def test_every_pin_of_the_product_is_asked_about(osv, accepted):
    status, said = check(PINS, accepted, TODAY)
    lines = PINS.read_text().splitlines()
    pinned = {(m[1], m[2]) for line in lines if " ; " not in line and (m := re.match(r"([\w.-]+)[^=]*==(\S+)", line))}
    assert len(pinned) > 90
    assert pinned <= set(osv.asked)
    assert (status, said) == (0, [f"Advisories: {len(osv.asked)} packages looked up, 0 to mend, 0 accepted."])


@pytest.mark.parametrize("status, body", [(503, b""), (403, b"no"), (200, b"<html>Sign in to the network</html>")])
def test_a_service_that_gives_no_answer_fails_nothing_and_is_said_in_one_line(osv, pins, accepted, status, body):
    osv.status, osv.body = status, body
    found, said = check(pins, accepted, TODAY)
    assert found == 0
    assert len(said) == 1
    assert said[0].startswith("Advisories: could not be reached (")
    assert len(osv.asked) == 1


def test_a_service_that_is_not_there_fails_nothing(monkeypatch, pins, accepted):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"http://127.0.0.1:{closed.getsockname()[1]}/v1/query")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        status, said = check(pins, accepted, TODAY)
    assert status == 0
    assert said[0].startswith("Advisories: could not be reached (requests.exceptions.ConnectionError)")


def test_a_service_that_takes_the_question_and_is_silent_is_given_up(monkeypatch, pins, accepted):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/v1/query")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        status, said = check(pins, accepted, TODAY)
    assert status == 0
    assert said[0].startswith("Advisories: could not be reached (requests.exceptions.ReadTimeout)")


@pytest.mark.parametrize("pin", ["flask", "flask>=3", "flask @ https://elsewhere.example/flask.whl"])
def test_a_package_that_cannot_be_looked_up_is_not_clean(osv, tmp_path, accepted, pin):
    status, said = check(written(tmp_path / "loose.txt", f"{pin}\n"), accepted, TODAY)
    assert status == 1
    assert said[0].startswith("Advisories: not every package of loose.txt was looked up: ")


@pytest.mark.parametrize("number", ["CVE-2019-10906", "PYSEC-2019-217"])
def test_what_is_accepted_fails_nothing_until_its_day_is_over(osv, pins, tmp_path, number):
    accepted = written(tmp_path / "accepted.yaml", entry(number))
    assert check(pins, accepted, TODAY) == (0, ["Advisories: 2 packages looked up, 0 to mend, 1 accepted."])
    status, said = check(pins, accepted, TODAY + timedelta(days=1))
    assert status == 1
    assert "which has passed" in said[0]


def test_an_advisory_is_accepted_for_its_own_package_only(osv, pins, tmp_path):
    accepted = written(tmp_path / "accepted.yaml", entry().replace("jinja2", "flask"))
    status, said = check(pins, accepted, TODAY)
    assert status == 1
    assert "CVE-2019-10906 of flask is found no longer: take it out of accepted.yaml." in said


@pytest.mark.parametrize(
    "text",
    [
        entry(until=TODAY + timedelta(days=181)),
        entry(reason="later"),
        entry().replace("until", "by"),
        "- CVE-2019-10906\n",
        "[",
    ],
    ids=["too long", "no reason", "unknown field", "no entry", "no yaml"],
)
def test_an_exception_without_reason_or_end_fails_also_without_a_network(monkeypatch, pins, tmp_path, text):
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", "http://127.0.0.1:1/v1/query")
    status, said = check(pins, written(tmp_path / "accepted.yaml", text), TODAY)
    assert status == 1
    assert said[0].startswith("accepted.yaml: ")


def test_it_is_part_of_the_check():
    recipe = (ROOT / "Makefile").read_text().partition("\ncheck:")[2].partition("\n\n")[0]
    assert "-m bench.advisories" in recipe
