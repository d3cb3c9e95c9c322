"""GET /v1/me/today and GET /v1/me/plan."""

from typing import Any

import pytest

from hep_api import clock
from hep_api.courses.contents import forget_contents
from hep_api.plans import service
from hep_api.plans.clinician import Desk
from hep_api.plans.phone_answers import MyPlansOut, TodayOut
from hep_api.web.content import installed_catalogue
from hep_api.web.media import Shelf
from tests.builders.clinics import add_patient
from tests.plans.conftest import Practice
from tests.statements import count_statements


@pytest.fixture
def plan_id(practice: Practice) -> str:
    made = practice.assign(autonomy="auto", days=[0, 1, 2, 3, 4])
    practice.clock.wait(minutes=1)
    return made


def plan_of(practice: Practice) -> dict[str, Any]:
    (plan,) = practice.today()["plans"]
    return plan


def exercise(practice: Practice, slug: str) -> dict[str, Any]:
    return next(entry for entry in plan_of(practice)["exercises"] if entry["slug"] == slug)


def test_the_answer_is_what_the_contract_says(practice: Practice, plan_id: str):
    """Built by hand, so its schema is held against it: on the first day, with locks and with proposals."""
    practice.assign("achilles_mid_hsr")
    assert TodayOut().validate(practice.today()) == {}
    practice.phone().log(practice.phone().done("clamshell", pain=9))
    locked = practice.today()
    assert locked["locked"]
    assert locked["plans"][0]["locks"]
    assert TodayOut().validate(locked) == {}
    assert MyPlansOut().validate(practice.phone().get("/v1/me/plan").get_json()) == {}


def test_a_training_day_shows_what_to_do_in_order(practice: Practice, plan_id: str):
    plan = plan_of(practice)
    assert (plan["day"], plan["name"]) == ("due", "Hip strength plan")
    assert plan["phase"] | {"name": ""} == {"id": "P1", "name": "", "number": 1, "of": 3}
    assert len(plan["exercises"]) == 4
    clamshell = exercise(practice, "clamshell")
    assert clamshell["dose_text"] == f"{clamshell['dose']['sets']}x{clamshell['dose']['target']}"
    assert clamshell["dose"]["tempo"] == "2-1-2"
    assert clamshell["dose"]["rest_s"] == 45
    assert clamshell["rung"] == {"index": 0, "id": "no-band", "name": "No band"}
    assert clamshell["sides"] == ["left", "right"]
    assert clamshell["cue"].startswith("Open the top knee")
    assert clamshell["why_today_differs"] is None
    (rotated,) = plan["resting"]
    assert (rotated["why"], rotated["why_text"]) == ("rotated", "Others take their turn today.")


def test_it_speaks_the_patients_language(practice: Practice, plan_id: str):
    url = practice.patient_url
    practice.client.patch(url, json={"locale": "es"}, headers=practice.headers(practice.clinic.therapist))
    assert exercise(practice, "clamshell")["name"] == "Almeja"
    assert plan_of(practice)["day_text"] == "Hoy toca entrenar."


def test_unchanged_is_304_and_the_clock_is_not_in_it(practice: Practice, plan_id: str):
    first = practice.phone().get("/v1/me/today")
    practice.clock.wait(hours=3)
    tag = {"If-None-Match": first.headers["ETag"]}
    same = practice.phone().get("/v1/me/today", headers=tag)
    assert (same.status_code, same.data) == (304, b"")
    practice.phone().log(practice.phone().done("clamshell"))
    assert practice.phone().get("/v1/me/today", headers=tag).status_code == 200


@pytest.mark.parametrize("path", ["/v1/me/today", "/v1/me/plan"])
def test_three_statements_whatever_the_plans_and_however_cold(practice: Practice, plan_id: str, path: str):
    """Who asks, the snapshot, and once a process the contents of all plans together."""
    for protocol_id in ("pfp", "itbs", "achilles_mid_hsr"):
        practice.assign(protocol_id)
    practice.train(2)
    phone = practice.phone()
    speaks = phone.headers
    forget_contents()
    with count_statements() as cold:
        assert phone.client.get(path, headers=speaks).status_code == 200
    with count_statements() as warm:
        assert phone.client.get(path, headers=speaks).status_code == 200
    assert len(cold) <= 3, cold
    assert len(warm) <= 2, warm


def test_why_a_dose_is_not_that_of_last_time(practice: Practice, plan_id: str):
    practice.train()
    practice.clock.wait(days=1)
    clamshell = exercise(practice, "clamshell")
    assert clamshell["dose_revision"] == 2
    assert clamshell["why_today_differs"] == "A little more of the same. 2x8 becomes 2x10."


