"""The worker's wiring, as far as it can be seen without starting one."""

import importlib
from pathlib import Path

import pytest

from hep_api.console_push import ConsoleSender
from hep_api.errors import SettingsError
from hep_api.firebase import FirebaseSender
from tests.app_fixtures import make_settings
from workers import process
from workers.app import TASKS, make_celery
from workers.schedule import HOURLY, ROUNDS, beat_schedule


@pytest.fixture
def local_settings(tmp_path: Path):
    return make_settings(tmp_path, f"sqlite:///{tmp_path / 'hep.sqlite3'}")


def test_every_kind_of_work_is_a_task_and_is_scheduled():
    files = {path.stem for path in Path(process.__file__).parent.glob("*.py")}
    work = {*ROUNDS, *HOURLY}
    assert work == files - {"__init__", "app", "schedule", "process"} == set(beat_schedule(15))
    assert {f"workers.{name}" for name in work} == set(TASKS)
    for name in work:
        assert importlib.import_module(f"workers.{name}").run.name == f"workers.{name}"


def test_a_tick_that_nobody_took_is_thrown_away_before_the_next():
    for name, entry in beat_schedule(15).items():
        seconds = 3600 if name in HOURLY else 15
        assert (entry["schedule"].total_seconds(), entry["options"]["expires"]) == (seconds, seconds)


def test_a_lost_worker_gives_its_tick_back_and_nobody_hoards(local_settings):
    conf = make_celery(local_settings).conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    assert conf.task_ignore_result
    assert conf.broker_transport_options["visibility_timeout"] > 2 * 15
    assert Path(conf.beat_schedule_filename).parent == local_settings.data_dir


def test_without_credentials_pushes_are_written_to_a_file(local_settings):
    assert isinstance(process.open_sender(local_settings), ConsoleSender)


def test_another_endpoint_is_asked_through_the_real_sdk(tmp_path):
    settings = make_settings(
        tmp_path, f"sqlite:///{tmp_path / 'x'}", HEP_FCM_URL="http://127.0.0.1:9", HEP_LEASE_SECONDS="6"
    )
    sender = process.open_sender(settings)
    assert isinstance(sender, FirebaseSender)
    sender.close()


def test_no_work_is_done_before_the_process_was_started():
    with pytest.raises(RuntimeError, match="process"):
        process.current()


def test_a_crash_point_needs_the_demos_clock(tmp_path):
    database = f"sqlite:///{tmp_path / 'x'}"
    with pytest.raises(SettingsError, match="only for rehearsals"):
        make_settings(tmp_path, database, HEP_CRASHPOINT="after_claim")
    with pytest.raises(SettingsError, match="allowed are after_claim, after_send"):
        make_settings(tmp_path, database, HEP_CRASHPOINT="anywhere", HEP_DEMO_CLOCK="1")
    assert make_settings(tmp_path, database, HEP_CRASHPOINT="after_send", HEP_DEMO_CLOCK="1").crashpoint == "after_send"
