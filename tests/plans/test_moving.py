"""POST /v1/plans/{id}/actions with the verb `move`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hep_api.catalogue.values import ProtocolEntry, Review
from hep_api.courses.contents import forget_contents
from hep_api.engine.dose import DoseRange
from hep_api.engine.protocol import Listing, Phase
from hep_api.plans.answers import ActedOut, DecisionsOut, PlanOut
from hep_api.plans.phone_answers import MyPlansOut, ProgressOut, TodayOut
from hep_api.store.scope import Role
from hep_api.web.content import installed_catalogue
from tests.builders.clinics import add_colleague
from tests.plans.conftest import Practice

Install = Callable[..., None]
ID = "hip_strength"


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    forget_contents()
    yield
    forget_contents()


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """A new release of the product: the protocol at 0.2.0, its first phase without the clamshell's upper range."""

    def release(version: str = "0.2.0", **changes: Any) -> None:
        protocols = installed_catalogue().protocols
        monkeypatch.setitem(protocols, ID, newer(protocols[ID], version, **changes))
        forget_contents()

    return release


def newer(entry: ProtocolEntry, version: str, *, first_id: str = "", review: Review | None = None) -> ProtocolEntry:
    first, *rest = entry.protocol.phases
    menu = tuple(
        replace(listing, dose=DoseRange(2, 2, 6, 8, per_side=True)) if listing.slug == "clamshell" else listing
        for listing in first.exercises[1:] + first.exercises[:1]
    )
    changed: Phase = replace(first, id=first_id or first.id, exercises=(*menu[:-1], Listing("glute-set")))
    names = {**entry.phase_names, changed.id: entry.phase_names[first.id]}
    protocol = replace(entry.protocol, version=version, phases=(changed, *rest))
    return replace(entry, protocol=protocol, phase_names=names, review=review or entry.review)


def test_a_plan_moves_to_the_installed_version_and_tells_what_it_changes(practice: Practice, install: Install):
    plan_id = practice.assign()
    practice.train(3)
    before = {slot["slug"]: slot for slot in practice.plan(plan_id)["prescriptions"]}
    install()
    response = practice.act(plan_id, "move")
    assert response.status_code == 201, response.text
    answer = response.get_json()
    assert ActedOut().validate(answer) == {}
    texts = [change["text"] for change in answer["changes"]]
    assert texts[0] == "version: 0.1.0 becomes 0.2.0."
    assert any(text.startswith("New: Buttock squeeze") for text in texts)
    assert {change["phase"]["id"] for change in answer["changes"] if change["phase"]} == {"P1"}
    whole, *each = answer["decisions"]
    assert whole["sentences"] == ["Your therapist moved the plan to version 0.2.0 of the programme: seen"]
    assert {decision["slug"] for decision in each} >= {"glute-set"}

    plan = practice.plan(plan_id)
    assert PlanOut().validate(plan) == {}
    assert (plan["protocol"]["version"], plan["phase"]["id"]) == ("0.2.0", "P1")
    after = {slot["slug"]: slot for slot in plan["prescriptions"]}
    gone = (set(before) & set(after)) - {slug for slug, slot in after.items() if slot["active"]}
    assert gone
    assert all(after[slug]["dose"] == before[slug]["dose"] for slug in gone)
    assert after["glute-set"]["active"]
    for slug, slot in after.items():
        if slug in before and slot["active"]:
            assert slot["rung"]["index"] <= before[slug]["rung"]["index"]
            assert slot["dose"]["sets"] <= before[slug]["dose"]["sets"]
            assert slot["dose"]["target"] <= before[slug]["dose"]["target"]


def test_everybody_reads_the_moved_plan_and_training_goes_on(practice: Practice, install: Install):
    plan_id = practice.assign()
    practice.train(3)
    install()
    practice.act(plan_id, "move")
    practice.train(3)
    phone = practice.phone()
    assert TodayOut().validate(phone.get("/v1/me/today").get_json()) == {}
    assert MyPlansOut().validate(phone.get("/v1/me/plan").get_json()) == {}
    assert ProgressOut().validate(practice.get(f"/v1/plans/{plan_id}/progress").get_json()) == {}
    decisions = practice.get(f"/v1/plans/{plan_id}/decisions", limit=200).get_json()
    assert DecisionsOut().validate(decisions) == {}
    assert len({decision["content_hash"] for decision in decisions["items"]}) == 2


