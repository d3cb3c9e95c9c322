"""A therapist hands patients to a colleague from day to day; it begins and ends by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api.store import care, occurrences, patients
from hep_api.store.db import session, write
from hep_api.store.models import OccurrenceRow
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import FOUNDED_AT, Clinic, add_colleague, add_patient, found_clinic
from tests.builders.clocks import HandClock

Headers = Callable[[Scope], dict[str, str]]


@pytest.fixture
def colleague(clinic: Clinic, hand_clock: HandClock) -> Scope:
    return add_colleague(clinic.therapist, name="Dr. Cover")


@pytest.fixture
def ask(client: FlaskClient, clinic: Clinic, headers: Headers, colleague: Scope) -> Callable[..., TestResponse]:
    """Hand patients over from the 3rd to the 4th of March, unless told otherwise."""

    def give(**changes: Any) -> TestResponse:
        days = {"from_on": "2026-03-03", "until_on": "2026-03-04", "reason": "Holiday"}
        sent = {"staff_id": str(colleague.subject_id), **days, **changes}
        return client.post("/v1/covers", json=sent, headers=headers(clinic.therapist))

    return give


def listed(client: FlaskClient, who: dict[str, str]) -> list[str]:
    return [item["name"] for item in client.get("/v1/patients", headers=who).get_json()["items"]]


def test_the_work_list_follows_from_day_to_day(
    client: FlaskClient, ask: Callable[..., TestResponse], headers: Headers, colleague: Scope, clinic: Clinic,
    hand_clock: HandClock,
) -> None:  # fmt: skip
    """Days are the giver's, in Madrid; whoever gave keeps reaching them."""
    assert ask().status_code == 201
    seen = {}
    for at in ("2026-03-02T22:59", "2026-03-02T23:00", "2026-03-04T22:59", "2026-03-04T23:00"):
        hand_clock.at = datetime.fromisoformat(at).replace(tzinfo=UTC)
        seen[at] = listed(client, headers(colleague))
        assert listed(client, headers(clinic.therapist)) == ["Alex Sample"]
    assert list(seen.values()) == [[], ["Alex Sample"], ["Alex Sample"], []]


def test_alerts_are_told_to_whoever_covers(
    ask: Callable[..., TestResponse], clinic: Clinic, colleague: Scope, hand_clock: HandClock
) -> None:
    ask(from_on="2026-03-02")
    hand_clock.wait(hours=1)
    with write():
        told = occurrences.owe_alert(clinic.patient, clinic.patient.subject_id, uuid4(), hand_clock.at, urgent=True)
    assert told == 2
    assert {row.recipient_id for row in session().query(OccurrenceRow)} == {
        clinic.therapist.subject_id, colleague.subject_id,
    }  # fmt: skip


def test_both_see_who_covers(
    client: FlaskClient, ask: Callable[..., TestResponse], headers: Headers, clinic: Clinic, colleague: Scope
) -> None:
    ask()
    for who in (clinic.therapist, colleague):
        items = client.get("/v1/covers", headers=headers(who)).get_json()["items"]
        assert [(one["given_by"]["id"], one["covered_by"]["name"], one["reason"]) for one in items] == [
            (str(clinic.therapist.subject_id), "Dr. Cover", "Holiday")
        ]
    assert client.get("/v1/covers", headers=headers(add_colleague(colleague))).get_json()["items"] == []


def test_some_or_all(ask: Callable[..., TestResponse], clinic: Clinic) -> None:
    second = add_patient(clinic.therapist, name="Bo Sample")
    some = ask(patients=[str(second.subject_id)]).get_json()["items"]
    assert [one["patient"]["name"] for one in some] == ["Bo Sample"]
    everybody = ask().get_json()["items"]
    assert [one["patient"]["name"] for one in everybody] == ["Alex Sample", "Bo Sample"]


@pytest.mark.parametrize("whose", ["colleague's", "other clinic's", "nobody's", "covered"])
def test_only_those_whom_one_treats(
    ask: Callable[..., TestResponse], clinic: Clinic, colleague: Scope, whose: str
) -> None:
    """Whoever covers hands nobody on, and foreign patients are absent."""
    match whose:
        case "colleague's":
            patient_id = add_patient(colleague).subject_id
        case "other clinic's":
            patient_id = found_clinic("Other").patient.subject_id
        case "covered":
            patient_id = add_patient(colleague).subject_id
            with write():
                care.begin_care(
                    colleague, patient_id, clinic.therapist.subject_id, FOUNDED_AT, kind=care.Care.COVERING,
                    until=FOUNDED_AT + timedelta(days=300),
                )  # fmt: skip
        case _:
            patient_id = uuid4()
    answer = ask(patients=[str(clinic.patient.subject_id), str(patient_id)])
    assert [(error["path"], error["message"]) for error in answer.get_json()["errors"]] == [
        ("patients.1", "There is no such patient whom you treat.")
    ]


@pytest.mark.parametrize("who", ["oneself", "admin", "elsewhere", "nobody"])
def test_only_a_colleague_who_treats_covers(ask: Callable[..., TestResponse], clinic: Clinic, who: str) -> None:
    taker: UUID = {
        "oneself": clinic.therapist.subject_id,
        "admin": add_colleague(clinic.therapist, role=Role.ADMIN).subject_id,
        "elsewhere": found_clinic("Other").therapist.subject_id,
        "nobody": uuid4(),
    }[who]
    assert [error["path"] for error in ask(staff_id=str(taker)).get_json()["errors"]] == ["staff_id"]


@pytest.mark.parametrize(
    "from_on, until_on", [("2026-03-04", "2026-03-03"), ("2026-02-01", "2026-03-01"), ("2026-03-03", "2027-03-04")]
)
def test_days_that_make_no_cover(ask: Callable[..., TestResponse], from_on: str, until_on: str) -> None:
    assert [error["path"] for error in ask(from_on=from_on, until_on=until_on).get_json()["errors"]] == ["until_on"]


@pytest.mark.parametrize("giver", [True, False])
def test_either_ends_it_early(
    client: FlaskClient, ask: Callable[..., TestResponse], headers: Headers, clinic: Clinic, colleague: Scope,
    giver: bool,
) -> None:  # fmt: skip
    cover = ask(from_on="2026-03-02").get_json()["items"][0]["id"]
    assert listed(client, headers(colleague)) == ["Alex Sample"]
    url = f"/v1/covers/{cover}"
    assert client.delete(url, headers=headers(add_colleague(colleague))).status_code == 404
    assert client.delete(url, headers=headers(clinic.therapist if giver else colleague)).status_code == 204
    assert listed(client, headers(colleague)) == []
    assert listed(client, headers(clinic.therapist)) == ["Alex Sample"]


def test_a_cover_ends_with_the_care_of_whoever_gave_it(
    client: FlaskClient, ask: Callable[..., TestResponse], headers: Headers, clinic: Clinic, colleague: Scope
) -> None:
    ask(from_on="2026-03-02")
    admin, third = add_colleague(clinic.therapist, role=Role.ADMIN), add_colleague(clinic.therapist)
    removal = {"hand_to": str(third.subject_id)}
    url = f"/v1/clinic/staff/{clinic.therapist.subject_id}/removal"
    assert client.post(url, json=removal, headers=headers(admin)).status_code == 200
    assert listed(client, headers(third)) == ["Alex Sample"]
    assert patients.find_patient(colleague, clinic.patient.subject_id) is None
