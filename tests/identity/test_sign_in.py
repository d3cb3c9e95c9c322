"""Signing in with e-mail and password."""

from typing import Any
from uuid import uuid4

import jwt
import pytest
from argon2 import extract_parameters
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api import tokens as token_making
from hep_api.identity import passwords
from hep_api.settings import Settings
from hep_api.store.db import session, write
from hep_api.store.models import StaffRow
from hep_api.store.scope import Role, Scope
from hep_api.tokens import ALGORITHM, AUDIENCE, ISSUER, AccessClaims, mint_access
from tests.builders.clinics import PASSWORD, Clinic, add_colleague
from tests.builders.clocks import HandClock
from tests.builders.sign_in import sign_in

EMAIL = "rivera@clinic.example"


@pytest.fixture(autouse=True)
def rivera(clinic: Clinic, hand_clock: HandClock) -> None:
    add_colleague(clinic.therapist, email=EMAIL)


def login(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, source: str = "127.0.0.1") -> TestResponse:
    body = {"email": email, "password": password}
    return client.post("/v1/auth/login", json=body, environ_base={"REMOTE_ADDR": source})


def me(client: FlaskClient, token: str) -> TestResponse:
    return client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})


def tokens_of(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json or {}
    return found


def test_the_right_password_opens(client: FlaskClient, clinic: Clinic) -> None:
    pair = tokens_of(login(client))
    assert pair["token_type"] == "Bearer"
    assert pair["expires_in"] == 900
    answer = me(client, pair["access_token"]).json or {}
    assert answer["name"] == "Dr. Rivera"
    assert answer["roles"] == ["therapist"]
    assert answer["clinic"] == {"id": str(clinic.id), "name": "North Clinic"}
    assert (answer["locale"], answer["zone"]) == ("en", "Europe/Madrid")


def test_the_case_of_an_address_does_not_matter(client: FlaskClient) -> None:
    assert login(client, EMAIL.upper()).status_code == 200


def test_a_wrong_password_and_an_unknown_address_answer_the_same(client: FlaskClient) -> None:
    wrong, unknown = login(client, password="wrong"), login(client, email="nobody@clinic.example")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    first, second = wrong.json or {}, unknown.json or {}
    assert first["code"] == "credentials_invalid"
    assert {**first, "request_id": ""} == {**second, "request_id": ""}


def test_an_unknown_address_costs_the_same_argon2_work_as_a_known_one() -> None:
    """Enumeration by time: the hash that stands in for nobody asks for exactly the work of a real one."""
    mine = passwords.hash_password("a password")
    assert extract_parameters(passwords.NOBODY) == extract_parameters(mine)
    assert not passwords.is_right(None, "a password")


def test_a_disabled_account_opens_nothing_at_once(client: FlaskClient, hand_clock: HandClock) -> None:
    pair = tokens_of(login(client))
    with write():
        row = session().query(StaffRow).filter_by(email=EMAIL).one()
        row.disabled_at = hand_clock.at
    assert me(client, pair["access_token"]).status_code == 401
    assert login(client).status_code == 401
    assert client.post("/v1/auth/refresh", json={"refresh_token": pair["refresh_token"]}).status_code == 401


def test_an_access_token_ends_after_its_minutes(client: FlaskClient, hand_clock: HandClock) -> None:
    token = tokens_of(login(client))["access_token"]
    hand_clock.wait(minutes=14, seconds=59)
    assert me(client, token).status_code == 200
    hand_clock.wait(seconds=1)
    assert (me(client, token).json or {})["code"] == "token_expired"


def test_logging_out_ends_this_device_and_no_other(client: FlaskClient) -> None:
    here, there = tokens_of(login(client)), tokens_of(login(client))
    speaks = {"Authorization": f"Bearer {here['access_token']}"}
    assert client.post("/v1/auth/logout", headers=speaks).status_code == 204
    assert (me(client, here["access_token"]).json or {})["code"] == "signed_out"
    assert client.post("/v1/auth/refresh", json={"refresh_token": here["refresh_token"]}).status_code == 401
    assert me(client, there["access_token"]).status_code == 200


def test_guessing_at_one_account_from_one_place_is_slowed_down(client: FlaskClient) -> None:
    statuses = [login(client, password=f"guess {n}", source="127.0.0.66").status_code for n in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    refused = login(client, source="127.0.0.66")
    assert refused.status_code == 429
    assert (refused.json or {})["code"] == "throttled"
    assert int(refused.headers["Retry-After"]) > 0


def test_the_owner_gets_in_while_somebody_else_guesses(client: FlaskClient) -> None:
    for n in range(7):
        login(client, password=f"guess {n}", source="127.0.0.66")
    assert login(client, source="127.0.0.77").status_code == 200


def test_trying_many_accounts_from_one_place_is_slowed_down(client: FlaskClient) -> None:
    statuses = {login(client, f"{n}@clinic.example", "x", "127.0.0.88").status_code for n in range(31)}
    assert statuses == {401, 429}


def forged(settings: Settings, scope: Scope, key: bytes | None = None, **changes: Any) -> str:
    """A token of the right key that names a real sign-in; only what is changed is wrong."""
    payload = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": str(scope.subject_id), "clinic": str(scope.clinic_id),
        "family": str(scope.family_id), "kind": "staff", "exp": 4_000_000_000,
    }  # fmt: skip
    return jwt.encode(
        {**payload, **changes}, key or token_making._key(settings.secret_key, "access"), algorithm=ALGORITHM
    )


def test_forged_tokens_open_nothing(
    client: FlaskClient, clinic: Clinic, settings: Settings, hand_clock: HandClock
) -> None:
    scope, headers = sign_in(settings, clinic.therapist)
    head, body, _ = headers["Authorization"].removeprefix("Bearer ").split(".")
    claims = AccessClaims(scope.clinic_id, scope.subject_id, uuid4(), patient=False)
    assert me(client, forged(settings, scope)).status_code == 200
    attempts = {
        "empty": "",
        "garbage": "a.b.c",
        "unsigned": jwt.encode({"sub": str(scope.subject_id), "exp": 4_000_000_000}, key="", algorithm="none"),
        "signature cut off": f"{head}.{body}.",
        "refresh token": tokens_of(login(client))["refresh_token"],
        "bare secret": forged(settings, scope, key=settings.secret_key.encode()),
        "refresh key": forged(settings, scope, key=token_making._key(settings.secret_key, "refresh")),
        "other audience": forged(settings, scope, aud="other"),
        "other issuer": forged(settings, scope, iss="other"),
        "expired": forged(settings, scope, exp=1),
        "unknown family": mint_access(settings.secret_key, claims, hand_clock.at, 15),
        "other clinic": forged(settings, scope, clinic=str(uuid4())),
        "other person": forged(settings, scope, sub=str(clinic.patient.subject_id)),
        "unknown kind": forged(settings, scope, kind="root"),
        "no expiry": forged(settings, scope, exp=None),
        "no ids": forged(settings, scope, sub="me"),
        "key of challenges": forged(settings, scope, key=token_making._key(settings.secret_key, "challenge")),
        "key by path": jwt.encode(
            {"sub": str(scope.subject_id)}, key="0" * 32, algorithm="HS256", headers={"kid": "../../dev/zero"}
        ),
    }
    assert {name for name, token in attempts.items() if me(client, token).status_code != 401} == set()


def test_a_staff_token_does_not_open_as_a_patient(
    client: FlaskClient, clinic: Clinic, settings: Settings, hand_clock: HandClock
) -> None:
    """The kind is signed; a family of one kind names nobody of the other."""
    pair = tokens_of(login(client))
    payload = jwt.decode(pair["access_token"], options={"verify_signature": False})
    claims = AccessClaims(clinic.id, clinic.therapist.subject_id, payload["family"], patient=True)
    assert me(client, mint_access(settings.secret_key, claims, hand_clock.at, 15)).status_code == 401


def test_an_admin_signs_in_the_same_way(client: FlaskClient, clinic: Clinic) -> None:
    add_colleague(clinic.therapist, role=Role.ADMIN, email="other@clinic.example")
    token = tokens_of(login(client, "other@clinic.example"))["access_token"]
    assert (me(client, token).json or {})["roles"] == ["admin"]


def test_nobody_signs_in_as_whoever_runs_the_installation(client: FlaskClient, clinic: Clinic) -> None:
    add_colleague(clinic.therapist, role=Role.OPERATOR, email="other@clinic.example")
    token = tokens_of(login(client, "other@clinic.example"))["access_token"]
    assert me(client, token).status_code == 401
