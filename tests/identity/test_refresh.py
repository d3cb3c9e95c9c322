"""Renewing a sign-in: rotation, reuse, and grace for a lost reply."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hep_api.identity import service
from hep_api.patients.service import invite_patient
from hep_api.settings import Settings
from hep_api.store.db import session, write
from hep_api.store.models import RefreshTokenRow, TokenFamilyRow
from hep_api.store.patients import lock_patient
from hep_api.store.tokens import NOWHERE
from tests.builders.clinics import PASSWORD, Clinic, add_colleague
from tests.builders.clocks import HandClock

Renew = Callable[[str], dict[str, Any]]


@pytest.fixture
def first(clinic: Clinic, settings: Settings, hand_clock: HandClock) -> str:
    """The refresh token of a fresh sign-in."""
    add_colleague(clinic.therapist, email="rivera@clinic.example")
    return service.login(settings, "rivera@clinic.example", PASSWORD, hand_clock.at).refresh_token


@pytest.fixture
def phone_token(clinic: Clinic, settings: Settings, hand_clock: HandClock) -> str:
    """The refresh token of a patient's phone."""
    code = invite_patient(settings, clinic.therapist, clinic.patient.subject_id, hand_clock.at).code
    return service.redeem(settings, code, 1990, hand_clock.at).refresh_token


@pytest.fixture
def renew(client: FlaskClient) -> Renew:
    def ask(token: str) -> dict[str, Any]:
        response = client.post("/v1/auth/refresh", json={"refresh_token": token})
        body: dict[str, Any] = response.json or {}
        return {"status": response.status_code, **body} if response.status_code != 200 else body

    return ask


def opens(client: FlaskClient, tokens: dict[str, Any]) -> bool:
    return client.get("/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).status_code == 200


def test_each_renewal_gives_a_new_token(client: FlaskClient, first: str, renew: Renew) -> None:
    second = renew(first)
    third = renew(second["refresh_token"])
    assert len({first, second["refresh_token"], third["refresh_token"]}) == 3
    assert opens(client, third)


def test_a_lost_reply_is_given_again_within_a_minute(first: str, renew: Renew, hand_clock: HandClock) -> None:
    lost = renew(first)
    hand_clock.wait(seconds=60)
    assert renew(first)["refresh_token"] == lost["refresh_token"]


def test_after_the_minute_the_old_token_ends_the_sign_in(
    client: FlaskClient, first: str, renew: Renew, hand_clock: HandClock
) -> None:
    second = renew(first)
    hand_clock.wait(seconds=61)
    assert renew(first)["code"] == "signed_out"
    assert not opens(client, second)
    assert renew(second["refresh_token"])["code"] == "signed_out"


def test_once_the_successor_was_used_the_old_token_ends_the_sign_in(
    client: FlaskClient, first: str, renew: Renew
) -> None:
    """Whoever still holds the old one is not the honest phone: it would not go back."""
    second = renew(first)
    third = renew(second["refresh_token"])
    assert renew(first)["code"] == "signed_out"
    assert not opens(client, third)
    assert session().query(TokenFamilyRow).filter_by(revoked_reason="reuse").count() == 1


def test_other_devices_stay_signed_in(
    client: FlaskClient, first: str, renew: Renew, hand_clock: HandClock, settings: Settings
) -> None:
    elsewhere = service.login(settings, "rivera@clinic.example", PASSWORD, hand_clock.at)
    renew(renew(first)["refresh_token"])
    renew(first)
    assert opens(client, {"access_token": elsewhere.access_token})


def test_a_sign_in_of_staff_ends_after_a_day(
    client: FlaskClient, first: str, renew: Renew, hand_clock: HandClock
) -> None:
    tokens = renew(first)
    for _ in range(71):
        hand_clock.wait(minutes=20)
        tokens = renew(tokens["refresh_token"])
        assert opens(client, tokens)
    hand_clock.wait(minutes=20)
    assert renew(tokens["refresh_token"])["code"] == "signed_out"


def test_a_patients_sign_in_has_an_absolute_end(phone_token: str, renew: Renew, hand_clock: HandClock) -> None:
    token = phone_token
    for _ in range(6):
        hand_clock.wait(days=9)
        token = renew(token)["refresh_token"]
    hand_clock.wait(days=6)
    assert renew(token)["code"] == "signed_out"


@pytest.mark.parametrize("days, code", [(30, None), (31, "signed_out")])
def test_a_phone_that_is_not_heard_of_for_more_than_thirty_days_is_signed_out(
    phone_token: str, renew: Renew, hand_clock: HandClock, days: int, code: str | None
) -> None:
    hand_clock.wait(days=days)
    assert renew(phone_token).get("code") == code


def test_an_invented_token_opens_nothing(renew: Renew, first: str) -> None:
    assert renew("invented")["code"] == "signed_out"


def test_tokens_are_stored_as_hashes(first: str) -> None:
    assert first not in {row.hash for row in session().query(RefreshTokenRow)}


def test_the_same_token_from_eight_sides_at_once_leaves_one_successor(
    app: Flask, first: str, settings: Settings, hand_clock: HandClock
) -> None:
    """A phone that retries in a hurry is neither locked out nor given two lives."""
    answers: list[str] = []
    barrier = threading.Barrier(8)

    def hurry() -> None:
        with app.app_context():
            barrier.wait(timeout=30)
            answers.append(service.refresh(settings, first, hand_clock.at).refresh_token)

    phones = [threading.Thread(target=hurry) for _ in range(8)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join(timeout=60)
    assert len(answers) == 8
    assert len(set(answers)) == 1
    unused = session().query(RefreshTokenRow).filter(RefreshTokenRow.used_at.is_(None)).count()
    assert unused == 1


def test_an_archived_patient_cannot_renew(
    client: FlaskClient, clinic: Clinic, renew: Renew, settings: Settings, hand_clock: HandClock
) -> None:
    with write():
        tokens = service._begin(settings, clinic.patient, hand_clock.at, NOWHERE)
    with write():
        lock_patient(clinic.therapist, clinic.patient.subject_id).archived_at = hand_clock.at
    assert not opens(client, {"access_token": tokens.access_token})
    assert renew(tokens.refresh_token)["code"] == "signed_out"
