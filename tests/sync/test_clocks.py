"""Phones whose clocks are wrong: everything is kept with both times, nothing of the future decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.store import facts
from hep_api.store.scope import Scope
from hep_api.sync.schemas import ReportsOut
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone, mistakes


def told(phone: Phone, *batch: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    response = phone.post("/v1/me/sync", {"facts": list(batch), **more})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.get_json()["results"]
    return found


def reports(client: FlaskClient, speaking: dict[str, str], patient_id: UUID, **query: Any) -> dict[str, Any]:
    response = client.get(f"/v1/patients/{patient_id}/reports", headers=speaking, query_string=query)
    assert response.status_code == 200, response.text
    assert ReportsOut().validate(response.get_json()) == {}
    found: dict[str, Any] = response.get_json()
    return found


@pytest.mark.parametrize(
    "off, drives, code",
    [
        (timedelta(days=3), False, "future"),
        (timedelta(days=-56 * 365), False, "before_plan"),
        (timedelta(minutes=14), True, None),
    ],
)
def test_a_wrong_clock_is_kept_with_both_times_and_only_a_believable_one_decides(
    phone: Phone, hand_clock: HandClock, off: timedelta, drives: bool, code: str | None
) -> None:
    before = phone.shown("clamshell").dose
    shown = hand_clock.at + off
    fact = {"kind": "session", **phone.session(at=shown)}
    (result,) = told(phone, fact, sent_at=shown.isoformat())
    assert result["status"] == 201
    assert (result["answer"]["drives"], (result["answer"]["kept"] or {}).get("code")) == (drives, code)
    row = facts.find_fact(phone.scope, phone.scope.subject_id, UUID(fact["id"]))
    assert row is not None
    assert (row.occurred_at, row.received_at) == (shown, hand_clock.at)
    assert row.skew_seconds == off.total_seconds()
    assert drives or phone.shown("clamshell").dose == before


def test_a_drifting_clock_is_told_batch_by_batch_and_moves_no_date(phone: Phone, hand_clock: HandClock) -> None:
    """The skew says how far the clock was off when it was sent; what was said stays as it was said."""
    sent = []
    for minutes in (-7, 0, 12):
        shown = hand_clock.at + timedelta(minutes=minutes)
        fact = phone.morning(reported_at=shown.isoformat())
        told(phone, fact, sent_at=shown.isoformat())
        sent.append((UUID(fact["id"]), shown, minutes * 60))
        hand_clock.wait(days=1)
    kept = [facts.find_fact(phone.scope, phone.scope.subject_id, fact_id) for fact_id, _, _ in sent]
    assert [(row.id, row.occurred_at, row.skew_seconds) for row in kept if row] == sent


def test_a_phone_that_says_no_time_has_no_skew_and_a_retry_keeps_the_first(phone: Phone, hand_clock: HandClock) -> None:
    fact = phone.morning()
    told(phone, fact)
    told(phone, fact, sent_at=(hand_clock.at + timedelta(hours=1)).isoformat())
    (items,) = [item["fact"] for item in phone.get("/v1/me/changes").get_json()["items"] if item["fact"]]
    assert items["skew_seconds"] is None


def test_a_clock_that_is_no_instant_is_refused_and_a_mad_one_is_kept(phone: Phone) -> None:
    assert mistakes(phone.post("/v1/me/sync", {"facts": [], "sent_at": "noon"})) == {"sent_at"}
    (result,) = told(phone, phone.morning(), sent_at="9999-12-31T23:59:59Z")
    assert result["status"] == 201


def test_therapists_read_what_was_told_with_both_times_and_why_it_does_not_count(
    phone: Phone, clinic: Clinic, client: FlaskClient, headers: Callable[[Scope], dict[str, str]], hand_clock: HandClock
) -> None:
    ahead = hand_clock.at + timedelta(days=3)
    wrong, right = phone.morning(reported_at=ahead.isoformat()), phone.morning()
    told(phone, wrong, sent_at=ahead.isoformat())
    told(phone, right)
    taken_back = {"kind": "withdrawal", "id": str(uuid4()), "corrects": right["id"]}
    told(phone, taken_back)
    speaking = headers(clinic.therapist)
    page = reports(client, speaking, phone.scope.subject_id, limit=2)
    items = page["items"] + reports(client, speaking, phone.scope.subject_id, cursor=page["next_cursor"])["items"]
    assert [(item["id"], item["drives"], item["replaced_by"]) for item in items] == [
        (taken_back["id"], True, None), (right["id"], True, taken_back["id"]), (wrong["id"], False, None),
    ]  # fmt: skip
    assert (items[2]["skew_seconds"], items[2]["occurred_at"] > items[2]["received_at"]) == (3 * 86_400, True)
