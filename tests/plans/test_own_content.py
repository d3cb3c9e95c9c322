"""A clinic's own protocol, from the file to a decision that explains itself."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from hep_api import clock
from hep_api.clinic.own_content import add_content, retire_content
from tests.builders.clinics import add_patient, found_clinic
from tests.builders.own_content import WALL_PLAN, WALL_PUSH, give_own_content, write_files
from tests.plans.conftest import Practice
from tests.statements import count_statements


@pytest.fixture
def own(practice: Practice, app: Flask, tmp_path: Path) -> Practice:
    """A practice whose clinic was given its own content on the command line."""
    files = [str(path) for path in write_files(tmp_path, plan=WALL_PLAN, exercises=WALL_PUSH)]
    typed = ["content", "add", "--clinic", str(practice.clinic.id), "--by", "Dr. Rivera", *files]
    result = app.test_cli_runner().invoke(args=typed)
    assert result.exit_code == 0, result.output
    return practice


def decisions(practice: Practice, plan_id: str) -> str:
    return practice.get(f"/v1/plans/{plan_id}/decisions").get_data(as_text=True)


def test_from_the_file_to_a_decision_in_both_languages(own: Practice):
    spanish = add_patient(own.clinic.therapist, locale="es")
    practice = replace(own, clinic=replace(own.clinic, patient=spanish))
    plan_id = practice.assign("our_hip_start", autonomy="auto")
    (plan,) = practice.today()["plans"]
    assert plan["name"] == "Comienzo de cadera"
    assert plan["exercises"][0]["name"] == "Empuje de rodilla contra la pared"
    assert plan["exercises"][0]["rung"]["name"] == "Las dos manos en la pared"
    practice.train(3)
    assert "Knee push into the wall" in decisions(practice, plan_id)
    told = practice.phone().get(f"/v1/plans/{plan_id}/decisions").get_data(as_text=True)
    assert "Empuje de rodilla contra la pared" in told
    assert practice.slot(plan_id, "wall-push")["dose"]["target"] > 8


def test_another_clinic_cannot_assign_it_and_is_told_what_it_is_told_of_any_unknown_one(own: Practice):
    other = replace(own, clinic=found_clinic("Other"))
    url = f"{other.patient_url}/plans"
    theirs, missing = (other.post(url, other.programme(name)) for name in ("our_hip_start", "levitation"))
    assert (theirs.status_code, missing.status_code) == (422, 422)
    assert {**theirs.get_json(), "request_id": ""} == {**missing.get_json(), "request_id": ""}
    assert "our_hip_start" not in theirs.text


FILLS = [{"phase": "P3", "slot": "racket-sport-volume", "exercises": [{"slug": "wall-push"}]}]


def test_a_place_of_a_shipped_protocol_takes_an_own_exercise_of_this_clinic_only(own: Practice):
    other = replace(own, clinic=found_clinic("Other"))
    for practice, wrong in ((own, False), (other, True)):
        answer = practice.post(f"{practice.patient_url}/plans", practice.programme("lateral_elbow", fills=FILLS))
        assert (answer.status_code, "There is no such exercise." in answer.text) == (422 if wrong else 201, wrong)


def test_a_plan_keeps_what_it_was_assigned_with(own: Practice, tmp_path: Path):
    plan_id = own.assign("our_hip_start", autonomy="auto")
    own.train(3)
    told = decisions(own, plan_id)
    later = WALL_PUSH.replace("2x8-15", "4x8-15").replace("Knee push", "Later push")
    add_content(own.clinic.id, write_files(tmp_path, later=later), "Dr. Rivera", clock.now())
    assert own.slot(plan_id, "wall-push")["dose"]["sets"] == 2
    assert decisions(own, plan_id) == told
    assert own.today()["plans"][0]["exercises"][0]["name"] == "Later push into the wall"


def test_a_retired_protocol_goes_on_for_those_who_have_it_and_is_not_assigned_again(own: Practice):
    own.assign("our_hip_start")
    for name in ("our_hip_start", "wall-push"):
        retire_content(own.clinic.id, name, "Dr. Rivera", clock.now())
    (plan,) = own.today()["plans"]
    assert (plan["name"], plan["exercises"][0]["name"]) == ("Hip start", "Knee push into the wall")
    own.train(1)
    again = own.post(f"{own.patient_url}/plans", own.programme("our_hip_start"))
    assert again.status_code == 422
    assert "our_hip_start" not in again.text


def test_today_needs_three_statements_with_own_content_too(own: Practice):
    own.assign("our_hip_start")
    own.today()
    headers = own.headers(own.clinic.patient)
    with count_statements() as seen:
        assert own.client.get("/v1/me/today", headers=headers).status_code == 200
    assert len(seen) <= 3


def test_clinics_that_keep_one_wording_read_it_side_by_side(own: Practice, tmp_path: Path):
    """What is held in memory goes by the catalogue, and two clinics have two."""
    other = replace(own, clinic=found_clinic("Other"))
    give_own_content(tmp_path, other.clinic.id, exercises=WALL_PUSH)
    plans = [(practice, practice.assign(autonomy="auto")) for practice in (own, other)]
    for practice, _ in plans:
        practice.train(1)
    told = [decisions(practice, plan_id) for practice, plan_id in plans]
    with count_statements() as seen:
        assert [decisions(practice, plan_id) for practice, plan_id in plans] == told
    assert not [statement for statement in seen if "FROM wording" in statement]
