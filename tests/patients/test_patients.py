"""Adding, reading, changing and inviting patients."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from hep_api.store import changes
from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic, add_colleague

Headers = Callable[[Scope], dict[str, str]]


@pytest.fixture
def therapist(clinic: Clinic, headers: Headers) -> dict[str, str]:
    return headers(clinic.therapist)


def url(clinic: Clinic) -> str:
    return f"/v1/patients/{clinic.patient.subject_id}"


def add(client: FlaskClient, therapist: dict[str, str], **changes: Any) -> dict[str, Any]:
    body = {"name": "Kim Novak", "birth_year": 1985, "zone": "America/New_York", "locale": "es", **changes}
    response = client.post("/v1/patients", json=body, headers=therapist)
    assert response.status_code == 201, response.text
    added: dict[str, Any] = response.json or {}
    return added


def test_a_new_patient_is_in_the_care_of_who_added_it(client: FlaskClient, therapist: dict[str, str]) -> None:
    added = add(client, therapist)
    read = client.get(f"/v1/patients/{added['id']}", headers=therapist)
    assert read.json == added
    assert read.headers["ETag"] == '"1"'
    assert added["zone"] == "America/New_York"
    assert added["archived"] is False


def test_and_in_nobody_elses(client: FlaskClient, clinic: Clinic, therapist: dict[str, str], headers: Headers) -> None:
    added = add(client, therapist)
    colleague = headers(add_colleague(clinic.therapist))
    assert client.get(f"/v1/patients/{added['id']}", headers=colleague).status_code == 404


def test_the_birth_year_may_be_unknown(client: FlaskClient, therapist: dict[str, str]) -> None:
    assert add(client, therapist, birth_year=None)["birth_year"] is None


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", "  "), ("name", "a\u0000b"), ("name", "x" * 121), ("name", 7), ("birth_year", 1899),
        ("birth_year", 1990.0), ("birth_year", True), ("zone", "UTC+25"), ("zone", "../etc/passwd"), ("locale", "xx"),
        ("id", "00000000-0000-0000-0000-000000000001"), ("clinic_id", "x"), ("sequence", 1), ("archived_at", None),
    ],
)  # fmt: skip
def test_what_is_out_of_range_or_not_ours_to_set_is_refused(
    client: FlaskClient, therapist: dict[str, str], field: str, value: object
) -> None:
    body = {"name": "Kim", "zone": "UTC", field: value}
    response = client.post("/v1/patients", json=body, headers=therapist)
    assert response.status_code == 422
    assert [error["path"] for error in (response.json or {})["errors"]] == [field]


def test_only_what_is_given_changes(client: FlaskClient, clinic: Clinic, therapist: dict[str, str]) -> None:
    changed = client.patch(url(clinic), json={"zone": "Asia/Tokyo"}, headers=therapist)
    assert (changed.json or {})["zone"] == "Asia/Tokyo"
    assert (changed.json or {})["name"] == "Alex Sample"
    assert changed.headers["ETag"] == '"2"'


def test_a_change_reaches_the_phones_feed(client: FlaskClient, clinic: Clinic, therapist: dict[str, str]) -> None:
    client.patch(url(clinic), json={"locale": "es"}, headers=therapist)
    feed = changes.list_changes(clinic.patient, clinic.patient.subject_id)
    assert [(row.kind, row.ref_id) for row in feed] == [("patient", str(clinic.patient.subject_id))]


@pytest.mark.parametrize("given, status", [('"1"', 200), ("*", 200), ('"7"', 412), ('W/"1"', 412), ('"x"', 412)])
def test_if_match_is_honoured(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str], given: str, status: int
) -> None:
    response = client.patch(url(clinic), json={"name": "New"}, headers={**therapist, "If-Match": given})
    assert response.status_code == status


def test_archiving_signs_the_phone_out_and_can_be_undone(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str], headers: Headers
) -> None:
    phone = headers(clinic.patient)
    assert (client.patch(url(clinic), json={"archived": True}, headers=therapist).json or {})["archived"] is True
    assert client.get("/v1/me", headers=phone).status_code == 401
    assert (client.patch(url(clinic), json={"archived": False}, headers=therapist).json or {})["archived"] is False
    assert client.get("/v1/me", headers=phone).status_code == 401


def test_archived_patients_leave_the_list_and_have_their_own(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str]
) -> None:
    client.patch(url(clinic), json={"archived": True}, headers=therapist)
    assert (client.get("/v1/patients", headers=therapist).json or {})["items"] == []
    kept = (client.get("/v1/patients?archived=true", headers=therapist).json or {})["items"]
    assert [UUID(item["id"]) for item in kept] == [clinic.patient.subject_id]


def test_an_invite_opens_the_app_for_the_patient(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str]
) -> None:
    invite = client.post(f"{url(clinic)}/invites", headers=therapist).json or {}
    assert invite["link"].endswith(f"/redeem#{invite['code']}")
    assert ET.fromstring(invite["qr_svg"]).tag.endswith("svg")  # noqa: S314 - we drew it ourselves
    paired = client.post("/v1/auth/redeem", json={"code": invite["code"], "birth_year": 1990})
    assert paired.status_code == 200
