"""The second factor: set up, asked for, used once, replaced, taken away."""

import threading
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from hep_api.errors import Unauthenticated
from hep_api.identity import service
from hep_api.settings import Settings
from hep_api.store.clinic_settings import SECOND_FACTOR
from hep_api.store.db import session
from hep_api.store.models import RecoveryCodeRow, SecondFactorRow
from tests.audit.trail import actions
from tests.builders.authenticators import EMAIL, Authenticator, bearer, login, set_up
from tests.builders.clinics import PASSWORD, Clinic, add_colleague, choose
from tests.builders.clocks import HandClock

PROOF = {"password": PASSWORD}


@pytest.fixture(autouse=True)
def rivera(clinic: Clinic, hand_clock: HandClock) -> None:
    add_colleague(clinic.therapist, email=EMAIL)


@pytest.fixture
def inside(client: FlaskClient) -> dict[str, str]:
    return bearer(login(client))


@pytest.fixture
def authenticator(client: FlaskClient, inside: dict[str, str], hand_clock: HandClock) -> Authenticator:
    """A confirmed app, half a minute later: the next code is fresh."""
    made = set_up(client, inside, hand_clock.at)
    hand_clock.wait(seconds=30)
    return made


def test_an_app_reads_the_secret_from_a_picture(client: FlaskClient, inside: dict[str, str]) -> None:
    shown = client.post("/v1/me/second-factor", json=PROOF, headers=inside).json or {}
    assert pyotp.parse_uri(shown["uri"]).secret == shown["secret"]
    assert pyotp.parse_uri(shown["uri"]).name == EMAIL
    assert ET.fromstring(shown["qr_svg"]).tag.endswith("svg")  # noqa: S314 - our own picture
    assert len(shown["secret"]) == 32


def test_before_it_is_confirmed_nothing_is_asked_for(client: FlaskClient, inside: dict[str, str]) -> None:
    client.post("/v1/me/second-factor", json=PROOF, headers=inside)
    assert login(client).status_code == 200


def test_a_wrong_code_confirms_nothing_and_a_late_one_neither(
    client: FlaskClient, inside: dict[str, str], hand_clock: HandClock
) -> None:
    secret = (client.post("/v1/me/second-factor", json=PROOF, headers=inside).json or {})["secret"]
    url = "/v1/me/second-factor/confirm"
    wrong = client.post(url, json={"code": "000000"}, headers=inside)
    assert (wrong.status_code, (wrong.json or {})["errors"][0]["path"]) == (422, "code")
    hand_clock.wait(minutes=10)
    later = bearer(login(client))
    hand_clock.wait(minutes=6)
    late = client.post(url, json={"code": pyotp.TOTP(secret).at(hand_clock.at)}, headers=later)
    assert (late.status_code, (late.json or {})["code"]) == (409, "second_factor_not_begun")


def test_signing_in_takes_two_steps_or_one_call(
    client: FlaskClient, authenticator: Authenticator, hand_clock: HandClock
) -> None:
    first = login(client)
    assert (first.status_code, (first.json or {})["code"]) == (401, "second_factor_required")
    answer = {"challenge": (first.json or {})["challenge"], "code": authenticator.code(hand_clock.at)}
    assert client.get("/v1/me", headers=bearer(client.post("/v1/auth/second-factor", json=answer))).status_code == 200
    hand_clock.wait(seconds=30)
    assert login(client, code=authenticator.code(hand_clock.at)).status_code == 200


def test_a_code_opens_once(client: FlaskClient, authenticator: Authenticator, hand_clock: HandClock) -> None:
    code = authenticator.code(hand_clock.at)
    assert login(client, code=code).status_code == 200
    again = login(client, code=code)
    assert (again.status_code, (again.json or {})["code"]) == (401, "second_factor_invalid")


def test_the_code_that_confirmed_does_not_open(
    client: FlaskClient, inside: dict[str, str], hand_clock: HandClock
) -> None:
    made = set_up(client, inside, hand_clock.at)
    assert login(client, code=made.code(hand_clock.at)).status_code == 401


