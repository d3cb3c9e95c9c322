"""PATCH /v1/plans/{id}."""

from typing import Any
from uuid import uuid4

import pytest

from hep_api.plans.answers import ActedOut
from tests.plans.conftest import Practice


@pytest.fixture
def plan_id(practice: Practice) -> str:
    return practice.assign()


def clamshell(practice: Practice, plan_id: str, **changes: Any) -> dict[str, Any]:
    return {"prescription_id": practice.slot(plan_id, "clamshell")["prescription_id"], **changes}


def wrong(response) -> set[str]:
    assert response.status_code == 422, response.text
    return {error["path"] for error in response.get_json()["errors"]}


def test_a_new_dose_counts_the_revision_and_says_why(practice: Practice, plan_id: str):
    before = practice.slot(plan_id, "clamshell")
    dose = {"sets": 3, "target": before["dose"]["target"] + 2}
    response = practice.adjust(plan_id, prescriptions=[clamshell(practice, plan_id, dose=dose)])
    assert response.status_code == 200, response.text
    assert ActedOut().validate(response.get_json()) == {}
    after = practice.slot(plan_id, "clamshell")
    assert (after["dose"]["sets"], after["dose"]["target"]) == (3, dose["target"])
    assert after["dose_revision"] == before["dose_revision"] + 1
    (told,) = response.get_json()["decisions"]
    assert told["sentences"] == ["Your therapist changed the prescription: seen"]
    assert told["change"] == f"{before['dose_text']} becomes {after['dose_text']}."


def test_a_new_variant_brings_its_own_dose_and_load(practice: Practice, plan_id: str):
    practice.adjust(plan_id, prescriptions=[clamshell(practice, plan_id, rung="light-band-at-knees")])
    after = practice.slot(plan_id, "clamshell")
    assert after["rung"]["id"] == "light-band-at-knees"
    assert after["dose"]["load"] == {"kind": "band", "value": 1}, "red, the second of the colours"


def test_bounds_hold_and_move_with_the_variant(practice: Practice, plan_id: str):
    low = [clamshell(practice, plan_id, rung_ceiling="light-band-at-knees")]
    assert practice.adjust(plan_id, prescriptions=low).status_code == 200
    pins = practice.slot(plan_id, "clamshell")["pins"]
    assert (pins["floor"], pins["ceiling"]["id"]) == (None, "light-band-at-knees")
    outside = [clamshell(practice, plan_id, rung="heavy-band-at-knees")]
    assert wrong(practice.adjust(plan_id, prescriptions=outside)) == {"prescriptions.0.rung"}
    both = [clamshell(practice, plan_id, rung="heavy-band-at-knees", rung_ceiling="heavy-band-at-knees")]
    assert practice.adjust(plan_id, prescriptions=both).status_code == 200
    crossed = [clamshell(practice, plan_id, rung_floor="heavy-band-at-knees", rung_ceiling="no-band")]
    assert wrong(practice.adjust(plan_id, prescriptions=crossed)) == {"prescriptions.0.rung_floor"}


def test_days_autonomy_and_single_exercises(practice: Practice, plan_id: str):
    off = [clamshell(practice, plan_id, active=False)]
    response = practice.adjust(plan_id, days=[4, 1], autonomy="auto", prescriptions=off)
    assert response.status_code == 200, response.text
    plan = practice.plan(plan_id)
    assert (plan["days"], plan["autonomy"]) == ([1, 4], "auto")
    assert not practice.slot(plan_id, "clamshell")["active"]
    assert "clamshell" not in {entry["slug"] for entry in practice.today()["plans"][0]["exercises"]}


def test_every_mistake_is_named_at_once(practice: Practice, plan_id: str):
    """Numbers beyond sense, a variant off the ladder, a load of the wrong kind, a foreign and a repeated exercise."""
    load = {"kind": "kg", "value": 900}
    wishes = [
        clamshell(practice, plan_id, rung="upside-down", dose={"sets": 99, "target": 0, "hold_s": 900, "load": load}),
        {"prescription_id": str(uuid4())},
        clamshell(practice, plan_id),
    ]
    assert wrong(practice.adjust(plan_id, prescriptions=wishes)) == {
        "prescriptions.0.rung", "prescriptions.0.dose.sets", "prescriptions.0.dose.target",
        "prescriptions.0.dose.hold_s", "prescriptions.0.dose.load.kind", "prescriptions.1.prescription_id",
        "prescriptions.2.prescription_id",
    }  # fmt: skip
    assert practice.plan(plan_id)["version"] == 1


@pytest.mark.parametrize("value, status", [(4, 200), (5, 422), (-1, 422)])
def test_a_load_stays_inside_its_kind(practice: Practice, plan_id: str, value: int, status: int):
    """Band colours count from 0 to 4."""
    dose = {"sets": 2, "target": 10, "load": {"kind": "band", "value": value}}
    wishes = [clamshell(practice, plan_id, rung="light-band-at-knees", dose=dose)]
    assert practice.adjust(plan_id, prescriptions=wishes).status_code == status


def test_an_edit_needs_the_version_it_is_based_on(practice: Practice, plan_id: str):
    speaks = practice.headers(practice.clinic.therapist)
    body = {"id": str(uuid4()), "reason": "seen", "days": [1]}
    url = f"/v1/plans/{plan_id}"
    assert practice.client.patch(url, json=body, headers=speaks).status_code == 428
    assert practice.adjust(plan_id, days=[1]).headers["ETag"] == '"2"'
    stale = practice.adjust(plan_id, match='"1"', days=[2])
    assert (stale.status_code, stale.get_json()["code"]) == (412, "stale_version")
    assert practice.plan(plan_id)["days"] == [1]
    assert practice.client.get(url, headers=speaks).headers["ETag"] == '"2"'


def test_a_retry_is_no_second_edit_and_not_stale(practice: Practice, plan_id: str):
    once = {"id": str(uuid4()), "days": [3]}
    first = practice.adjust(plan_id, match='"1"', **once)
    practice.clock.wait(hours=1)
    again = practice.adjust(plan_id, match='"1"', **once)
    assert (again.status_code, again.data) == (200, first.data)
    assert practice.plan(plan_id)["version"] == 2


def test_changing_nothing_is_a_mistake(practice: Practice, plan_id: str):
    assert practice.adjust(plan_id).status_code == 422


def test_an_ended_plan_is_not_edited(practice: Practice, plan_id: str):
    practice.act(plan_id, "end")
    late = practice.adjust(plan_id, days=[1])
    assert (late.status_code, late.get_json()["code"]) == (409, "plan_ended")
