"""GET /v1/clinic/audit: an admin sees who did what, by ids, and sees nothing of health."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.clinic.schemas import TrailOut
from hep_api.store.scope import Role, Scope
from tests.builders.caregivers import add_caregiver
from tests.builders.clinics import Clinic, add_colleague, found_clinic

Headers = Callable[[Scope], dict[str, str]]
URL = "/v1/clinic/audit"
MORNING = {"kind": "morning", "pain": 2, "stiffness": 0, "stiffness_minutes": 0, "limp": False, "note": "Slept badly"}


@pytest.fixture
def admin(clinic: Clinic, headers: Headers) -> dict[str, str]:
    return headers(add_colleague(clinic.therapist, role=Role.ADMIN))


def events(client: FlaskClient, admin: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    answer = client.get(URL, query_string=query, headers=admin)
    assert answer.status_code == 200, answer.text
    assert TrailOut().validate(answer.get_json()) == {}
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def test_a_caregivers_report_is_found_by_caregiver_and_by_patient(
    client: FlaskClient, clinic: Clinic, headers: Headers, admin: dict[str, str]
) -> None:
    caregiver, fact = add_caregiver(clinic.therapist, clinic.patient), str(uuid4())
    client.post("/v1/me/check-ins", json={"id": fact, **MORNING}, headers=headers(caregiver))
    for query in ({"who": caregiver.actor_id}, {"patient": clinic.patient.subject_id}):
        found = next(one for one in events(client, admin, **query) if one["action"] == "fact.recorded")
        assert found["about"]["fact"] == fact
        assert (found["who"]["id"], found["who"]["role"], found["who"]["on_behalf_of"]) == (
            str(caregiver.actor_id), "caregiver", str(clinic.patient.subject_id),
        )  # fmt: skip
    assert "Slept badly" not in client.get(URL, headers=admin).text
    assert "Alex" not in client.get(URL, headers=admin).text


def test_pages_skip_and_repeat_nothing(client: FlaskClient, clinic: Clinic, admin: dict[str, str]) -> None:
    """Also while the reading itself adds events in front."""
    for _ in range(4):
        add_colleague(clinic.therapist)
    first = client.get(URL, query_string={"limit": 3}, headers=admin).get_json()
    seen = [one["sequence"] for one in first["items"]]
    cursor = first["next_cursor"]
    for _ in range(20):
        if cursor is None:
            break
        page = client.get(URL, query_string={"limit": 3, "cursor": cursor}, headers=admin).get_json()
        seen += [one["sequence"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == list(range(seen[0], 0, -1))


def test_a_day_is_one_of_the_readers_zone(client: FlaskClient, admin: dict[str, str], clinic: Clinic) -> None:
    today = datetime.now(UTC).date()
    assert events(client, admin, on="2026-01-01") == []
    near = [events(client, admin, on=day.isoformat()) for day in (today, today.fromordinal(today.toordinal() + 1))]
    assert any(near)


def test_reading_the_trail_is_told_to_the_trail(client: FlaskClient, admin: dict[str, str]) -> None:
    assert "audit.read" not in {one["action"] for one in events(client, admin)}
    assert "audit.read" in {one["action"] for one in events(client, admin)}


def test_another_clinics_trail_is_another_clinics(
    client: FlaskClient, admin: dict[str, str], headers: Headers, clinic: Clinic
) -> None:
    other = add_colleague(found_clinic("Other").therapist, role=Role.ADMIN)
    assert events(client, headers(other), patient=clinic.patient.subject_id) == []


def test_only_admins_read_it(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    for who in (clinic.therapist, clinic.patient):
        assert client.get(URL, headers=headers(who)).status_code == 403


@pytest.mark.parametrize("cursor", ["W10", "Wy0xXQ", "WzFd-", "WyJ4Il0", "WzEuNV0"])
def test_a_cursor_that_is_none_of_ours_is_refused(client: FlaskClient, admin: dict[str, str], cursor: str) -> None:
    assert client.get(URL, query_string={"cursor": cursor}, headers=admin).status_code == 422
