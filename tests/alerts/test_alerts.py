"""GET /v1/alerts and POST /v1/alerts/{id}/acknowledge."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hep_api.alerts.schemas import AlertListOut, AlertOut
from hep_api.store import alerts as store
from hep_api.store import care, occurrences
from hep_api.store.db import session, write
from hep_api.store.models import AlertRow, FactRow
from hep_api.web.paging import encode_cursor
from tests.builders.clinics import FOUNDED_AT, add_colleague, add_patient, found_clinic
from tests.notices.builders import occurrences as owed


def raise_alert(patient, at: datetime = FOUNDED_AT, rule: str = "S4") -> UUID:
    row = AlertRow(
        id=uuid4(), clinic_id=patient.clinic_id, patient_id=patient.subject_id, rule=rule, scope="programme",
        scope_value="", raised_at=at,
    )  # fmt: skip
    with write():
        store.add_alert(patient, row)
        occurrences.owe_alert(patient, patient.subject_id, row.id, at, urgent=True)
    return row.id


def an_answer(**more):
    return {"id": str(uuid4()), "reason": "Called; seen today.", "outcome": "cleared"} | more


@pytest.fixture
def as_therapist(clinic, headers):
    return headers(clinic.therapist)


def test_open_alerts_come_first_and_the_newest_of_them(client, clinic, as_therapist):
    ids = [raise_alert(clinic.patient, FOUNDED_AT + timedelta(hours=hour)) for hour in range(5)]
    client.post(f"/v1/alerts/{ids[4]}/acknowledge", json=an_answer(), headers=as_therapist)
    answer = client.get("/v1/alerts", headers=as_therapist)
    assert [UUID(item["id"]) for item in answer.json["items"]] == [ids[3], ids[2], ids[1], ids[0], ids[4]]
    assert AlertListOut().validate(answer.json) == {}


def test_a_console_that_polls_is_told_when_nothing_changed(client, clinic, as_therapist):
    raise_alert(clinic.patient)
    tag = client.get("/v1/alerts", headers=as_therapist).headers["ETag"]
    assert client.get("/v1/alerts", headers={**as_therapist, "If-None-Match": tag}).status_code == 304
    raise_alert(clinic.patient)
    assert client.get("/v1/alerts", headers={**as_therapist, "If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("status, count", [("open", 5), ("acknowledged", 2), ("all", 7)])
def test_pages_go_on_where_they_stopped_and_show_each_alert_once(client, clinic, as_therapist, status, count):
    ids = [raise_alert(clinic.patient, FOUNDED_AT + timedelta(hours=hour // 2)) for hour in range(7)]
    for alert_id in ids[:2]:
        client.post(f"/v1/alerts/{alert_id}/acknowledge", json=an_answer(), headers=as_therapist)
    seen, cursor = [], None
    for _ in range(10):
        query = {"status": status, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/alerts", query_string=query, headers=as_therapist).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == count


def test_a_cursor_that_is_not_ours_is_refused(client, as_therapist):
    ends_of_time = encode_cursor([True, "0001-01-01T00:00:00+14:00", uuid4()])
    no_id = encode_cursor([True, "2026-01-01T00:00:00+00:00", 7])
    for cursor in ("nonsense", encode_cursor([1, 2, 3]), encode_cursor([True, "x", "y"]), ends_of_time, no_id):
        answer = client.get("/v1/alerts", query_string={"cursor": cursor}, headers=as_therapist)
        assert answer.status_code == 422


def test_an_acknowledgement_is_a_fact_with_a_reason_an_outcome_and_a_name(client, clinic, as_therapist):
    alert_id = raise_alert(clinic.patient)
    body = an_answer(outcome="referred")
    answer = client.post(f"/v1/alerts/{alert_id}/acknowledge", json=body, headers=as_therapist)
    assert answer.status_code == 201
    assert AlertOut().validate(answer.json) == {}
    assert (answer.json["status"], answer.json["reason"], answer.json["outcome"], answer.json["acknowledged_by"]) == (
        "acknowledged", "Called; seen today.", "referred", str(clinic.therapist.subject_id),
    )  # fmt: skip
    fact = session().scalars(select(FactRow)).one()
    assert (str(fact.id), fact.kind, fact.body["target"], fact.body["subject"]) == (
        body["id"], "action", str(alert_id), "referred",
    )  # fmt: skip
    assert [row.state for row in owed("alert")] == ["cancelled"]


def test_the_same_request_again_gets_the_first_answer(client, clinic, as_therapist):
    alert_id, body = raise_alert(clinic.patient), an_answer()
    first = client.post(f"/v1/alerts/{alert_id}/acknowledge", json=body, headers=as_therapist)
    again = client.post(f"/v1/alerts/{alert_id}/acknowledge", json=body, headers=as_therapist)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    changed = client.post(
        f"/v1/alerts/{alert_id}/acknowledge", json=body | {"outcome": "referred"}, headers=as_therapist
    )
    assert (changed.status_code, changed.json["code"]) == (409, "fact_conflict")


def test_an_alert_is_taken_once(client, clinic, as_therapist):
    alert_id = raise_alert(clinic.patient)
    client.post(f"/v1/alerts/{alert_id}/acknowledge", json=an_answer(), headers=as_therapist)
    late = client.post(f"/v1/alerts/{alert_id}/acknowledge", json=an_answer(), headers=as_therapist)
    assert (late.status_code, late.json["code"]) == (409, "already_acknowledged")
    assert len(session().scalars(select(FactRow)).all()) == 1


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"reason": ""}, "reason"),
        ({"outcome": "ignored"}, "outcome"),
        ({"id": "1"}, "id"),
        ({"acknowledged_by": str(uuid4())}, "acknowledged_by"),
    ],
)
def test_an_acknowledgement_without_a_reason_or_outcome_is_refused(client, clinic, as_therapist, wrong, field):
    alert_id = raise_alert(clinic.patient)
    answer = client.post(f"/v1/alerts/{alert_id}/acknowledge", json=an_answer(**wrong), headers=as_therapist)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [field]
    session().expire_all()
    assert session().get_one(AlertRow, alert_id).acknowledged_at is None


def test_alerts_out_of_reach_answer_like_none(client, clinic, headers, as_therapist):
    """Another clinic's, a colleague's patient's, and one's own after the care ended."""
    strangers = raise_alert(found_clinic("South Clinic").patient)
    colleagues = raise_alert(add_patient(add_colleague(clinic.therapist)))
    own = raise_alert(clinic.patient)
    with write():
        care.end_care(clinic.therapist, clinic.patient.subject_id, clinic.therapist.subject_id, FOUNDED_AT)
    assert client.get("/v1/alerts", headers=as_therapist).json["items"] == []
    answers = [
        client.post(f"/v1/alerts/{alert_id}/acknowledge", json=an_answer(), headers=as_therapist)
        for alert_id in (strangers, colleagues, own, uuid4())
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({str(answer.json | {"request_id": ""}) for answer in answers}) == 1


def test_patients_do_not_see_alerts(client, clinic, headers):
    assert client.get("/v1/alerts", headers=headers(clinic.patient)).status_code == 403
