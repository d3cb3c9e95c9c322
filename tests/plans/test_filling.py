"""POST /v1/patients/{id}/plans with places that the protocol leaves to the clinician, and what rules exercises out."""

from typing import Any

from hep_api.web.content import installed_catalogue
from tests.plans.conftest import Practice

SPORT = {"phase": "P4", "slot": "sport-block", "exercises": [{"slug": "lateral-hop"}, {"slug": "skater-bound"}]}


def assign(practice: Practice, protocol_id: str = "patellar_tendinopathy", **changes: Any):
    return practice.post(f"{practice.patient_url}/plans", practice.programme(protocol_id, **changes))


def mistakes(response) -> dict[str, str]:
    assert response.status_code == 422, response.text
    return {error["path"]: error["message"] for error in response.get_json()["errors"]}


def test_a_required_place_left_open_cannot_be_assigned(practice: Practice):
    found = mistakes(assign(practice))
    assert "Phase P4 needs 'sport-block' filled" in found["fills"]
    assert "family impact" in found["fills"]


def test_what_fills_a_place_is_part_of_the_plans_own_content(practice: Practice):
    response = assign(practice, fills=[SPORT])
    assert response.status_code == 201, response.text
    unfilled = installed_catalogue().content("patellar_tendinopathy").hash
    assert response.get_json()["content_hash"] != unfilled
    again = assign(practice, fills=[{**SPORT, "exercises": SPORT["exercises"][:1]}])
    assert again.get_json()["content_hash"] not in {unfilled, response.get_json()["content_hash"]}


def test_everything_wrong_about_fills_is_told_at_once(practice: Practice):
    fills = [
        {"phase": "P4", "slot": "sport-block", "exercises": [
            {"slug": "dance"}, {"slug": "clamshell"}, {"slug": "box-jump", "dose": "3x"},
            {"slug": "drop-jump", "dose": "3x30s"},
        ]},
        {"phase": "P9", "slot": "sport-block", "exercises": [{"slug": "box-jump"}]},
        SPORT,
    ]  # fmt: skip
    found = mistakes(assign(practice, fills=fills))
    here = "fills.0.exercises"
    assert found[f"{here}.0.slug"] == "There is no such exercise."
    assert found[f"{here}.1.slug"] == "Not of the family impact."
    assert "is not a dose" in found[f"{here}.2.dose"]
    assert found[f"{here}.3.dose"] == "This exercise is counted in reps."
    assert "No such open place; open: P4 sport-block." in found["fills.1.slot"]
    assert found["fills.2.slot"] == "Named twice."


def test_a_place_takes_no_more_than_it_says(practice: Practice):
    slugs = ("lateral-hop", "skater-bound", "box-jump", "drop-jump", "broad-jump", "agility-ladder")
    found = mistakes(assign(practice, fills=[{**SPORT, "exercises": [{"slug": slug} for slug in slugs]}]))
    assert found["fills.0.exercises"].startswith("Too many")


def test_what_the_menu_has_already_needs_no_place(practice: Practice):
    fill = {"phase": "P1", "slot": "meaningful-task", "exercises": [{"slug": "brisk-walk"}]}
    found = mistakes(assign(practice, "persistent_pain_graded", fills=[fill]))
    assert found["fills.0.exercises.0.slug"] == "It is on this phase's menu already."


def test_a_condition_keeps_an_exercise_resting(practice: Practice):
    conditions = ["pregnancy-over-20-weeks"]
    practice.assign("hip_strength", episode={"conditions": conditions}, start_rungs={})
    plan = practice.assign("lbp_nonspecific", episode={"conditions": conditions})
    day = next(entry for entry in practice.today()["plans"] if entry["plan_id"] == plan)
    assert {"slug": "curl-up", "why": "restricted"}.items() <= next(
        entry for entry in day["resting"] if entry["slug"] == "curl-up"
    ).items()


def test_an_unknown_condition_is_named_with_those_there_are(practice: Practice):
    found = mistakes(assign(practice, "hip_strength", episode={"conditions": ["tired"]}))
    assert "spinal-stenosis" in found["episode.conditions.0"]


def test_several_procedures_are_recorded_together(practice: Practice):
    plan = practice.assign("hip_strength", episode={"surgery_extras": ["meniscal_repair", "osteotomy"]})
    assert practice.plan(plan)["episode"]["surgery.extras"] == "meniscal_repair,osteotomy"


def test_a_routine_is_shown_beside_the_exercises_of_the_day(practice: Practice):
    practice.assign("neck_pain")
    (routine,) = practice.today()["plans"][0]["routines"]
    assert (routine["id"], routine["when"]) == ("micro-break", "hourly")
    assert all(entry["dose_text"] and entry["cue"] for entry in routine["exercises"])


def test_a_protocol_names_its_open_places_routines_and_ways_back(practice: Practice):
    found = practice.get("/v1/protocols/patellar_tendinopathy").get_json()
    last = found["phases"][-1]
    assert (last["open_slots"][0]["slot"], last["open_slots"][0]["required"], last["back_to"]) == (
        "sport-block", True, "P3",
    )  # fmt: skip
    assert practice.get("/v1/protocols/neck_pain").get_json()["routines"][0]["id"] == "micro-break"
