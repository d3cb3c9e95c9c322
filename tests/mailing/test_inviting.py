"""Whoever is invited to a clinic's team gets the code by e-mail, for as long as it opens something."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from hep_api.console_email import ConsoleEmailSender
from hep_api.mailing.deliver import Postman, deliver_emails
from hep_api.settings import Settings
from hep_api.store.db import session
from hep_api.store.models import EmailRow
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import PASSWORD, Clinic, add_colleague, found_clinic
from tests.builders.clocks import HandClock

INVITES = "/v1/clinic/staff/invites"
NEW = {"email": "New@Clinic.example", "name": "Dr. New", "role": "therapist", "locale": "es"}


@pytest.fixture
def admin(clinic: Clinic, headers: Callable[[Scope], dict[str, str]]) -> dict[str, str]:
    return headers(add_colleague(clinic.therapist, role=Role.ADMIN))


@pytest.fixture
def postman(settings: Settings, hand_clock: HandClock) -> Postman:
    return Postman(ConsoleEmailSender(settings.data_dir / "emails.jsonl"), settings, hand_clock.real_now)


def invite(client: FlaskClient, admin: dict[str, str], **changes: str) -> dict[str, Any]:
    answer = client.post(INVITES, json={**NEW, **changes}, headers=admin)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def sent(postman: Postman) -> list[dict[str, str]]:
    deliver_emails(postman, 5)
    file = postman.settings.data_dir / "emails.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def states() -> list[str]:
    session().expire_all()
    return [row.state for row in session().query(EmailRow).order_by(EmailRow.created_at)]


def test_the_code_arrives_in_the_persons_language_and_opens_the_account(
    client: FlaskClient, admin: dict[str, str], postman: Postman
) -> None:
    made = invite(client, admin)
    (mail,) = sent(postman)
    assert (mail["to"], mail["subject"]) == ("new@clinic.example", "Tu cuenta en North Clinic")
    assert made["code"] in mail["text"].splitlines()
    assert made["link"] in mail["text"].splitlines()
    joined = client.post("/v1/auth/join", json={"code": made["code"], "password": PASSWORD})
    assert joined.status_code == 201
    assert states() == ["sent"]


def test_the_row_holds_neither_code_nor_address(client: FlaskClient, admin: dict[str, str]) -> None:
    made = invite(client, admin)
    row = session().query(EmailRow).one()
    kept = str({column.name: getattr(row, column.name) for column in EmailRow.__table__.columns}).upper()
    assert made["code"] not in kept
    assert made["code"].replace("-", "") not in kept
    assert "NEW@" not in kept


def test_two_invites_have_two_codes(client: FlaskClient, admin: dict[str, str]) -> None:
    assert invite(client, admin)["code"] != invite(client, admin)["code"]


def test_an_invite_that_opens_nothing_any_more_is_not_sent(
    client: FlaskClient, admin: dict[str, str], postman: Postman, hand_clock: HandClock
) -> None:
    taken_back = invite(client, admin, email="a@clinic.example")
    assert client.delete(f"{INVITES}/{taken_back['id']}", headers=admin).status_code == 204
    hand_clock.wait(seconds=1)
    used = invite(client, admin, email="b@clinic.example")
    client.post("/v1/auth/join", json={"code": used["code"], "password": PASSWORD})
    assert sent(postman) == []
    assert states() == ["expired", "expired"]
    invite(client, admin, email="c@clinic.example")
    hand_clock.wait(hours=postman.settings.invite_hours)
    assert sent(postman) == []


def test_an_address_of_another_clinic_gets_one_like_any_other(
    client: FlaskClient, admin: dict[str, str], postman: Postman
) -> None:
    add_colleague(found_clinic("Other").therapist, email="known@elsewhere.example")
    invite(client, admin, email="known@elsewhere.example")
    assert [mail["to"] for mail in sent(postman)] == ["known@elsewhere.example"]


@pytest.mark.parametrize("weak", ["short words", "north clinic 2026", "new clinic example", "passwordpassword"])
def test_a_colleague_chooses_a_password_by_the_rules_and_the_code_still_opens(
    client: FlaskClient, admin: dict[str, str], weak: str
) -> None:
    code = invite(client, admin)["code"]
    refused = client.post("/v1/auth/join", json={"code": code, "password": weak})
    assert (refused.status_code, [error["path"] for error in refused.get_json()["errors"]]) == (422, ["password"])
    assert client.post("/v1/auth/join", json={"code": code, "password": PASSWORD}).status_code == 201
