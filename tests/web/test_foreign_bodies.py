"""Ids in bodies: naming what is somebody else's answers exactly like naming what does not exist."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api import clock
from hep_api.store import alerts, changes
from hep_api.store.scope import Scope
from hep_api.web.contract import document
from tests.builders.clinics import Clinic, add_colleague, add_patient, found_clinic
from tests.builders.clocks import HandClock
from tests.web.foreign_bodies import ELSEWHERE, FOREIGN, NAMED, Belongings, belongings

Headers = Callable[[Scope], dict[str, str]]
REFERENCE = re.compile(r"#/components/schemas/(\w+)")
REFUSED = re.compile(r'"status":4')
MADE_BY_CLIENTS = "id"
UUIDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def ids_in_bodies(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every field of every body that holds an id, as (method, path, Schema.field)."""
    described = document(app)
    schemas = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            open_names = set(REFERENCE.findall(str(operation.get("requestBody", ""))))
            seen: set[str] = set()
            while open_names:
                name = open_names.pop()
                seen.add(name)
                open_names |= set(REFERENCE.findall(str(schemas[name]))) - seen
                for field, shape in schemas[name].get("properties", {}).items():
                    if shape.get("format") == "uuid":
                        yield method.upper(), path, f"{name}.{field}"


def test_every_id_in_a_body_is_classified(app: Flask) -> None:
    found = {(method, path, name) for method, path, name in ids_in_bodies(app) if name not in ELSEWHERE}
    assert found == NAMED.keys()
    assert {name for _, _, name in ids_in_bodies(app)} >= ELSEWHERE.keys()
    assert {name.partition(".")[2] for _, _, name in found} == FOREIGN.keys() | {MADE_BY_CLIENTS}


@pytest.fixture
def now(hand_clock: HandClock) -> HandClock:
    return hand_clock


@pytest.fixture(params=["of another clinic", "of a colleague", "of the same therapist"])
def theirs(request: pytest.FixtureRequest, now: HandClock, clinic: Clinic) -> Belongings:
    """Somebody else in treatment."""
    if request.param == "of another clinic":
        return belongings(found_clinic("South Clinic"))
    therapist = clinic.therapist if request.param == "of the same therapist" else add_colleague(clinic.therapist)
    return belongings(Clinic(therapist, add_patient(therapist)))


def test_an_id_of_somebody_else_answers_like_one_of_nobody(
    client: FlaskClient, headers: Headers, clinic: Clinic, theirs: Belongings
) -> None:
    mine = belongings(clinic)
    before, nobodys = feed(theirs.clinic), {field: uuid4() for field in FOREIGN}
    for case, make in NAMED.items():
        field = case[2].partition(".")[2]
        if field == MADE_BY_CLIENTS:
            continue
        foreign = FOREIGN[field](theirs)
        answers = [send(client, headers, mine, case, make(mine, str(named))) for named in (nobodys[field], foreign)]
        assert answers[0].status_code == answers[1].status_code, (case, answers[1].text)
        assert shape(answers[0]) == shape(answers[1]), case
    assert feed(theirs.clinic) == before


def test_an_id_that_somebody_else_has_used_blocks_nobody(
    client: FlaskClient, headers: Headers, clinic: Clinic, theirs: Belongings
) -> None:
    """Ids of facts are made by phones: what another patient has taken is free for me, and says nothing."""
    mine = belongings(clinic)
    for case, make in NAMED.items():
        if not case[2].endswith(f".{MADE_BY_CLIENTS}"):
            continue
        used = str(uuid4())
        first = send(client, headers, theirs, case, make(theirs, used))
        assert first.status_code in {200, 201}, (case, first.text)
        before = feed(theirs.clinic)
        answer = send(client, headers, mine, case, make(mine, used))
        assert answer.status_code == first.status_code, (case, answer.text)
        assert REFUSED.search(answer.text) is None, (case, answer.text)
        assert feed(theirs.clinic) == before


def send(
    client: FlaskClient, headers: Headers, mine: Belongings, case: tuple[str, str, str], body: Any
) -> TestResponse:
    method, path, _ = case
    person = mine.clinic.patient if path.startswith("/v1/me") else mine.clinic.therapist
    alert = (
        alerts.list_alerts(mine.clinic.therapist, patient_id=mine.clinic.patient.subject_id)[0]
        if "{alert_id}" in path
        else None
    )
    names = {"patient_id": mine.clinic.patient.subject_id, "plan_id": mine.plan_id, "alert_id": alert and alert.id}
    sent = {"If-Match": "*", **headers(person)}
    return client.open(path.format(**names), method=method, json=body, headers=sent)


def shape(answer: TestResponse) -> str:
    """An answer without the ids in it and without the numbers that count what was sent before."""
    plain = UUIDS.sub("(id)", answer.text)
    return re.sub(r'"(revision|sequence|version|cursor)":("[^"]*"|\d+)', "", plain)


def feed(clinic: Clinic) -> list[UUID | str]:
    rows = changes.list_changes(clinic.patient, clinic.patient.subject_id, limit=1000)
    return [row.ref_id for row in rows]


def test_what_is_mine_is_found_by_its_id(client: FlaskClient, headers: Headers, now: HandClock, clinic: Clinic) -> None:
    """The questions above are about the id: with my own lock, prescription and session they are taken."""
    mine = belongings(clinic)
    now.wait(minutes=1)
    assert clock.now() == now.at
    for case, own in (
        (("POST", "/v1/me/check-ins", "AfterIn.session_id"), mine.fact_id),
        (("PATCH", "/v1/plans/{plan_id}", "PrescriptionChangeIn.prescription_id"), mine.prescription_id),
        (("POST", "/v1/plans/{plan_id}/actions", "ActIn.lock_id"), mine.lock_id),
    ):
        answer = send(client, headers, mine, case, NAMED[case](mine, str(own)))
        assert answer.status_code in {200, 201}, (case, answer.text)
