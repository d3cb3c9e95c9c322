"""POST /v1/plans/{id}/actions."""

from typing import Any
from uuid import uuid4

import pytest

from hep_api.plans.answers import ActedOut, NamedProposalOut
from tests.plans.conftest import Practice


@pytest.fixture
def plan_id(practice: Practice) -> str:
    return practice.assign(days=[0, 1, 2, 3, 4])


def at_the_top(practice: Practice, plan_id: str, *slugs: str) -> None:
    """These exercises alone, with repetitions at range-top."""
    slots = practice.plan(plan_id)["prescriptions"]
    wishes: list[dict[str, Any]] = [
        {"prescription_id": slot["prescription_id"], "dose": {"sets": 2, "target": slot["range"]["high"]}}
        if slot["slug"] in slugs
        else {"prescription_id": slot["prescription_id"], "active": False}
        for slot in slots
    ]
    assert practice.adjust(plan_id, prescriptions=wishes).status_code == 200
    practice.clock.wait(minutes=1)


@pytest.fixture
def proposed(practice: Practice, plan_id: str) -> dict[str, Any]:
    """A harder step of the clamshell that waits, after six good sessions in eight days."""
    at_the_top(practice, plan_id, "clamshell")
    practice.train(8)
    (proposal,) = practice.plan(plan_id)["proposals"]
    assert NamedProposalOut().validate(proposal) == {}
    return proposal


def code(response) -> tuple[int, str]:
    return response.status_code, response.get_json().get("code", "")


def decide(practice: Practice, plan_id: str, verb: str, proposal: dict[str, Any]):
    return practice.act(plan_id, verb, decision_id=proposal["decision_id"], revision=proposal["revision"])


@pytest.mark.parametrize("verb, status", [("hold", "held"), ("end", "ended")])
def test_a_plan_is_held_and_ended(practice: Practice, plan_id: str, verb: str, status: str):
    response = practice.act(plan_id, verb)
    assert response.status_code == 201, response.text
    assert ActedOut().validate(response.get_json()) == {}
    assert practice.plan(plan_id)["status"] == status


def test_a_held_plan_is_resumed(practice: Practice, plan_id: str):
    practice.act(plan_id, "hold")
    practice.clock.wait(minutes=1)
    assert practice.today()["plans"][0]["day"] == "held"
    assert practice.act(plan_id, "resume").get_json()["status"] == "active"
    assert practice.today()["plans"][0]["day"] == "due"


def test_an_ended_plan_takes_no_more_acts(practice: Practice, plan_id: str):
    practice.act(plan_id, "end")
    practice.clock.wait(minutes=1)
    assert code(practice.act(plan_id, "resume")) == (409, "plan_ended")


def test_accepting_puts_the_proposal_into_effect(practice: Practice, plan_id: str, proposed: dict[str, Any]):
    before = practice.slot(plan_id, "clamshell")
    assert before["proposal"] == proposed
    response = decide(practice, plan_id, "accept", proposed)
    assert response.status_code == 201, response.text
    after = practice.slot(plan_id, "clamshell")
    assert after["rung"] == proposed["after"]["rung"] != before["rung"]
    assert practice.plan(plan_id)["proposals"] == []
    told = practice.get(f"/v1/plans/{plan_id}/decisions").get_json()["items"]
    assert next(d for d in told if d["id"] == proposed["decision_id"])["settled_as"] == "accepted"


def test_rejecting_takes_it_off_the_table(practice: Practice, plan_id: str, proposed: dict[str, Any]):
    before = practice.slot(plan_id, "clamshell")
    assert decide(practice, plan_id, "reject", proposed).status_code == 201
    after = practice.slot(plan_id, "clamshell")
    assert (after["rung"], after["dose"]) == (before["rung"], before["dose"])
    assert after["proposal"] is None


