"""The OpenAPI document says what the routes do."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import ValidationError

from hep_api.media.pictures import FORMATS
from hep_api.web.auth import audience_of
from hep_api.web.declared import OF_THE_SESSION
from hep_api.web.schemas import Text
from hep_api.web.throttle import limiter

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


def test_whatever_reads_a_body_says_how_it_refuses_one_that_it_cannot_read(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        if "requestBody" in operation:
            assert {"400", "413", "415", "422"} <= operation["responses"].keys(), name


def test_whatever_is_throttled_says_so(app: Flask, document: dict[str, Any]) -> None:
    held = limiter.limit_manager._decorated_limits
    throttled = {name.rpartition(".")[2] for name, limits in held.items() if limits}
    told = {op["operationId"] for op in operations(document).values() if "429" in op["responses"]}
    assert told == throttled
    assert {"login", "change_password"} <= told


def test_whatever_reaches_somebodys_rows_may_be_busy(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        busy = operation["x-reach"] not in ("nothing", "installation")
        assert busy <= ("503" in operation["responses"]), name


def test_whatever_is_named_in_an_address_may_not_be_there(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        assert ("{" in name) == ("404" in operation["responses"]) or name in NOT_THERE_BY_BODY, name


NOT_THERE_BY_BODY = {"POST /v1/auth/join", "POST /v1/emergencies"}
"""These find by what a body says."""


def test_a_body_without_anything_required_may_be_left_out(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, operation in operations(document).items():
        body = operation.get("requestBody")
        if body and "application/json" in body["content"]:
            schema = body["content"]["application/json"]["schema"]
            named = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
            asks = "required" in named or "oneOf" in named
            assert body.get("required", False) == asks, name


def test_a_version_that_may_be_named_is_no_required_header(document: dict[str, Any]) -> None:
    patient = operations(document)["PATCH /v1/patients/{patient_id}"]
    (asked,) = patient["parameters"]
    assert (asked["name"], asked.get("required", False)) == ("If-Match", False)
    assert "428" not in patient["responses"]
    assert "428" in operations(document)["PATCH /v1/plans/{plan_id}"]["responses"]


def test_uploads_are_served_as_what_they_are(document: dict[str, Any]) -> None:
    file = operations(document)["GET /v1/media/{media_id}/file"]["responses"]
    made = {*FORMATS.values(), "video/mp4", "video/webm"}
    assert set(file["200"]["content"]) == set(file["206"]["content"]) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\t\n",
        "a",
        " a ",
        "a\x00",
        "\x1f",
        "\x7fa",
        "a\nb",
        "\u00f1",
        "\u00a0",
        "\u3000b",
        "a b",
        " a  ",
        "ab",
        "abc",
    ],
)
@pytest.mark.parametrize("low", [0, 1, 2, 3])
def test_the_pattern_of_a_text_allows_what_is_allowed(text: str, low: int) -> None:
    field = Text(low=low)
    try:
        field.deserialize(text)
        taken = True
    except ValidationError:
        taken = False
    assert bool(re.search(field.metadata["pattern"], text)) == taken


def test_objects_are_sized_by_their_properties(document: dict[str, Any]) -> None:
    answers = document["components"]["schemas"]["ScreenIn"]["properties"]["answers"]
    assert (answers["minProperties"], answers["maxProperties"]) == (1, 100)
    assert answers["propertyNames"] == {"pattern": "^RF[0-9]{2}[!-~]{0,36}$"}
    sizes = ("minLength", "maxLength")
    assert not any(size in answers for size in sizes)


def test_a_problem_may_bring_further_members(document: dict[str, Any]) -> None:
    """Such as the challenge of a sign-in and the conflict of two edits: an app that reads strictly must be told."""
    assert document["components"]["schemas"]["Problem"]["additionalProperties"] is True
    assert document["components"]["schemas"]["FieldProblem"]["additionalProperties"] is False
