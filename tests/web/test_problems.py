"""Every error is a problem document with a stable code."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api.errors import Conflict, ContentError, FieldError, HepError, Invalid, Stale, Throttled
from hep_api.store.db import StoreBusy
from hep_api.store.scope import Scope
from hep_api.web.auth import audience
from tests.builders.clinics import Clinic

Headers = Callable[[Scope], dict[str, str]]
MEMBERS = {"type", "title", "status", "code", "detail", "request_id"}


def body_of(response: TestResponse) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    assert body.keys() >= MEMBERS
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:hep:problem:{body['code']}"
    assert body["request_id"] == response.headers["X-Request-Id"]
    return body


def answer_to(app: Flask, error: Exception) -> TestResponse:
    """What the app answers when a view raises this."""

    @audience("anyone", reach="nothing")
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", view_func=fail)
    return app.test_client().get("/fail")


def test_nothing_at_this_address_is_404(client: FlaskClient) -> None:
    assert body_of(client.get("/nowhere"))["code"] == "not_found"


def test_another_method_is_405_and_says_which_are_allowed(client: FlaskClient) -> None:
    response = client.delete("/v1/auth/login")
    assert body_of(response)["code"] == "method_not_allowed"
    assert "POST" in response.headers["Allow"]


def test_no_token_is_401_and_says_which_scheme(client: FlaskClient) -> None:
    response = client.get("/v1/me")
    assert body_of(response)["code"] == "unauthenticated"
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_another_role_is_403(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    assert body_of(client.get("/v1/patients", headers=headers(clinic.patient)))["code"] == "forbidden"


def test_broken_json_is_400(client: FlaskClient) -> None:
    response = client.post("/v1/auth/login", data="{", content_type="application/json")
    assert (response.status_code, body_of(response)["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "broken", ["NaN", '{"email": Infinity}', "[" * 2000, "\ud800".encode("utf-8", "surrogatepass")]
)
def test_what_is_not_json_is_400(client: FlaskClient, broken: str | bytes) -> None:
    assert client.post("/v1/auth/login", data=broken, content_type="application/json").status_code == 400


def test_a_body_that_is_not_called_json_is_415(client: FlaskClient) -> None:
    response = client.post("/v1/auth/login", data="email=a", content_type="application/x-www-form-urlencoded")
    assert body_of(response)["code"] == "unsupported_media_type"


def test_a_body_above_1_mb_is_413(client: FlaskClient) -> None:
    response = client.post("/v1/auth/login", data=b" " * 1_000_001, content_type="application/json")
    assert body_of(response)["code"] == "request_entity_too_large"


def test_every_wrong_field_is_named_at_once(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    sent = {"name": "", "birth_year": "1990", "zone": "Mars/Base", "colour": "red"}
    response = client.post("/v1/patients", json=sent, headers=headers(clinic.therapist))
    body = body_of(response)
    assert (response.status_code, body["code"]) == (422, "invalid")
    assert {error["path"] for error in body["errors"]} == {"name", "birth_year", "zone", "colour"}


def test_a_missing_body_is_422(client: FlaskClient) -> None:
    body = body_of(client.post("/v1/auth/login"))
    assert {error["path"] for error in body["errors"]} == {"email", "password"}


def test_an_unknown_query_parameter_is_422(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    response = client.get("/v1/patients?colour=red", headers=headers(clinic.therapist))
    assert [error["path"] for error in body_of(response)["errors"]] == ["colour"]


@pytest.mark.parametrize(
    "error, status, code",
    [
        (Conflict("Taken."), 409, "conflict"),
        (Conflict("Taken.", code="fact_differs"), 409, "fact_differs"),
        (Stale("Old."), 412, "stale_version"),
        (Invalid("Wrong.", [FieldError("a.0", "No.")]), 422, "invalid"),
        (Throttled("Slow down.", 7), 429, "throttled"),
        (StoreBusy("Busy."), 503, "store_busy"),
        (RuntimeError("pain 9 of Alex"), 500, "internal_error"),
        (ContentError(["a.yaml:3: wrong"]), 500, "internal_error"),
        (HepError("Unheard of."), 500, "internal_error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_what_went_wrong_decides_the_status(app: Flask, error: Exception, status: int, code: str) -> None:
    response = answer_to(app, error)
    assert (response.status_code, body_of(response)["code"]) == (status, code)


def test_throttled_and_busy_say_when_to_come_back(app: Flask) -> None:
    assert answer_to(app, Throttled("Slow down.", 7)).headers["Retry-After"] == "7"


def test_further_members_are_kept(app: Flask) -> None:
    assert body_of(answer_to(app, Conflict("Newer.", details={"proposal": {"id": 1}})))["proposal"] == {"id": 1}


def test_an_unexpected_error_tells_nobody_what_it_was(app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither the answer nor the log repeats a message: it may hold what a patient wrote. The place is logged."""
    response = answer_to(app, RuntimeError("pain 9 of Alex"))
    logged = capfd.readouterr().err
    assert "Alex" not in response.text + logged
    assert "RuntimeError" in logged
    assert "test_problems.py" in logged


def test_the_request_id_of_the_caller_is_kept_when_it_is_harmless(client: FlaskClient) -> None:
    assert client.get("/nowhere", headers={"X-Request-Id": "phone-1234"}).headers["X-Request-Id"] == "phone-1234"
    forged = client.get("/nowhere", headers={"X-Request-Id": 'x" {"level'}).headers["X-Request-Id"]
    assert forged != 'x" {"level'


def test_logs_name_the_rule_and_not_the_person(
    client: FlaskClient, clinic: Clinic, headers: Headers, capfd: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/patients/{clinic.patient.subject_id}"
    client.get(path, headers=headers(clinic.therapist))
    line = json.loads(capfd.readouterr().err.strip().splitlines()[-1])
    assert line["route"] == "/v1/patients/<uuid:patient_id>"
    assert line["role"] == "therapist"
    assert str(clinic.patient.subject_id) not in json.dumps(line)
