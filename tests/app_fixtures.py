"""The app on a migrated, empty database: every test that asks for it runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from hep_api import clock
from hep_api.app import create_app
from hep_api.settings import Settings
from hep_api.store import schema
from hep_api.store.db import db
from hep_api.store.models import Row
from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic, found_clinic
from tests.builders.clocks import HandClock
from tests.builders.sign_in import sign_in

SECRET = "a-secret-of-the-tests-that-is-long-enough"
NO_REDIS = "redis://127.0.0.1:1/0"


def make_settings(data_dir: Path, database_url: str, **more: str) -> Settings:
    """Settings of a test, with any variable replaced; nothing of the real environment is read."""
    environ = {"HEP_DATA_DIR": str(data_dir), "DATABASE_URL": database_url, "SECRET_KEY": SECRET, "REDIS_URL": NO_REDIS}
    return Settings.from_env(environ | more)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    folder = tmp_path_factory.mktemp("template")
    file = folder / "empty.sqlite3"
    app = create_app(make_settings(folder, f"sqlite:///{file}"))
    with app.app_context():
        schema.upgrade()
        db.engine.dispose()
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated PostgreSQL database of this test process; emptied before each use."""
    app = create_app(make_settings(tmp_path_factory.mktemp("postgres"), postgres_url))
    with app.app_context():
        schema.upgrade()
        db.engine.dispose()
    return postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database; a test that asks for it runs once on each kind."""
    if request.param == "sqlite":
        file = tmp_path / "hep.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        return f"sqlite:///{file}"
    url: str = request.getfixturevalue("migrated_postgres")
    return url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """The settings of this test's app."""
    return make_settings(tmp_path, database_url)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app, inside its context, on an empty database."""
    made = create_app(settings)
    with made.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
                # The trail refuses to be emptied, by anybody but the owner of its table.
                connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
                # Few rows: deleting them is quicker than truncating every table.
                for table in reversed(Row.metadata.sorted_tables):
                    connection.execute(table.delete())
                connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))
                connection.commit()
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def hand_clock(app: Flask) -> HandClock:
    """The app's clock, standing still until the test moves it."""
    standing = HandClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    clock.install(standing)
    return standing


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody with HTTP and no token."""
    return app.test_client()


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """A clinic with a therapist and a patient."""
    return found_clinic()


@pytest.fixture
def headers(settings: Settings, app: Flask) -> Callable[[Scope], dict[str, str]]:
    """Return a function that signs somebody in and gives the headers that speak for them."""
    return lambda scope: sign_in(settings, scope)[1]
