"""What migrations make of rows that are there already."""

from pathlib import Path
from uuid import uuid4

from alembic import command
from sqlalchemy import text

from hep_api.app import create_app
from hep_api.store import schema
from hep_api.store.db import db, session
from hep_api.store.models import PatientRow
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


def people_before_care() -> dict[str, str]:
    """A clinic at revision 0006 with a therapist who cares for a patient; what its rows are called."""
    clinic, staff, patient, care = (uuid4().hex for _ in range(4))
    at = "2026-01-01 00:00:00"
    rows = (
        ("INSERT INTO clinic (id, name, created_at) VALUES (:clinic, 'C', :at)"),
        (
            "INSERT INTO staff (id, clinic_id, email, name, role, password_hash, locale, zone, created_at)"
            " VALUES (:staff, :clinic, 'e', 'N', 'therapist', '', 'en', 'UTC', :at)"
        ),
        (
            "INSERT INTO patient (id, clinic_id, name, birth_year, zone, locale, sequence, version, created_at)"
            " VALUES (:patient, :clinic, 'Alex Sample', 1990, 'UTC', 'en', 0, 1, :at)"
        ),
        (
            "INSERT INTO care_relationship (id, clinic_id, staff_id, patient_id, started_at)"
            " VALUES (:care, :clinic, :staff, :patient, :at)"
        ),
    )
    named = {"clinic": clinic, "staff": staff, "patient": patient, "care": care, "at": at}
    with schema._one_transaction() as connection:
        command.upgrade(schema._config(connection), "0006")
        for row in rows:
            connection.execute(text(row), named)
    return named


def test_whoever_cared_for_a_patient_treats_it(tmp_path: Path) -> None:
    with create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/old.sqlite3")).app_context():
        staff = people_before_care()["staff"]
        schema.upgrade()
        with db.engine.connect() as connection:
            found = connection.execute(text("SELECT kind, reason, begun_by, until_at, ended_at FROM care_relationship"))
            kept = [tuple(row) for row in found]
        db.engine.dispose()
    assert kept == [("treating", "", staff, None, None)]


def test_whoever_was_known_by_name_still_is(tmp_path: Path) -> None:
    with create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/old.sqlite3")).app_context():
        people_before_care()
        schema.upgrade()
        known = [(row.name, row.birth_year) for row in session().query(PatientRow)]
        db.session.remove()
        db.engine.dispose()
    assert known == [("Alex Sample", 1990)]
