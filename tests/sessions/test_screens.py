"""Red-flag answers: asked in the patient's language, answered with what to do now, never turned away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.engine.screening import TIERS
from hep_api.store import alerts
from hep_api.store.scope import Scope
from hep_api.web.answer_schemas import FactOut
from hep_api.web.content import installed_catalogue
from tests.builders.clinics import Clinic, add_patient
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone, mistakes, taken

SCREENS = "/v1/me/screens"


def answers(*yes: str, **more: bool) -> dict[str, Any]:
    told = {question: question in yes for question in TIERS} | more
    return {"id": str(uuid4()), "version": installed_catalogue().screening.version, "answers": told}


def test_questions_are_asked_in_the_patients_language(
    client: FlaskClient, clinic: Clinic, headers: Callable[[Scope], dict[str, str]]
) -> None:
    patient = add_patient(clinic.therapist, locale="es")
    shown = client.get(f"{SCREENS}/questions", headers=headers(patient))
    questions = {question["id"]: question for question in shown.get_json()["questions"]}
    assert questions["RF16"]["text"].startswith("¿")
    assert questions["RF03A"]["asked_if"] == "RF03"
    again = client.get(f"{SCREENS}/questions", headers=headers(patient) | {"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304


def test_an_emergency_says_what_to_do_and_locks_the_programme(phone: Phone, clinic: Clinic) -> None:
    answer = taken(phone.post(SCREENS, answers("RF01")))
    assert FactOut().validate(answer) == {}
    assert answer["screen"]["tier"] == "E"
    assert "emergency" in answer["screen"]["what_to_do"][0]
    assert answer["alerts"][0]["what_to_do"] == answer["screen"]["what_to_do"][0]
    assert phone.course.locks[0].red_flag is True
    assert [alert.tier for alert in alerts.list_alerts(clinic.therapist)] == ["E"]


def test_no_yes_at_all_is_clear(phone: Phone) -> None:
    answer = taken(phone.post(SCREENS, answers()))
    assert (answer["screen"]["tier"], answer["alerts"], answer["screen"]["unanswered"]) == (None, [], [])
    assert len(answer["screen"]["what_to_do"]) == 1
    assert str(phone.course.screened_on) == "2026-03-02"


def test_an_incomplete_answer_is_not_called_clear(phone: Phone) -> None:
    body = answers()
    del body["answers"]["RF16"]
    answer = taken(phone.post(SCREENS, body))
    assert (answer["screen"]["what_to_do"], answer["screen"]["unanswered"]) == ([], ["RF16"])
    assert phone.course.screened_on is None


def test_a_follow_up_is_asked_and_eases_the_tier(phone: Phone) -> None:
    first = taken(phone.post(SCREENS, answers("RF03")))
    assert (first["screen"]["tier"], first["screen"]["unanswered"]) == ("E", ["RF03A"])
    assert taken(phone.post(SCREENS, answers("RF03", RF03A=True)))["screen"]["tier"] == "U"


def test_a_question_may_bring_advice_of_its_own(phone: Phone) -> None:
    told = taken(phone.post(SCREENS, answers("RF24")))["screen"]["what_to_do"]
    assert len(told) == 2
    assert told[1].startswith("Do not run or jump")


def test_a_yes_to_a_question_that_we_do_not_know_is_urgent(phone: Phone) -> None:
    body = answers(RF99=True) | {"version": "from-another-app"}
    assert taken(phone.post(SCREENS, body))["screen"]["tier"] == "U"


@pytest.mark.parametrize("days", [-10_000, 30])
def test_a_red_flag_counts_when_it_is_received_whatever_the_phones_clock_says(
    phone: Phone, hand_clock: HandClock, days: int
) -> None:
    body = answers("RF01") | {"reported_at": (hand_clock.at + timedelta(days=days)).isoformat()}
    answer = taken(phone.post(SCREENS, body))
    assert (answer["drives"], answer["credited_on"]) == (True, "2026-03-02")
    assert phone.course.locks[0].since == hand_clock.at


def test_a_late_answer_counts_for_when_it_was_given(phone: Phone, hand_clock: HandClock) -> None:
    told_at = hand_clock.at
    hand_clock.wait(days=3)
    taken(phone.post(SCREENS, answers("RF01") | {"reported_at": told_at.isoformat()}))
    assert phone.course.locks[0].since == told_at


def test_answers_are_yes_or_no_to_ids_of_questions(phone: Phone) -> None:
    body = answers() | {"answers": {"RF01": "yes", "<script>": False}}
    assert mistakes(phone.post(SCREENS, body)) == {"answers.RF01.value", "answers.<script>.key"}
    assert mistakes(phone.post(SCREENS, body | {"answers": {}})) == {"answers"}
