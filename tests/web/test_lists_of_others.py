"""Cursors, filters and limits: however somebody asks for a list, it holds what is theirs."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hep_api.store import alerts, care
from hep_api.store.db import write
from hep_api.store.models import AlertRow
from hep_api.store.scope import Role, Scope
from hep_api.web.auth import audience_of
from hep_api.web.declared import inputs
from tests.builders.clinics import FOUNDED_AT, Clinic, add_colleague, add_patient, found_clinic
from tests.builders.clocks import HandClock
from tests.builders.plans import assign_plan
from tests.web.foreign_ids import break_glass

Headers = Callable[[Scope], dict[str, str]]

EVERYBODYS = {"/v1/exercises", "/v1/protocols", "/v1/measurements"}
"""Lists of the catalogue, the same for everybody of a clinic."""

FILTERS: dict[str, dict[str, list[str]]] = {
    "/v1/patients": {"text": ["", "alex", "%", "_", "'"], "archived": ["false", "true"]},
    "/v1/alerts": {"status": ["open", "acknowledged", "all"]},
    "/v1/plans/<uuid:plan_id>/decisions": {"superseded": ["false", "true"]},
    "/v1/me/changes": {},
    "/v1/patients/<uuid:patient_id>/reports": {},
    "/v1/clinic/patients": {"without_therapist": ["false"]},
    "/v1/clinic/emergencies": {"reviewed": ["false"]},
    "/v1/clinic/audit": {"who": [], "patient": [], "on": []},
}
"""What every list of rows of patients can be asked for besides cursor and limit."""


GROWS = {"/v1/clinic/audit"}
"""Lists to which reading them adds: tests/clinic/test_trail.py asks whether another clinic's shows."""


@pytest.fixture
def north(hand_clock: HandClock, clinic: Clinic) -> Clinic:
    return full(clinic)


@pytest.fixture
def south(north: Clinic) -> Clinic:
    return full(found_clinic("South Clinic"))


def full(clinic: Clinic) -> Clinic:
    """Enough of everything for more than one page."""
    assign_plan(clinic)
    for minutes in range(3):
        add_patient(clinic.therapist, name=f"Alex {minutes}")
        row = AlertRow(
            id=uuid4(), clinic_id=clinic.id, patient_id=clinic.patient.subject_id, rule="H15", scope="programme",
            scope_value="", raised_at=FOUNDED_AT + timedelta(minutes=minutes),
        )  # fmt: skip
        with write():
            alerts.add_alert(clinic.therapist, row)
        break_glass(clinic)
    return clinic


def lists(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if "cursor" in set(inputs(app.view_functions[rule.endpoint])) and rule.rule not in EVERYBODYS:
            yield rule.rule


def test_every_list_and_filter_is_classified(app: Flask) -> None:
    asked = {
        rule.rule: set(inputs(app.view_functions[rule.endpoint])) - {"cursor", "limit"}
        for rule in app.url_map.iter_rules()
        if rule.rule in set(lists(app)) and "GET" in (rule.methods or set())
    }
    assert asked == {path: set(filters) for path, filters in FILTERS.items()}


def ways(path: str) -> list[dict[str, str]]:
    """Every filter by itself, and none."""
    return [{}, *({name: value} for name, values in FILTERS[path].items() for value in values)]


def people(app: Flask, path: str, clinic: Clinic) -> list[Scope]:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.rule == path and "GET" in (rule.methods or set()))
    who = audience_of(app.view_functions[rule.endpoint])
    admin = add_colleague(clinic.therapist, role=Role.ADMIN)
    return [person for person in (clinic.therapist, clinic.patient, admin) if person.role.value in who]


@pytest.mark.parametrize("path", [path for path in FILTERS if "<" not in path and path not in GROWS])
def test_a_cursor_of_somebody_else_shows_nothing_of_theirs(
    app: Flask, client: FlaskClient, headers: Headers, north: Clinic, south: Clinic, path: str
) -> None:
    used = 0
    for mine, theirs in zip(people(app, path, north), people(app, path, south), strict=True):
        own, foreign = headers(mine), headers(theirs)
        visible = names(ask(client, path, own, {"limit": "200"}))
        hidden = names(ask(client, path, foreign, {"limit": "200"}))
        assert visible
        assert hidden
        assert not visible & hidden
        for way in ways(path):
            first = ask(client, path, foreign, {**way, "limit": "1"})
            cursors = [first["next_cursor"]] if first["next_cursor"] else []
            for cursor in [None, *cursors]:
                query = {**way, "limit": "200", **({"cursor": cursor} if cursor else {})}
                shown = names(ask(client, path, own, query))
                assert shown <= visible, (way, cursor)
                used += cursor is not None
    assert used


def test_a_cursor_does_not_outlive_the_care(
    client: FlaskClient, headers: Headers, north: Clinic, hand_clock: HandClock
) -> None:
    """E6: a therapist is taken off a patient with the token alive and a page open: the very next request is without."""
    speaks = headers(north.therapist)
    first = ask(client, "/v1/alerts", speaks, {"limit": "1"})
    assert first["next_cursor"]
    with write():
        care.end_care(north.therapist, north.patient.subject_id, north.therapist.subject_id, hand_clock.at)
    after = ask(client, "/v1/alerts", speaks, {"limit": "200", "cursor": first["next_cursor"]})
    assert after == {"items": [], "next_cursor": None}
    gone = client.get(f"/v1/patients/{north.patient.subject_id}", headers=speaks)
    absent = client.get(f"/v1/patients/{uuid4()}", headers=speaks)
    assert gone.status_code == absent.status_code == 404


def ask(client: FlaskClient, path: str, speaks: dict[str, str], query: dict[str, str]) -> dict[str, Any]:
    answer = client.get(path, query_string=query, headers=speaks)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def names(told: dict[str, Any]) -> set[str]:
    """What a page shows, by what tells its items apart."""
    return {str(item.get("id") or item["ref_id"]) for item in told["items"]}
