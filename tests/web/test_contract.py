"""The OpenAPI document says what the routes do."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hep_api.web.auth import audience_of
from hep_api.web.declared import OF_THE_SESSION

REFERENCE = re.compile(r"#/components/schemas/(\w+)")
PARAMETER = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json or {}
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }


def test_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")


def test_every_route_is_in_it(app: Flask, document: dict[str, Any]) -> None:
    rules = {
        method + " " + PARAMETER.sub(r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert operations(document).keys() == rules


def test_operation_ids_are_unique_names(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for operation in operations(document).values()]
    assert all(ids)
    assert len(ids) == len(set(ids))


def test_every_operation_has_a_summary(document: dict[str, Any]) -> None:
    assert [name for name, operation in operations(document).items() if not operation.get("summary")] == []


def test_says_who_may_call_and_asks_for_a_token_otherwise(app: Flask, document: dict[str, Any]) -> None:
    declared = {view.__name__: sorted(audience_of(view)) for view in app.view_functions.values()}
    for operation in operations(document).values():
        assert operation["x-audience"] == declared[operation["operationId"]]
        assert operation["security"] == ([] if operation["x-audience"] == ["anyone"] else [{"bearer": []}])


def test_no_body_and_no_query_says_who_asks(document: dict[str, Any]) -> None:
    """Whatever schema a body is described by, those included that are read by hand."""
    asked = {
        (name, field)
        for name, schema in sent_schemas(document).items()
        for field in schema.get("properties", {})
        if field in OF_THE_SESSION
    }
    assert asked == set()


def test_the_search_for_them_reaches_every_body(document: dict[str, Any]) -> None:
    assert {"SessionIn", "AssignIn", "LoginIn", "PatientIn"} <= sent_schemas(document).keys()


def sent_schemas(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every schema that a request body is made of, and what those are made of in turn."""
    schemas = document["components"]["schemas"]
    bodies = [operation["requestBody"] for operation in operations(document).values() if "requestBody" in operation]
    open_names, found = set(REFERENCE.findall(str(bodies))), {}
    while open_names:
        name = open_names.pop()
        found[name] = schemas[name]
        open_names |= set(REFERENCE.findall(str(schemas[name]))) - found.keys()
    return found


def test_errors_are_problem_documents(document: dict[str, Any]) -> None:
    for name, response in document["components"]["responses"].items():
        if "content" in response:
            assert list(response["content"]) == ["application/problem+json"], name


def test_bodies_and_answers_have_schemas(document: dict[str, Any]) -> None:
    login = operations(document)["POST /v1/auth/login"]
    assert login["requestBody"]["required"]
    sent = login["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema = document["components"]["schemas"][sent]
    assert schema["required"] == ["email", "password"]
    assert schema["additionalProperties"] is False


def test_answers_always_have_every_field(document: dict[str, Any]) -> None:
    tokens = document["components"]["schemas"]["TokensOut"]
    assert set(tokens["required"]) == set(tokens["properties"])


def test_what_may_be_left_out_stays_optional_in_generated_clients(document: dict[str, Any]) -> None:
    """A `default` makes generators require the field; it is told in words instead."""
    schemas = document["components"]["schemas"]
    promised = {
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, shape in schema.get("properties", {}).items()
        if "default" in shape and field not in schema.get("required", ())
    }
    assert promised == set()
    assert schemas["AssignIn"]["properties"]["autonomy"]["description"] == "without it: suggest"
    enabled = schemas["RemindersIn"]["properties"]["enabled"]
    assert enabled["description"] == "False: no notices at all; without it: true"


def test_edits_and_polls_are_described_as_conditional(document: dict[str, Any]) -> None:
    found = operations(document)
    assert "412" in found["PATCH /v1/patients/{patient_id}"]["responses"]
    assert "304" in found["GET /v1/exercises"]["responses"]


def test_the_page_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/docs")
    assert "//" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_page_says_when_the_contract_or_an_answer_does_not_come(client: FlaskClient) -> None:
    page = client.get("/docs").text
    assert "The contract could not be loaded" in page
    assert "No answer" in page
