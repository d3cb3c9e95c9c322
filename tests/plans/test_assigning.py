"""POST /v1/patients/{id}/plans."""

from datetime import date
from typing import Any

import pytest

from hep_api.plans.answers import AssignedOut
from hep_api.store.contents import find_content
from hep_api.store.facts import list_facts
from hep_api.web.content import installed_catalogue
from tests.builders.clinics import add_colleague
from tests.plans.conftest import Practice


def assign(practice: Practice, **changes: Any):
    return practice.post(f"{practice.patient_url}/plans", practice.programme(**changes))


def wrong(response) -> set[str]:
    assert response.status_code == 422, response.text
    return {error["path"] for error in response.get_json()["errors"]}


def test_one_call_assigns_a_whole_programme(practice: Practice):
    response = assign(practice, start_rungs={"clamshell": "light-band-at-knees"}, goals=["running"])
    assert response.status_code == 201, response.text
    assert AssignedOut().validate(response.get_json()) == {}
    plan = practice.plan(response.get_json()["plan_id"])
    assert (plan["status"], plan["phase"]["id"], plan["goals"]) == ("active", "P1", ["running"])
    clamshell = practice.slot(plan["id"], "clamshell")
    assert clamshell["rung"]["id"] == "light-band-at-knees"
    assert clamshell["dose_revision"] == 1


def test_what_it_was_assigned_with_is_kept_for_ever(practice: Practice):
    answer = assign(practice).get_json()
    assert answer["content_hash"] == installed_catalogue().content("hip_strength").hash
    assert find_content(answer["content_hash"]) is not None


def test_a_retry_gives_the_same_bytes_although_the_clock_moved(practice: Practice):
    body = practice.programme()
    first = practice.post(f"{practice.patient_url}/plans", body)
    practice.clock.wait(hours=30)
    again = practice.post(f"{practice.patient_url}/plans", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data
    assert len(list_facts(practice.clinic.therapist, practice.clinic.patient.subject_id)) == 1


def test_the_same_id_for_something_else_is_a_conflict(practice: Practice):
    body = practice.programme()
    practice.post(f"{practice.patient_url}/plans", body)
    other = practice.post(f"{practice.patient_url}/plans", body | {"side": "right"})
    assert (other.status_code, other.get_json()["code"]) == (409, "fact_conflict")


def test_every_bad_reference_is_named_at_once(practice: Practice):
    rungs = {"clamshell": "no-such-band", "run-walk": "rs1", "dance": "x"}
    response = assign(practice, start_rungs=rungs, started_on="2036-03-02")
    assert wrong(response) == {"start_rungs.clamshell", "start_rungs.run-walk", "start_rungs.dance", "started_on"}
    assert practice.today()["plans"] == []


@pytest.mark.parametrize(
    "field, value",
    [
        ("protocol_id", "flat-feet"), ("days", [7]), ("days", [1, 1]), ("days", []), ("side", "front"),
        ("autonomy", "wild"), ("morning_baseline", 11), ("goals", ["flying"]), ("started_on", "yesterday"),
        ("id", "x"), ("plan_id", "0b6c6f4e-6f0e-4a53-9d52-2f5f8d4d8c10"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused_by_name(practice: Practice, field: str, value: Any):
    assert {path.split(".")[0] for path in wrong(assign(practice, **{field: value}))} == {field}


def test_without_days_the_phase_has_its_own(practice: Practice):
    body = practice.programme("achilles_mid_hsr")
    del body["days"]
    assert practice.post(f"{practice.patient_url}/plans", body).get_json()["days"] == [0, 2, 4]


def test_the_first_day_is_the_patients_and_may_lie_ahead(practice: Practice):
    practice.assign(started_on="2026-03-04")
    assert practice.today()["on"] == "2026-03-02"
    assert practice.today()["plans"][0]["day"] == "not_started"


def test_the_plan_id_follows_from_the_request_and_the_patient(practice: Practice):
    """Two patients may use one fact id, in one clinic or two, without touching each other's plan."""
    body = practice.programme()
    mine = practice.post(f"{practice.patient_url}/plans", body).get_json()
    kim = practice.post("/v1/patients", {"name": "Kim", "zone": "Europe/Madrid"}).get_json()
    theirs = practice.post(f"/v1/patients/{kim['id']}/plans", body)
    assert theirs.status_code == 201
    assert theirs.get_json()["plan_id"] != mine["plan_id"]


def test_nobody_assigns_to_a_patient_out_of_reach(practice: Practice):
    colleague = practice.headers(add_colleague(practice.clinic.therapist))
    response = practice.client.post(f"{practice.patient_url}/plans", json=practice.programme(), headers=colleague)
    assert response.status_code == 404


def test_a_second_programme_stands_beside_the_first(practice: Practice):
    practice.assign("hip_strength")
    practice.clock.wait(minutes=1)
    practice.assign("achilles_mid_hsr")
    assert [plan["name"] for plan in practice.today()["plans"]] == ["Hip strength plan", "Strong calf plan"]
    assert date.fromisoformat(practice.today()["on"]) == practice.clock.at.date()
