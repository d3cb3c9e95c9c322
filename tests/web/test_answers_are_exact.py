"""E5: an answer has exactly the keys that the contract says, for every role; and no key that is nobody's business."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from hep_api.store.scope import Scope
from hep_api.web.auth import audience_of
from hep_api.web.contract import document
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.web.foreign_bodies import belongings
from tests.web.test_ways_around import everybody, url

Headers = Callable[[Scope], dict[str, str]]
SECRETS = re.compile(r"password|hash|secret|family_id|fence|lease|address_value")
TOLD_ON_PURPOSE = {"content_hash", "secret"}
"""The hash of content is its address, and says which text a plan was assigned with; the secret of an authenticator app
is shown once to whoever sets it up (SecretOut), and is in no other answer."""


def differences(value: Any, schema: dict[str, Any], schemas: dict[str, Any], path: str = "") -> Iterator[str]:
    """Where a value has a key too many or too few for its schema."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    for part in schema.get("allOf", []):
        yield from differences(value, part, schemas, path)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from differences(item, schema.get("items", {}), schemas, f"{path}.{index}")
    elif isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        yield from (f"{path}.{name} is extra" for name in value.keys() - known.keys())
        yield from (f"{path}.{name} is missing" for name in known.keys() - value.keys())
        for name in known.keys() & value.keys():
            yield from differences(value[name], known[name], schemas, f"{path}.{name}")


def test_every_role_gets_exactly_what_the_contract_says(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers, hand_clock: HandClock
) -> None:
    described = document(app)
    made: dict[str, Any] = {"plan_id": belongings(clinic).plan_id, "slug": "clamshell"}
    people = {name: headers(person) for name, person in everybody(clinic).items()}
    compared = set()
    for rule in app.url_map.iter_rules():
        who = audience_of(app.view_functions[rule.endpoint])
        path = re.sub(r"<(?:[a-z]+:)?(\w+)>", r"{\1}", rule.rule)
        if "GET" not in (rule.methods or set()) or path == "/openapi.json":
            continue
        content = described["paths"][path]["get"]["responses"]["200"].get("content", {}).get("application/json")
        for role in (who & people.keys()) if content else ():
            answer = client.get(url(rule, clinic, made), headers=people[role])
            assert answer.status_code == 200, (role, path, answer.text)
            found = list(differences(answer.get_json(), content["schema"], described["components"]["schemas"]))
            assert found == [], (role, path)
            compared.add(path)
    assert len(compared) > 12


def test_no_answer_has_a_place_for_a_secret(app: Flask) -> None:
    described = document(app)
    schemas, told = described["components"]["schemas"], set()
    answers = [
        operation["responses"]
        for methods in described["paths"].values()
        for method, operation in methods.items()
        if method != "parameters"
    ]
    open_names = set(re.findall(r"#/components/schemas/(\w+)", str(answers)))
    seen: set[str] = set()
    while open_names:
        name = open_names.pop()
        seen.add(name)
        open_names |= set(re.findall(r"#/components/schemas/(\w+)", str(schemas[name]))) - seen
        told |= {f"{name}.{field}" for field in schemas[name].get("properties", {}) if SECRETS.search(field)}
    assert {name for name in told if name.partition(".")[2] not in TOLD_ON_PURPOSE} == set()
    assert {name for name in told if name.endswith(".secret")} == {"SecretOut.secret"}
    assert len(seen) > 30


def test_the_comparison_sees_a_key_too_many() -> None:
    schemas = {"A": {"properties": {"id": {}, "inner": {"items": {"$ref": "#/components/schemas/B"}}}}}
    schemas["B"] = {"properties": {"name": {}}}
    value = {"id": 1, "inner": [{"name": "x", "password_hash": "y"}]}
    assert list(differences(value, {"$ref": "#/components/schemas/A"}, schemas)) == [".inner.0.password_hash is extra"]
