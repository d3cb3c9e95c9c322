"""A caregiver acts for the patient that the sign-in was made for, and for nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.store.db import session, write
from hep_api.store.models import AuditRow, DeviceRow, FactRow
from hep_api.store.patients import change_patient
from hep_api.store.scope import Scope
from tests.builders.caregivers import add_caregiver
from tests.builders.clinics import Clinic, add_colleague, add_patient, found_clinic
from tests.builders.clocks import HandClock

Headers = Callable[[Scope], dict[str, str]]
PARENT = {"name": "Sam Parent", "relation": "parent", "locale": "es"}
MORNING = {"kind": "morning", "pain": 2, "stiffness": 0, "stiffness_minutes": 0, "limp": False}


@pytest.fixture
def url(clinic: Clinic, hand_clock: HandClock) -> str:
    return f"/v1/patients/{clinic.patient.subject_id}/caregivers"


@pytest.fixture
def therapist(clinic: Clinic, headers: Headers) -> dict[str, str]:
    return headers(clinic.therapist)


def invited(client: FlaskClient, url: str, therapist: dict[str, str], **given: Any) -> dict[str, Any]:
    answer = client.post(url, json={**PARENT, **given}, headers=therapist)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def redeemed(client: FlaskClient, code: str, birth_year: int = 1990) -> dict[str, str]:
    answer = client.post("/v1/auth/redeem", json={"code": code, "birth_year": birth_year})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.get_json()['access_token']}"}


def report(client: FlaskClient, who: dict[str, str], **more: Any) -> str:
    told = {"id": str(uuid4()), **MORNING, **more}
    answer = client.post("/v1/me/check-ins", json=told, headers=who)
    assert answer.status_code == 201, answer.text
    return str(told["id"])


def test_a_code_signs_the_caregiver_in_for_that_patient(
    client: FlaskClient, clinic: Clinic, url: str, therapist: dict[str, str]
) -> None:
    made = invited(client, url, therapist)
    me = client.get("/v1/me", headers=redeemed(client, made["code"])).get_json()
    assert (me["id"], me["name"], me["roles"], me["locale"]) == (
        made["caregiver"]["id"], "Sam Parent", ["caregiver"], "es",
    )  # fmt: skip
    assert me["acts_for"] == {"id": str(clinic.patient.subject_id), "name": "Alex Sample"}


def test_the_patients_own_invite_stays_open(client: FlaskClient, url: str, therapist: dict[str, str]) -> None:
    own = client.post(url.replace("caregivers", "invites"), headers=therapist).get_json()["code"]
    redeemed(client, invited(client, url, therapist)["code"])
    redeemed(client, own)


def test_what_a_caregiver_reports_says_who_told_it_and_for_whom(
    client: FlaskClient, clinic: Clinic, headers: Headers, hand_clock: HandClock
) -> None:
    caregiver = add_caregiver(clinic.therapist, clinic.patient)
    first = report(client, headers(caregiver))
    hand_clock.wait(days=1)
    second = report(client, headers(clinic.patient))
    told = {str(row.id): (row.told_by_role, row.told_by, row.patient_id) for row in session().query(FactRow)}
    assert told == {
        first: ("caregiver", caregiver.actor_id, clinic.patient.subject_id),
        second: ("patient", clinic.patient.subject_id, clinic.patient.subject_id),
    }
    listed = client.get("/v1/me/changes", headers=headers(clinic.patient)).get_json()["items"]
    shown = {item["fact"]["id"]: item["fact"]["told_by"]["role"] for item in listed if item["fact"]}
    assert shown == {first: "caregiver", second: "patient"}


def test_a_fact_that_both_send_is_one_fact(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    told = {"id": str(uuid4()), **MORNING}
    caregiver = headers(add_caregiver(clinic.therapist, clinic.patient))
    answers = [client.post("/v1/me/check-ins", json=told, headers=who) for who in (caregiver, headers(clinic.patient))]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].data == answers[1].data


@pytest.mark.parametrize("path", ["/v1/me/today", "/v1/me/plan", "/v1/me/screens/questions", "/v1/me/reminders"])
def test_a_caregiver_reads_what_acting_takes(client: FlaskClient, clinic: Clinic, headers: Headers, path: str) -> None:
    assert client.get(path, headers=headers(add_caregiver(clinic.therapist, clinic.patient))).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/v1/me/changes", "/v1/me/caregivers", "/v1/patients", "/v1/alerts", "/v1/clinic/staff",
     "/v1/plans/{}/decisions", "/v1/plans/{}/progress"],
)  # fmt: skip
def test_a_caregiver_reads_no_history_and_no_clinic(
    client: FlaskClient, clinic: Clinic, headers: Headers, path: str
) -> None:
    caregiver = headers(add_caregiver(clinic.therapist, clinic.patient))
    assert client.get(path.format(uuid4()), headers=caregiver).status_code == 403


def test_a_therapist_ends_it_with_the_next_request(
    client: FlaskClient, url: str, clinic: Clinic, therapist: dict[str, str], headers: Headers
) -> None:
    caregiver = add_caregiver(clinic.therapist, clinic.patient)
    phone = headers(caregiver)
    device = {"kind": "fcm_token", "value": "abc", "platform": "ios", "app_version": "1"}
    assert client.put(f"/v1/me/devices/{uuid4()}", json=device, headers=phone).status_code == 200
    assert client.delete(f"{url}/{caregiver.actor_id}", headers=therapist).status_code == 204
    assert client.get("/v1/me/today", headers=phone).status_code == 401
    assert session().query(DeviceRow).one().gone_at is not None
    assert client.get(url, headers=therapist).get_json()["items"] == []


def test_an_open_code_ends_with_it(client: FlaskClient, url: str, therapist: dict[str, str]) -> None:
    made = invited(client, url, therapist)
    client.delete(f"{url}/{made['caregiver']['id']}", headers=therapist)
    assert client.post("/v1/auth/redeem", json={"code": made["code"], "birth_year": 1990}).status_code == 401


def test_a_patient_of_age_ends_it(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    caregiver, me = add_caregiver(clinic.therapist, clinic.patient), headers(clinic.patient)
    phone = headers(caregiver)
    assert [item["name"] for item in client.get("/v1/me/caregivers", headers=me).get_json()["items"]] == ["Sam Parent"]
    assert client.delete(f"/v1/me/caregivers/{caregiver.actor_id}", headers=me).status_code == 204
    assert client.get("/v1/me/today", headers=phone).status_code == 401


def test_a_minor_does_not_end_it_alone(
    client: FlaskClient, clinic: Clinic, headers: Headers, hand_clock: HandClock
) -> None:
    child = add_patient(clinic.therapist, birth_year=2014)
    caregiver = add_caregiver(clinic.therapist, child)
    answer = client.delete(f"/v1/me/caregivers/{caregiver.actor_id}", headers=headers(child))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_of_age")
    assert client.get("/v1/me/today", headers=headers(caregiver)).status_code == 200


@pytest.mark.parametrize(
    "birth_year, until_on, status",
    [
        (2014, None, 422), (2014, "2032-06-01", 201), (2014, "2033-01-01", 422), (2008, None, 422),
        (2008, "2026-12-31", 201), (2007, None, 201), (None, None, 201), (1990, "2026-03-02", 422),
        (1990, "2026-03-03", 201),
    ],
)  # fmt: skip
def test_whoever_may_be_under_18_has_no_caregiver_without_an_end(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str], hand_clock: HandClock, birth_year: int | None,
    until_on: str | None, status: int,
) -> None:  # fmt: skip
    patient = add_patient(clinic.therapist, birth_year=birth_year)
    sent = {**PARENT, "until_on": until_on}
    answer = client.post(f"/v1/patients/{patient.subject_id}/caregivers", json=sent, headers=therapist)
    assert answer.status_code == status, answer.text
    if status == 422:
        assert [error["path"] for error in answer.get_json()["errors"]] == ["until_on"]


def test_it_ends_by_itself_at_the_patients_midnight(
    client: FlaskClient, url: str, clinic: Clinic, headers: Headers, hand_clock: HandClock
) -> None:
    """18th of March in Madrid begins at 23:00 in Greenwich."""
    hand_clock.at = datetime(2026, 3, 17, 22, 55, tzinfo=UTC)
    phone = redeemed(client, invited(client, url, headers(clinic.therapist), until_on="2026-03-18")["code"])
    hand_clock.wait(minutes=4)
    assert client.get("/v1/me/today", headers=phone).status_code == 200
    hand_clock.wait(minutes=1)
    assert client.get("/v1/me/today", headers=phone).status_code == 401


def test_one_caregiver_of_two_signs_in_for_one_at_a_time(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    second = add_patient(clinic.therapist, name="Bo Sample")
    caregiver = add_caregiver(clinic.therapist, clinic.patient)
    assert caregiver.actor_id is not None
    add_caregiver(clinic.therapist, second, known=caregiver.actor_id)
    phone = headers(caregiver)
    mine = client.get("/v1/me/patients", headers=phone).get_json()["items"]
    assert [(item["name"], item["current"]) for item in mine] == [("Alex Sample", True), ("Bo Sample", False)]
    tokens = client.post(f"/v1/me/patients/{second.subject_id}/sign-in", headers=phone).get_json()
    other = {"Authorization": f"Bearer {tokens['access_token']}"}
    report(client, other)
    assert [row.patient_id for row in session().query(FactRow)] == [second.subject_id]
    assert client.get("/v1/me", headers=phone).get_json()["acts_for"]["name"] == "Alex Sample"


def test_a_sign_in_is_renewed_for_the_same_patient(
    client: FlaskClient, url: str, clinic: Clinic, therapist: dict[str, str]
) -> None:
    code = invited(client, url, therapist)["code"]
    first = client.post("/v1/auth/redeem", json={"code": code, "birth_year": 1990}).get_json()
    renewed = client.post("/v1/auth/refresh", json={"refresh_token": first["refresh_token"]}).get_json()
    me = client.get("/v1/me", headers={"Authorization": f"Bearer {renewed['access_token']}"}).get_json()
    assert (me["roles"], me["acts_for"]["id"]) == (["caregiver"], str(clinic.patient.subject_id))


def test_a_caregiver_whom_nobody_here_knows_is_absent(
    client: FlaskClient, url: str, therapist: dict[str, str], clinic: Clinic, headers: Headers
) -> None:
    """Another clinic's, a colleague's, and one that does not exist answer alike."""
    other = found_clinic("Other")
    colleague = add_colleague(clinic.therapist)
    unknown = [
        add_caregiver(other.therapist, other.patient).actor_id,
        add_caregiver(colleague, add_patient(colleague)).actor_id,
        uuid4(),
    ]
    answers = [
        client.post(url, json={"caregiver_id": str(who), "relation": "parent"}, headers=therapist) for who in unknown
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({str({**answer.get_json(), "request_id": ""}) for answer in answers}) == 1


def test_a_caregiver_does_not_silence_the_patients_phone(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    device = {"kind": "fcm_token", "value": "patients", "platform": "ios", "app_version": "1"}
    own = f"/v1/me/devices/{uuid4()}"
    assert client.put(own, json=device, headers=headers(clinic.patient)).status_code == 200
    caregiver = headers(add_caregiver(clinic.therapist, clinic.patient))
    assert client.delete(own, headers=caregiver).status_code == 404
    assert session().query(DeviceRow).one().gone_at is None


def test_only_the_patient_shows_details_on_a_locked_screen(
    client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    caregiver = headers(add_caregiver(clinic.therapist, clinic.patient))
    wishes = client.get("/v1/me/reminders", headers=caregiver).get_json()
    sent = {name: wishes[name] for name in ("enabled", "times", "days", "zone", "channels", "preview_opt_in")}
    sent |= {"quiet_hours": None, "times": ["17:30"]}
    assert client.put("/v1/me/reminders", json=sent, headers=caregiver).status_code == 200
    sent["preview_opt_in"] = True
    refused = client.put("/v1/me/reminders", json=sent, headers=caregiver)
    assert [error["path"] for error in refused.get_json()["errors"]] == ["preview_opt_in"]
    assert client.put("/v1/me/reminders", json=sent, headers=headers(clinic.patient)).status_code == 200


def test_archiving_the_patient_ends_the_caregivers_sign_in(
    client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    phone = headers(add_caregiver(clinic.therapist, clinic.patient))
    with write():
        change_patient(clinic.therapist, clinic.patient.subject_id, {"archived_at": datetime.now(UTC)}, None)
    assert client.get("/v1/me/today", headers=phone).status_code == 401


def test_the_trail_says_who_allowed_and_who_ended(
    client: FlaskClient, url: str, clinic: Clinic, therapist: dict[str, str]
) -> None:
    made = invited(client, url, therapist)
    client.delete(f"{url}/{made['caregiver']['id']}", headers=therapist)
    rows = session().query(AuditRow).filter(AuditRow.action.startswith("caregiver.")).order_by(AuditRow.sequence)
    assert [(row.action, row.actor_id, row.patient_id) for row in rows] == [
        (action, clinic.therapist.subject_id, clinic.patient.subject_id)
        for action in ("caregiver.allowed", "caregiver.invited", "caregiver.ended")
    ]


def test_an_ended_leave_lets_nobody_in_again(clinic: Clinic, client: FlaskClient, headers: Headers) -> None:
    """Also with a token family that nobody revoked: the leave itself is asked at every request."""
    caregiver = add_caregiver(clinic.therapist, clinic.patient, until=datetime(2026, 1, 6, tzinfo=UTC))
    assert client.get("/v1/me/today", headers=headers(caregiver)).status_code == 401
    assert timedelta(0) < datetime.now(UTC) - datetime(2026, 1, 6, tzinfo=UTC)
