"""The parts of the demo: it is readable, keeps to its own data, and says what went wrong."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from stack.demo.__main__ import environment, main
from stack.demo.client import Api, StoryError
from stack.demo.clock import Calendar, DemoClock
from stack.demo.diary import changed
from stack.demo.people import done
from stack.demo.phone import Phone
from stack.demo.table import GAP, WIDTHS, Table
from stack.fcm.control import FcmControl
from stack.fcm.server import FcmServer


class Refuses(BaseHTTPRequestHandler):
    """A product that answers everything with 409."""

    def do_GET(self) -> None:
        body = json.dumps({"code": "not_today"}).encode()
        self.send_response(409)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing_url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Refuses) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_unexpected_answer_ends_the_story_with_what_was_answered(refusing_url: str) -> None:
    with pytest.raises(StoryError, match=r"GET /v1/me/today was answered with 409: .*not_today"):
        Api(refusing_url).get("/v1/me/today")


def test_a_reminder_that_does_not_come_ends_the_story() -> None:
    with FcmServer() as server:
        phone = Phone(FcmControl(server.url), "a-phone", patience_seconds=0.2)
        with pytest.raises(StoryError, match="No exercise_due notice arrived: she had not trained"):
            phone.awaits("exercise_due", 0, "she had not trained")


def test_another_number_of_notices_than_expected_ends_the_story() -> None:
    with FcmServer() as server:
        phone = Phone(FcmControl(server.url), "a-phone")
        with pytest.raises(StoryError, match="0 exercise_due notices had arrived, not 1"):
            phone.stays_silent("exercise_due", 1, "one was known")


def test_every_line_of_the_table_fits_and_every_word_is_there() -> None:
    lines: list[str] = []
    words = "Every set of 15 was reached, without trouble and with a settled morning."
    Table(lines.append).row("W1 Mon 2 Mar", prescribed="Hip hike 3x10\nClamshell 3x15", why=words)

    assert max(map(len, lines)) <= sum(WIDTHS) + len(GAP) * (len(WIDTHS) - 1)
    assert lines[0].startswith("W1 Mon 2 Mar    Hip hike 3x10")
    assert " ".join(line[-WIDTHS[-1] :].strip() for line in lines).endswith("a settled morning.")


def test_days_are_counted_from_the_first_monday() -> None:
    calendar = Calendar(date(2026, 3, 2))

    assert calendar.on(4, "Thu") == date(2026, 3, 26)
    assert calendar.label(date(2026, 3, 26)) == "W4 Thu 26 Mar"


def test_six_in_the_evening_stays_six_when_clocks_change() -> None:
    clock = DemoClock(Api(""), "Europe/Madrid")

    assert clock.at(date(2026, 3, 28), "18:00").isoformat() == "2026-03-28T18:00:00+01:00"
    assert clock.at(date(2026, 3, 30), "18:00").isoformat() == "2026-03-30T18:00:00+02:00"


def test_a_session_is_logged_side_by_side_in_the_unit_of_its_dose() -> None:
    item = {
        "prescription_id": "p", "dose_revision": 3, "rung": {"index": 1}, "sides": ["left", "right"],
        "dose": {"sets": 2, "target": 30, "unit": "seconds", "load": {"kind": "none", "value": None}},
    }  # fmt: skip
    log = done(item, pain=2, effort=6)

    assert [entry["side"] for entry in log["sets"]] == ["left", "right", "left", "right"]
    assert {entry["hold_s"] for entry in log["sets"]} == {30}
    assert (log["rung"], log["dose_revision"]) == (1, 3)


def test_a_change_of_variant_names_the_new_one() -> None:
    easy, hard = {"name": "On the floor"}, {"name": "On a step"}
    decision = {
        "name": "Hip hike", "proposed": True,
        "before": {"rung": easy, "dose_text": "3x20"}, "after": {"rung": hard, "dose_text": "3x10"},
    }  # fmt: skip

    assert changed(decision) == "- proposed: Hip hike -> On a step 3x10"


def test_the_demo_never_plays_on_somebody_elses_data() -> None:
    given = {
        "PATH": "/bin",
        "DATABASE_URL": "postgresql://real/data",
        "REDIS_URL": "redis://real",
        "SECRET_KEY": "x" * 40,
    }

    assert environment(given, "http://127.0.0.1:1").keys() & given.keys() == {"PATH"}


def test_an_unknown_chapter_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knees"], {}) == 1
    assert "There is no chapter knees; there are itbs, achilles." in capsys.readouterr().err
