"""Tries are counted in Redis, so that two processes count together."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import redis
from flask import Flask

from hep_api.app import create_app
from hep_api.store.db import db
from tests.app_fixtures import SECRET, make_settings

ROOT = Path(__file__).resolve().parents[2]

TRY = """
import json, sys
from hep_api.app import create_app

client, tries, email = create_app().test_client(), int(sys.argv[1]), sys.argv[2]
body = {"email": email, "password": "guess"}
print(json.dumps([client.post("/v1/auth/login", json=body).status_code for _ in range(tries)]))
"""


def tries_of_a_process(tries: int, email: str, environment: dict[str, str]) -> list[int]:
    command = [sys.executable, "-c", TRY, str(tries), email]
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=60)
    statuses: list[int] = json.loads(told.stdout)
    return statuses


def test_two_processes_count_together(tmp_path: Path, database_url: str, redis_url: str, app: Flask) -> None:
    environment = {
        "HEP_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "REDIS_URL": redis_url,
    }
    email = f"{uuid4()}@clinic.example"
    statuses = tries_of_a_process(4, email, environment) + tries_of_a_process(3, email, environment)
    assert statuses == [401] * 5 + [429] * 2


def test_that_redis_was_away_for_one_app_is_forgotten_by_the_next(
    app: Flask, tmp_path: Path, database_url: str, redis_url: str
) -> None:
    """Until it looks again, seconds or minutes later, a limiter takes its counters for lost."""
    body = {"email": f"{uuid4()}@clinic.example", "password": "guess"}
    assert app.test_client().post("/v1/auth/login", json=body).status_code == 401
    store = redis.Redis.from_url(redis_url)
    known = set(store.keys("*"))
    other = create_app(make_settings(tmp_path, database_url, REDIS_URL=redis_url))
    with other.app_context():
        assert other.test_client().post("/v1/auth/login", json=body).status_code == 401
        db.session.remove()
        db.engine.dispose()
    assert set(store.keys("*")) - known


def test_all_who_ask_at_the_moment_when_redis_is_gone_are_counted_here(app: Flask) -> None:
    """The app of the tests has no Redis: of many at once one notices first, and the others end in no error either."""
    together, email = Barrier(12), f"{uuid4()}@clinic.example"

    def ask(_: int) -> int:
        client = app.test_client()
        together.wait(timeout=30)
        return client.post("/v1/auth/login", json={"email": email, "password": "guess"}).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(ask, range(12)))
    assert statuses == [401] * 5 + [429] * 7
