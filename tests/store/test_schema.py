"""The migrations and the models tell the same story, on both databases."""

import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect

from hep_api.app import create_app
from hep_api.store import schema
from hep_api.store.db import db
from hep_api.store.models import Row
from tests.app_fixtures import make_settings

GLOBAL = {"clinic", "content", "heartbeat", "invite_try", "push_pause", "reset_request", "wording"}


def test_upgrading_from_empty_gives_exactly_the_models(app: Flask) -> None:
    assert schema.differences() == []


def test_there_is_one_head(app: Flask) -> None:
    assert len(schema.heads()) == 1


def test_the_upgraded_database_is_current(app: Flask) -> None:
    assert schema.is_current()


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/new.sqlite3"))
    with app.app_context():
        assert not schema.is_current()
        db.engine.dispose()


def test_upgrading_twice_changes_nothing(app: Flask) -> None:
    first = schema.upgrade()
    assert schema.upgrade() == first


def test_a_missing_column_is_noticed(migrated_sqlite: Path, tmp_path: Path) -> None:
    """The comparison is not blind: it names what the models have and the database has not."""
    file = Path(shutil.copy(migrated_sqlite, tmp_path / "altered.sqlite3"))
    with create_app(make_settings(tmp_path, f"sqlite:///{file}")).app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ALTER TABLE heartbeat DROP COLUMN at")
        assert [change[0] for change in schema.differences()] == ["add_column"]
        db.engine.dispose()


def test_every_table_but_the_global_ones_carries_the_clinic() -> None:
    missing = {name for name, table in Row.metadata.tables.items() if "clinic_id" not in table.columns}
    assert missing == GLOBAL


def test_every_reference_to_a_row_of_a_clinic_carries_the_clinic() -> None:
    loose = [
        constraint.name
        for table in Row.metadata.tables.values()
        for constraint in table.foreign_key_constraints
        if constraint.referred_table.name != "clinic" and "clinic_id" not in constraint.column_keys
    ]
    assert loose == []


def test_every_column_and_table_says_what_it_is_for() -> None:
    silent = [
        str(column) for table in Row.metadata.tables.values() for column in table.columns if not column.comment
    ] + [name for name, table in Row.metadata.tables.items() if not table.comment]
    assert silent == []


def test_constraints_have_names_in_the_database(app: Flask) -> None:
    found = inspect(db.engine)
    unnamed = [
        (table, constraint)
        for table in Row.metadata.tables
        for constraint in [*found.get_foreign_keys(table), *found.get_unique_constraints(table)]
        if not constraint["name"]
    ]
    assert unnamed == []
