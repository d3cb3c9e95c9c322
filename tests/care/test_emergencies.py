"""In an emergency a therapist opens a colleague's patient: for a reason, for some hours, and in everybody's sight."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api.store import occurrences
from hep_api.store.db import session, write
from hep_api.store.models import AuditRow, OccurrenceRow
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import Clinic, add_colleague, add_patient, found_clinic
from tests.builders.clocks import HandClock

Headers = Callable[[Scope], dict[str, str]]
WHO = {"name": " alex  SAMPLE ", "birth_year": 1990, "reason": "Fell in the waiting room"}


@pytest.fixture
def stranger(clinic: Clinic, hand_clock: HandClock) -> Scope:
    """A therapist of the clinic who cares for nobody."""
    return add_colleague(clinic.therapist, name="Dr. Night")


@pytest.fixture
def boss(clinic: Clinic) -> Scope:
    return add_colleague(clinic.therapist, role=Role.ADMIN)


def knock(client: FlaskClient, who: dict[str, str], **changes: Any) -> TestResponse:
    return client.post("/v1/emergencies", json={**WHO, **changes}, headers=who)


def opened(client: FlaskClient, who: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    answer = knock(client, who)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made, {"Authorization": f"Bearer {made['tokens']['access_token']}"}


def test_it_opens_this_patient_to_a_sign_in_of_its_own_and_nobody_else(
    client: FlaskClient, clinic: Clinic, headers: Headers, stranger: Scope
) -> None:
    other = add_patient(clinic.therapist, name="Bo Sample")
    usual = headers(stranger)
    made, emergency = opened(client, usual)
    url = f"/v1/patients/{clinic.patient.subject_id}"
    assert made["patient_id"] == str(clinic.patient.subject_id)
    assert client.get(url, headers=emergency).status_code == 200
    assert client.get(url, headers=usual).status_code == 404
    assert client.get(f"/v1/patients/{other.subject_id}", headers=emergency).status_code == 404
    assert [item["name"] for item in client.get("/v1/patients", headers=emergency).get_json()["items"]] == [
        "Alex Sample"
    ]


def test_ones_own_patients_are_not_reached_from_within_an_emergency(
    client: FlaskClient, headers: Headers, stranger: Scope, clinic: Clinic
) -> None:
    mine = add_patient(stranger, name="Mine")
    _, emergency = opened(client, headers(stranger))
    assert client.get(f"/v1/patients/{mine.subject_id}", headers=emergency).status_code == 404


def test_it_ends_by_itself_after_the_hours_of_the_clinic(
    client: FlaskClient, clinic: Clinic, headers: Headers, stranger: Scope, boss: Scope, hand_clock: HandClock
) -> None:
    sent = {"value": "2", "reason": "Two are enough"}
    set_to = client.put("/v1/clinic/settings/break_glass_hours", json=sent, headers=headers(boss))
    assert set_to.status_code == 200
    made, _ = opened(client, headers(stranger))
    tokens = made["tokens"]

    def renew() -> int:
        nonlocal tokens
        answer = client.post("/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        tokens = answer.get_json()
        return answer.status_code

    for _ in range(7):
        # At work all the time: nobody signs the console out for idling.
        hand_clock.wait(minutes=17)
        assert renew() == 200
        emergency = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert client.get("/v1/patients", headers=emergency).status_code == 200
    hand_clock.wait(minutes=1)
    assert client.get("/v1/patients", headers=emergency).status_code == 401
    assert renew() == 401


@pytest.mark.parametrize("hours", ["0", "48", "x"])
def test_hours_beyond_the_bounds_are_refused(client: FlaskClient, headers: Headers, boss: Scope, hours: str) -> None:
    sent = {"value": hours, "reason": "Longer"}
    answer = client.put("/v1/clinic/settings/break_glass_hours", json=sent, headers=headers(boss))
    assert answer.status_code == 422


def test_who_cares_and_the_admins_are_told(
    client: FlaskClient, clinic: Clinic, headers: Headers, stranger: Scope, boss: Scope
) -> None:
    made, _ = opened(client, headers(stranger))
    told = {(row.recipient_id, row.kind, row.subject_id) for row in session().query(OccurrenceRow)}
    assert told == {(who.subject_id, "notice", UUID(made["id"])) for who in (clinic.therapist, boss)}


def test_all_that_is_done_under_it_is_marked_in_the_trail(
    client: FlaskClient, clinic: Clinic, headers: Headers, stranger: Scope
) -> None:
    made, emergency = opened(client, headers(stranger))
    client.get(f"/v1/patients/{clinic.patient.subject_id}", headers=emergency)
    client.patch(f"/v1/patients/{clinic.patient.subject_id}", json={"locale": "es"}, headers=emergency)
    client.get("/v1/covers", headers=headers(stranger))
    rows = session().query(AuditRow).filter_by(actor_id=stranger.subject_id, patient_id=clinic.patient.subject_id)
    marked = {row.action: orjson.loads(row.payload)["who"].get("break_glass") for row in rows}
    assert {action: marked[action] for action in ("patient.read", "patient.changed")} == {
        "patient.read": made["id"], "patient.changed": made["id"],
    }  # fmt: skip
    assert WHO["reason"] not in "".join(row.payload for row in session().query(AuditRow))


def test_an_admin_reviews_it_once(
    client: FlaskClient, headers: Headers, clinic: Clinic, stranger: Scope, boss: Scope
) -> None:
    made, _ = opened(client, headers(stranger))
    admin, url = headers(boss), f"/v1/clinic/emergencies/{made['id']}/review"
    waiting = client.get("/v1/clinic/emergencies?reviewed=false", headers=admin).get_json()["items"]
    assert [(one["id"], one["opened_by"]["name"], one["patient"]["name"], one["reason"]) for one in waiting] == [
        (made["id"], "Dr. Night", "Alex Sample", WHO["reason"])
    ]
    assert client.post(url, json={"note": "Justified"}, headers=admin).get_json()["review"]["note"] == "Justified"
    again = client.post(url, json={"note": "Twice"}, headers=admin)
    assert (again.status_code, again.get_json()["code"]) == (409, "already_reviewed")
    assert client.get("/v1/clinic/emergencies?reviewed=false", headers=admin).get_json()["items"] == []


def test_who_cares_reads_of_it_and_other_therapists_do_not(
    client: FlaskClient, headers: Headers, clinic: Clinic, stranger: Scope
) -> None:
    opened(client, headers(stranger))
    third = add_colleague(clinic.therapist)
    read = {
        who.subject_id: len(client.get("/v1/clinic/emergencies", headers=headers(who)).get_json()["items"])
        for who in (clinic.therapist, stranger, third, found_clinic("Other").therapist)
    }
    assert list(read.values()) == [1, 1, 0, 0]


@pytest.mark.parametrize("changes", [{"name": "Alex"}, {"birth_year": 1991}, {"birth_year": None}])
def test_almost_the_name_opens_nobody(
    client: FlaskClient, headers: Headers, stranger: Scope, changes: dict[str, Any]
) -> None:
    answer = knock(client, headers(stranger), **changes)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")
    assert session().query(AuditRow).filter_by(action="emergency.refused").count() == 1


def test_a_patient_of_another_clinic_is_absent(client: FlaskClient, headers: Headers, clinic: Clinic) -> None:
    add_patient(clinic.therapist, name="Only Here", birth_year=1980)
    other = headers(found_clinic("Other").therapist)
    answers = [knock(client, other, name=name, birth_year=1980) for name in ("Only Here", "Not Anywhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({str({**answer.get_json(), "request_id": ""}) for answer in answers}) == 1


def test_two_of_a_name_are_not_guessed_between(
    client: FlaskClient, headers: Headers, clinic: Clinic, stranger: Scope
) -> None:
    add_patient(clinic.therapist)
    assert knock(client, headers(stranger)).get_json()["code"] == "ambiguous"


def test_whoever_cares_needs_no_emergency(client: FlaskClient, headers: Headers, clinic: Clinic) -> None:
    assert knock(client, headers(clinic.therapist)).get_json()["code"] == "in_your_care"


def test_a_reason_is_needed(client: FlaskClient, headers: Headers, stranger: Scope) -> None:
    answer = knock(client, headers(stranger), reason="why not")
    assert [error["path"] for error in answer.get_json()["errors"]] == ["reason"]


@pytest.mark.parametrize("what", ["phone", "caregiver", "cover", "another"])
def test_an_emergency_opens_no_lasting_way_in(
    client: FlaskClient, headers: Headers, clinic: Clinic, stranger: Scope, what: str
) -> None:
    _, emergency = opened(client, headers(stranger))
    url = f"/v1/patients/{clinic.patient.subject_id}"
    cover = {"staff_id": str(uuid4()), "from_on": "2026-03-02", "until_on": "2026-03-03"}
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "phone": (f"{url}/invites", {}),
        "caregiver": (f"{url}/caregivers", {"name": "Me", "relation": "helper"}),
        "cover": ("/v1/covers", cover),
        "another": ("/v1/emergencies", WHO),
    }
    path, body = asked[what]
    answer = client.post(path, json=body or None, headers=emergency)
    assert answer.status_code == 403, answer.text
    assert client.get(f"{url}/caregivers", headers=headers(clinic.therapist)).get_json()["items"] == []


def test_whoever_looks_for_an_hour_does_not_take_alerts_over(
    client: FlaskClient, headers: Headers, clinic: Clinic, stranger: Scope, hand_clock: HandClock
) -> None:
    opened(client, headers(stranger))
    with write():
        at = hand_clock.at + timedelta(minutes=1)
        told = occurrences.owe_alert(clinic.patient, clinic.patient.subject_id, uuid4(), at, urgent=True)
    assert told == 1
