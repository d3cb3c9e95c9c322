"""What every answer tells a browser, whether it went well or not."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api.web.protection import HEADERS, UNLESS_SAID

PATHS = ("/health/live", "/docs", "/redeem", "/redeem.js", "/openapi.json", "/v1/me", "/nothing/here", "/metrics")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_protected(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert set(UNLESS_SAID) <= set(response.headers.keys())
    policy = response.headers["Content-Security-Policy"]
    assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "unsafe-eval" not in policy


def test_no_other_site_may_read_anything(client: FlaskClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    answers: list[TestResponse] = [client.options("/v1/auth/login", headers=asked)]
    answers += [client.get(path, headers=asked) for path in PATHS]
    told = {name.lower() for answer in answers for name in answer.headers.keys()}  # noqa: SIM118 - not a dict
    assert not {name for name in told if name.startswith("access-control")}


def test_tls_is_promised_only_over_tls(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/health/live").headers
    secure = client.get("/health/live", base_url="https://hep.example")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_no_answer_sets_a_cookie_and_one_would_travel_by_tls_only(app: Flask, client: FlaskClient) -> None:
    assert not [path for path in PATHS if "Set-Cookie" in client.get(path).headers]
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Strict"