def test_a_replaced_proposal_names_its_successor(practice: Practice, plan_id: str, proposed: dict[str, Any]):
    """Newer evidence replaces the proposal; whoever looked at the old one is shown the new one."""
    practice.train()
    (newer,) = practice.plan(plan_id)["proposals"]
    assert newer["decision_id"] != proposed["decision_id"]
    response = decide(practice, plan_id, "accept", proposed)
    assert code(response) == (409, "proposal_replaced")
    assert response.get_json()["proposal"] == newer
    wrong_revision = decide(practice, plan_id, "accept", newer | {"revision": 7})
    assert code(wrong_revision) == (409, "proposal_replaced")
    assert decide(practice, plan_id, "accept", newer).status_code == 201


def test_what_was_settled_is_replaced_by_nothing(practice: Practice, plan_id: str, proposed: dict[str, Any]):
    decide(practice, plan_id, "reject", proposed)
    practice.clock.wait(minutes=1)
    response = decide(practice, plan_id, "accept", proposed)
    assert code(response) == (409, "proposal_replaced")
    assert response.get_json()["proposal"] is None


def test_a_retried_accept_is_the_first_accept(practice: Practice, plan_id: str, proposed: dict[str, Any]):
    once = {"id": str(uuid4()), "decision_id": proposed["decision_id"], "revision": proposed["revision"]}
    first = practice.act(plan_id, "accept", **once)
    practice.clock.wait(days=2)
    again = practice.act(plan_id, "accept", **once)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data


def test_one_harder_change_a_day_in_one_load_family(practice: Practice):
    """Two plans load the same muscles on alternate days: after one step today the other has to wait for tomorrow."""
    plan_id, other = practice.assign(days=[0, 2, 4]), practice.assign(days=[1, 3])
    at_the_top(practice, plan_id, "clamshell")
    at_the_top(practice, other, "sidelying-hip-abduction")
    practice.train(9)
    first, second = practice.plan(plan_id)["proposals"], practice.plan(other)["proposals"]
    assert first, second
    assert decide(practice, plan_id, "accept", first[0]).status_code == 201
    refused = decide(practice, other, "accept", second[0])
    assert code(refused) == (409, "one_harder_change_a_day")
    assert practice.plan(other)["proposals"] == second
    practice.clock.wait(days=1)
    assert decide(practice, other, "accept", second[0]).status_code == 201


@pytest.mark.parametrize("verb", ["accept", "advance"])
def test_nothing_gets_harder_while_the_plan_is_on_hold(
    practice: Practice, plan_id: str, proposed: dict[str, Any], verb: str
):
    """The therapist resumes first; then the same suggestion still waits."""
    practice.act(plan_id, "hold")
    practice.clock.wait(minutes=1)
    said = {"decision_id": proposed["decision_id"], "revision": proposed["revision"]} if verb == "accept" else {}
    assert code(practice.act(plan_id, verb, **said)) == (409, "plan_stopped")
    practice.clock.wait(minutes=1)
    practice.act(plan_id, "resume")
    practice.clock.wait(minutes=1)
    assert practice.act(plan_id, verb, **said).status_code == 201


def test_a_decision_of_another_plan_is_not_there(practice: Practice, plan_id: str, proposed: dict[str, Any]):
    other = practice.assign("achilles_mid_hsr")
    assert decide(practice, other, "accept", proposed).status_code == 404
    assert decide(practice, plan_id, "accept", proposed | {"decision_id": str(uuid4())}).status_code == 404


def test_the_next_phase_is_opened_by_hand_one_by_one(practice: Practice, plan_id: str):
    assert practice.act(plan_id, "advance").get_json()["phase"] == "P2"
    practice.clock.wait(minutes=1)
    refused = practice.act(plan_id, "advance")
    assert code(refused) == (409, "sign_off_missing")
    assert refused.get_json()["phase"] == "P3"
    assert practice.act(plan_id, "sign_off").status_code == 201
    (signed,) = practice.plan(plan_id)["sign_offs"]
    assert (signed["kind"], signed["subject"], signed["phase"]) == ("sign_off", "clinician", "P3")
    assert practice.act(plan_id, "advance").get_json()["phase"] == "P3"
    practice.clock.wait(minutes=1)
    assert code(practice.act(plan_id, "advance")) == (409, "no_next_phase")
    marks = practice.get(f"/v1/plans/{plan_id}/progress").get_json()["phases"]
    assert [mark["id"] for mark in marks] == ["P1", "P2", "P3"]


