"""Tries are counted in Redis, so that two processes count together."""

from pathlib import Path

from flask import Flask

from hep_api.app import create_app
from hep_api.store.db import db
from tests.app_fixtures import make_settings

HERE = {"REMOTE_ADDR": "127.0.0.99"}


def try_once(app: Flask, number: int) -> int:
    body = {"email": "counted@clinic.example", "password": f"guess {number}"}
    return app.test_client().post("/v1/auth/login", json=body, environ_base=HERE).status_code


def test_two_processes_count_together(tmp_path: Path, database_url: str, redis_url: str, app: Flask) -> None:
    settings = make_settings(tmp_path, database_url, REDIS_URL=redis_url)
    first = create_app(settings)
    statuses = [try_once(first, number) for number in range(4)]
    second = create_app(settings)
    statuses += [try_once(second, number) for number in range(3)]
    for made in (first, second):
        with made.app_context():
            db.engine.dispose()
    assert statuses == [401] * 5 + [429] * 2
