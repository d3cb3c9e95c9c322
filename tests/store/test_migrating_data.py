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


def test_whoever_cared_for_a_patient_treats_it(tmp_path: Path) -> None:
    clinic, staff, patient, care = (uuid4().hex for _ in range(4))
    at = "2026-01-01 00:00:00"
    rows = (
        ("INSERT INTO clinic (id, name, created_at) VALUES (:clinic, 'C', :at)"),
        (
            "INSERT INTO staff (id, clinic_id, email, name, role, password_hash, locale, zone, created_at)"
            " VALUES (:staff, :clinic, 'e', 'N', 'therapist', '', 'en', 'UTC', :at)"
        ),
        (
            "INSERT INTO patient (id, clinic_id, name, zone, locale, sequence, version, created_at)"
            " VALUES (:patient, :clinic, 'P', 'UTC', 'en', 0, 1, :at)"
        ),
        (
            "INSERT INTO care_relationship (id, clinic_id, staff_id, patient_id, started_at)"
            " VALUES (:care, :clinic, :staff, :patient, :at)"
        ),
    )
    named = {"clinic": clinic, "staff": staff, "patient": patient, "care": care, "at": at}
    with create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/old.sqlite3")).app_context():
        with schema._one_transaction() as connection:
            command.upgrade(schema._config(connection), "0006")
            for row in rows:
                connection.execute(text(row), named)
        schema.upgrade()
        with db.engine.connect() as connection:
            found = connection.execute(text("SELECT kind, reason, begun_by, until_at, ended_at FROM care_relationship"))
            kept = [tuple(row) for row in found]
        db.engine.dispose()
    assert kept == [("treating", "", staff, None, None)]
