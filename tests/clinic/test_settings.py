"""GET /v1/clinic/settings and PUT /v1/clinic/settings/{name}."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from hep_api.clinic.schemas import ClinicSettingsOut
from hep_api.engine.configuring import SETTINGS
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import Clinic, add_colleague, found_clinic
from tests.plans.conftest import Practice

Headers = Callable[[Scope], dict[str, str]]
URL = "/v1/clinic/settings"


@pytest.fixture
def admin(clinic: Clinic, headers: Headers) -> dict[str, str]:
    return headers(add_colleague(clinic.therapist, role=Role.ADMIN))


def change(client: FlaskClient, who: dict[str, str], name: str, value: str, reason: str = "Our own audit"):
    return client.put(f"{URL}/{name}", json={"value": value, "reason": reason}, headers=who)


def shown(client: FlaskClient, who: dict[str, str], name: str) -> dict[str, object]:
    items = client.get(URL, headers=who).get_json()["items"]
    return next(item for item in items if item["name"] == name)


def test_every_setting_is_shown_with_its_bounds_and_default(
    client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    answer = client.get(URL, headers=headers(clinic.therapist))
    assert ClinicSettingsOut().validate(answer.get_json()) == {}
    assert [item["name"] for item in answer.get_json()["items"]] == [
        "second_factor", "unreviewed_protocols", "erase_archived_after_years", "break_glass_hours",
        "console_idle_minutes", *SETTINGS,
    ]  # fmt: skip


def test_a_change_is_kept_with_who_when_and_why(client: FlaskClient, admin: dict[str, str]) -> None:
    assert change(client, admin, "effort_cap", "6").status_code == 200
    assert change(client, admin, "effort_cap", "", "Too strict").status_code == 200
    found = shown(client, admin, "effort_cap")
    assert found["value"] == "7"
    assert [(entry["value"], entry["reason"]) for entry in found["history"]] == [
        ("", "Too strict"), ("6", "Our own audit"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name, value, status",
    [
        ("effort_cap", "9", 422),
        ("effort_cap", "x", 422),
        ("max_family_advances_per_day", "1", 422),
        ("unreviewed_protocols", "maybe", 422),
        ("second_factor", "never", 422),
        ("console_idle_minutes", "4", 422),
        ("console_idle_minutes", "61", 422),
        ("console_idle_minutes", "-5", 422),
        ("console_idle_minutes", "x", 422),
        ("nonsense", "1", 404),
    ],
)
def test_what_may_not_be_set_is_refused_with_what_is_allowed(
    client: FlaskClient, admin: dict[str, str], name: str, value: str, status: int
) -> None:
    answer = change(client, admin, name, value)
    assert answer.status_code == status
    if status == 422:
        assert answer.get_json()["errors"][0]["path"] == "value"
    items = client.get(URL, headers=admin).get_json()["items"]
    # The builder of clinics makes the second factor optional.
    assert [item["name"] for item in items if item["history"]] == ["second_factor"]


def test_a_therapist_sees_them_and_changes_none(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    assert change(client, headers(clinic.therapist), "effort_cap", "6").status_code == 403


def test_another_clinic_is_another_clinic(client: FlaskClient, admin: dict[str, str], headers: Headers) -> None:
    change(client, admin, "effort_cap", "6")
    assert shown(client, headers(found_clinic("Other").therapist), "effort_cap")["value"] == "7"


def test_it_applies_to_plans_assigned_from_then_on(
    client: FlaskClient, admin: dict[str, str], practice: Practice
) -> None:
    url = f"{practice.patient_url}/plans"
    before = practice.post(url, practice.programme()).get_json()["content_hash"]
    change(client, admin, "effort_cap", "6")
    assert practice.post(url, practice.programme()).get_json()["content_hash"] != before
    change(client, admin, "effort_cap", "")
    assert practice.post(url, practice.programme()).get_json()["content_hash"] == before


def test_settings_that_contradict_a_plans_own_are_refused_and_nothing_breaks(
    client: FlaskClient, admin: dict[str, str], practice: Practice
) -> None:
    assert change(client, admin, "return_week_2", "0.5").status_code == 200
    plan_id = practice.post(f"{practice.patient_url}/plans", practice.programme()).get_json()["plan_id"]
    assert practice.act(plan_id, "configure", setting="return_week_2", value="0.4").status_code == 422
