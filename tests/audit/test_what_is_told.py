"""What somebody does or reads over HTTP leaves its event, with who and by which request."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.store import audit
from hep_api.store.scope import Role, Scope
from tests.audit.trail import actions, trail
from tests.builders.clinics import PASSWORD, Clinic, add_colleague, add_patient
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone
from tests.builders.plans import assign_plan

SignIn = Callable[[Scope], dict[str, str]]


@pytest.fixture
def therapist(clinic: Clinic, headers: SignIn, hand_clock: HandClock) -> dict[str, str]:
    return headers(clinic.therapist)


def test_signing_in_and_out_is_told(client: FlaskClient, clinic: Clinic) -> None:
    doctor = add_colleague(clinic.therapist, email="doctor@clinic.example")
    since = len(trail(clinic.id))
    tokens = client.post("/v1/auth/login", json={"email": "doctor@clinic.example", "password": PASSWORD}).json
    client.post("/v1/auth/logout", headers={"Authorization": f"Bearer {(tokens or {})['access_token']}"})
    assert actions(clinic.id, since) == ["sign_in.begun", "sign_in.ended"]
    assert {told["who"]["id"] for told in trail(clinic.id)[since:]} == {str(doctor.subject_id)}


def test_a_refused_sign_in_is_told_where_the_account_is_and_without_one_at_the_installation(
    client: FlaskClient, clinic: Clinic
) -> None:
    add_colleague(clinic.therapist, email="doctor@clinic.example")
    since = len(trail(clinic.id))
    for email in ("doctor@clinic.example", "nobody@clinic.example"):
        assert client.post("/v1/auth/login", json={"email": email, "password": "wrong"}).status_code == 401
    assert actions(clinic.id, since) == ["sign_in.refused"]
    assert actions(audit.INSTALLATION.clinic_id) == ["sign_in.refused"]
    assert "nobody" not in str(trail(audit.INSTALLATION.clinic_id))


def test_an_invite_is_told_from_making_to_redeeming(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str]
) -> None:
    since = len(trail(clinic.id))
    invite = client.post(f"/v1/patients/{clinic.patient.subject_id}/invites", headers=therapist).json or {}
    for year in (1901, 1990):
        client.post("/v1/auth/redeem", json={"code": invite["code"], "birth_year": year})
    assert actions(clinic.id, since) == [
        "invite.made", "patient.read", "invite.refused", "invite.redeemed", "sign_in.begun",
    ]  # fmt: skip
    assert invite["code"] not in str(trail(clinic.id))


def test_a_patient_is_told_from_adding_to_archiving(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str]
) -> None:
    since = len(trail(clinic.id))
    body = {"name": "Robin Runner", "zone": "Europe/Madrid"}
    made = client.post("/v1/patients", json=body, headers=therapist).json or {}
    changes = {"name": "Robin Walker", "archived": True}
    response = client.patch(
        f"/v1/patients/{made['id']}", json=changes, headers=therapist | {"X-Request-Id": "request-7"}
    )
    assert response.status_code == 200
    told = actions(clinic.id, since)
    assert [action for action in told if action != "patient.read"] == [
        "patient.added", "care.begun", "patient.changed", "patient.archived",
    ]  # fmt: skip
    changed = next(one for one in trail(clinic.id) if one["action"] == "patient.changed")
    assert changed["request_id"] == "request-7"
    assert changed["details"] == {"fields": ["name"]}
    assert "Robin" not in str(trail(clinic.id))


def test_a_session_tells_its_fact_and_its_decisions(
    client: FlaskClient, clinic: Clinic, headers: SignIn, hand_clock: HandClock
) -> None:
    plan_id = assign_plan(clinic)
    phone = Phone(client, headers, clinic.patient)
    body = phone.session(note="It hurt behind the kneecap.")
    speaking = phone.headers
    since = len(trail(clinic.id))
    assert client.post("/v1/me/sessions", json=body, headers=speaking).status_code == 201
    told = trail(clinic.id)[since:]
    assert told[0]["action"] == "fact.recorded"
    assert told[0]["about"] == {"patient": str(clinic.patient.subject_id), "fact": body["id"], "plan": str(plan_id)}
    assert "decision.made" in {one["action"] for one in told}
    assert {one["who"]["role"] for one in told} == {"patient"}
    assert "kneecap" not in str(told)
    again = len(trail(clinic.id))
    assert client.post("/v1/me/sessions", json=body, headers=speaking).status_code == 200
    assert actions(clinic.id, again) == []


def test_staff_who_read_a_patient_are_told_once_a_request(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str]
) -> None:
    plan_id = assign_plan(clinic)
    for path in (f"/v1/patients/{clinic.patient.subject_id}", f"/v1/plans/{plan_id}", f"/v1/plans/{plan_id}/decisions"):
        since = len(trail(clinic.id))
        assert client.get(path, headers=therapist).status_code == 200
        (told,) = trail(clinic.id)[since:]
        assert told["action"] == "patient.read"
        assert told["about"] == {"patient": str(clinic.patient.subject_id)}
        assert told["who"]["id"] == str(clinic.therapist.subject_id)
        assert told["details"]["what"]


def test_the_work_list_names_everybody_on_it(client: FlaskClient, clinic: Clinic, therapist: dict[str, str]) -> None:
    other = add_patient(clinic.therapist, name="Sam Second")
    assert client.get("/v1/patients", headers=therapist).status_code == 200
    told = trail(clinic.id)[-1]
    assert told["action"] == "patient.listed"
    assert set(told["details"]["patients"]) == {str(clinic.patient.subject_id), str(other.subject_id)}


def test_what_is_foreign_was_not_read(client: FlaskClient, clinic: Clinic, headers: SignIn) -> None:
    stranger = headers(add_colleague(clinic.therapist))
    since = len(trail(clinic.id))
    for patient_id in (clinic.patient.subject_id, uuid4()):
        assert client.get(f"/v1/patients/{patient_id}", headers=stranger).status_code == 404
    assert actions(clinic.id, since) == []


def test_what_patients_read_of_themselves_is_not_told(
    client: FlaskClient, clinic: Clinic, headers: SignIn, hand_clock: HandClock
) -> None:
    assign_plan(clinic)
    own = headers(clinic.patient)
    since = len(trail(clinic.id))
    for path in ("/v1/me/today", "/v1/me/plan", "/v1/me/changes", "/v1/me/reminders"):
        assert client.get(path, headers=own).status_code == 200
    assert actions(clinic.id, since) == []


def test_a_setting_is_told_with_its_value(client: FlaskClient, clinic: Clinic, headers: SignIn) -> None:
    admin = headers(add_colleague(clinic.therapist, role=Role.ADMIN))
    body = {"value": "refuse", "reason": "Until our own clinicians have signed."}
    assert client.put("/v1/clinic/settings/unreviewed_protocols", json=body, headers=admin).status_code == 200
    told = trail(clinic.id)[-1]
    assert (told["action"], told["details"]) == (
        "setting.changed", {"name": "unreviewed_protocols", "value": "refuse"},
    )  # fmt: skip
    assert "signed" not in str(trail(clinic.id))


def test_a_device_is_told_without_its_address(client: FlaskClient, clinic: Clinic, headers: SignIn) -> None:
    own = headers(clinic.patient)
    address = {"kind": "fcm_token", "value": "secret-address", "platform": "ios", "app_version": "1"}
    device_id = uuid4()
    since = len(trail(clinic.id))
    assert client.put(f"/v1/me/devices/{device_id}", json=address, headers=own).status_code in {200, 204}
    assert client.delete(f"/v1/me/devices/{device_id}", headers=own).status_code == 204
    assert actions(clinic.id, since) == ["device.registered", "device.forgotten"]
    assert "secret-address" not in str(trail(clinic.id))
