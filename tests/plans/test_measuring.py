"""POST /v1/plans/{id}/measurements and GET /v1/measurements."""

from datetime import timedelta
from typing import Any

import pytest

from hep_api.plans.phone_answers import MeasurementsOut
from tests.plans.conftest import Practice


@pytest.fixture
def plan_id(practice: Practice) -> str:
    made = practice.assign("pfp")
    practice.clock.wait(hours=1)
    return made


def test_a_test_is_kept_with_its_side(practice: Practice, plan_id: str):
    assert practice.measure(plan_id, "sl-squat-60-clean-reps", 7, side="left", note="video").status_code == 201
    (entry,) = practice.plan(plan_id)["measurements"]
    assert (entry["slug"], entry["value"], entry["side"]) == ("sl-squat-60-clean-reps", 7, "left")
    assert entry["name"] == "Controlled one-leg squats to 60 degrees"


def test_it_moves_what_is_left_until_the_next_phase(practice: Practice, plan_id: str):
    def lag() -> list[str]:
        return [
            clause["text"]
            for clause in practice.plan(plan_id)["left_until_next_phase"]
            if clause["subject"] == "extensor-lag-deg"
        ]

    assert lag() == ["Quadriceps lag: not measured in the last two weeks, asked = 0."]
    practice.measure(plan_id, "extensor-lag-deg", 0, side="left")
    practice.measure(plan_id, "extensor-lag-deg", 0, side="right")
    assert lag() == []


@pytest.mark.parametrize("value, stored", [("yes", 1), ("no", 0), (1, 1)])
def test_a_question_is_answered_with_yes_or_no(practice: Practice, plan_id: str, value: Any, stored: int):
    assert practice.measure(plan_id, "gait-normal", value).status_code == 201
    assert practice.plan(plan_id)["measurements"][0]["value"] == stored


@pytest.mark.parametrize(
    "slug, value, more, paths",
    [
        ("stairs-pain", 11, {}, {"value"}),
        ("stairs-pain", "yes", {"side": "up"}, {"side"}),
        ("gait-normal", 0.5, {}, {"value"}),
        ("gait-normal", "maybe", {}, {"value"}),
        ("gait-normal", 1, {"side": "left"}, {"side"}),
        ("heel-raise-sl-reps", 101, {}, {"value", "side"}),
        ("moon-walk", 1, {}, {"slug"}),
        ("stairs-pain", 2, {"measured_at": "2026-03-03T09:00:00Z"}, {"measured_at"}),
        ("stairs-pain", 2, {"measured_at": "2026-02-27T09:00:00Z"}, {"measured_at"}),
        ("stairs-pain", 2, {"measured_at": "2026-03-02T09:00:00"}, {"measured_at"}),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    practice: Practice, plan_id: str, *, slug: str, value: Any, more: dict[str, Any], paths: set[str]
):
    response = practice.measure(plan_id, slug, value, **more)
    assert response.status_code == 422, response.text
    assert {error["path"] for error in response.get_json()["errors"]} == paths
    assert practice.plan(plan_id)["measurements"] == []


def test_a_supervised_test_waits_for_a_sign_off(practice: Practice, plan_id: str):
    refused = practice.measure(plan_id, "hop-single-cm", 120, side="left")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "sign_off_missing")
    practice.act(plan_id, "sign_off", phase="P2")
    assert practice.measure(plan_id, "hop-single-cm", 120, side="left").status_code == 201


def test_severe_pain_in_a_test_stops_everything_and_says_so(practice: Practice, plan_id: str):
    answer = practice.measure(plan_id, "stairs-pain", 9).get_json()
    assert [(d["outcome"], d["rule"]) for d in answer["decisions"]] == [("STOP_ALERT", "S4")]
    assert practice.today()["locked"]


def test_a_test_of_this_morning_may_be_told_later(practice: Practice, plan_id: str):
    at = practice.clock.at - timedelta(minutes=30)
    assert practice.measure(plan_id, "stairs-pain", 2, measured_at=at.isoformat()).status_code == 201


def test_after_the_end_it_is_kept_and_decides_nothing(practice: Practice, plan_id: str):
    practice.act(plan_id, "end")
    practice.clock.wait(minutes=1)
    assert practice.measure(plan_id, "stairs-pain", 9).get_json()["drives"] is False
    assert practice.plan(plan_id)["locks"] == []


def test_a_therapist_sees_every_test_with_its_how_to(practice: Practice):
    listed = practice.get("/v1/measurements", limit=100).get_json()
    assert MeasurementsOut().validate(listed) == {}
    slugs = {entry["slug"] for entry in listed["items"]}
    assert {"hop-single-cm", "stairs-pain", "gait-normal"} <= slugs
    assert all(entry["how_to"] for entry in listed["items"])


def test_a_patient_sees_what_patients_may_record(practice: Practice):
    listed = practice.phone().get("/v1/measurements").get_json()
    assert {entry["recorded_by"] for entry in listed["items"]} == {"patient", "either"}
