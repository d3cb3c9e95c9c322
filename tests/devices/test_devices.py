"""PUT and DELETE /v1/me/devices/{id}."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from hep_api.store.db import session
from hep_api.store.models import DeviceRow
from tests.builders.clinics import add_patient, found_clinic


def a_body(value="an-fcm-token", **more):
    return {"kind": "fcm_token", "value": value, "platform": "android", "app_version": "2.3.1"} | more


def live() -> list[DeviceRow]:
    session().expire_all()
    return list(session().scalars(select(DeviceRow).where(DeviceRow.gone_at.is_(None)).order_by(DeviceRow.seen_at)))


def test_a_phone_registers_and_refreshes_under_its_own_id(client, clinic, headers):
    as_patient, phone = headers(clinic.patient), uuid4()
    first = client.put(f"/v1/me/devices/{phone}", json=a_body(), headers=as_patient)
    again = client.put(f"/v1/me/devices/{phone}", json=a_body("a-newer-token", app_version="2.4"), headers=as_patient)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json | {"seen_at": "", "registered_at": ""} == {
        "id": str(phone), "kind": "fcm_token", "platform": "android", "app_version": "2.4",
        "registered_at": "", "seen_at": "",
    }  # fmt: skip
    assert again.json["registered_at"] == first.json["registered_at"]
    assert [row.address_value for row in live()] == ["a-newer-token"]


def test_the_address_is_never_given_back(client, clinic, headers):
    answer = client.put(f"/v1/me/devices/{uuid4()}", json=a_body(), headers=headers(clinic.patient))
    assert "an-fcm-token" not in answer.text


def test_a_therapist_registers_too(client, clinic, headers):
    answer = client.put(f"/v1/me/devices/{uuid4()}", json=a_body(platform="web"), headers=headers(clinic.therapist))
    assert answer.status_code == 200
    assert live()[0].owner_kind == "staff"


def test_an_address_moves_to_the_last_that_registers_it_also_over_clinics(client, clinic, headers):
    """A shared phone: B signs in, and A's notices never reach B."""
    stranger = found_clinic("South Clinic").patient
    phone = uuid4()
    client.put(f"/v1/me/devices/{phone}", json=a_body(), headers=headers(clinic.patient))
    client.put(f"/v1/me/devices/{phone}", json=a_body(), headers=headers(stranger))
    assert [row.owner_id for row in live()] == [stranger.subject_id]
    client.put(f"/v1/me/devices/{phone}", json=a_body(), headers=headers(clinic.patient))
    assert [row.owner_id for row in live()] == [clinic.patient.subject_id]


def test_one_person_moving_an_address_between_two_phones_keeps_one(client, clinic, headers):
    as_patient = headers(clinic.patient)
    for phone in (uuid4(), uuid4()):
        assert client.put(f"/v1/me/devices/{phone}", json=a_body(), headers=as_patient).status_code == 200
    assert len(live()) == 1


def test_the_eleventh_phone_retires_the_one_longest_not_heard_of(client, clinic, headers):
    as_patient, phones = headers(clinic.patient), [uuid4() for _ in range(11)]
    for number, phone in enumerate(phones):
        client.put(f"/v1/me/devices/{phone}", json=a_body(f"token-{number}"), headers=as_patient)
    assert [row.client_id for row in live()] == phones[1:]


def test_a_phone_is_forgotten_and_may_come_back(client, clinic, headers):
    as_patient, phone = headers(clinic.patient), uuid4()
    client.put(f"/v1/me/devices/{phone}", json=a_body(), headers=as_patient)
    assert [client.delete(f"/v1/me/devices/{phone}", headers=as_patient).status_code for _ in range(2)] == [204, 204]
    assert live() == []
    client.put(f"/v1/me/devices/{phone}", json=a_body(), headers=as_patient)
    assert len(live()) == 1


def test_somebody_elses_phone_answers_like_none(client, clinic, headers):
    other, phone = add_patient(clinic.therapist, name="Other"), uuid4()
    client.put(f"/v1/me/devices/{phone}", json=a_body(), headers=headers(clinic.patient))
    as_other = headers(other)
    foreign = client.delete(f"/v1/me/devices/{phone}", headers=as_other).json
    absent = client.delete(f"/v1/me/devices/{uuid4()}", headers=as_other).json
    assert foreign | {"request_id": ""} == absent | {"request_id": ""}
    assert foreign["status"] == 404
    assert len(live()) == 1


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"kind": "sms"}, "kind"),
        ({"value": ""}, "value"),
        ({"value": "with space"}, "value"),
        ({"value": "ü" * 20}, "value"),
        ({"value": "x" * 4097}, "value"),
        ({"platform": "fridge"}, "platform"),
        ({"app_version": ""}, "app_version"),
        ({"owner_id": str(uuid4())}, "owner_id"),
    ],
)
def test_what_no_provider_would_take_is_refused_by_name(client, clinic, headers, wrong, field):
    answer = client.put(f"/v1/me/devices/{uuid4()}", json=a_body(**wrong), headers=headers(clinic.patient))
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [field]
    assert live() == []