def test_a_clinicians_change_is_told_without_an_outcome(practice: Practice, plan_id: str):
    """The session earned more repetitions; then the therapist took a set away."""
    practice.train()
    slot = practice.slot(plan_id, "clamshell")
    easier = {"prescription_id": slot["prescription_id"], "dose": {"sets": 1, "target": 9}}
    practice.adjust(plan_id, prescriptions=[easier])
    practice.clock.wait(days=1)
    assert exercise(practice, "clamshell")["why_today_differs"] == "2x8 becomes 1x9."


def test_after_a_session_the_hour_after_is_asked_and_then_the_morning(practice: Practice, plan_id: str):
    session = practice.phone().log(practice.phone().done("clamshell"))
    assert practice.today()["check_ins_due"] == [
        {"kind": "after", "session_id": session["id"], "site": None, "site_name": None}
    ]
    practice.clock.wait(days=1)
    (due,) = practice.today()["check_ins_due"]
    assert (due["kind"], due["site"], due["site_name"]) == ("morning", "hip", "Hip")
    practice.phone().wake()
    assert practice.today()["check_ins_due"] == []


def test_the_symptom_check_is_due_at_first_and_every_week(practice: Practice, plan_id: str):
    assert practice.today()["screen_due"]
    questions = installed_catalogue().screening.questions
    answers = {question.id: False for question in questions if question.tier}
    version = installed_catalogue().screening.version
    body = {"id": "0b6c6f4e-6f0e-4a53-9d52-2f5f8d4d8c11", "version": version, "answers": answers}
    assert practice.phone().post("/v1/me/screens", body).status_code == 201
    assert not practice.today()["screen_due"]
    practice.clock.wait(days=7)
    assert practice.today()["screen_due"]


def test_a_pause_is_said(practice: Practice, plan_id: str):
    body = {"id": "0b6c6f4e-6f0e-4a53-9d52-2f5f8d4d8c12", "from_on": "2026-03-03", "reason": "travel"}
    assert practice.phone().put("/v1/me/pauses", body | {"until_on": "2026-03-04"}).status_code == 201
    assert plan_of(practice)["day"] == "due"
    practice.clock.wait(days=1)
    assert (practice.today()["paused"], plan_of(practice)["day"], plan_of(practice)["exercises"]) == (
        True,
        "paused",
        [],
    )


def test_a_proposal_is_shown_as_waiting_and_changes_nothing(practice: Practice):
    plan_id = practice.assign(days=[0, 1, 2, 3, 4])
    slot = practice.slot(plan_id, "clamshell")
    top = {"prescription_id": slot["prescription_id"], "dose": {"sets": 2, "target": 20}}
    others = [s["prescription_id"] for s in practice.plan(plan_id)["prescriptions"] if s["slug"] != "clamshell"]
    practice.adjust(plan_id, prescriptions=[top, *({"prescription_id": id_, "active": False} for id_ in others)])
    practice.clock.wait(minutes=1)
    practice.train(8)
    today = practice.today()
    (pending,) = today["plans"][0]["pending"]
    assert pending["headline"] == "The next variant is suggested; your therapist decides."
    assert pending["after"]["rung"]["id"] == "light-band-at-knees"
    assert exercise(practice, "clamshell")["dose_text"] == "2x20"
    assert TodayOut().validate(today) == {}


def test_my_plan_tells_where_i_am_and_what_is_left(practice: Practice, plan_id: str):
    (plan,) = practice.phone().get("/v1/me/plan").get_json()["plans"]
    assert [phase["state"] for phase in plan["phases"]] == ["current", "ahead", "ahead"]
    assert len(plan["exercises"]) == 5
    assert "The symptom check is still to be answered." not in plan["left_until_next_phase"]
    assert any("at least 2 are needed" in text for text in plan["left_until_next_phase"]), plan
    practice.act(plan_id, "end")
    (ended,) = practice.phone().get("/v1/me/plan").get_json()["plans"]
    assert (ended["status"], ended["left_until_next_phase"]) == ("ended", [])
    assert practice.today()["plans"] == []


def test_a_day_ends_at_the_patients_midnight(practice: Practice):
    """23:30 in Madrid is still today, and in Auckland long tomorrow."""
    practice.clock.wait(hours=13, minutes=30)
    kiwi = add_patient(practice.clinic.therapist, zone="Pacific/Auckland")
    desk = Desk(kiwi, installed_catalogue(), "en", clock.now())
    assert str(service.today(desk, "Pacific/Auckland", Shelf())["on"]) == "2026-03-03"
    assert practice.today()["on"] == "2026-03-02"


def test_a_patient_without_a_plan_has_a_quiet_day(practice: Practice):
    today = practice.today()
    assert (today["plans"], today["check_ins_due"], today["screen_due"]) == ([], [], False)
    assert today["zone"] == "Europe/Madrid"
