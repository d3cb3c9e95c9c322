"""The one place where an answer of FCM, or its absence, gets a meaning."""

import ssl

import pytest
from requests.exceptions import (
    ChunkedEncodingError,
    ConnectionError,  # noqa: A004 - the one of requests is meant
    ConnectTimeout,
    ProxyError,
    ReadTimeout,
    SSLError,
)
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError
from urllib3.exceptions import ProxyError as WireProxyError
from urllib3.exceptions import SSLError as WireSSLError

from hep_api.ports import PushResult
from hep_api.push_replies import FcmReply, NotAccepted, Verdict, classify, read_reply

POOL = HTTPConnectionPool("fcm.invalid")
REFUSED = NewConnectionError(POOL, "refused")  # type: ignore[arg-type]


def wrapped(reason: Exception) -> MaxRetryError:
    return MaxRetryError(POOL, "/", reason)


@pytest.mark.parametrize(
    "error,result",
    [
        (ConnectionError(wrapped(REFUSED)), PushResult.NOT_SENT),
        (ConnectTimeout("slow"), PushResult.NOT_SENT),
        (ProxyError(wrapped(WireProxyError("no proxy", REFUSED))), PushResult.NOT_SENT),
        (SSLError(wrapped(WireSSLError(ssl.SSLCertVerificationError("not Google")))), PushResult.NOT_SENT),
        (SSLError(wrapped(WireSSLError(ssl.SSLError("cut in the middle")))), PushResult.AMBIGUOUS),
        (ConnectionError(ProtocolError("aborted", ConnectionResetError())), PushResult.AMBIGUOUS),
        (ReadTimeout("no answer"), PushResult.AMBIGUOUS),
        (ChunkedEncodingError("half a body"), PushResult.AMBIGUOUS),
        (KeyError("anything else"), PushResult.AMBIGUOUS),
        (None, PushResult.AMBIGUOUS),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_a_connection_that_never_stood_is_certainly_not_sent(error: Exception | None, result: PushResult) -> None:
    assert classify(error).result is result


@pytest.mark.parametrize(
    "status,code,result,everyone",
    [
        (404, "UNREGISTERED", PushResult.ADDRESS_GONE, False),
        (404, "", PushResult.OUR_FAULT, True),
        (404, "NOT_FOUND", PushResult.OUR_FAULT, True),
        (400, "INVALID_ARGUMENT", PushResult.OUR_FAULT, False),
        (400, "UNREGISTERED", PushResult.OUR_FAULT, False),
        (413, "", PushResult.OUR_FAULT, False),
        (401, "UNAUTHENTICATED", PushResult.OUR_FAULT, True),
        (401, "THIRD_PARTY_AUTH_ERROR", PushResult.OUR_FAULT, False),
        (403, "PERMISSION_DENIED", PushResult.OUR_FAULT, True),
        (403, "SENDER_ID_MISMATCH", PushResult.OUR_FAULT, False),
        (408, "", PushResult.AMBIGUOUS, False),
        (429, "QUOTA_EXCEEDED", PushResult.NOT_SENT, False),
        (429, "", PushResult.NOT_SENT, False),
        (500, "INTERNAL", PushResult.AMBIGUOUS, False),
        (502, "", PushResult.AMBIGUOUS, False),
        (503, "UNAVAILABLE", PushResult.AMBIGUOUS, False),
        (504, "", PushResult.AMBIGUOUS, False),
        (200, "", PushResult.AMBIGUOUS, False),
        (301, "", PushResult.AMBIGUOUS, False),
    ],
)
def test_each_refusal_has_one_meaning(status: int, code: str, result: PushResult, everyone: bool) -> None:
    verdict = classify(NotAccepted(FcmReply(status, None, code, None)))
    assert verdict == Verdict(result, f"HTTP {status} {code}".strip(), None, everyone)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"UNREGISTERED"',
        b'{"error": "UNREGISTERED"}',
        b'{"error": {"details": "UNREGISTERED"}}',
        b'{"error": {"details": ["UNREGISTERED", {"errorCode": 5}]}}',
        b'{"error": {"status": "knee pain\\n forged line"}}',
        b'{"name": 7}',
        b'{"name": ""}',
    ],
)
def test_a_malformed_body_is_an_answer_without_meaning_and_never_an_error(body: bytes) -> None:
    assert read_reply(404, {}, body) == FcmReply(404, None, "", None)


def test_only_a_200_can_be_an_acceptance() -> None:
    assert [read_reply(status, {}, b'{"name": "n"}').name for status in (200, 201, 302, 404, 503)] == ["n", *[None] * 4]


def test_the_error_code_of_fcm_wins_over_the_status_word() -> None:
    body = b'{"error": {"status": "NOT_FOUND", "details": [{"@type": "x"}, {"errorCode": "UNREGISTERED"}]}}'
    assert read_reply(404, {}, body).code == "UNREGISTERED"


@pytest.mark.parametrize(
    "header,seconds",
    [
        ("0", 0.0),
        ("60", 60.0),
        (" 7 ", 7.0),
        ("999999999999", 86400.0),
        ("Mon, 02 Mar 2026 09:02:00 GMT", 120.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0.0),
        ("-5", None),
        ("1.5", None),
        ("inf", None),
        ("soon", None),
        ("\u0663", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: str, seconds: float | None) -> None:
    headers = {"Retry-After": header, "Date": "Mon, 02 Mar 2026 09:00:00 GMT"}
    assert read_reply(429, headers, b"").retry_after_seconds == seconds


def test_a_retry_date_without_the_servers_own_date_is_no_help() -> None:
    headers = {"Retry-After": "Mon, 02 Mar 2026 09:02:00 GMT"}
    assert read_reply(429, headers, b"").retry_after_seconds is None
