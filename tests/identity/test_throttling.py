"""Who guesses waits longer and longer; who owns the account gets in (RELIABILITY E12)."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.web.places import source
from tests.builders.authenticators import EMAIL, login
from tests.builders.clinics import Clinic, add_colleague
from tests.builders.clocks import HandClock

HOME = "198.51.100.7"


@pytest.fixture(autouse=True)
def rivera(clinic: Clinic, hand_clock: HandClock) -> None:
    add_colleague(clinic.therapist, email=EMAIL)


def spray(client: FlaskClient, email: str = EMAIL, sources: int = 30) -> list[int]:
    """One guess from each of many places."""
    return [login(client, email, "guess", f"203.0.113.{n}").status_code for n in range(sources)]


def test_many_places_guess_at_one_account_together_and_not_each_for_itself(client: FlaskClient) -> None:
    assert spray(client) == [401] * 20 + [429] * 10


def test_an_account_that_is_not_there_is_throttled_just_the_same(client: FlaskClient) -> None:
    assert spray(client, "nobody@clinic.example") == [401] * 20 + [429] * 10


def test_the_owner_gets_in_from_a_known_place_and_with_a_known_device_from_anywhere(client: FlaskClient) -> None:
    device = str(uuid4())
    assert login(client, source=HOME, device_id=device).status_code == 200
    assert 429 in spray(client)
    assert login(client, source=HOME).status_code == 200
    assert login(client, source="192.0.2.99", device_id=device).status_code == 200
    assert login(client, source="192.0.2.98", device_id=str(uuid4())).status_code == 429


def test_a_colleague_who_guesses_from_the_same_place_does_not_keep_a_known_device_out(client: FlaskClient) -> None:
    device = str(uuid4())
    login(client, source=HOME, device_id=device)
    assert [login(client, password="guess", source=HOME).status_code for _ in range(6)].count(429) > 0
    assert login(client, source=HOME, device_id=device).status_code == 200


def test_a_device_of_somebody_else_is_not_known(client: FlaskClient, clinic: Clinic) -> None:
    add_colleague(clinic.therapist, email="other@clinic.example")
    device = str(uuid4())
    login(client, "other@clinic.example", source=HOME, device_id=device)
    spray(client)
    assert login(client, source=HOME, device_id=device).status_code == 429


def test_a_place_is_forgotten_after_ninety_days(client: FlaskClient, hand_clock: HandClock) -> None:
    login(client, source=HOME)
    hand_clock.wait(days=91)
    spray(client)
    assert login(client, source=HOME).status_code == 429


@pytest.mark.parametrize(
    "address, counted",
    [("2001:db8:1:2::7", "2001:db8:1:2::"), ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"), ("192.0.2.1", "192.0.2.1")],
)
def test_of_an_ipv6_address_the_household_counts(client: FlaskClient, address: str, counted: str) -> None:
    with client.application.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert source() == counted


def test_with_redis_away_each_process_counts_for_itself(client: FlaskClient) -> None:
    """These tests have no Redis: everything above is counted in memory. Nobody is let in or kept out for it."""
    assert [login(client, password="guess", source="127.0.0.66").status_code for _ in range(6)] == [401] * 5 + [429]
    assert login(client, source="127.0.0.67").status_code == 200
