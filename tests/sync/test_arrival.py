"""However a phone's facts arrive - shuffled, split, doubled, all over again - they come to the same, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hep_api.engine.state import Course
from hep_api.store import alerts, facts
from hep_api.store.db import session
from hep_api.store.models import DecisionRow, DeliveryRow, OccurrenceRow
from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic, add_patient
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone
from tests.builders.plans import assign_plan
from tests.builders.told import at

ROUNDS = 12
FINAL = (200, 201)


def essence(course: Course) -> list[object]:
    """What a patient would see, without the numbers that count arrivals and the ids that differ between patients."""
    slots = [(slot.slug, slot.rung, slot.dose) for plan in course.plans for slot in plan.slots]
    locks = sorted((lock.rule, lock.since) for lock in course.locks)
    sessions = [(entry.on, entry.worst) for plan in course.plans for entry in plan.sessions]
    return [slots, locks, sessions, [(morning.on, morning.pain) for morning in course.mornings]]


def week(phone: Phone) -> list[dict[str, Any]]:
    """Three evenings and mornings, a correction, a withdrawal, a check-in and a pause, as a phone would keep them."""
    kept: list[dict[str, Any]] = []
    for day, pain in ((0, 1), (1, 4), (2, 1)):
        log = phone.session(phone.done("clamshell", pain=pain), at=at(day, "18:00"))
        kept.append({"kind": "session", **log})
        kept.append(phone.morning(1 + day % 2, reported_at=at(day + 1, "07:30").isoformat()))
    again = phone.session(phone.done("clamshell", pain=2), at=at(1, "18:00"), corrects=kept[2]["id"])
    wrong = phone.morning(6, reported_at=at(3, "08:00").isoformat())
    kept += [
        {"kind": "session", **again},
        wrong,
        _said("withdrawal", at(3, "08:05"), corrects=wrong["id"]),
        _said("after", at(2, "19:00"), session_id=kept[4]["id"], pain=1),
        _said("pause", at(3, "09:00"), from_on="2026-03-09", until_on="2026-03-10", reason="travel"),
    ]
    return kept


def _said(kind: str, when: Any, **body: Any) -> dict[str, Any]:
    return {"kind": kind, "id": str(uuid4()), "reported_at": when.isoformat(), **body}


def send_until_taken(phone: Phone, facts_sent: list[dict[str, Any]], sizes: list[int]) -> None:
    """As docs/sync.md asks of a phone: what is neither taken nor refused for good is sent again."""
    waiting = list(facts_sent)
    for number in range(ROUNDS):
        size = sizes[number % len(sizes)]
        rest: list[dict[str, Any]] = []
        for start in range(0, len(waiting), size):
            batch = waiting[start : start + size]
            results = phone.post("/v1/me/sync", {"facts": batch}).get_json()["results"]
            pairs = zip(batch, results, strict=True)
            rest += [fact for fact, result in pairs if result["status"] not in FINAL]
        waiting = rest
        if not waiting:
            return
    raise AssertionError(f"never taken: {waiting}")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_way_to_send_a_week_comes_to_the_same(
    data: st.DataObject, app: Flask, client: FlaskClient, clinic: Clinic, hand_clock: HandClock,
    headers: Callable[[Scope], dict[str, str]],
) -> None:  # fmt: skip
    """D5: against a phone that sent everything in order, at once. Doubled facts included."""
    stories = []
    for shuffled in (False, True):
        hand_clock.at = at(0, "08:00")
        patient = Clinic(clinic.therapist, add_patient(clinic.therapist))
        assign_plan(patient)
        phone = Phone(client, headers, patient.patient)
        told = week(phone)
        hand_clock.at = at(4, "20:00")
        sizes = [50]
        if shuffled:
            order = data.draw(st.permutations(range(len(told))))
            doubled = data.draw(st.lists(st.integers(0, len(told) - 1), max_size=3))
            sizes = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=3))
            told = [told[index] for index in (*order, *doubled)]
        send_until_taken(phone, told, sizes)
        kept = [row.kind for row in facts.list_facts(phone.scope, phone.scope.subject_id)]
        stories.append((essence(phone.course), sorted(kept)))
    assert stories[0] == stories[1]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_restored_backup_that_sends_its_past_again_does_nothing(
    data: st.DataObject, app: Flask, client: FlaskClient, clinic: Clinic, hand_clock: HandClock,
    headers: Callable[[Scope], dict[str, str]],
) -> None:  # fmt: skip
    """D12: withdrawn and corrected reports included. No decision, dose, alert, reminder or delivery follows."""
    hand_clock.at = at(0, "08:00")
    patient = Clinic(clinic.therapist, add_patient(clinic.therapist))
    assign_plan(patient)
    phone = Phone(client, headers, patient.patient)
    told = week(phone)
    hand_clock.at = at(4, "20:00")
    send_until_taken(phone, told, [50])
    hand_clock.at += timedelta(days=180)
    before = state(phone, clinic)
    order = data.draw(st.permutations(told))
    for start in range(0, len(order), 5):
        results = phone.post("/v1/me/sync", {"facts": order[start : start + 5]}).get_json()["results"]
        assert {result["status"] for result in results} == {200}
    assert state(phone, clinic) == before


def state(phone: Phone, clinic: Clinic) -> list[object]:
    """Everything that history could set off."""
    mine = phone.scope.subject_id
    counted = [
        len(facts.list_facts(phone.scope, mine)),
        *(session().query(row).filter_by(patient_id=mine).count() for row in (DecisionRow,)),
        session().query(OccurrenceRow).count(),
        session().query(DeliveryRow).count(),
        len([alert for alert in alerts.list_alerts(clinic.therapist) if alert.patient_id == mine]),
    ]
    feed = phone.get("/v1/me/changes", query_string={"limit": 200}).get_json()["items"]
    return [*counted, [(item["kind"], item["ref_id"]) for item in feed], essence(phone.course)]


def test_history_that_arrives_half_a_year_late_progresses_nothing_and_reminds_of_nothing(
    phone: Phone, hand_clock: HandClock, plan_id: UUID
) -> None:
    """A phone found in a drawer: its sessions are kept in their place and raise no dose of today."""
    told = week(phone)
    hand_clock.at = at(180, "10:00")
    before = phone.shown("clamshell").dose
    owed = session().query(OccurrenceRow).filter_by(state="open", kind="exercise_due").count()
    send_until_taken(phone, told, [50])
    after = phone.shown("clamshell").dose
    assert (after.sets * after.target) <= (before.sets * before.target)
    assert session().query(OccurrenceRow).filter_by(state="open", kind="exercise_due").count() <= owed
    due = [row for row in session().query(OccurrenceRow).filter_by(state="open") if row.due_at < hand_clock.at]
    assert due == []