@pytest.mark.parametrize("late, status", [(-60, 401), (-30, 200), (0, 200), (30, 200), (60, 401)])
def test_a_phones_clock_may_be_half_a_minute_off(
    client: FlaskClient, authenticator: Authenticator, hand_clock: HandClock, late: int, status: int
) -> None:
    hand_clock.wait(minutes=5)
    made_at = hand_clock.at
    hand_clock.wait(seconds=late)
    assert login(client, code=authenticator.code(made_at)).status_code == status


def test_an_older_code_does_not_open_after_a_newer_one(
    client: FlaskClient, authenticator: Authenticator, hand_clock: HandClock
) -> None:
    older = authenticator.code(hand_clock.at)
    hand_clock.wait(seconds=30)
    assert login(client, code=authenticator.code(hand_clock.at)).status_code == 200
    assert login(client, code=older).status_code == 401


def test_one_code_from_eight_sides_at_once_opens_one_sign_in(
    app: Flask, settings: Settings, authenticator: Authenticator, hand_clock: HandClock
) -> None:
    code = authenticator.code(hand_clock.at)
    assert sorted(at_once(app, 8, lambda: tried(settings, code, hand_clock))) == [False] * 7 + [True]


def test_one_recovery_code_from_eight_sides_at_once_opens_one_sign_in(
    app: Flask, settings: Settings, authenticator: Authenticator, hand_clock: HandClock
) -> None:
    code = authenticator.recovery_codes[3]
    assert sorted(at_once(app, 8, lambda: tried(settings, code, hand_clock))) == [False] * 7 + [True]


def test_each_of_ten_recovery_codes_opens_once(client: FlaskClient, authenticator: Authenticator, settings) -> None:
    assert len(set(authenticator.recovery_codes)) == 10
    inside = bearer(login(client, code=authenticator.recovery_codes[0].lower().replace("-", " ")))
    assert login(client, code=authenticator.recovery_codes[0]).status_code == 401
    assert (client.get("/v1/me/second-factor", headers=inside).json or {})["recovery_codes_left"] == 9


def test_secrets_and_codes_are_not_stored(authenticator: Authenticator) -> None:
    row = session().query(SecondFactorRow).one()
    assert authenticator.secret.encode() not in (row.secret or b"")
    hashes = {row.hash for row in session().query(RecoveryCodeRow)}
    assert not hashes & {code.replace("-", "") for code in authenticator.recovery_codes}


def test_new_recovery_codes_take_the_place_of_the_old(
    client: FlaskClient, authenticator: Authenticator, inside: dict[str, str], hand_clock: HandClock
) -> None:
    proof = {**PROOF, "code": authenticator.code(hand_clock.at)}
    renewed = client.post("/v1/me/second-factor/recovery-codes", json=proof, headers=inside).json or {}
    assert login(client, code=authenticator.recovery_codes[1]).status_code == 401
    assert login(client, code=renewed["recovery_codes"][1]).status_code == 200


def test_replacing_an_app_takes_a_code_of_it_and_the_old_one_opens_nothing(
    client: FlaskClient, authenticator: Authenticator, inside: dict[str, str], hand_clock: HandClock
) -> None:
    refused = client.post("/v1/me/second-factor", json=PROOF, headers=inside)
    assert [error["path"] for error in (refused.json or {})["errors"]] == ["code"]
    newer = set_up(client, inside, hand_clock.at, code=authenticator.recovery_codes[0])
    hand_clock.wait(seconds=30)
    assert login(client, code=authenticator.code(hand_clock.at)).status_code == 401
    assert login(client, code=newer.code(hand_clock.at)).status_code == 200


def test_setting_one_up_ends_the_other_sign_ins(
    client: FlaskClient, inside: dict[str, str], hand_clock: HandClock
) -> None:
    elsewhere = bearer(login(client))
    set_up(client, inside, hand_clock.at)
    assert client.get("/v1/me", headers=elsewhere).status_code == 401
    assert client.get("/v1/me", headers=inside).status_code == 200


