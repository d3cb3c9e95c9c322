"""Where somebody is signed in: listed, ended, bound to a device, ended by idling."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.patients.service import invite_patient
from hep_api.settings import Settings
from hep_api.store.clinic_settings import CONSOLE_IDLE
from hep_api.store.db import session
from hep_api.store.models import TokenFamilyRow
from tests.audit.trail import trail
from tests.builders.authenticators import EMAIL, bearer, login
from tests.builders.clinics import Clinic, add_colleague, choose
from tests.builders.clocks import HandClock


@pytest.fixture(autouse=True)
def rivera(clinic: Clinic, hand_clock: HandClock) -> None:
    add_colleague(clinic.therapist, email=EMAIL)


def listed(client: FlaskClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/v1/me/sign-ins", headers=headers).get_json()["items"]
    return items


def refresh(client: FlaskClient, token: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/v1/auth/refresh", json={"refresh_token": token, **more}).get_json()
    return answer


def test_i_see_my_sign_ins_and_end_that_of_a_lost_device(client: FlaskClient, hand_clock: HandClock) -> None:
    here = bearer(login(client, device_name="Desk"))
    hand_clock.wait(minutes=1)
    lost = bearer(login(client, device_name="Tablet"))
    names = [(item["device_name"], item["current"]) for item in listed(client, here)]
    assert names == [("Tablet", False), ("Desk", True)]
    url = f"/v1/me/sign-ins/{listed(client, here)[0]['id']}"
    assert client.delete(url, headers=here).status_code == 204
    assert client.get("/v1/me", headers=lost).status_code == 401
    assert client.delete(url, headers=here).status_code == 404
    assert [item["device_name"] for item in listed(client, here)] == ["Desk"]


def test_nobody_ends_the_sign_in_of_somebody_else(client: FlaskClient, clinic: Clinic) -> None:
    add_colleague(clinic.therapist, email="other@clinic.example")
    mine, theirs = bearer(login(client)), bearer(login(client, "other@clinic.example"))
    foreign = client.delete(f"/v1/me/sign-ins/{listed(client, theirs)[0]['id']}", headers=mine)
    absent = client.delete(f"/v1/me/sign-ins/{uuid4()}", headers=mine)
    assert foreign.status_code == absent.status_code == 404
    assert {**(foreign.json or {}), "request_id": ""} == {**(absent.json or {}), "request_id": ""}
    assert client.get("/v1/me", headers=theirs).status_code == 200


def test_signing_out_of_everything_ends_this_one_too(client: FlaskClient) -> None:
    here, there = bearer(login(client)), bearer(login(client))
    assert client.delete("/v1/me/sign-ins", headers=here).status_code == 204
    assert {client.get("/v1/me", headers=headers).status_code for headers in (here, there)} == {401}


def test_a_token_works_from_its_own_device_only_and_a_stolen_one_ends_the_sign_in(
    client: FlaskClient, clinic: Clinic
) -> None:
    device = str(uuid4())
    tokens = login(client, device_id=device).get_json()
    tokens = refresh(client, tokens["refresh_token"], device_id=device)
    assert refresh(client, tokens["refresh_token"], device_id=str(uuid4()))["code"] == "signed_out"
    assert refresh(client, tokens["refresh_token"], device_id=device)["code"] == "signed_out"
    assert client.get("/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).status_code == 401
    ended = [told for told in trail(clinic.id) if told["action"] == "sign_in.ended"]
    assert [told["details"] for told in ended] == [{"reason": "device"}]


def test_a_lost_reply_is_given_again_to_the_same_device_only(client: FlaskClient) -> None:
    device = str(uuid4())
    first = login(client, device_id=device).get_json()["refresh_token"]
    lost = refresh(client, first, device_id=device)
    assert refresh(client, first, device_id=device)["refresh_token"] == lost["refresh_token"]
    assert refresh(client, first)["code"] == "signed_out"


def test_reuse_is_told_to_the_trail(client: FlaskClient, clinic: Clinic) -> None:
    first = login(client).get_json()["refresh_token"]
    refresh(client, refresh(client, first)["refresh_token"])
    refresh(client, first)
    ended = [told["details"] for told in trail(clinic.id) if told["action"] == "sign_in.ended"]
    assert ended == [{"reason": "reuse"}]


def test_devices_and_addresses_are_kept_as_hashes(client: FlaskClient) -> None:
    device = str(uuid4())
    login(client, device_id=device, source="127.0.0.9")
    row = session().query(TokenFamilyRow).order_by(TokenFamilyRow.created_at.desc()).first()
    assert row
    kept = {row.device_hash, row.source_hash}
    assert not kept & {None, device, "127.0.0.9"}


@pytest.mark.parametrize("minutes, allowed, status", [(30, None, 200), (31, None, 401), (5, "5", 200), (6, "5", 401)])
def test_a_console_left_alone_is_signed_out(
    client: FlaskClient, clinic: Clinic, hand_clock: HandClock, minutes: int, allowed: str | None, status: int
) -> None:
    if allowed:
        choose(clinic.therapist, CONSOLE_IDLE, allowed, at=hand_clock.at)
    tokens = login(client).get_json()
    hand_clock.wait(minutes=minutes)
    answer = client.post("/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert answer.status_code == status


def test_working_keeps_a_console_signed_in_and_renewing_alone_does_not(
    client: FlaskClient, hand_clock: HandClock
) -> None:
    tokens = login(client).get_json()
    for _ in range(4):
        hand_clock.wait(minutes=20)
        tokens = refresh(client, tokens["refresh_token"])
        bearing = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert client.get("/v1/me", headers=bearing).status_code == 200
    hand_clock.wait(minutes=20)
    tokens = refresh(client, tokens["refresh_token"])
    hand_clock.wait(minutes=20)
    assert refresh(client, tokens["refresh_token"])["code"] == "signed_out"


def test_a_phone_left_alone_stays_signed_in(
    client: FlaskClient, clinic: Clinic, settings: Settings, hand_clock: HandClock
) -> None:
    code = invite_patient(settings, clinic.therapist, clinic.patient.subject_id, hand_clock.at).code
    tokens = client.post("/v1/auth/redeem", json={"code": code, "birth_year": 1990}).get_json()
    hand_clock.wait(days=7)
    assert "access_token" in refresh(client, tokens["refresh_token"])
