"""A real worker, beat, Redis and FCM server: a worker dies at the worst moment, and the phone shows one notice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import redis

from hep_api import clock
from hep_api.store import occurrences as store
from hep_api.store.db import session, write
from hep_api.store.models import DeliveryRow, HeartbeatRow
from stack.fcm.control import FcmControl
from stack.fcm.server import FcmServer
from tests.app_fixtures import SECRET
from tests.builders.clinics import add_patient
from tests.notices.builders import add_phone, add_plan, deliveries, occurrences
from workers.schedule import ROUNDS

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0


@pytest.fixture
def fcm() -> Iterator[FcmControl]:
    with FcmServer() as server:
        yield FcmControl(server.url)


@pytest.fixture
def environment(tmp_path, database_url, redis_url, fcm) -> dict[str, str]:
    broker = f"{redis_url}?virtual_host=7"
    with redis.Redis.from_url(f"{redis_url}?db=7") as client:
        client.flushdb()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "HEP_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "REDIS_URL": broker,
        "SECRET_KEY": SECRET,
        "HEP_FCM_URL": fcm.url,
        "HEP_DEMO_CLOCK": "1",
        "HEP_TICK_SECONDS": "1",
        "HEP_LEASE_SECONDS": "5",
    }


@contextmanager
def a_worker(environment: dict[str, str], folder: Path, **more: str) -> Iterator[subprocess.Popen]:
    """A worker with beat inside, killed with -9 and all its children at the end."""
    command = [sys.executable, "-m", "celery", "-A", "workers.app", "worker", "--beat", "--concurrency", "1"]
    with (folder / "worker.log").open("ab") as log:
        worker = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            cwd=ROOT, env=environment | more, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield worker
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)


def wait_for(what: Callable[[], object], folder: Path) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not what():
        if time.monotonic() > ends:
            pytest.fail((folder / "worker.log").read_text()[-4000:])
        time.sleep(0.1)


def noon_zone(now: datetime) -> str:
    """A zone where it is about noon, so that no quiet hours stand in the way."""
    offset = now.hour - 12
    return f"Etc/GMT{offset:+d}" if offset else "Etc/GMT"


@pytest.fixture
def owed(clinic) -> None:
    now = clock.now()
    patient = add_patient(clinic.therapist, zone=noon_zone(now))
    plan_id = add_plan(patient, clinic.therapist, now)
    add_phone(patient, "the-phone", at=now)
    with write():
        assert store.owe_plan_changed(patient, patient.subject_id, plan_id, now)


def only_delivery() -> DeliveryRow | None:
    return next(iter(deliveries()), None)


def state() -> str:
    row = only_delivery()
    return row.state if row else ""


def test_a_worker_killed_between_claim_and_send_and_the_notice_still_arrives_once(environment, tmp_path, fcm, owed):
    with a_worker(environment, tmp_path, HEP_CRASHPOINT="after_claim"):
        wait_for(lambda: state() == "claimed", tmp_path)
    assert fcm.sends() == []
    with a_worker(environment, tmp_path):
        wait_for(lambda: state() == "sent", tmp_path)
    assert [notice["token"] for notice in fcm.devices()] == ["the-phone"]
    assert len(fcm.sends()) == 1
    row = only_delivery()
    assert (row.fence > 1, row.attempts, row.ambiguous) == (True, 1, 0)
    assert occurrences("plan_changed")[0].state == "sent"


def test_a_worker_killed_after_the_send_and_the_phone_shows_one(environment, tmp_path, fcm, owed):
    with a_worker(environment, tmp_path, HEP_CRASHPOINT="after_send"):
        wait_for(fcm.sends, tmp_path)
    with a_worker(environment, tmp_path):
        wait_for(lambda: state() in {"sent", "unconfirmed"}, tmp_path)
    row = only_delivery()
    assert len(fcm.sends()) == 1 + row.ambiguous
    assert {line["tag"] for line in fcm.sends()} == {f"plan_changed:{occurrences('plan_changed')[0].id}"}
    assert len(fcm.devices()) == 1


def test_a_running_worker_shows_its_heartbeats(environment, tmp_path, clinic):
    def names() -> set[str]:
        session().expire_all()
        return {row.name for row in session().query(HeartbeatRow)}

    with a_worker(environment, tmp_path):
        wait_for(lambda: names() == set(ROUNDS), tmp_path)
