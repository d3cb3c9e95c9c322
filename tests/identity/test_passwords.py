"""Which passwords may be chosen, and how they are kept."""

import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask.testing import FlaskClient

from hep_api.identity import passwords
from hep_api.identity.password_rules import password_mistake
from hep_api.store.db import session, write
from hep_api.store.models import StaffRow
from tests.builders.authenticators import EMAIL, bearer, login
from tests.builders.clinics import PASSWORD, Clinic, add_colleague
from tests.builders.clocks import HandClock

ABOUT = ("North Clinic", "rivera@northclinic.example", "Dr. Ana Rivera")
NEW = "violet harbour kettle 9"


def mistake(password: str, *, second_factor: bool = False) -> str:
    return password_mistake(password, ABOUT, second_factor=second_factor) or ""


@pytest.mark.parametrize(
    "length, second_factor, fits", [(14, False, False), (15, False, True), (7, True, False), (8, True, True)]
)
def test_length_is_what_counts(length: int, second_factor: bool, fits: bool) -> None:
    assert (mistake("ox7 kelp dune raft"[:length], second_factor=second_factor) == "") is fits


def test_the_mistake_says_how_long_it_is_and_has_to_be() -> None:
    assert mistake("ox7 kelp dune").startswith("Too short: 13 characters; at least 15.")


@pytest.mark.parametrize(
    "password", ["lowercase words only here", "ñandú ávido über café ☂", "8302 4471 9936 0257 1", "x7" + "é☂ k" * 249]
)
def test_no_rule_asks_for_kinds_of_characters(password: str) -> None:
    assert mistake(password) == ""


def test_a_thousand_characters_are_taken_and_one_more_is_not() -> None:
    long = "".join(f"{n} " for n in range(1, 400))
    assert mistake(long[:1000]) == ""
    assert mistake(long[:1001]).startswith("Too long: 1001 characters; at most 1000.")


@pytest.mark.parametrize(
    "password",
    [
        "Password Password", "passwordpassword1", "qwertyuiop12345678", "111222333444555", "aaaaaaaaaaaaaaaa",
        "123456789012345", "abcabcabcabcabcabc", "demo demo demo demo", "1qaz 2wsx 1qaz 2wsx", "letmein!letmein!",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert mistake(password).startswith("Too easy to guess: it is one of the passwords that are tried first.")


@pytest.mark.parametrize(
    "password", ["North Clinic 2026", "ana.rivera.northclinic", "RIVERA-hep-2026-rivera", "Physical Therapy 1"]
)
def test_names_and_the_address_alone_are_refused(password: str) -> None:
    assert mistake(password).startswith("Too easy to guess: it consists of names")


def test_a_name_among_other_words_is_allowed() -> None:
    """The whole password is compared, never a word within it (NIST SP 800-63B-4, 3.1.1.2)."""
    assert mistake("rivera kettle harbour") == ""


def test_the_same_letters_typed_differently_are_the_same_password() -> None:
    typed = "café ñandú brújula 7"
    kept = passwords.hash_password(unicodedata.normalize("NFC", typed))
    assert passwords.is_right(kept, unicodedata.normalize("NFD", typed))


def test_the_whole_password_counts() -> None:
    kept = passwords.hash_password("k" * 999 + "a")
    assert not passwords.is_right(kept, "k" * 999 + "b")


def test_parameters_are_among_those_that_owasp_recommends() -> None:
    found = extract_parameters(passwords.hash_password(NEW))
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19456, 2, 1)


@pytest.fixture
def rivera(clinic: Clinic, hand_clock: HandClock) -> None:
    add_colleague(clinic.therapist, email=EMAIL)


def kept() -> str:
    session().expire_all()
    return session().query(StaffRow).filter_by(email=EMAIL).one().password_hash


def test_signing_in_renews_a_hash_of_older_parameters(client: FlaskClient, rivera: None) -> None:
    with write():
        row = session().query(StaffRow).filter_by(email=EMAIL).one()
        row.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    assert login(client).status_code == 200
    assert extract_parameters(kept()) == extract_parameters(passwords.NOBODY)
    assert login(client).status_code == 200


def test_changing_the_password_ends_the_other_sign_ins(client: FlaskClient, rivera: None) -> None:
    here, there = bearer(login(client)), bearer(login(client))
    change = {"password": PASSWORD, "new_password": NEW}
    assert client.post("/v1/me/password", json=change, headers=here).status_code == 204
    assert client.get("/v1/me", headers=here).status_code == 200
    assert client.get("/v1/me", headers=there).status_code == 401
    assert login(client).status_code == 401
    assert login(client, password=NEW).status_code == 200


def test_a_wrong_or_weak_password_changes_nothing(client: FlaskClient, rivera: None) -> None:
    here, before = bearer(login(client)), kept()
    for change, path in (
        ({"password": "not mine", "new_password": NEW}, "password"),
        ({"password": PASSWORD, "new_password": "short"}, "new_password"),
        ({"password": PASSWORD, "new_password": "dr. rivera hep 1"}, "new_password"),
    ):
        answer = client.post("/v1/me/password", json=change, headers=here)
        assert (answer.status_code, [error["path"] for error in (answer.json or {})["errors"]]) == (422, [path])
    assert kept() == before


def test_a_stolen_sign_in_cannot_guess_the_password_for_long(client: FlaskClient, rivera: None) -> None:
    here = bearer(login(client))
    change = {"password": "guess", "new_password": NEW}
    statuses = [client.post("/v1/me/password", json=change, headers=here).status_code for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
