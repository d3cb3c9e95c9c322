"""POST /v1/patients/{id}/plans with overrides: what this plan does otherwise, from its first day on."""

from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from hep_api.courses import course_at
from hep_api.engine.course import replay
from hep_api.engine.state import Course
from hep_api.store import changes, facts
from hep_api.store.mapping import fact_of
from tests.builders.phones import mistakes
from tests.plans.conftest import Practice

EASY = {"slug": "clamshell", "dose": {"sets": 1, "target": 8}, "rung_ceiling": "light-band-at-knees"}


def assign(practice: Practice, overrides: Any, **changes: Any) -> TestResponse:
    body = practice.programme(overrides=overrides, **changes)
    return practice.post(f"{practice.patient_url}/plans", body)


def otherwise(*prescriptions: dict[str, Any], **config: str) -> dict[str, Any]:
    return {"reason": "Sore hip", "prescriptions": list(prescriptions), "config": config}


def assigned(practice: Practice, overrides: Any, **changes: Any) -> str:
    response = assign(practice, overrides, **changes)
    assert response.status_code == 201, response.text
    return str(response.get_json()["plan_id"])


def test_the_first_day_is_already_as_the_therapist_wants_it(practice: Practice) -> None:
    off = {"slug": "side-plank", "active": False}
    plan_id = assigned(practice, otherwise(EASY, off, effort_cap="6"))

    clamshell = practice.slot(plan_id, "clamshell")
    assert (clamshell["dose"]["sets"], clamshell["dose"]["target"]) == (1, 8)
    assert clamshell["pins"]["ceiling"]["id"] == "light-band-at-knees"
    assert "side-plank" not in {entry["slug"] for entry in practice.today()["plans"][0]["exercises"]}
    plan = practice.phone().course.plan(UUID(plan_id))
    assert plan is not None
    assert plan.overrides == (("effort_cap", "6"),)
    assert practice.plan(plan_id)["version"] == 1


def test_each_change_is_a_decision_with_the_reason(practice: Practice) -> None:
    plan_id = assigned(practice, otherwise(EASY, effort_cap="6"))
    items = practice.get(f"/v1/plans/{plan_id}/decisions").get_json()["items"]
    assert sorted(item["sentences"][0] for item in items) == [
        "Your therapist changed a setting of this plan (effort_cap): Sore hip",
        "Your therapist changed the prescription: Sore hip",
    ]
    assert {item["actor"] for item in items} == {str(practice.clinic.therapist.subject_id)}


def test_everything_is_told_in_the_stream_and_comes_out_the_same_when_replayed(practice: Practice) -> None:
    assigned(practice, otherwise(EASY, gap_ease_days="4", gap_hold_days="2", gap_regress_days="7"))
    who, patient_id = practice.clinic.therapist, practice.clinic.patient.subject_id
    kept = facts.list_facts(who, patient_id)
    assert [(row.kind, row.sequence) for row in kept] == [("assign", 1)] + [("action", n) for n in range(2, 6)]
    fed = {row.sequence for row in changes.list_changes(practice.clinic.patient, patient_id)}
    assert {row.sequence for row in kept} < fed
    now = course_at(who, patient_id, practice.clock.at)
    again = replay(Course(patient_id, contents=now.contents), [fact_of(row) for row in reversed(kept)])
    assert again.plans == now.plans


def test_a_retry_gives_the_first_answer_and_another_wish_is_a_conflict(practice: Practice) -> None:
    body = practice.programme(overrides=otherwise(EASY))
    first = practice.post(f"{practice.patient_url}/plans", body)
    practice.clock.wait(hours=1)
    again = practice.post(f"{practice.patient_url}/plans", body)
    assert (again.status_code, again.data) == (200, first.data)
    other = practice.post(f"{practice.patient_url}/plans", body | {"overrides": None})
    assert other.status_code == 409


def test_overrides_that_are_null_are_as_good_as_none(practice: Practice) -> None:
    body = practice.programme()
    practice.post(f"{practice.patient_url}/plans", body)
    assert practice.post(f"{practice.patient_url}/plans", body | {"overrides": None}).status_code == 200


def test_every_mistake_is_named_at_once_and_nothing_is_assigned(practice: Practice) -> None:
    response = assign(
        practice,
        otherwise(
            {"slug": "clamshell", "rung": "upside-down", "dose": {"sets": 99, "target": 0}},
            {"slug": "dance"},
            {"slug": "clamshell"},
            effort_cap="11",
            red_dose="1",
        ),
        start_rungs={"clamshell": "no-such-band"},
    )
    assert mistakes(response) == {
        "start_rungs.clamshell", "overrides.prescriptions.0.rung", "overrides.prescriptions.0.dose.sets",
        "overrides.prescriptions.0.dose.target", "overrides.prescriptions.1.slug", "overrides.prescriptions.2.slug",
        "overrides.config.effort_cap", "overrides.config.red_dose",
    }  # fmt: skip
    words = {error["path"]: error["message"] for error in response.get_json()["errors"]}
    assert words["overrides.prescriptions.1.slug"].startswith("The first phase does not list it; it lists: ")
    assert facts.list_facts(practice.clinic.therapist, practice.clinic.patient.subject_id) == []


def test_a_variant_is_said_once(practice: Practice) -> None:
    wish = {"slug": "clamshell", "rung": "light-band-at-knees"}
    twice = assign(practice, otherwise(wish), start_rungs={"clamshell": "light-band-at-knees"})
    assert mistakes(twice) == {"overrides.prescriptions.0.rung"}
    assert practice.slot(assigned(practice, otherwise(wish)), "clamshell")["rung"]["id"] == "light-band-at-knees"


def test_settings_that_contradict_each_other_are_all_named(practice: Practice) -> None:
    crossed = assign(practice, otherwise(gap_hold_days="4", gap_ease_days="4", gap_regress_days="7", green_max="3",
                                         yellow_max="2", tolerated_max="2"))  # fmt: skip
    assert mistakes(crossed) <= {"overrides.config.green_max", "overrides.config.yellow_max"}


@pytest.mark.parametrize(
    "overrides, path",
    [
        ({"prescriptions": [EASY]}, "overrides.reason"),
        ({"reason": "Sore hip"}, "overrides"),
        ({"reason": "Sore hip", "config": {"effort_cap": ""}}, "overrides.config.effort_cap.value"),
        ({"reason": "Sore hip", "prescriptions": [{**EASY, "prescription_id": "x"}]},
         "overrides.prescriptions.0.prescription_id"),
    ],
)  # fmt: skip
def test_overrides_say_why_and_something(practice: Practice, overrides: dict[str, Any], path: str) -> None:
    assert mistakes(assign(practice, overrides)) == {path}
