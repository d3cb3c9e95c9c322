"""Other ways to the same route: another method, another spelling, a header that claims a method, fields too many."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from hep_api.store.callers import ACCOUNTS
from hep_api.store.models import Row
from hep_api.store.scope import Role, Scope
from hep_api.web.auth import audience_of
from hep_api.web.contract import document
from tests.builders.caregivers import add_caregiver
from tests.builders.clinics import Clinic, add_colleague
from tests.builders.clocks import HandClock
from tests.web.foreign_bodies import belongings as belongings_of
from tests.web.foreign_bodies import measurement, morning, pause, screen, session
from tests.web.foreign_ids import CHOSEN, OF_CLINIC, OWNED

Headers = Callable[[Scope], dict[str, str]]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
ALWAYS = {"OPTIONS"}
NAMED = {**OWNED, **OF_CLINIC}


def url(rule: Rule, clinic: Clinic, made: dict[str, Any]) -> str:
    """A rule's address with something of this clinic in it."""
    values = {}
    for name in rule.arguments:
        if name in NAMED and name not in made:
            made[name] = NAMED[name](clinic)
        values[name] = made.get(name, uuid4() if name in CHOSEN else "pfp")
    address = rule.rule
    for name, value in values.items():
        address = re.sub(rf"<(?:[a-z]+:)?{name}>", str(value), address)
    return address


def everybody(clinic: Clinic) -> dict[str, Scope]:
    """Somebody of every role that signs in."""
    people = {
        Role.PATIENT: clinic.patient,
        Role.CAREGIVER: add_caregiver(clinic.therapist, clinic.patient),
        Role.THERAPIST: clinic.therapist,
        Role.ADMIN: add_colleague(clinic.therapist, role=Role.ADMIN),
    }
    assert people.keys() == ACCOUNTS
    return {role.value: person for role, person in people.items()}


def rules(app: Flask) -> Iterator[tuple[Rule, frozenset[str]]]:
    for rule in app.url_map.iter_rules():
        yield rule, audience_of(app.view_functions[rule.endpoint])


def test_what_no_rule_declares_is_not_allowed(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    speaks, made = headers(clinic.therapist), {}
    declared: dict[str, set[str]] = {}
    for rule, _ in rules(app):
        declared.setdefault(rule.rule, set()).update(rule.methods or set())
    for rule, _ in rules(app):
        for method in {*METHODS, "TRACE", "PROPFIND"} - declared[rule.rule] - ALWAYS:
            answer = client.open(url(rule, clinic, made), method=method, headers=speaks)
            assert answer.status_code == 405, (method, rule.rule, answer.status_code)


def test_asking_only_for_the_head_opens_nothing_more(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    made: dict[str, Any] = {}
    people = {name: headers(person) for name, person in everybody(clinic).items()}
    asked = 0
    for rule, who in rules(app):
        if "HEAD" not in (rule.methods or set()) or "anyone" in who:
            continue
        address = url(rule, clinic, made)
        assert client.head(address).status_code == 401, rule.rule
        for role, speaks in people.items():
            head, got = client.head(address, headers=speaks), client.get(address, headers=speaks)
            assert head.status_code == got.status_code, (role, rule.rule)
            assert head.data == b""
            assert (head.status_code == 403) is (role not in who), (role, rule.rule)
            asked += 1
    assert asked


def test_a_slash_more_or_a_slash_doubled_is_another_address(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    speaks, made = headers(clinic.therapist), {}
    for rule, _ in rules(app):
        address = url(rule, clinic, made)
        for spelled in (f"{address}/", address.replace("/v1/", "/v1//"), address.upper()):
            if spelled != address:
                answer = client.get(spelled, headers=speaks)
                # A doubled slash is answered by where to go; who may is asked there again.
                assert answer.status_code in {404, 405, 308}, (spelled, answer.status_code)
                assert answer.status_code != 308 or answer.headers["Location"].endswith(address)


def test_a_header_or_a_field_that_claims_a_method_claims_nothing(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    """A patient may read decisions and not act on plans, whatever is claimed about the request."""
    speaks, made = headers(clinic.patient), {}
    names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
    for rule, who in rules(app):
        if "GET" not in (rule.methods or set()) or who != {"therapist"}:
            continue
        address = url(rule, clinic, made)
        for claimed in METHODS:
            claims = dict.fromkeys(names, claimed)
            answer = client.get(address, query_string={"_method": claimed}, headers={**speaks, **claims})
            assert answer.status_code == 403, (claimed, rule.rule)
            answer = client.post("/v1/auth/logout/x", data={"_method": claimed}, headers={**speaks, **claims})
            assert answer.status_code == 404


# Fields too many


def columns() -> set[str]:
    """The name of every column of every table."""
    return {column.name for table in Row.metadata.tables.values() for column in table.columns}


def fields_of(described: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    """What the body of an operation may hold at its top, over all of its shapes."""
    names = re.findall(r"#/components/schemas/(\w+)", str(operation["requestBody"]))
    return {field for name in names for field in described["components"]["schemas"][name].get("properties", {})}


def test_no_column_can_be_written_by_naming_it(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    """E4: every write that reads a body is sent every column there is; each that is no field is refused by name."""
    described, made, asked = document(app), {}, 0
    people = {name: headers(person) for name, person in everybody(clinic).items()}
    for rule, who in rules(app):
        path = re.sub(r"<(?:[a-z]+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH"}:
            operation = described["paths"][path][method.lower()]
            if "requestBody" not in operation or path == "/v1/me/sync":
                continue
            unknown = columns() - fields_of(described, operation)
            speaks = {} if "anyone" in who else people[min(who)]
            sent = {**dict.fromkeys(unknown, "x"), **({"kind": "morning"} if path.endswith("check-ins") else {})}
            body = (
                {"json": sent}
                if "application/json" in operation["requestBody"]["content"]
                else {"data": sent, "content_type": "multipart/form-data"}
            )
            answer = client.open(url(rule, clinic, made), method=method, headers={"If-Match": "*", **speaks}, **body)
            assert answer.status_code == 422, (method, path, answer.text)
            refused = {error["path"] for error in answer.get_json()["errors"]}
            assert unknown - {"kind"} <= refused, (method, path, (unknown - refused))
            asked += 1
    assert asked > 15


def test_no_column_can_be_written_by_naming_it_in_a_batch(
    client: FlaskClient, clinic: Clinic, headers: Headers, hand_clock: HandClock
) -> None:
    mine, speaks = belongings_of(clinic), headers(clinic.patient)
    facts = {
        "session": session(mine), "morning": morning(), "screen": screen(), "measurement": measurement(),
        "pause": pause(),
    }  # fmt: skip
    for kind, body in facts.items():
        unknown = {name: "x" for name in columns() if name not in KNOWN_IN_FACTS and name not in body}
        sent = {"kind": kind, **unknown, **body}
        result = client.post("/v1/me/sync", json={"facts": [sent]}, headers=speaks).get_json()["results"][0]
        assert result["status"] == 422, (kind, result)
        assert unknown.keys() <= {error["path"] for error in result["errors"]}, kind


KNOWN_IN_FACTS = {"kind", "plan_id", "zone", "corrects", "side", "slug", "outcome", "note"}
"""Columns whose names are those of fields that some fact has."""