def test_turning_it_off_takes_password_and_code_and_is_told(
    client: FlaskClient, clinic: Clinic, authenticator: Authenticator, inside: dict[str, str], hand_clock: HandClock
) -> None:
    url = "/v1/me/second-factor/off"
    wrong = client.post(url, json={"password": "not my password"}, headers=inside).json or {}
    assert [error["path"] for error in wrong["errors"]] == ["password", "code"]
    proof = {**PROOF, "code": authenticator.code(hand_clock.at)}
    assert client.post(url, json=proof, headers=inside).status_code == 204
    assert login(client).status_code == 200
    assert "second_factor.removed" in actions(clinic.id)


def test_where_the_clinic_requires_one_nothing_else_opens_before(
    client: FlaskClient, clinic: Clinic, inside: dict[str, str], hand_clock: HandClock
) -> None:
    assert client.get("/v1/patients", headers=inside).status_code == 200
    choose(clinic.therapist, SECOND_FACTOR, "required", at=hand_clock.at)
    refused = client.get("/v1/patients", headers=inside)
    assert (refused.status_code, (refused.json or {})["code"]) == (403, "second_factor_missing")
    assert (client.get("/v1/me", headers=inside).json or {})["second_factor"] == "missing"
    made = set_up(client, inside, hand_clock.at)
    assert client.get("/v1/patients", headers=inside).status_code == 200
    hand_clock.wait(seconds=30)
    proof = {**PROOF, "code": made.code(hand_clock.at)}
    kept = client.post("/v1/me/second-factor/off", json=proof, headers=inside)
    assert (kept.status_code, (kept.json or {})["code"]) == (409, "second_factor_required")


def test_a_challenge_opens_nothing_by_itself_expires_and_dies_with_the_password(
    client: FlaskClient, authenticator: Authenticator, inside: dict[str, str], hand_clock: HandClock
) -> None:
    challenge = (login(client).json or {})["challenge"]
    assert client.get("/v1/me", headers={"Authorization": f"Bearer {challenge}"}).status_code == 401
    change = {**PROOF, "new_password": "violet harbour kettle 9", "code": authenticator.code(hand_clock.at)}
    assert client.post("/v1/me/password", json=change, headers=inside).status_code == 204
    hand_clock.wait(seconds=30)
    answer = {"challenge": challenge, "code": authenticator.code(hand_clock.at)}
    assert (client.post("/v1/auth/second-factor", json=answer).json or {})["code"] == "challenge_invalid"
    fresh = (login(client, password="violet harbour kettle 9").json or {})["challenge"]
    hand_clock.wait(minutes=5)
    late = {"challenge": fresh, "code": authenticator.code(hand_clock.at)}
    assert (client.post("/v1/auth/second-factor", json=late).json or {})["code"] == "challenge_invalid"


def test_guessing_codes_is_slowed_down_like_guessing_passwords(
    client: FlaskClient, authenticator: Authenticator
) -> None:
    challenge = (login(client, source="127.0.0.66").json or {})["challenge"]
    statuses = [
        client.post(
            "/v1/auth/second-factor", json={"challenge": challenge, "code": f"00000{n}"},
            environ_base={"REMOTE_ADDR": "127.0.0.66"},
        ).status_code
        for n in range(7)
    ]  # fmt: skip
    assert statuses == [401] * 5 + [429] * 2


def tried(settings: Settings, code: str, hand_clock: HandClock) -> bool:
    try:
        service.login(settings, EMAIL, PASSWORD, hand_clock.at, code=code)
    except Unauthenticated:
        return False
    return True


def at_once(app: Flask, many: int, act: Callable[[], bool]) -> list[bool]:
    """What came of the same act from many sides at the same moment."""
    found: list[bool] = []
    barrier = threading.Barrier(many)

    def run() -> None:
        with app.app_context():
            barrier.wait(timeout=30)
            found.append(act())

    sides = [threading.Thread(target=run) for _ in range(many)]
    for side in sides:
        side.start()
    for side in sides:
        side.join(timeout=60)
    assert len(found) == many
    return found
