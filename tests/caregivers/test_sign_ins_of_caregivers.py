"""A caregiver's sign-ins are the caregiver's own: listed, ended, bound to a device and to an end like any other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from hep_api.settings import Settings
from hep_api.store import caregivers
from hep_api.store.db import session, write
from hep_api.store.models import TokenFamilyRow
from hep_api.store.scope import Scope
from tests.builders.authenticators import bearer
from tests.builders.caregivers import add_caregiver
from tests.builders.clinics import Clinic, add_patient
from tests.builders.clocks import HandClock

Headers = Callable[[Scope], dict[str, str]]
URL = "/v1/me/sign-ins"
PHONE = "8e1c5f0e-5b0a-4c39-9d0c-3f6f7b1f2a11"


@pytest.fixture
def parent(clinic: Clinic, hand_clock: HandClock) -> Scope:
    return add_caregiver(clinic.therapist, clinic.patient)


@pytest.fixture
def sibling(clinic: Clinic, parent: Scope) -> Scope:
    """A second patient for whom the same caregiver acts."""
    patient = add_patient(clinic.therapist, name="Bo Sample")
    add_caregiver(clinic.therapist, patient, known=parent.acts)
    return patient


@pytest.fixture
def paired(client: FlaskClient, clinic: Clinic, headers: Headers, hand_clock: HandClock) -> dict[str, Any]:
    """The tokens of a caregiver's phone that told who it is."""
    invited = client.post(
        f"/v1/patients/{clinic.patient.subject_id}/caregivers",
        json={"name": "Kim Parent", "relation": "parent"}, headers=headers(clinic.therapist),
    ).get_json()  # fmt: skip
    place = {"code": invited["code"], "birth_year": 1990, "device_id": PHONE, "device_name": "Kim's phone"}
    tokens: dict[str, Any] = client.post("/v1/auth/redeem", json=place).get_json()
    return {**tokens, "caregiver": invited["caregiver"]["id"]}


def caregiver_of(paired: dict[str, Any]) -> UUID:
    return UUID(paired["caregiver"])


def listed(client: FlaskClient, who: dict[str, str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(URL, headers=who).get_json()["items"]
    return items


def test_a_caregiver_sees_the_own_sign_ins_and_for_whom_each_acts(
    client: FlaskClient, clinic: Clinic, headers: Headers, parent: Scope, sibling: Scope
) -> None:
    first = headers(parent)
    headers(clinic.patient)
    other = bearer(client.post(f"/v1/me/patients/{sibling.subject_id}/sign-in", headers=first))
    for who, acts_for in ((first, "Alex Sample"), (other, "Bo Sample")):
        shown = {item["acts_for"]["name"]: item["current"] for item in listed(client, who)}
        assert shown == {"Alex Sample": acts_for == "Alex Sample", "Bo Sample": acts_for == "Bo Sample"}


def test_a_patient_sees_and_ends_none_of_a_caregivers_sign_ins(
    client: FlaskClient, clinic: Clinic, headers: Headers, parent: Scope
) -> None:
    caregiver, patient = headers(parent), headers(clinic.patient)
    assert [(item["current"], item["acts_for"]) for item in listed(client, patient)] == [(True, None)]
    theirs = listed(client, caregiver)[0]["id"]
    assert client.delete(f"{URL}/{theirs}", headers=patient).status_code == 404
    assert client.delete(URL, headers=patient).status_code == 204
    assert client.get("/v1/me", headers=caregiver).status_code == 200


def test_a_caregiver_signs_out_everywhere_and_the_patient_stays(
    client: FlaskClient, clinic: Clinic, headers: Headers, parent: Scope, sibling: Scope
) -> None:
    first, patient = headers(parent), headers(clinic.patient)
    other = bearer(client.post(f"/v1/me/patients/{sibling.subject_id}/sign-in", headers=first))
    mine = listed(client, patient)[0]["id"]
    assert client.delete(f"{URL}/{mine}", headers=first).status_code == 404
    assert client.delete(URL, headers=first).status_code == 204
    assert [client.get("/v1/me", headers=who).status_code for who in (first, other, patient)] == [401, 401, 200]


def test_a_sign_in_for_another_patient_is_on_the_same_device_and_lasts_no_longer(
    client: FlaskClient, clinic: Clinic, paired: dict[str, Any], settings: Settings, hand_clock: HandClock
) -> None:
    """Else a caregiver's phone, or whoever holds it, would renew itself for ever."""
    began = hand_clock.real_now()
    bo = add_patient(clinic.therapist, name="Bo Sample")
    add_caregiver(clinic.therapist, bo, known=caregiver_of(paired))
    hand_clock.wait(days=20)
    renewed = client.post("/v1/auth/refresh", json={"refresh_token": paired["refresh_token"], "device_id": PHONE})
    other = client.post(f"/v1/me/patients/{bo.subject_id}/sign-in", headers=bearer(renewed)).get_json()
    families = session().query(TokenFamilyRow).filter(TokenFamilyRow.proxy_id.is_not(None)).all()
    assert {(row.expires_at, row.device_name) for row in families} == {
        (began + timedelta(days=settings.refresh_days), "Kim's phone")
    }
    assert client.post("/v1/auth/refresh", json={"refresh_token": other["refresh_token"]}).status_code == 401


def test_a_caregivers_sign_in_is_renewed_until_the_leave_is_over(
    client: FlaskClient, clinic: Clinic, paired: dict[str, Any], hand_clock: HandClock
) -> None:
    def renew(token: str) -> Any:
        return client.post("/v1/auth/refresh", json={"refresh_token": token, "device_id": PHONE})

    renewed = renew(paired["refresh_token"])
    assert renewed.status_code == 200
    with write():
        acting = caregivers.get_acting(
            clinic.therapist, clinic.patient.subject_id, caregiver_of(paired), hand_clock.now()
        )
        caregivers.end_proxy(clinic.therapist, acting, hand_clock.now())
    assert renew(renewed.get_json()["refresh_token"]).status_code == 401


def test_an_export_tells_no_caregivers_device(
    client: FlaskClient, clinic: Clinic, headers: Headers, paired: dict[str, Any]
) -> None:
    told = client.get("/v1/me/export", headers=headers(clinic.patient))
    assert "Kim's phone" not in told.text
    assert all("device_hash" not in row and "source_hash" not in row for row in told.get_json()["sign_ins"])
