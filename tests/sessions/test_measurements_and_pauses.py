"""What patients measure themselves, and days out of the programme."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.engine.state import DaysOut
from hep_api.store import facts
from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic, found_clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone, mistakes, taken
from tests.builders.plans import assign_plan

MEASUREMENTS, PAUSES = "/v1/me/measurements", "/v1/me/pauses"


def test_of(slug: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "slug": slug, "value": value, **more}


test_of.__test__ = False  # type: ignore[attr-defined]


def pause(from_on: str, until_on: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "from_on": from_on, "until_on": until_on, "reason": "illness", **more}


def test_a_patients_own_test_is_told_apart_from_a_clinicians(phone: Phone, plan_id: UUID) -> None:
    answer = taken(phone.post(MEASUREMENTS, test_of("stairs-pain", 2.5)))
    assert answer["plan_id"] == str(plan_id)
    kept = facts.find_fact(phone.scope, phone.scope.subject_id, UUID(answer["id"]))
    assert kept is not None
    assert (kept.body["value"], kept.body["by_clinician"]) == ("2.5", False)
    assert [entry.slug for entry in phone.course.plans[0].measured] == ["stairs-pain"]


@pytest.mark.parametrize(
    "slug, value, more, wrong",
    [
        ("hop-in-place-30s-pain", 0, {"side": "left"}, "slug"),
        ("no-such-test", 0, {}, "slug"),
        ("stairs-pain", 11, {}, "value"),
        ("gait-normal", "yes", {}, "value"),
        ("gait-normal", 1, {}, "value"),
        ("gait-normal", "no", {"side": "left"}, "side"),
        ("heel-raise-sl-reps", 20, {}, "side"),
        ("stairs-pain", 1, {"plan_id": str(uuid4())}, "plan_id"),
    ],
)
def test_refuses_what_a_patient_cannot_record(
    phone: Phone, slug: str, value: Any, more: dict[str, Any], wrong: str
) -> None:
    assert mistakes(phone.post(MEASUREMENTS, test_of(slug, value, **more))) == {wrong}


def test_a_patient_may_say_that_walking_is_not_normal(phone: Phone) -> None:
    taken(phone.post(MEASUREMENTS, test_of("gait-normal", "no")))
    assert [(entry.slug, entry.value) for entry in phone.course.plans[0].measured] == [("gait-normal", 0)]


def test_with_two_plans_a_measurement_says_which(phone: Phone, clinic: Clinic, plan_id: UUID) -> None:
    assign_plan(clinic, "itbs")
    body = test_of("stairs-pain", 1)
    assert mistakes(phone.post(MEASUREMENTS, body)) == {"plan_id"}
    assert taken(phone.post(MEASUREMENTS, body | {"plan_id": str(plan_id)}))["plan_id"] == str(plan_id)


def test_a_severe_pain_test_stops(phone: Phone) -> None:
    answer = taken(phone.post(MEASUREMENTS, test_of("stairs-pain", 9)))
    assert [alert["rule"] for alert in answer["alerts"]] == ["S4"]


def test_a_patient_takes_days_out(phone: Phone) -> None:
    answer = taken(phone.put(PAUSES, pause("2026-03-02", "2026-03-05")))
    assert answer["kind"] == "pause"
    assert phone.course.days_out == (DaysOut(date(2026, 3, 2), date(2026, 3, 5)),)


def test_an_open_pause_ends_with_the_next_one(phone: Phone, hand_clock: HandClock) -> None:
    """'I am ill, I do not know for how long' - and four days later 'I was out until yesterday'."""
    taken(phone.put(PAUSES, pause("2026-03-02")))
    hand_clock.wait(days=4)
    assert phone.course.days_out[0].until_on is None
    taken(phone.put(PAUSES, pause("2026-03-02", "2026-03-05")))
    assert phone.course.days_out == (DaysOut(date(2026, 3, 2), date(2026, 3, 5)),)


def test_an_open_pause_ends_the_day_before_a_later_one(phone: Phone, hand_clock: HandClock) -> None:
    taken(phone.put(PAUSES, pause("2026-03-02")))
    hand_clock.wait(days=4)
    taken(phone.put(PAUSES, pause("2026-03-20", "2026-03-22")))
    assert [out.until_on for out in phone.course.days_out] == [date(2026, 3, 19), date(2026, 3, 22)]


def test_a_pause_lies_around_today_and_ends_after_it_began(phone: Phone) -> None:
    assert mistakes(phone.put(PAUSES, pause("2026-03-05", "2026-03-04"))) == {"until_on"}
    assert mistakes(phone.put(PAUSES, pause("2024-03-05"))) == {"from_on"}
    assert mistakes(phone.put(PAUSES, pause("2026-03-05", reason="lazy"))) == {"reason"}


def test_a_therapist_pauses_a_patient_in_care_only(
    client: FlaskClient, clinic: Clinic, phone: Phone, headers: Callable[[Scope], dict[str, str]]
) -> None:
    address = f"/v1/patients/{clinic.patient.subject_id}/pauses"
    body = pause("2026-03-02", "2026-03-05")
    assert client.put(address, json=body, headers=headers(clinic.therapist)).status_code == 201
    assert len(phone.course.days_out) == 1
    stranger = headers(found_clinic("South Clinic").therapist)
    assert client.put(address, json=pause("2026-03-06"), headers=stranger).status_code == 404
    assert client.put(address, json=body, headers=phone.headers).status_code == 403
    assert len(phone.course.days_out) == 1
