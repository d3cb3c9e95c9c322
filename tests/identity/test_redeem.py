"""Pairing a patient's phone with an invite."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api.errors import Unauthenticated
from hep_api.identity import service
from hep_api.patients.service import invite_patient
from hep_api.settings import Settings
from hep_api.store.db import session
from hep_api.store.models import InviteRow, InviteTryRow
from hep_api.tokens import CODE_ALPHABET, mint_code
from tests.builders.clinics import Clinic, add_patient
from tests.builders.clocks import HandClock


@pytest.fixture
def code(clinic: Clinic, settings: Settings, hand_clock: HandClock) -> str:
    """An open invite of the clinic's patient, who was born in 1990."""
    return invite_patient(settings, clinic.therapist, clinic.patient.subject_id, hand_clock.at).code


def redeem(client: FlaskClient, code: str, birth_year: int | None = 1990) -> TestResponse:
    return client.post("/v1/auth/redeem", json={"code": code, "birth_year": birth_year})


def test_a_code_signs_the_patient_in(client: FlaskClient, code: str, clinic: Clinic) -> None:
    tokens = redeem(client, code).json or {}
    me = client.get("/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json or {}
    assert me["id"] == str(clinic.patient.subject_id)
    assert me["roles"] == ["patient"]


def test_a_code_may_be_typed_sloppily(client: FlaskClient, code: str) -> None:
    assert redeem(client, f" {code.lower().replace('-', ' ')} ").status_code == 200


def test_a_code_opens_once(client: FlaskClient, code: str) -> None:
    assert redeem(client, code).status_code == 200
    assert (redeem(client, code).json or {})["code"] == "invite_invalid"


def test_a_code_opens_once_also_from_eight_phones_at_once(
    app: Flask, settings: Settings, code: str, hand_clock: HandClock
) -> None:
    opened: list[bool] = []
    barrier = threading.Barrier(8)

    def pair() -> None:
        with app.app_context():
            barrier.wait(timeout=30)
            try:
                service.redeem(settings, code, 1990, hand_clock.at)
                opened.append(True)
            except Unauthenticated:
                opened.append(False)

    phones = [threading.Thread(target=pair) for _ in range(8)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join(timeout=60)
    assert sorted(opened) == [False] * 7 + [True]


def test_eight_wrong_years_at_once_are_eight_tries(
    app: Flask, settings: Settings, code: str, hand_clock: HandClock
) -> None:
    """Guessing in parallel wins no try: the invite is held from the look to the count."""
    barrier = threading.Barrier(8)
    opened: list[int] = []

    def guess(year: int) -> None:
        with app.app_context():
            barrier.wait(timeout=30)
            try:
                service.redeem(settings, code, year, hand_clock.at)
                opened.append(year)
            except Unauthenticated:
                pass

    phones = [threading.Thread(target=guess, args=(year,)) for year in range(1981, 1989)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join(timeout=60)
    assert opened == []
    assert session().query(InviteTryRow).count() == 8
    with pytest.raises(Unauthenticated):
        service.redeem(settings, code, 1990, hand_clock.at)


def test_a_try_leaves_the_same_rows_whether_the_code_exists_or_not(client: FlaskClient, code: str) -> None:
    redeem(client, code, 1991)
    redeem(client, mint_code())
    assert session().query(InviteTryRow).count() == 2


def test_a_code_expires(client: FlaskClient, code: str, hand_clock: HandClock) -> None:
    hand_clock.wait(hours=72)
    assert redeem(client, code).status_code == 401


def test_every_reason_answers_the_same(client: FlaskClient, code: str) -> None:
    wrong_year, unknown = redeem(client, code, 1991), redeem(client, mint_code())
    assert wrong_year.status_code == unknown.status_code == 401
    assert {**(wrong_year.json or {}), "request_id": ""} == {**(unknown.json or {}), "request_id": ""}


def test_a_missing_birth_year_is_a_wrong_one(client: FlaskClient, code: str) -> None:
    assert redeem(client, code, None).status_code == 401


def test_five_wrong_birth_years_close_the_invite(client: FlaskClient, code: str) -> None:
    for year in range(1950, 1954):
        redeem(client, code, year)
    assert redeem(client, code, 1954).status_code == 401
    assert redeem(client, code).status_code == 401


def test_four_wrong_birth_years_do_not(client: FlaskClient, code: str) -> None:
    for year in range(1950, 1954):
        redeem(client, code, year)
    assert redeem(client, code).status_code == 200


def test_no_birth_year_is_asked_when_the_clinic_knows_none(
    client: FlaskClient, clinic: Clinic, settings: Settings, hand_clock: HandClock
) -> None:
    patient = add_patient(clinic.therapist, birth_year=None)
    code = invite_patient(settings, clinic.therapist, patient.subject_id, hand_clock.at).code
    assert redeem(client, code, None).status_code == 200


def test_a_newer_invite_closes_the_older(
    client: FlaskClient, clinic: Clinic, code: str, settings: Settings, hand_clock: HandClock
) -> None:
    newer = invite_patient(settings, clinic.therapist, clinic.patient.subject_id, hand_clock.at).code
    assert redeem(client, code).status_code == 401
    assert redeem(client, newer).status_code == 200


def test_codes_are_not_stored(code: str) -> None:
    assert code.replace("-", "") not in session().query(InviteRow).one().code_hash.upper()


def test_codes_have_no_letters_that_look_alike() -> None:
    codes = "".join(mint_code() for _ in range(200)).replace("-", "")
    assert set(codes) <= set(CODE_ALPHABET)
    assert not set("01OIL") & set(codes)


def test_guessing_codes_is_slowed_down(client: FlaskClient, hand_clock: HandClock) -> None:
    statuses = [redeem(client, mint_code()).status_code for _ in range(31)]
    assert statuses[:30] == [401] * 30
    assert statuses[30] == 429


def test_the_demos_moved_clock_expires_no_invite(client: FlaskClient, code: str, hand_clock: HandClock) -> None:
    """Invites live in real time: ten demo weeks pass in a second."""
    hand_clock.now = lambda: hand_clock.at + timedelta(weeks=10)  # type: ignore[method-assign]
    assert redeem(client, code).status_code == 200
