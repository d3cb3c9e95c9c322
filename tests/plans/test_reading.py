"""GET /v1/plans/{id}, /decisions and /progress."""

import pytest

from hep_api.plans.answers import DecisionsOut, PlanOut
from hep_api.plans.phone_answers import ProgressOut
from tests.builders.clinics import add_patient
from tests.plans.conftest import Practice


@pytest.fixture
def plan_id(practice: Practice) -> str:
    made = practice.assign(autonomy="auto", days=[0, 1, 2, 3, 4])
    practice.clock.wait(minutes=1)
    return made


def test_a_plan_is_told_whole(practice: Practice, plan_id: str):
    practice.train(2)
    practice.phone().log(practice.phone().done("clamshell", pain=9))
    plan = practice.plan(plan_id)
    assert PlanOut().validate(plan) == {}
    assert plan["protocol"]["reviewed_by"] is None
    assert plan["phase"]["number"] == 1
    assert plan["locks"]
    assert {clause["key"] for clause in plan["left_until_next_phase"]} >= {"gate.min_weeks", "gate.adherence"}
    assert all(clause["text"] and "{" not in clause["text"] for clause in plan["left_until_next_phase"])


def test_reading_is_up_to_date_without_any_worker(practice: Practice, plan_id: str):
    """The morning never came: at noon the session is closed, though nobody wrote it down."""
    practice.phone().log(practice.phone().done("clamshell"))
    version = practice.plan(plan_id)["version"]
    practice.clock.wait(days=1, hours=4)
    assert practice.today()["plans"][0]["exercises"]
    assert practice.plan(plan_id)["version"] == version


def test_every_decision_explains_itself(practice: Practice, plan_id: str):
    practice.train()
    page = practice.get(f"/v1/plans/{plan_id}/decisions").get_json()
    assert DecisionsOut().validate(page) == {}
    final = next(d for d in page["items"] if d["slug"] == "clamshell" and d["stage"] == "final")
    assert (final["outcome"], final["rule"], final["revision"]) == ("INCREASE_REPS", "A1", 1)
    assert final["headline"] == "A little more of the same."
    assert final["change"] == "2x8 becomes 2x10."
    assert final["matched"][0]["rule"] == "A1"
    assert final["matched"][0]["observed"] == "8"
    assert final["sentences"] == [entry["sentence"] for entry in final["matched"]]
    assert len(final["facts"]) == 2
    assert (final["actor"], final["before"]["dose_text"], final["after"]["dose_text"]) == ("engine", "2x8", "2x10")
    assert final["content_hash"] == practice.plan(plan_id)["protocol"]["content_hash"]


def test_a_decision_that_came_out_differently_names_its_successor(practice: Practice, plan_id: str):
    """A session that arrives late makes the next one a second look at the same day's evidence."""
    practice.phone().log(practice.phone().done("clamshell"))
    practice.clock.wait(days=1)
    practice.phone().wake()
    practice.clock.wait(minutes=1)
    practice.phone().wake(5)
    url = f"/v1/plans/{plan_id}/decisions"
    everything = practice.get(url).get_json()["items"]
    replaced = practice.get(url, superseded="true").get_json()["items"]
    current = practice.get(url, superseded="false").get_json()["items"]
    assert replaced
    assert {d["id"] for d in replaced} | {d["id"] for d in current} == {d["id"] for d in everything}
    assert {d["superseded_by"] for d in replaced} <= {d["id"] for d in current}
    assert all(d["superseded_by"] is None for d in current)


def test_pages_go_on_and_skip_nothing(practice: Practice, plan_id: str):
    practice.train(2)
    url = f"/v1/plans/{plan_id}/decisions"
    whole = [d["id"] for d in practice.get(url).get_json()["items"]]
    found, cursor = [], None
    for _ in range(len(whole) + 1):
        page = practice.get(url, limit=3, **({"cursor": cursor} if cursor else {})).get_json()
        found += [d["id"] for d in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == whole
    assert len(whole) > 6


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"cursor": "WyJhIl0"}, {"limit": 0}, {"superseded": "perhaps"}])
def test_a_question_that_makes_no_sense_is_refused(practice: Practice, plan_id: str, query: dict[str, str]):
    assert practice.get(f"/v1/plans/{plan_id}/decisions", **query).status_code == 422


def test_charts_tell_pain_doses_adherence_and_phases(practice: Practice, plan_id: str):
    practice.train(pain=2, morning=0)
    practice.train(pain=1, morning=1)
    progress = practice.get(f"/v1/plans/{plan_id}/progress").get_json()
    assert ProgressOut().validate(progress) == {}
    assert progress["pain"] == [
        {"on": "2026-03-02", "during": 2, "next_morning": 0},
        {"on": "2026-03-03", "during": 1, "next_morning": 1},
    ]
    clamshell = next(series for series in progress["exercises"] if series["slug"] == "clamshell")
    first = clamshell["points"][0]
    assert (first["sets"], first["achieved"], first["best_set"], first["rpe"]) == (2, 16, 8, 6)
    assert first["rung"]["id"] == "no-band"
    assert progress["adherence"] == [
        {"week_from": "2026-03-02", "scheduled": 3, "done": 2, "share": pytest.approx(2 / 3)}
    ]
    assert [mark["id"] for mark in progress["phases"]] == ["P1"]


def test_a_corrected_session_leaves_the_charts(practice: Practice, plan_id: str):
    phone = practice.phone()
    wrong = phone.log(phone.done("clamshell", pain=4))
    practice.clock.wait(minutes=5)
    phone.log(phone.done("clamshell", pain=1), corrects=wrong["id"])
    pain = practice.get(f"/v1/plans/{plan_id}/progress").get_json()["pain"]
    assert [point["during"] for point in pain] == [1]


def test_a_patient_reads_its_own_decisions_and_charts_and_nobody_elses(practice: Practice, plan_id: str):
    practice.train()
    neighbour = practice.headers(add_patient(practice.clinic.therapist))
    for name in ("decisions", "progress"):
        url = f"/v1/plans/{plan_id}/{name}"
        assert practice.phone().get(url).status_code == 200
        assert practice.client.get(url, headers=neighbour).status_code == 404
    assert practice.phone().get(f"/v1/plans/{plan_id}").status_code == 403