def test_a_late_session_replays_across_the_move_and_gives_the_same_plan(practice: Practice, install: Install):
    """What happened before the move is judged by the content of then, whatever is in memory."""
    plan_id = practice.assign()
    practice.train(2)
    phone = practice.phone()
    offline = phone.done("clamshell", pain=1)
    performed_at = practice.clock.at
    practice.clock.wait(days=2)
    install()
    assert practice.act(plan_id, "move").status_code == 201
    practice.train(1)
    forget_contents()
    practice.phone().log(offline, at=performed_at)
    plan = practice.plan(plan_id)
    assert plan["protocol"]["version"] == "0.2.0"
    assert practice.slot(plan_id, "glute-set")["active"]
    items = practice.get(f"/v1/plans/{plan_id}/decisions", limit=200, superseded="false").get_json()["items"]
    moved = [item for item in items if item["slug"] is None and item["rule"] == "clinician"]
    assert len(moved) == 1


def test_a_plan_may_move_back_to_what_another_plan_has(practice: Practice, install: Install):
    plan_id, other = practice.assign(), practice.assign()
    install()
    practice.act(plan_id, "move", to="0.2.0")
    assert practice.act(plan_id, "move", to="0.1.0").status_code == 201
    assert practice.plan(plan_id)["protocol"]["version"] == practice.plan(other)["protocol"]["version"] == "0.1.0"


def test_a_retry_gives_the_first_answer(practice: Practice, install: Install):
    plan_id = practice.assign()
    install()
    body = {"id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "verb": "move", "reason": "newer"}
    first = practice.post(f"/v1/plans/{plan_id}/actions", body)
    again = practice.post(f"/v1/plans/{plan_id}/actions", body)
    assert (first.status_code, again.status_code, again.data) == (201, 200, first.data)


def test_the_version_that_a_plan_has_is_refused(practice: Practice):
    refused = practice.act(practice.assign(), "move")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "same_version")


def test_a_version_without_the_plans_phase_is_refused_with_what_there_is(practice: Practice, install: Install):
    plan_id = practice.assign()
    install(first_id="P0")
    refused = practice.act(plan_id, "move")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "phase_missing")
    assert refused.get_json()["phases"][0] == "P0"
    assert practice.plan(plan_id)["protocol"]["version"] == "0.1.0"


def test_a_version_that_is_not_there_is_refused_with_the_installed_one(practice: Practice):
    refused = practice.act(practice.assign(), "move", to="7.0.0")
    assert refused.status_code == 422
    assert refused.get_json()["errors"] == [
        {"path": "to", "message": "There is no such version of hip_strength; installed is 0.1.0."}
    ]


def test_another_verb_names_no_version(practice: Practice):
    assert practice.act(practice.assign(), "hold", to="0.1.0").status_code == 422


def test_an_ended_plan_does_not_move(practice: Practice, install: Install):
    plan_id = practice.assign()
    practice.act(plan_id, "end")
    install()
    assert practice.act(plan_id, "move").get_json()["code"] == "plan_ended"


def test_a_clinic_that_refuses_unreviewed_protocols_moves_only_to_signed_ones(practice: Practice, install: Install):
    plan_id = practice.assign()
    headers = practice.headers(add_colleague(practice.clinic.therapist, role=Role.ADMIN))
    wish = {"value": "refuse", "reason": "Our policy"}
    assert (
        practice.client.put("/v1/clinic/settings/unreviewed_protocols", json=wish, headers=headers).status_code == 200
    )
    install()
    refused = practice.act(plan_id, "move")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "protocol_unreviewed")
    install("0.3.0", review=Review("Dr Ana Ruiz", date(2026, 3, 2)))
    assert practice.act(plan_id, "move").status_code == 201
    assert practice.plan(plan_id)["protocol"]["reviewed_by"] == "Dr Ana Ruiz"
