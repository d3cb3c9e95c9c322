"""Reads in autocommit, writes in one short transaction, on both databases."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, StatementError

from hep_api.store import clinics, patients
from hep_api.store.db import db, session, write
from hep_api.store.models import ClinicRow, PatientRow, PlanRow
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import FOUNDED_AT, Clinic, add_patient


def rename(clinic: Clinic, name: str) -> None:
    with write() as current:
        current.execute(update(ClinicRow).where(ClinicRow.id == clinic.id).values(name=name))


def name_of(clinic: Clinic) -> str | None:
    return session().scalar(select(ClinicRow.name).where(ClinicRow.id == clinic.id))


def test_commits_at_the_end(clinic: Clinic) -> None:
    rename(clinic, "South Clinic")
    assert name_of(clinic) == "South Clinic"


def test_rolls_back_on_any_error(clinic: Clinic) -> None:
    def fail_halfway() -> None:
        with write() as current:
            current.execute(update(ClinicRow).values(name="Lost"))
            raise LookupError

    with pytest.raises(LookupError):
        fail_halfway()
    assert name_of(clinic) == "North Clinic"


def test_refuses_to_change_a_row_outside_write(clinic: Clinic) -> None:
    row = session().get_one(ClinicRow, clinic.id)
    row.name = "Loose"
    with pytest.raises(RuntimeError, match="only inside write"):
        session().flush()
    session().rollback()
    assert name_of(clinic) == "North Clinic"


def test_refuses_a_changing_statement_outside_write(clinic: Clinic) -> None:
    with pytest.raises(RuntimeError, match="only inside write"):
        session().execute(update(ClinicRow).values(name="Loose"))
    assert name_of(clinic) == "North Clinic"


def test_refuses_one_transaction_inside_another(clinic: Clinic) -> None:
    with write(), pytest.raises(RuntimeError, match="already open"), write():
        pass


def test_can_write_again_after_a_failure(clinic: Clinic) -> None:
    with pytest.raises(LookupError), write():
        raise LookupError
    rename(clinic, "East Clinic")
    assert name_of(clinic) == "East Clinic"


def test_a_read_after_a_write_sees_what_others_wrote_since(app: Flask, clinic: Clinic) -> None:
    """Nothing read inside a transaction is served again from memory afterwards."""
    with write():
        held = clinics.get_clinic(clinic.therapist)
    with db.engine.connect() as other:
        other.execute(update(ClinicRow).values(name="Elsewhere"))
    assert held.name == "North Clinic"
    assert clinics.get_clinic(clinic.therapist).name == "Elsewhere"


def test_references_are_checked_at_the_commit_and_not_before(app: Flask) -> None:
    """What belongs together may be written in any order."""
    scope = Scope(uuid4(), uuid4(), Role.THERAPIST)
    with write() as current:
        current.add(PatientRow(id=uuid4(), clinic_id=scope.clinic_id, zone="UTC", locale="en", created_at=FOUNDED_AT))
        current.flush()
        clinics.add_clinic(scope, "Later", "UTC", FOUNDED_AT)
    with pytest.raises(IntegrityError), write() as current:
        current.add(PatientRow(id=uuid4(), clinic_id=uuid4(), zone="UTC", locale="en", created_at=FOUNDED_AT))


def test_a_plan_cannot_point_at_a_patient_of_another_clinic(clinic: Clinic, app: Flask) -> None:
    """The database itself refuses it, whatever the code does."""
    other = Scope(uuid4(), uuid4(), Role.THERAPIST)
    with write():
        clinics.add_clinic(other, "Other", "UTC", FOUNDED_AT)
    with pytest.raises(IntegrityError), write() as current:
        current.add(
            PlanRow(
                id=uuid4(), clinic_id=other.clinic_id, patient_id=clinic.patient.subject_id, protocol_id="pfp",
                protocol_version="1.0.0", content_hash="x", status="active", phase="P1", started_on=FOUNDED_AT.date(),
                side="left", autonomy="suggest", created_at=FOUNDED_AT, created_by=other.subject_id,
            )
        )  # fmt: skip


def test_a_naive_instant_is_refused(app: Flask) -> None:
    scope = Scope(uuid4(), uuid4(), Role.ADMIN)
    with pytest.raises(StatementError, match="naive"), write():
        clinics.add_clinic(scope, "N", "UTC", datetime(2026, 1, 5, 9, 0))  # noqa: DTZ001


def test_instants_come_back_aware_in_utc_whatever_zone_they_had(app: Flask) -> None:
    there = datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    scope = Scope(uuid4(), uuid4(), Role.ADMIN)
    with write():
        clinics.add_clinic(scope, "N", "UTC", there)
    back = clinics.get_clinic(scope).created_at
    assert back == there
    assert back.tzinfo is UTC


def test_sequences_are_gapless_when_many_write_at_once(app: Flask, clinic: Clinic) -> None:
    """Numbers are given under the patient's row lock: four writers, ten each, no number lost or doubled."""
    taken: list[int] = []

    def take_ten() -> None:
        with app.app_context():
            for _ in range(10):
                with write():
                    taken.append(patients.take_sequence(clinic.patient, clinic.patient.subject_id))

    writers = [threading.Thread(target=take_ten) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert sorted(taken) == list(range(1, 41))


def test_reserving_several_numbers_returns_the_first(clinic: Clinic) -> None:
    patient = add_patient(clinic.therapist)
    with write():
        assert patients.take_sequence(patient, patient.subject_id, 3) == 1
        assert patients.take_sequence(patient, patient.subject_id) == 4


def test_a_sqlite_file_is_durable_and_guards_references(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert asked == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}
