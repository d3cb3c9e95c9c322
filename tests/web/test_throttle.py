"""Tries are counted in Redis, so that two processes count together."""

from pathlib import Path
from uuid import uuid4

from flask import Flask

from hep_api.app import create_app
from hep_api.store.db import db
from tests.app_fixtures import make_settings


def try_once(app: Flask, email: str) -> int:
    body = {"email": email, "password": "guess"}
    return app.test_client().post("/v1/auth/login", json=body).status_code


def test_two_processes_count_together(tmp_path: Path, database_url: str, redis_url: str, app: Flask) -> None:
    settings = make_settings(tmp_path, database_url, REDIS_URL=redis_url)
    email = f"{uuid4()}@clinic.example"
    first = create_app(settings)
    statuses = [try_once(first, email) for _ in range(4)]
    second = create_app(settings)
    statuses += [try_once(second, email) for _ in range(3)]
    for made in (first, second):
        with made.app_context():
            db.engine.dispose()
    assert statuses == [401] * 5 + [429] * 2
