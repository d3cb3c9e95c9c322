"""Erasure: nothing of the patient is left, and the trail is whole."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import String, cast, func, literal, or_, select

from hep_api import clock, sealing
from hep_api.audit.verifying import verify_chain
from hep_api.cli.patients import patients as command
from hep_api.errors import NotFound
from hep_api.privacy.erasing import erase_patient
from hep_api.privacy.retaining import apply_retention
from hep_api.sealing import CannotOpen
from hep_api.store import clinic_settings, patients
from hep_api.store.db import session, write
from hep_api.store.keys import patient_key
from hep_api.store.models import ClinicSettingRow, FactRow, PatientRow, Row
from hep_api.store.models.patient import identity_of
from hep_api.store.scope import Role, Scope
from tests.audit.trail import trail
from tests.builders.clinics import Clinic, add_colleague, add_patient
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone
from tests.builders.plans import assign_plan

SignIn = Callable[[Scope], dict[str, str]]
WORDS = "It hurt behind the kneecap."


@pytest.fixture
def phone(hand_clock: HandClock, client: FlaskClient, clinic: Clinic, headers: SignIn) -> Phone:
    """A patient with a plan, a session with a note, a morning, a device and reminders."""
    assign_plan(clinic)
    phone = Phone(client, headers, clinic.patient)
    phone.log(note=WORDS)
    phone.wake(note=WORDS)
    phone.put(f"/v1/me/devices/{uuid4()}", {"kind": "fcm_token", "value": "a", "platform": "ios", "app_version": "1"})
    return phone


def tables_with(text: str) -> set[str]:
    """Every table with a row in which some column holds this text, or the id of these digits."""
    found = set()
    for table in Row.metadata.sorted_tables:
        columns = [func.replace(cast(column, String), "-", "") for column in table.columns]
        wanted = [func.instr(c, text) > 0 if _on_sqlite() else func.strpos(c, text) > 0 for c in columns]
        if session().execute(select(literal(1)).select_from(table).where(or_(*wanted)).limit(1)).first():
            found.add(table.name)
    return found


def _on_sqlite() -> bool:
    return session().get_bind().dialect.name == "sqlite"


def test_names_and_words_are_not_readable_in_any_table(phone: Phone) -> None:
    assert tables_with("Sample") == tables_with("kneecap") == set()
    assert "fact" in tables_with("clamshell") | tables_with("session")


def test_nothing_of_an_erased_patient_is_left_but_ids(phone: Phone, clinic: Clinic) -> None:
    patient_id = clinic.patient.subject_id
    assert len(tables_with(patient_id.hex)) > 8
    assert erase_patient(clinic.id, patient_id, "request", clock.now()) > 8
    assert tables_with(patient_id.hex) == {"patient", "audit"}
    row = session().get_one(PatientRow, patient_id)
    assert (row.identity, row.name, row.birth_year, row.erased_at) == (None, "", None, clock.now())


def test_a_copy_of_the_rows_does_not_open_without_the_key(phone: Phone, clinic: Clinic) -> None:
    patient_id = clinic.patient.subject_id
    key = patient_key(clinic.therapist, patient_id)
    fact = session().scalars(select(FactRow).where(FactRow.words.is_not(None)).limit(1)).one()
    identity = session().get_one(PatientRow, patient_id).identity
    assert key is not None
    assert identity is not None
    assert fact.words is not None
    assert b"Sample" in sealing.unseal(key.open(), identity, identity_of(patient_id))
    for other in (sealing.new_key(), sealing.new_key()):
        with pytest.raises(CannotOpen):
            sealing.unseal(other, identity, identity_of(patient_id))
    with pytest.raises(CannotOpen):
        sealing.unseal(key.open(), identity, identity_of(uuid4()))


def test_the_trail_stays_whole_and_tells_the_erasure(phone: Phone, clinic: Clinic) -> None:
    before = len(trail(clinic.id))
    erase_patient(clinic.id, clinic.patient.subject_id, "request", clock.now())
    told = trail(clinic.id)
    assert len(told) == before + 1
    assert (told[-1]["action"], told[-1]["details"]["reason"]) == ("patient.erased", "request")
    assert list(verify_chain(clinic.id, (), clock.now())) == []


def test_the_phone_and_the_therapist_meet_nobody(phone: Phone, clinic: Clinic, headers: SignIn) -> None:
    speaking, therapist = phone.headers, headers(clinic.therapist)
    erase_patient(clinic.id, clinic.patient.subject_id, "request", clock.now())
    assert phone.client.get("/v1/me/today", headers=speaking).status_code == 401
    assert phone.client.get(f"/v1/patients/{clinic.patient.subject_id}", headers=therapist).status_code == 404
    for archived in ("false", "true"):
        listed = phone.client.get(f"/v1/patients?archived={archived}", headers=therapist).get_json()
        assert listed["items"] == []


def test_others_are_left_alone(phone: Phone, clinic: Clinic) -> None:
    other = add_patient(clinic.therapist, name="Sam Second")
    erase_patient(clinic.id, clinic.patient.subject_id, "request", clock.now())
    assert patients.get_patient(clinic.therapist, other.subject_id).name == "Sam Second"


def test_erasing_twice_or_somebody_elses_patient_is_refused(phone: Phone, clinic: Clinic) -> None:
    for clinic_id, patient_id in ((uuid4(), clinic.patient.subject_id), (clinic.id, uuid4())):
        with pytest.raises(NotFound):
            erase_patient(clinic_id, patient_id, "request", clock.now())
    erase_patient(clinic.id, clinic.patient.subject_id, "request", clock.now())
    with pytest.raises(NotFound):
        erase_patient(clinic.id, clinic.patient.subject_id, "request", clock.now())


def test_the_command_asks_first(app: Flask, phone: Phone, clinic: Clinic) -> None:
    words = ["erase", "--clinic", str(clinic.id), "--patient", str(clinic.patient.subject_id), "--reason", "request"]
    assert app.test_cli_runner().invoke(command, words, input="n\n").exit_code == 1
    assert patients.find_patient(clinic.therapist, clinic.patient.subject_id) is not None
    assert "Erased" in app.test_cli_runner().invoke(command, [*words, "--yes"]).output


def choose(clinic: Clinic, years: str) -> None:
    admin = add_colleague(clinic.therapist, role=Role.ADMIN)
    row = ClinicSettingRow(
        id=uuid4(), clinic_id=clinic.id, name=clinic_settings.ERASE_AFTER, value=years, reason="Our policy.",
        set_by=admin.subject_id, set_at=clock.now(),
    )  # fmt: skip
    with write():
        clinic_settings.add_change(admin, row)


def erased(patient_id: UUID) -> bool:
    return session().scalars(select(PatientRow.erased_at).where(PatientRow.id == patient_id)).one() is not None


def test_whom_a_clinic_keeps_no_longer_is_erased_and_nobody_else(hand_clock: HandClock, clinic: Clinic) -> None:
    current = add_patient(clinic.therapist, name="Sam Second")
    with write():
        row = patients.lock_patient(clinic.therapist, clinic.patient.subject_id)
        patients.archive_patient(clinic.therapist, row, clock.now())
    hand_clock.at += timedelta(days=365 * 7)
    assert apply_retention(clock.now()) == 0
    choose(clinic, "8")
    assert apply_retention(clock.now()) == 0
    hand_clock.wait(seconds=1)
    choose(clinic, "6")
    assert apply_retention(clock.now()) == 1
    assert (erased(clinic.patient.subject_id), erased(current.subject_id)) == (True, False)
    assert trail(clinic.id)[-1]["details"]["reason"] == "retention"
    assert apply_retention(clock.now()) == 0
