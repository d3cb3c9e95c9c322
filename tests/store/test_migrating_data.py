"""What migrations make of rows that are there already."""

from pathlib import Path
from uuid import uuid4

from alembic import command
from sqlalchemy import text

from hep_api.app import create_app
from hep_api.store import schema
from hep_api.store.db import db
from tests.app_fixtures import make_settings


def test_a_clinic_moves_to_the_zone_of_the_first_of_its_staff(tmp_path: Path) -> None:
    staffed, empty = uuid4().hex, uuid4().hex
    with create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/old.sqlite3")).app_context():
        with schema._one_transaction() as connection:
            command.upgrade(schema._config(connection), "0002")
            for clinic_id in (staffed, empty):
                connection.execute(
                    text("INSERT INTO clinic VALUES (:id, 'C', '2026-01-01 00:00:00')"), {"id": clinic_id}
                )
            for year, zone in ((2026, "UTC"), (2025, "America/Bogota")):
                connection.execute(
                    text(
                        "INSERT INTO staff (id, clinic_id, email, name, role, password_hash, locale, zone, created_at)"
                        " VALUES (:id, :clinic, :id, 'N', 'admin', '', 'en', :zone, :at)"
                    ),
                    {"id": uuid4().hex, "clinic": staffed, "zone": zone, "at": f"{year}-01-01 00:00:00"},
                )
        schema.upgrade()
        with db.engine.connect() as connection:
            zones = {row.id: row.zone for row in connection.execute(text("SELECT id, zone FROM clinic"))}
        db.engine.dispose()
    assert zones == {staffed: "America/Bogota", empty: "UTC"}
