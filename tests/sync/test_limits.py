"""Bodies that are too large, too many, too deep or packed: refused at once, in words that say what is allowed."""

import gzip
import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from hep_api.store import facts
from tests.builders.phones import Phone, mistakes

SYNC = "/v1/me/sync"
PATHS = (SYNC, "/v1/me/sessions", "/v1/me/check-ins", "/v1/me/reminders")


def send(phone: Phone, path: str, body: bytes, **headers: str) -> TestResponse:
    method = "PUT" if path.endswith("reminders") else "POST"
    spoken = phone.headers | {"Content-Type": "application/json"} | headers
    return phone.client.open(path, method=method, data=body, headers=spoken)


def nested(levels: int) -> bytes:
    return b'{"facts": ' + b"[" * levels + b"]" * levels + b"}"


def deep_note(levels: int) -> bytes:
    return b'{"facts": [{"kind": "session", "note": ' + b'{"a":' * levels + b"1" + b"}" * levels + b"}]}"


@pytest.mark.parametrize("path", PATHS)
def test_ten_megabytes_are_refused_unread(phone: Phone, path: str) -> None:
    answer = send(phone, path, b'{"facts": ["' + b"x" * 10_000_000 + b'"]}')
    assert (answer.status_code, answer.get_json()["detail"]) == (413, "The request is larger than 1 MB.")


def test_a_hundred_thousand_facts_are_one_mistake(phone: Phone) -> None:
    answer = send(phone, SYNC, json.dumps({"facts": [0] * 100_000}).encode())
    assert mistakes(answer) == {"facts"}
    assert "200" in answer.get_json()["errors"][0]["message"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", [nested, deep_note])
@pytest.mark.parametrize("levels, status, code", [
    (20, 422, "too_deep"), (300, 422, "too_deep"), (1_000, 422, "too_deep"), (100_000, 400, "bad_request"),
])  # fmt: skip
def test_deep_nesting_is_refused_at_every_depth(
    phone: Phone, path: str, body: Any, levels: int, status: int, code: str
) -> None:
    answer = send(phone, path, body(levels))
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_what_a_batch_may_hold_is_far_from_too_deep(phone: Phone) -> None:
    session = {"kind": "session", **phone.session()}
    session["exercises"][0]["sets"][0]["load"] = {"kind": "none", "value": None}
    (result,) = phone.post(SYNC, {"facts": [session]}).get_json()["results"]
    assert result["status"] in (201, 422)


@pytest.mark.parametrize("path", PATHS)
def test_a_packed_body_is_not_unpacked(phone: Phone, path: str) -> None:
    """A bomb of 100 MB in 100 kB: what we never unpack cannot fill our memory."""
    bomb = gzip.compress(b"0" * 100_000_000)
    answer = send(phone, path, bomb, **{"Content-Encoding": "gzip"})
    assert (answer.status_code, "neither of them compressed" in answer.get_json()["detail"]) == (415, True)


def test_refused_bodies_leave_nothing_behind(phone: Phone) -> None:
    known = len(facts.list_facts(phone.scope, phone.scope.subject_id))
    for body in (nested(40), deep_note(40), json.dumps({"facts": [{}] * 201}).encode()):
        assert send(phone, SYNC, body).status_code == 422
    assert len(facts.list_facts(phone.scope, phone.scope.subject_id)) == known


@pytest.mark.parametrize("levels, status", [(20, 422), (1_000, 422), (100_000, 400)])
def test_who_has_not_signed_in_yet_is_bounded_alike(phone: Phone, levels: int, status: int) -> None:
    answer = phone.client.post("/v1/auth/login", data=nested(levels), content_type="application/json")
    assert answer.status_code == status
