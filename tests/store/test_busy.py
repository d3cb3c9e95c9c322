"""SQLite while somebody else is writing: readers go on, writers wait their turn or say that it is busy."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hep_api.app import create_app
from hep_api.store import clinics
from hep_api.store.db import StoreBusy, db, session, write
from tests.app_fixtures import make_settings
from tests.builders.clinics import Clinic, found_clinic


@pytest.fixture
def file(migrated_sqlite: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(migrated_sqlite, tmp_path / "hep.sqlite3"))


@pytest.fixture
def clinic_here(file: Path, tmp_path: Path) -> Iterator[Clinic]:
    with create_app(make_settings(tmp_path, f"sqlite:///{file}")).app_context():
        yield found_clinic()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def other(clinic_here: Clinic, file: Path) -> Iterator[sqlite3.Connection]:
    """Another process, in the middle of a write."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_readers_go_on(clinic_here: Clinic, other: sqlite3.Connection) -> None:
    assert clinics.get_clinic(clinic_here.therapist).name == "North Clinic"


def test_a_writer_waits_its_turn(clinic_here: Clinic, other: sqlite3.Connection) -> None:
    threading.Timer(0.3, other.rollback).start()
    with write():
        assert clinics.get_clinic(clinic_here.therapist).name == "North Clinic"


def test_a_writer_that_waits_too_long_says_busy_and_writes_nothing(
    clinic_here: Clinic, other: sqlite3.Connection
) -> None:
    session().connection().exec_driver_sql("PRAGMA busy_timeout = 50")
    with pytest.raises(StoreBusy), write():
        pytest.fail("the transaction began")
    other.rollback()
    with write():
        assert clinics.find_clinic(clinic_here.therapist) is not None
