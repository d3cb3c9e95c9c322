"""Role by route: what is not yours answers exactly like what does not exist, and other roles are turned away."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from hep_api.store.callers import ACCOUNTS
from hep_api.store.scope import Role, Scope
from hep_api.web.auth import EVERYBODY, audience_of
from tests.builders.caregivers import add_caregiver
from tests.builders.clinics import Clinic, add_colleague, add_patient, found_clinic
from tests.web.foreign_ids import BODIES, CHOSEN, OF_CLINIC, OWNED, PUBLIC, TOLD_ELSEWHERE

SOMEBODYS = {**OWNED, **OF_CLINIC}

Headers = Callable[[Scope], dict[str, str]]


@dataclass(frozen=True)
class Route:
    """One method of one rule."""

    method: str
    rule: Rule
    view: Callable[..., Any]

    @property
    def audience(self) -> frozenset[str]:
        return audience_of(self.view)

    @property
    def owned(self) -> set[str]:
        return {name for name in self.rule.arguments if name in SOMEBODYS}

    @property
    def reads_a_body(self) -> bool:
        parameters = getattr(self.view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
        return any(parameter.get("in") == "json" for parameter in parameters)

    def url(self, app: Flask, ids: dict[str, UUID]) -> str:
        values = {name: ids.get(name, uuid4() if name in CHOSEN else "pfp") for name in self.rule.arguments}
        with app.test_request_context():
            return app.url_map.bind("localhost").build(self.rule.endpoint, values, self.method)


def routes(app: Flask) -> Iterator[Route]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(method, rule, app.view_functions[rule.endpoint])


def ask(client: FlaskClient, app: Flask, route: Route, ids: dict[str, UUID], headers: dict[str, str]) -> TestResponse:
    make_body = BODIES.get((route.method, route.rule.rule))
    sent = {"If-Match": "*", "X-Request-Id": str(uuid4()), **headers}
    return client.open(route.url(app, ids), method=route.method, json=make_body() if make_body else None, headers=sent)


def without_request_id(response: TestResponse) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(response.data)
    return {**body, "request_id": ""}


def strangers(clinic: Clinic) -> dict[Role, list[Scope]]:
    """Everybody who may call such a route and must not reach this clinic's patient; half of them not the clinic."""
    other = found_clinic("Other")
    return {
        Role.THERAPIST: [other.therapist, add_colleague(clinic.therapist)],
        Role.PATIENT: [other.patient, add_patient(clinic.therapist)],
        Role.ADMIN: [add_colleague(other.therapist, role=Role.ADMIN)],
        Role.CAREGIVER: [
            add_caregiver(other.therapist, other.patient),
            add_caregiver(clinic.therapist, add_patient(clinic.therapist)),
        ],
    }


def somebody(clinic: Clinic, role: Role) -> Scope:
    """A person of a role, at the clinic."""
    if role is Role.CAREGIVER:
        return add_caregiver(clinic.therapist, clinic.patient)
    return clinic.patient if role is Role.PATIENT else add_colleague(clinic.therapist, role=role)


def reaches(person: Scope, clinic: Clinic, route: Route) -> bool:
    """Whether all that the route names is the clinic's, and so this person's too."""
    return person.clinic_id == clinic.id and route.owned <= OF_CLINIC.keys()


def test_every_route_is_classified(app: Flask) -> None:
    """A new URL parameter, or a new body beside an owned one, must be described in foreign_ids.py."""
    unknown = {
        (route.rule.rule, name)
        for route in routes(app)
        for name in route.rule.arguments
        if name not in {*SOMEBODYS, *PUBLIC, *CHOSEN}
    }
    undescribed = {
        (route.method, route.rule.rule)
        for route in routes(app)
        if route.owned and route.reads_a_body and (route.method, route.rule.rule) not in BODIES
    }
    assert unknown == set()
    assert undescribed == set()


def test_what_is_not_yours_answers_like_what_does_not_exist(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    """Same status, same bytes but for the request's id: existence cannot be asked."""
    asked = 0
    nobody = dict.fromkeys(SOMEBODYS, uuid4())
    foreign = {name: make(clinic) for name, make in SOMEBODYS.items()}
    for role, people in strangers(clinic).items():
        for person in people:
            speaks = headers(person)
            for route in routes(app):
                if not route.owned or role.value not in route.audience or reaches(person, clinic, route):
                    continue
                theirs, missing = ask(client, app, route, foreign, speaks), ask(client, app, route, nobody, speaks)
                assert (theirs.status_code, missing.status_code) == (404, 404), (role, route.method, route.rule.rule)
                assert without_request_id(theirs) == without_request_id(missing)
                asked += 1
    assert asked


def test_the_matrix_asks_valid_questions(app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    """Who may, gets through: a 404 above is about the id, and not about the question."""
    admin = add_colleague(clinic.therapist, role=Role.ADMIN)
    for person in (clinic.therapist, clinic.patient, add_caregiver(clinic.therapist, clinic.patient), admin):
        for route in routes(app):
            if route.owned and person.role.value in route.audience and route.rule.rule not in TOLD_ELSEWHERE:
                own = {name: make(clinic) for name, make in SOMEBODYS.items() if name in route.owned}
                answer = ask(client, app, route, own, headers(person))
                assert answer.status_code < 400, (person.role, route.method, route.rule.rule, answer.text)


@pytest.mark.parametrize("role", sorted(ACCOUNTS))
def test_other_roles_are_turned_away_before_anything_is_read(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers, role: Role
) -> None:
    person = somebody(clinic, role)
    ids = {name: make(clinic) for name, make in SOMEBODYS.items()}
    speaks = headers(person)
    for route in routes(app):
        if route.audience & {"anyone", role.value}:
            continue
        assert ask(client, app, route, ids, speaks).status_code == 403, (role, route.method, route.rule.rule)


def test_nobody_gets_in_without_a_token(app: Flask, client: FlaskClient, clinic: Clinic) -> None:
    ids = {name: make(clinic) for name, make in SOMEBODYS.items()}
    for route in routes(app):
        if "anyone" not in route.audience:
            assert ask(client, app, route, ids, {}).status_code == 401, (route.method, route.rule.rule)


def test_every_declared_role_exists(app: Flask) -> None:
    for route in routes(app):
        assert route.audience, route.rule.rule
        assert route.audience <= {*EVERYBODY, "anyone"}


def test_nobody_signs_in_as_an_operator(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    """Whoever runs the installation has its command line; an account that says operator opens nothing."""
    operator = add_colleague(clinic.therapist, role=Role.OPERATOR)
    assert client.get("/v1/me", headers=headers(operator)).status_code == 401
