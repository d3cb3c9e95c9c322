"""The list of patients is a work-list: who needs a look first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from hep_api.store import alerts
from hep_api.store.db import session, write
from hep_api.store.models import AlertRow, CourseRow, PlanRow, TokenFamilyRow
from hep_api.store.plans import add_plan
from hep_api.store.scope import Scope
from tests.builders.clinics import FOUNDED_AT, Clinic, add_patient
from tests.statements import count_statements

Headers = Callable[[Scope], dict[str, str]]


@pytest.fixture
def therapist(clinic: Clinic, headers: Headers) -> dict[str, str]:
    return headers(clinic.therapist)


def raise_alert(patient: Scope, therapist: Scope, rule: str = "H15", tier: str | None = None) -> None:
    row = AlertRow(
        id=uuid4(), clinic_id=patient.clinic_id, patient_id=patient.subject_id, rule=rule, tier=tier,
        scope="programme", scope_value="", raised_at=FOUNDED_AT,
    )  # fmt: skip
    with write():
        alerts.add_alert(therapist, row)


def summarise(patient: Scope, **summary: Any) -> None:
    with write() as current:
        current.add(
            CourseRow(
                patient_id=patient.subject_id, clinic_id=patient.clinic_id, version=1, engine_version="1", body={},
                summary=summary, updated_at=FOUNDED_AT,
            )
        )  # fmt: skip


def listed(client: FlaskClient, headers: dict[str, str], query: str = "") -> list[dict[str, Any]]:
    response = client.get(f"/v1/patients{query}", headers=headers)
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = (response.json or {})["items"]
    return items


def test_most_urgent_first(client: FlaskClient, clinic: Clinic, therapist: dict[str, str]) -> None:
    """Emergency, urgent, any alert, a lock; then pain, unknown pain last; then the name."""
    made = {
        name: add_patient(clinic.therapist, name=name) for name in ("E", "U", "alert", "lock", "sore", "fine", "b", "A")
    }
    raise_alert(made["E"], clinic.therapist, tier="E")
    raise_alert(made["U"], clinic.therapist, tier="U")
    raise_alert(made["U"], clinic.therapist)
    raise_alert(made["alert"], clinic.therapist, tier="C")
    summarise(made["lock"], open_locks=1)
    summarise(made["sore"], worst_pain_7d=6)
    summarise(made["fine"], worst_pain_7d=0)
    items = listed(client, therapist)
    assert [item["name"] for item in items] == ["E", "U", "alert", "lock", "sore", "fine", "A", "Alex Sample", "b"]
    assert [item["urgency"] for item in items][:5] == ["emergency", "urgent", "alert", "locked", "none"]


def test_a_line_tells_pain_adherence_phase_and_last_signs_of_life(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str], headers: Headers
) -> None:
    headers(clinic.patient)
    summarise(clinic.patient, worst_pain_7d="3.5", adherence_14d=0.8, last_session_on="2026-03-01", open_locks=0)
    plan = PlanRow(
        id=uuid4(), clinic_id=clinic.id, patient_id=clinic.patient.subject_id, protocol_id="pfp",
        protocol_version="1.0.0", content_hash="x", status="active", phase="P2", started_on=FOUNDED_AT.date(),
        side="left", autonomy="suggest", created_at=FOUNDED_AT, created_by=clinic.therapist.subject_id,
    )  # fmt: skip
    with write():
        add_plan(clinic.therapist, plan)
    raise_alert(clinic.patient, clinic.therapist, rule="S1")
    [line] = listed(client, therapist)
    seen_at = session().query(TokenFamilyRow).filter_by(owner_id=clinic.patient.subject_id).one().seen_at
    assert datetime.fromisoformat(line.pop("last_seen_at")) == seen_at
    assert line == {
        "id": str(clinic.patient.subject_id),
        "name": "Alex Sample",
        "urgency": "alert",
        "open_alerts": 1,
        "alert_rules": ["S1"],
        "open_locks": 0,
        "worst_pain_7d": 3.5,
        "adherence_14d": 0.8,
        "last_session_on": "2026-03-01",
        "plans": [
            {
                "id": str(plan.id),
                "protocol_id": "pfp",
                "phase": "P2",
                "status": "active",
                "started_on": "2026-01-05",
            }
        ],
    }


def test_what_is_not_known_yet_is_null(client: FlaskClient, clinic: Clinic, therapist: dict[str, str]) -> None:
    [line] = listed(client, therapist)
    unknown = {"worst_pain_7d", "adherence_14d", "last_session_on", "last_seen_at"}
    assert {name for name, value in line.items() if value is None} == unknown


def test_an_acknowledged_alert_is_no_longer_urgent(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str]
) -> None:
    raise_alert(clinic.patient, clinic.therapist, tier="E")
    [alert] = alerts.list_alerts(clinic.therapist)
    with write():
        alerts.settle_alert(clinic.therapist, alert.id, by=uuid4(), reason="r", outcome="o", at=FOUNDED_AT)
    assert listed(client, therapist)[0]["urgency"] == "none"


def test_pages_follow_each_other_without_gap_or_repeat(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str]
) -> None:
    for number in range(6):
        add_patient(clinic.therapist, name=f"P{number}")
    names, query = [], "?limit=3"
    for _ in range(5):
        page = client.get(f"/v1/patients{query}", headers=therapist).json or {}
        names += [item["name"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query = f"?limit=3&cursor={page['next_cursor']}"
    assert names == ["Alex Sample", "P0", "P1", "P2", "P3", "P4", "P5"]


@pytest.mark.parametrize(
    "cursor", ["x", "bnVsbA", "W10", "WzEsMl0", "W251bGwsbnVsbCxudWxsLG51bGwsbnVsbF0", "é", "A" * 600]
)
def test_a_foreign_cursor_is_refused(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str], cursor: str
) -> None:
    response = client.get("/v1/patients", query_string={"cursor": cursor}, headers=therapist)
    assert response.status_code == 422
    assert (response.json or {})["errors"][0]["path"] == "cursor"


@pytest.mark.parametrize("limit", ["0", "201", "x", "1e9", "-1"])
def test_a_limit_out_of_range_is_refused(client: FlaskClient, therapist: dict[str, str], limit: str) -> None:
    assert client.get(f"/v1/patients?limit={limit}", headers=therapist).status_code == 422


def test_finds_by_part_of_the_name(client: FlaskClient, clinic: Clinic, therapist: dict[str, str]) -> None:
    add_patient(clinic.therapist, name="Zoë Kravitz")
    assert [item["name"] for item in listed(client, therapist, "?text=KRAV")] == ["Zoë Kravitz"]


def test_needs_four_statements_however_many_patients_and_tells_the_trail_once(
    client: FlaskClient, clinic: Clinic, therapist: dict[str, str]
) -> None:
    for number in range(20):
        add_patient(clinic.therapist, name=f"P{number}")
    with count_statements() as seen:
        listed(client, therapist)
    trail = [statement for statement in seen if "audit" in statement]
    assert (len(seen) - len(trail), len([told for told in trail if told.startswith("INSERT")])) == (4, 1)
