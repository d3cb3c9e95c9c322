"""PUT /v1/patients/{id}/equipment: what a patient has at hand, and the step between weights."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from hep_api.patients.schemas import EquipmentToldOut, PatientOut
from hep_api.store import changes, facts
from tests.builders.phones import mistakes
from tests.plans.conftest import Practice, practice

__all__ = ["practice"]


def told(step: Any = 1, *equipment: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "equipment": list(equipment), "load_step_kg": step, **more}


def tell(practice: Practice, body: dict[str, Any]) -> TestResponse:
    headers = practice.headers(practice.clinic.therapist)
    return practice.client.put(f"{practice.patient_url}/equipment", json=body, headers=headers)


def shown(practice: Practice) -> Any:
    response = practice.get(practice.patient_url)
    assert PatientOut().validate(response.get_json()) == {}
    return response.get_json()["equipment"]


def test_before_anybody_was_told_nothing_is_known(practice: Practice) -> None:
    assert shown(practice) is None


def test_what_is_told_is_shown_with_the_patient(practice: Practice) -> None:
    response = tell(practice, told(1.25, "weight", "loop-band"))
    assert response.status_code == 201, response.text
    assert EquipmentToldOut().validate(response.get_json()) == {}
    at = practice.clock.at.isoformat()
    assert shown(practice) == {"equipment": ["loop-band", "weight"], "load_step_kg": 1.25, "told_at": at}


def test_the_engine_steps_by_what_there_is_until_it_is_told_otherwise(practice: Practice) -> None:
    practice.assign()
    tell(practice, told(0.5, "weight"))
    assert practice.phone().course.load_step_kg == Decimal("0.5")
    practice.clock.wait(days=1)
    tell(practice, told(None))
    assert practice.phone().course.load_step_kg is None
    assert shown(practice)["equipment"] == []


def test_the_newest_word_counts_and_the_older_ones_stay_in_the_stream(practice: Practice) -> None:
    for step in (1, 2):
        practice.clock.wait(minutes=1)
        tell(practice, told(step))
    assert shown(practice)["load_step_kg"] == 2
    kept = facts.list_facts(practice.clinic.therapist, practice.clinic.patient.subject_id)
    assert [(row.kind, row.body["load_step_kg"]) for row in kept] == [("equipment", "1"), ("equipment", "2")]
    feed = changes.list_changes(practice.clinic.patient, practice.clinic.patient.subject_id)
    assert [row.kind for row in feed] == ["equipment", "equipment"]
    assert practice.phone().get("/v1/me/changes").status_code == 200


def test_a_retry_is_told_the_first_answer_and_another_body_is_a_conflict(practice: Practice) -> None:
    body = told(1, "weight", "mat")
    first = tell(practice, body)
    practice.clock.wait(minutes=5)
    again = tell(practice, {**body, "equipment": ["mat", "weight"]})
    assert (again.status_code, again.data) == (200, first.data)
    assert tell(practice, {**body, "load_step_kg": 2}).status_code == 409


def test_the_patient_has_a_new_version_since(practice: Practice) -> None:
    before = practice.get(practice.patient_url).headers["ETag"]
    tell(practice, told())
    assert practice.get(practice.patient_url).headers["ETag"] != before


@pytest.mark.parametrize("step", [0, -1, 100.5, "1", True, 0.0501])
def test_a_step_is_a_number_of_kilograms_that_somebody_can_have(practice: Practice, step: Any) -> None:
    assert mistakes(tell(practice, told(step))) == {"load_step_kg"}


def test_every_mistake_is_told_at_once_with_what_is_allowed(practice: Practice) -> None:
    response = tell(practice, {"equipment": ["mat", "trampoline", "rope"], "load_step_kg": 0, "colour": "red"})
    assert mistakes(response) == {"id", "equipment.1", "equipment.2", "load_step_kg", "colour"}
    words = {error["path"]: error["message"] for error in response.get_json()["errors"]}
    assert words["equipment.1"].startswith("There is none such; allowed: agility-ladder, anchored-band, ")
    assert mistakes(tell(practice, told(1, "mat", "mat"))) == {"equipment"}


def test_patients_are_not_asked(practice: Practice) -> None:
    assert practice.phone().put(f"{practice.patient_url}/equipment", told()).status_code == 403
