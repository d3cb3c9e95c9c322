"""Secrets and keys can be changed, and what was made before still opens."""

import pytest
from flask import Flask

from hep_api import clock, sealing
from hep_api.audit.verifying import verify_chain
from hep_api.cli.keys import keys as command
from hep_api.sealing import CannotOpen
from hep_api.settings import Settings
from hep_api.store import audit, patients
from hep_api.store import keys as stored
from hep_api.store.db import session, write
from tests.builders.clinics import Clinic

NEW = "another-secret-of-the-tests-that-is-long"


@pytest.fixture
def changed(settings: Settings, clinic: Clinic, monkeypatch: pytest.MonkeyPatch):
    """The installation has another secret, and knows the one before."""
    monkeypatch.setattr(stored, "_chain_keys", {})
    session().expunge_all()
    sealing.install(NEW, (settings.secret_key,))


def test_what_was_sealed_under_the_secret_before_opens(changed: None, clinic: Clinic) -> None:
    assert patients.get_patient(clinic.therapist, clinic.patient.subject_id).name == "Alex Sample"
    assert list(verify_chain(clinic.id, (), clock.real_now())) == []


def test_after_rewrapping_the_old_secret_is_needed_no_longer(app: Flask, changed: None, clinic: Clinic) -> None:
    result = app.test_cli_runner().invoke(command, ["rewrap"])
    assert "2 keys are wrapped anew" in result.output
    sealing.install(NEW)
    session().expunge_all()
    assert patients.get_patient(clinic.therapist, clinic.patient.subject_id).name == "Alex Sample"


def test_without_the_old_secret_nothing_opens_and_nothing_is_changed(app: Flask, changed: None, clinic: Clinic) -> None:
    sealing.install(NEW)
    result = app.test_cli_runner().invoke(command, ["rewrap"])
    assert result.exit_code == 1
    assert "OLD_SECRET_KEYS" in result.output
    with pytest.raises(CannotOpen):
        _ = patients.get_patient(clinic.therapist, clinic.patient.subject_id).name
    assert {one.code for one in verify_chain(clinic.id, (), clock.real_now())} == {"key_missing"}


def test_a_chain_goes_on_with_a_new_key(app: Flask, clinic: Clinic) -> None:
    assert app.test_cli_runner().invoke(command, ["renew", "--clinic", str(clinic.id)]).exit_code == 0
    with write():
        audit.append(clinic.therapist, "patient.changed", about={"patient": clinic.patient.subject_id})
    assert list(verify_chain(clinic.id, (), clock.real_now())) == []
