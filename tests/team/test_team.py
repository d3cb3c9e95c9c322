"""A clinic's admin invites, changes and removes staff; patients and alerts are never left behind unseen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api.store import alerts, care
from hep_api.store.db import session, write
from hep_api.store.models import AlertRow, DeviceRow, OccurrenceRow, StaffInviteRow, StaffRow
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import FOUNDED_AT, PASSWORD, Clinic, add_colleague, add_patient, found_clinic
from tests.builders.clocks import HandClock

Headers = Callable[[Scope], dict[str, str]]
TEAM, INVITES, NAMES = "/v1/clinic/staff", "/v1/clinic/staff/invites", "/v1/clinic/patients"
NEW = {"email": "New@Clinic.example", "name": "Dr. New", "role": "therapist", "locale": "es"}


@pytest.fixture
def boss(clinic: Clinic) -> Scope:
    return add_colleague(clinic.therapist, role=Role.ADMIN, name="A. Ruiz")


@pytest.fixture
def admin(boss: Scope, headers: Headers) -> dict[str, str]:
    return headers(boss)


def join(client: FlaskClient, code: str, password: str = PASSWORD) -> TestResponse:
    return client.post("/v1/auth/join", json={"code": code, "password": password})


def invite(client: FlaskClient, admin: dict[str, str], **changes: str) -> dict[str, Any]:
    answer = client.post(INVITES, json={**NEW, **changes}, headers=admin)
    assert answer.status_code == 201, answer.text
    invited: dict[str, Any] = answer.get_json()
    return invited


def remove(client: FlaskClient, admin: dict[str, str], who: Scope, hand_to: UUID | None = None) -> TestResponse:
    return client.post(f"{TEAM}/{who.subject_id}/removal", json={"hand_to": hand_to and str(hand_to)}, headers=admin)


def raise_alert(patient: Scope, therapist: Scope) -> UUID:
    row = AlertRow(
        id=uuid4(), clinic_id=patient.clinic_id, patient_id=patient.subject_id, rule="H15", scope="programme",
        scope_value="", raised_at=FOUNDED_AT,
    )  # fmt: skip
    with write():
        alerts.add_alert(therapist, row)
    return row.id


def told(staff: Scope) -> list[tuple[str, UUID | None]]:
    rows = session().query(OccurrenceRow).filter_by(recipient_id=staff.subject_id).all()
    return [(row.kind, row.subject_id) for row in rows]


def test_an_invited_colleague_opens_the_account_and_signs_in(client: FlaskClient, admin: dict[str, str]) -> None:
    assert join(client, invite(client, admin)["code"]).get_json()["email"] == "new@clinic.example"
    tokens = client.post("/v1/auth/login", json={"email": "new@clinic.example", "password": PASSWORD}).get_json()
    me = client.get("/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).get_json()
    assert (me["name"], me["roles"], me["locale"], me["zone"]) == ("Dr. New", ["therapist"], "es", "Europe/Madrid")


def test_a_staff_code_opens_once(client: FlaskClient, admin: dict[str, str]) -> None:
    code = invite(client, admin)["code"]
    assert [join(client, code).status_code for _ in range(2)] == [201, 401]


def test_a_staff_code_expires(client: FlaskClient, admin: dict[str, str], hand_clock: HandClock) -> None:
    code = invite(client, admin)["code"]
    hand_clock.wait(hours=72)
    assert join(client, code).status_code == 401


def test_a_newer_staff_invite_replaces_the_older(client: FlaskClient, admin: dict[str, str]) -> None:
    older, newer = invite(client, admin), invite(client, admin, role="admin")
    listed = client.get(INVITES, headers=admin).get_json()["items"]
    assert [(item["id"], item["role"]) for item in listed] == [(newer["id"], "admin")]
    assert join(client, older["code"]).status_code == 401


def test_an_invite_that_was_taken_back_opens_nothing(client: FlaskClient, admin: dict[str, str]) -> None:
    made = invite(client, admin)
    assert client.delete(f"{INVITES}/{made['id']}", headers=admin).status_code == 204
    assert client.delete(f"{INVITES}/{made['id']}", headers=admin).status_code == 404
    assert join(client, made["code"]).status_code == 401


def test_staff_codes_are_not_stored(client: FlaskClient, admin: dict[str, str]) -> None:
    code = invite(client, admin)["code"].replace("-", "")
    assert code not in session().query(StaffInviteRow).one().code_hash.upper()


def test_an_address_of_another_clinic_is_not_told_apart(client: FlaskClient, admin: dict[str, str]) -> None:
    """Neither the invite nor the code says that somebody signs in with this address elsewhere."""
    other = add_colleague(found_clinic("Other").therapist, email="known@elsewhere.example")
    known, unknown = invite(client, admin, email="known@elsewhere.example"), {"code": "2222-2222-2222"}
    answers = [join(client, made["code"]) for made in (known, unknown)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert len({str({**answer.get_json(), "request_id": ""}) for answer in answers}) == 1
    assert session().get(StaffRow, other.subject_id).clinic_id == other.clinic_id


def test_an_address_at_work_here_is_refused(client: FlaskClient, admin: dict[str, str], clinic: Clinic) -> None:
    add_colleague(clinic.therapist, email="new@clinic.example")
    answer = client.post(INVITES, json=NEW, headers=admin)
    assert [error["path"] for error in answer.get_json()["errors"]] == ["email"]


def test_whoever_is_removed_is_out_with_the_next_request(
    client: FlaskClient, admin: dict[str, str], clinic: Clinic, headers: Headers
) -> None:
    therapist = headers(clinic.therapist)
    device = {"kind": "fcm_token", "value": "abc", "platform": "web", "app_version": "1"}
    assert client.put(f"/v1/me/devices/{uuid4()}", json=device, headers=therapist).status_code == 200
    assert remove(client, admin, clinic.therapist).status_code == 200
    assert client.get("/v1/patients", headers=therapist).status_code == 401
    assert session().query(DeviceRow).one().gone_at is not None


def test_patients_and_open_alerts_go_to_the_colleague(
    client: FlaskClient, admin: dict[str, str], clinic: Clinic, headers: Headers
) -> None:
    colleague = add_colleague(clinic.therapist)
    alert_id = raise_alert(clinic.patient, clinic.therapist)
    answer = remove(client, admin, clinic.therapist, colleague.subject_id).get_json()
    assert answer == {"handed_over": [str(clinic.patient.subject_id)], "without_therapist": []}
    assert ("alert", alert_id) in told(colleague)
    shown = client.get("/v1/alerts", headers=headers(colleague)).get_json()["items"]
    assert [item["id"] for item in shown] == [str(alert_id)]


def test_patients_whom_nobody_takes_are_listed_first(
    client: FlaskClient, admin: dict[str, str], clinic: Clinic
) -> None:
    second = add_colleague(clinic.therapist)
    kept, alone = add_patient(second, name="Bo"), add_patient(clinic.therapist, name="Aa")
    raise_alert(clinic.patient, clinic.therapist)
    answer = remove(client, admin, clinic.therapist).get_json()
    assert set(answer["without_therapist"]) == {str(clinic.patient.subject_id), str(alone.subject_id)}
    listed = client.get(NAMES, headers=admin).get_json()["items"]
    assert [(item["name"], item["alert_waits"], len(item["therapists"])) for item in listed] == [
        ("Alex Sample", True, 0), ("Aa", False, 0), ("Bo", False, 1),
    ]  # fmt: skip
    nobodys = client.get(f"{NAMES}?without_therapist=true", headers=admin).get_json()["items"]
    assert str(kept.subject_id) not in {item["id"] for item in nobodys}


def test_the_only_admin_stays(client: FlaskClient, admin: dict[str, str], boss: Scope) -> None:
    assert remove(client, admin, boss).get_json()["code"] == "last_admin"
    changed = client.patch(f"{TEAM}/{boss.subject_id}", json={"role": "therapist"}, headers=admin)
    assert (changed.status_code, changed.get_json()["code"]) == (409, "last_admin")


def test_one_of_two_admins_may_go(client: FlaskClient, admin: dict[str, str], boss: Scope, clinic: Clinic) -> None:
    add_colleague(clinic.therapist, role=Role.ADMIN)
    assert remove(client, admin, boss).status_code == 200
    assert client.get(TEAM, headers=admin).status_code == 401


def test_a_closed_admin_does_not_count(client: FlaskClient, admin: dict[str, str], boss: Scope, clinic: Clinic) -> None:
    other = add_colleague(clinic.therapist, role=Role.ADMIN)
    assert remove(client, admin, other).status_code == 200
    assert remove(client, admin, boss).status_code == 409


def test_a_therapist_who_becomes_an_admin_sees_no_patient(
    client: FlaskClient, admin: dict[str, str], clinic: Clinic, headers: Headers
) -> None:
    therapist, url = headers(clinic.therapist), f"/v1/patients/{clinic.patient.subject_id}"
    changed = client.patch(f"{TEAM}/{clinic.therapist.subject_id}", json={"role": "admin"}, headers=admin)
    assert changed.get_json()["role"] == "admin"
    assert client.get(url, headers=therapist).status_code == 403
    client.patch(f"{TEAM}/{clinic.therapist.subject_id}", json={"role": "therapist"}, headers=admin)
    assert client.get(url, headers=therapist).status_code == 404


def test_a_colleague_who_comes_back_is_the_same_person_without_the_old_patients(
    client: FlaskClient, admin: dict[str, str], clinic: Clinic, headers: Headers
) -> None:
    former = add_colleague(clinic.therapist, email="new@clinic.example")
    with write():
        care.begin_care(former, clinic.patient.subject_id, former.subject_id, FOUNDED_AT)
    remove(client, admin, former)
    assert join(client, invite(client, admin)["code"]).get_json()["id"] == str(former.subject_id)
    assert client.get("/v1/patients", headers=headers(former)).get_json()["items"] == []


@pytest.mark.parametrize("who", ["admin", "removed", "elsewhere", "nobody", "oneself"])
def test_patients_go_only_to_a_therapist_at_work_here(
    client: FlaskClient, admin: dict[str, str], clinic: Clinic, boss: Scope, who: str
) -> None:
    removed = add_colleague(clinic.therapist)
    remove(client, admin, removed)
    to = {
        "admin": boss.subject_id, "removed": removed.subject_id, "nobody": uuid4(),
        "elsewhere": found_clinic("Other").therapist.subject_id, "oneself": clinic.therapist.subject_id,
    }[who]  # fmt: skip
    answer = remove(client, admin, clinic.therapist, to)
    assert (answer.status_code, answer.get_json()["errors"][0]["path"]) == (422, "hand_to")


def test_an_admin_says_who_cares(client: FlaskClient, admin: dict[str, str], clinic: Clinic, headers: Headers) -> None:
    second = add_colleague(clinic.therapist)
    alert_id = raise_alert(clinic.patient, clinic.therapist)
    url = f"{NAMES}/{clinic.patient.subject_id}/therapists"
    answer = client.put(url, json={"therapists": [str(second.subject_id)]}, headers=admin)
    assert [item["id"] for item in answer.get_json()["therapists"]] == [str(second.subject_id)]
    assert told(second) == [("alert", alert_id)]
    patient = f"/v1/patients/{clinic.patient.subject_id}"
    assert [client.get(patient, headers=headers(who)).status_code for who in (second, clinic.therapist)] == [200, 404]
    wrong = client.put(url, json={"therapists": [str(second.subject_id), str(uuid4())]}, headers=admin)
    assert [error["path"] for error in wrong.get_json()["errors"]] == ["therapists.1"]


def test_an_admin_knows_names_and_nothing_of_health(client: FlaskClient, admin: dict[str, str], clinic: Clinic) -> None:
    """Every field that an admin sees of a patient is named here: a new one is a decision (docs/decisions/0121)."""
    raise_alert(clinic.patient, clinic.therapist)
    listed = client.get(NAMES, headers=admin).get_json()["items"]
    assert [set(item) for item in listed] == [{"id", "name", "therapists", "alert_waits"}]
    assert listed[0]["alert_waits"] is False, "somebody cares: whether an alert is open is health"


def test_another_clinics_team_is_another_clinics(client: FlaskClient, admin: dict[str, str], headers: Headers) -> None:
    other = found_clinic("Other")
    listed = client.get(TEAM, headers=admin).get_json()["items"]
    assert str(other.therapist.subject_id) not in {item["id"] for item in listed}
    assert remove(client, admin, other.therapist).status_code == 404
    assert client.get("/v1/patients", headers=headers(other.therapist)).status_code == 200


def test_admins_hear_of_an_alert_that_nobody_else_would(clinic: Clinic, boss: Scope, hand_clock: HandClock) -> None:
    from hep_api.store import occurrences  # noqa: PLC0415 - one test only

    with write():
        care.end_care(clinic.therapist, clinic.patient.subject_id, clinic.therapist.subject_id, FOUNDED_AT)
        about = uuid4()
        assert occurrences.owe_alert(
            clinic.patient, clinic.patient.subject_id, about, hand_clock.at + timedelta(0), urgent=True
        ) == 1  # fmt: skip
    assert told(boss) == [("notice", about)]
