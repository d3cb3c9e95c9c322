"""What is usual, what the episode is, and the settings of one plan: told when it is assigned, changed with a reason."""

from tests.plans.conftest import Practice


def outcome(practice: Practice, plan_id: str) -> tuple[str, str]:
    """The newest final decision."""
    items = practice.get(f"/v1/plans/{plan_id}/decisions").get_json()["items"]
    found = next(item for item in items if item["stage"] == "final")
    return found["outcome"], found["rule"]


def test_a_setting_of_one_plan_is_changed_with_a_reason_and_put_back(practice: Practice) -> None:
    plan_id = practice.assign(autonomy="auto")
    answer = practice.act(plan_id, "configure", setting="tolerated_max", value="3")
    assert answer.status_code == 201, answer.text
    practice.clock.wait(minutes=1)
    practice.train(pain=3)
    assert outcome(practice, plan_id)[0] == "INCREASE_REPS"
    assert practice.act(plan_id, "configure", setting="tolerated_max").status_code == 201
    practice.clock.wait(minutes=1)
    practice.train(pain=3)
    assert outcome(practice, plan_id) == ("MODIFY", "M1")


def test_a_setting_out_of_bounds_names_what_is_allowed(practice: Practice) -> None:
    plan_id = practice.assign()
    answer = practice.act(plan_id, "configure", setting="effort_cap", value="11")
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == [
        {"path": "value", "message": "11 is out of bounds; 'effort_cap' goes from 4 to 8."}
    ]
    unknown = practice.act(plan_id, "configure", setting="nonsense", value="1").get_json()
    assert unknown["errors"][0]["path"] == "setting"


def test_swelling_is_judged_against_what_is_usual(practice: Practice) -> None:
    plan_id = practice.assign(usual_swelling=1)
    practice.train(swelling=1)
    assert outcome(practice, plan_id)[1] != "H8"
    answer = practice.act(plan_id, "reset", usual={"swelling": 0})
    assert answer.status_code == 201, answer.text
    practice.clock.wait(minutes=1)
    practice.train(swelling=1)
    assert outcome(practice, plan_id) == ("HOLD", "H8")


def test_a_reset_says_what_is_usual(practice: Practice) -> None:
    plan_id = practice.assign()
    assert practice.act(plan_id, "reset").status_code == 422
    assert practice.act(plan_id, "reset", usual={}).status_code == 422
    assert practice.act(plan_id, "reset", usual={"swelling": 5}).status_code == 422


def test_facts_of_the_episode_are_taken_and_unknown_ones_refused(practice: Practice) -> None:
    good = practice.programme(episode={"surgery_on": "2026-01-05", "surgery_graft": "hamstring"})
    assert practice.post(f"{practice.patient_url}/plans", good).status_code == 201
    bad = practice.programme(episode={"surgery_graft": "carbon", "shoe_size": 43})
    errors = practice.post(f"{practice.patient_url}/plans", bad).get_json()["errors"]
    assert {error["path"] for error in errors} == {"episode.surgery_graft", "episode.shoe_size"}


def test_a_decision_says_what_would_change_it(practice: Practice) -> None:
    plan_id = practice.assign()
    practice.train(pain=3)
    items = practice.get(f"/v1/plans/{plan_id}/decisions").get_json()["items"]
    held = next(item for item in items if item["stage"] == "final")
    assert held["would_change"] == "A session with pain inside the limit."