def test_a_lock_is_opened_by_its_id_one_step_easier(practice: Practice, plan_id: str):
    practice.phone().log(practice.phone().done("clamshell", pain=9))
    (lock,) = [entry for entry in practice.plan(plan_id)["locks"] if entry["scope"] == "programme"]
    assert lock["text"] == "All exercises are locked."
    assert practice.act(plan_id, "unlock", lock_id=str(uuid4())).status_code == 404
    before = practice.slot(plan_id, "clamshell")
    assert before["lock_id"] is not None
    for entry in practice.plan(plan_id)["locks"]:
        practice.clock.wait(minutes=1)
        assert practice.act(plan_id, "unlock", lock_id=entry["id"]).status_code == 201
    assert practice.plan(plan_id)["locks"] == []
    after = practice.slot(plan_id, "clamshell")
    assert (after["dose"]["sets"] * after["dose"]["target"]) < (before["dose"]["sets"] * before["dose"]["target"])


def test_a_confirmation_names_what_is_confirmed(practice: Practice):
    plan_id = practice.assign("pfp")
    refused = practice.act(plan_id, "confirm", subject="everything-fine")
    assert [error["path"] for error in refused.get_json()["errors"]] == ["subject"]
    assert practice.act(plan_id, "confirm", subject="diagnosis-recorded", phase="P9").status_code == 422
    assert practice.act(plan_id, "confirm", subject="diagnosis-recorded").status_code == 201
    (signed,) = practice.plan(plan_id)["sign_offs"]
    assert (signed["kind"], signed["phase"]) == ("confirm", "P1")


def test_a_sign_off_may_have_the_name_that_the_protocol_gives_it(practice: Practice):
    plan_id = practice.assign("itbs")
    assert practice.act(plan_id, "sign_off", subject="overlap", phase="P3").status_code == 201
    assert practice.act(plan_id, "sign_off", subject="my-cousin").status_code == 422


@pytest.mark.parametrize(
    "verb, said, paths",
    [
        ("accept", {}, {"decision_id", "revision"}),
        ("unlock", {}, {"lock_id"}),
        ("confirm", {}, {"subject"}),
        ("hold", {"phase": "P2", "lock_id": "0b6c6f4e-6f0e-4a53-9d52-2f5f8d4d8c10"}, {"phase", "lock_id"}),
        ("dance", {}, {"verb"}),
        ("hold", {"reason": "  "}, {"reason"}),
        ("hold", {"reason": "x" * 501}, {"reason"}),
    ],
)
def test_each_verb_says_what_it_needs_and_nothing_else(
    practice: Practice, plan_id: str, verb: str, said: dict[str, Any], paths: set[str]
):
    response = practice.act(plan_id, verb, **said)
    assert response.status_code == 422
    assert {error["path"] for error in response.get_json()["errors"]} == paths


def test_what_time_alone_proposed_can_be_accepted_before_a_worker_wrote_it_down(practice: Practice):
    """Sunday's midnight made the first week complete; nobody has written since."""
    plan_id = practice.assign("achilles_mid_hsr", days=[0, 2, 4])
    practice.clock.wait(minutes=1)
    practice.train(6)
    practice.clock.wait(days=1)
    (proposal,) = practice.plan(plan_id)["proposals"]
    assert proposal["phase"]["id"] == "P2"
    assert practice.get(f"/v1/plans/{plan_id}/decisions").get_json()["items"][0]["outcome"] != "ADVANCE_PHASE"
    answer = decide(practice, plan_id, "accept", proposal)
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["phase"] == "P2"
    told = practice.get(f"/v1/plans/{plan_id}/decisions").get_json()["items"]
    assert next(d for d in told if d["id"] == proposal["decision_id"])["settled_as"] == "accepted"
