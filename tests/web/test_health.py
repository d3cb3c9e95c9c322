"""Probes tell the truth: alive, ready, degraded, unavailable."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hep_api import clock
from hep_api.app import create_app
from hep_api.store.db import db, write
from hep_api.store.models import HeartbeatRow
from tests.app_fixtures import make_settings


def beat(name: str, at: datetime) -> None:
    with write() as current:
        current.add(HeartbeatRow(name=name, at=at))


def test_is_alive_without_a_database(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, "postgresql://nobody@127.0.0.1:1/none"))
    assert app.test_client().get("/health/live").json == {"status": "live"}


def test_is_unavailable_without_a_database(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, "postgresql://nobody@127.0.0.1:1/none"))
    response = app.test_client().get("/health/ready")
    assert response.status_code == 503
    assert response.json == {"status": "unavailable", "checks": {"database": "unreachable"}}


def test_is_unavailable_before_the_migration(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/new.sqlite3"))
    response = app.test_client().get("/health/ready")
    assert response.status_code == 503
    assert response.json is not None
    assert "migrate" in response.json["checks"]["schema"]
    with app.app_context():
        db.engine.dispose()


def test_is_degraded_without_redis_and_still_serves(client: FlaskClient) -> None:
    beat("tick", clock.real_now())
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json == {
        "status": "degraded",
        "checks": {"database": "ok", "schema": "ok", "redis": "unreachable", "worker tick": "ok"},
    }


def test_is_ready_with_everything(tmp_path: Path, database_url: str, redis_url: str, app: Flask) -> None:
    beat("tick", clock.real_now())
    whole = create_app(make_settings(tmp_path, database_url, REDIS_URL=redis_url))
    assert (whole.test_client().get("/health/ready").json or {})["status"] == "ready"
    with whole.app_context():
        db.engine.dispose()


def test_a_silent_worker_shows(client: FlaskClient) -> None:
    beat("tick", datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
    checks = (client.get("/health/ready").json or {})["checks"]
    assert checks["worker tick"] == "silent since 2026-01-05T09:00:00Z"


def test_workers_that_never_came_show(client: FlaskClient) -> None:
    assert (client.get("/health/ready").json or {})["checks"]["workers"] == "never seen"


def test_metrics_count_without_naming_anybody(client: FlaskClient) -> None:
    beat("tick", clock.real_now() - timedelta(seconds=30))
    text = client.get("/metrics").text
    assert "hep_alerts_open 0.0" in text
    assert 'hep_worker_silence_seconds{worker="tick"} 3' in text


@pytest.mark.parametrize("given, status", [("", 401), ("Bearer wrong", 401), ("Bearer right-one", 200)])
def test_metrics_ask_for_their_token_when_there_is_one(
    tmp_path: Path, database_url: str, app: Flask, given: str, status: int
) -> None:
    guarded = create_app(make_settings(tmp_path, database_url, HEP_METRICS_TOKEN="right-one"))
    assert guarded.test_client().get("/metrics", headers={"Authorization": given}).status_code == status
    with guarded.app_context():
        db.engine.dispose()
