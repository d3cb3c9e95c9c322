"""The clock of a demo moves for everybody; the clock of any other installation does not move."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient

from hep_api import clock
from hep_api.app import create_app
from hep_api.clock import Clock
from tests.app_fixtures import make_settings

INSTANT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
BODY = {"now": "2026-03-02T18:00:00+01:00"}


def a_client(folder: Path, **settings: str) -> FlaskClient:
    """Somebody with HTTP and no token, at an app of its own."""
    return create_app(make_settings(folder, f"sqlite:///{folder / 'hep.sqlite3'}", **settings)).test_client()


def test_the_clock_moves_to_the_asked_instant_and_runs_on(tmp_path: Path) -> None:
    answer = a_client(tmp_path, HEP_DEMO_CLOCK="1").post("/v1/demo/clock", json=BODY)

    assert answer.status_code == 200
    assert INSTANT <= clock.now() < INSTANT + timedelta(seconds=10)
    assert abs(clock.real_now() - datetime.now(UTC)) < timedelta(seconds=10)


def test_another_process_of_the_same_installation_sees_it(tmp_path: Path) -> None:
    a_client(tmp_path, HEP_DEMO_CLOCK="1").post("/v1/demo/clock", json=BODY)
    other = Clock(make_settings(tmp_path, "", HEP_DEMO_CLOCK="1").clock_offset_file)

    assert INSTANT <= other.now() < INSTANT + timedelta(seconds=10)


def test_without_demo_mode_there_is_no_such_route_and_no_such_file(tmp_path: Path) -> None:
    """The answer is that of any unknown path, and an offset that lies around is not read."""
    (tmp_path / "clock-offset").write_text("-1000000")
    client = a_client(tmp_path)
    answer, unknown = client.post("/v1/demo/clock", json=BODY), client.post("/v1/no/such/path", json=BODY)

    assert answer.status_code == unknown.status_code == 404
    assert (answer.json or {})["code"] == (unknown.json or {})["code"]
    assert abs(clock.now() - clock.real_now()) < timedelta(seconds=1)


def test_an_instant_without_an_offset_is_refused(tmp_path: Path) -> None:
    answer = a_client(tmp_path, HEP_DEMO_CLOCK="1").post("/v1/demo/clock", json={"now": "2026-03-02T18:00:00"})

    assert answer.status_code == 422
