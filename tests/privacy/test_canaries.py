"""What people write about their health is in the database, in answers to those who may read it, and nowhere else."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from hep_api.settings import Settings
from hep_api.store.scope import Scope
from tests.app_fixtures import make_settings
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone
from tests.builders.plans import assign_plan

SignIn = Callable[[Scope], dict[str, str]]
CANARY = "canary-7f3a"


@pytest.fixture
def settings(tmp_path: Path, database_url: str, redis_url: str) -> Settings:
    return make_settings(tmp_path, database_url, REDIS_URL=redis_url, HEP_LOG_LEVEL="DEBUG")


@pytest.fixture
def phone(hand_clock: HandClock, client: FlaskClient, clinic: Clinic, headers: SignIn) -> Phone:
    assign_plan(clinic)
    return Phone(client, headers, clinic.patient)


def tell_everything(phone: Phone, clinic: Clinic, therapist: dict[str, str]) -> list[str]:
    """Put the canary into every text there is, in bodies that are taken and in bodies that are not; the refusals."""
    patient, client = f"/v1/patients/{clinic.patient.subject_id}", phone.client
    plan_id = str(phone.course.plans[0].id)
    client.patch(patient, json={"name": CANARY}, headers=therapist)
    phone.log(note=CANARY)
    phone.wake(note=CANARY)
    act = {"id": str(uuid4()), "verb": "hold", "reason": CANARY}
    client.post(f"/v1/plans/{plan_id}/actions", json=act, headers=therapist)
    refused = [
        client.patch(patient, json={"name": CANARY, "zone": CANARY, "unheard_of": CANARY}, headers=therapist),
        phone.post("/v1/me/sessions", {"note": CANARY, "limp": CANARY, "zone": CANARY}),
        phone.post("/v1/me/sessions", {**phone.session(), "note": CANARY * 1000}),
        phone.post("/v1/me/check-ins", {**phone.morning(), "site": CANARY, "note": CANARY}),
        phone.post("/v1/me/sync", {"items": [{"kind": CANARY, "body": {"note": CANARY}}]}),
        client.post("/v1/auth/login", json={"email": f"{CANARY}@clinic.example", "password": CANARY}),
        client.post("/v1/auth/redeem", json={"code": CANARY, "birth_year": 1990}),
        client.get(f"/v1/exercises/{CANARY}", headers=therapist),
        client.get(f"/v1/patients?text={CANARY * 10}", headers=therapist),
    ]
    assert {answer.status_code for answer in refused} <= {200, 400, 401, 404, 422}
    return [answer.text for answer in refused if answer.status_code >= 400]


def test_canaries_are_in_no_log_error_queue_or_file(
    phone: Phone, app: Flask, clinic: Clinic, headers: SignIn, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    refusals = tell_everything(phone, clinic, headers(clinic.therapist))
    logged = capfd.readouterr()
    assert '"event": "request"' in logged.err
    places = {"standard error": logged.err, "standard output": logged.out, "errors": "\n".join(refusals)}
    store = redis.Redis.from_url(settings.redis_url)
    keys = store.keys("*")
    places["redis"] = "\n".join(f"{key!r} {store.dump(key)!r}" for key in keys)
    assert keys
    for file in settings.data_dir.rglob("*"):
        if file.is_file() and ".sqlite3" not in file.name:
            places[file.name] = file.read_text(errors="replace")
    assert [name for name, text in places.items() if CANARY in text] == []


def _explode(*_: object, **__: object) -> None:
    raise RuntimeError(CANARY)


def test_an_unexpected_error_says_where_and_not_what(
    phone: Phone, clinic: Clinic, headers: SignIn, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hep_api.patients.service.patients.get_patient", _explode)
    answer = phone.client.get(f"/v1/patients/{clinic.patient.subject_id}", headers=headers(clinic.therapist))
    logged = capfd.readouterr()
    assert answer.status_code == 500
    assert "unexpected_error" in logged.err
    assert CANARY not in logged.err + logged.out + answer.text


def test_what_a_caller_sends_cannot_forge_a_line_of_the_log(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    forged = '{"event": "request", "role": "admin"}'
    for text in (f"a\n{forged}", f"a\r\n{forged}", f"\x1b[2J{forged}", f'", {forged}'):
        client.get("/v1/exercises/" + text.replace("\n", "%0A").replace("\r", "%0D"))
        client.post("/v1/auth/login", json={"email": text, "password": text})
        one_line = text.replace("\n", " ").replace("\r", "")
        client.get("/v1/me", headers={"Authorization": "Bearer x", "X-Request-Id": one_line})
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 12
    assert not [line for line in lines if '"role": "admin"' in line or "\x1b" in line]
