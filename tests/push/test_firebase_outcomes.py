"""Whatever FCM does to one message, it is on the wire exactly once and the outcome says what can be known."""

from typing import Any, NamedTuple

import pytest

from hep_api.firebase import FirebaseSender
from hep_api.ports import PushResult
from stack.fcm.control import FcmControl
from stack.fcm.server import FcmServer
from tests.push.builders import a_message
from tests.push.conftest import OpenSender


class Expected(NamedTuple):
    result: PushResult
    detail: str
    retry_after_seconds: float | None = None
    concerns_everyone: bool = False


SENT, NOT_SENT, AMBIGUOUS = PushResult.SENT, PushResult.NOT_SENT, PushResult.AMBIGUOUS
GONE, OUR_FAULT = PushResult.ADDRESS_GONE, PushResult.OUR_FAULT

FAULTS = [
    ({"status": 200}, Expected(SENT, "accepted by FCM")),
    ({"status": 404}, Expected(GONE, "HTTP 404 UNREGISTERED")),
    ({"status": 404, "code": "NOT_FOUND"}, Expected(OUR_FAULT, "HTTP 404 NOT_FOUND", concerns_everyone=True)),
    ({"status": 429}, Expected(NOT_SENT, "HTTP 429 QUOTA_EXCEEDED")),
    ({"status": 429, "retry_after": 60}, Expected(NOT_SENT, "HTTP 429 QUOTA_EXCEEDED", 60.0)),
    ({"status": 500}, Expected(AMBIGUOUS, "HTTP 500 INTERNAL")),
    ({"status": 503}, Expected(AMBIGUOUS, "HTTP 503 UNAVAILABLE")),
    ({"status": 503, "retry_after": 5}, Expected(AMBIGUOUS, "HTTP 503 UNAVAILABLE", 5.0)),
    ({"status": 503, "deliver": True}, Expected(AMBIGUOUS, "HTTP 503 UNAVAILABLE")),
    ({"status": 400}, Expected(OUR_FAULT, "HTTP 400 INVALID_ARGUMENT")),
    ({"status": 401}, Expected(OUR_FAULT, "HTTP 401 UNAUTHENTICATED", concerns_everyone=True)),
    ({"status": 401, "code": "THIRD_PARTY_AUTH_ERROR"}, Expected(OUR_FAULT, "HTTP 401 THIRD_PARTY_AUTH_ERROR")),
    ({"status": 403}, Expected(OUR_FAULT, "HTTP 403 PERMISSION_DENIED", concerns_everyone=True)),
    ({"status": 403, "code": "SENDER_ID_MISMATCH"}, Expected(OUR_FAULT, "HTTP 403 SENDER_ID_MISMATCH")),
    ({"status": 302}, Expected(AMBIGUOUS, "HTTP 302 UNKNOWN")),
    ({"drop": True}, Expected(AMBIGUOUS, "no answer: ConnectionError")),
    ({"reset": True}, Expected(AMBIGUOUS, "no answer: ConnectionError")),
    ({"garbage": True}, Expected(AMBIGUOUS, "HTTP 200")),
    ({"garbage": "no_name"}, Expected(AMBIGUOUS, "HTTP 200")),
    ({"garbage": "truncated"}, Expected(AMBIGUOUS, "no answer: ChunkedEncodingError")),
]


@pytest.mark.parametrize("step,expected", FAULTS, ids=[str(step) for step, _ in FAULTS])
def test_one_post_and_an_honest_outcome(
    fcm: FcmControl, sender: FirebaseSender, step: dict[str, Any], expected: Expected
) -> None:
    message = a_message("phone")
    fcm.script("phone", {**step, "times": 0})

    (outcome,) = sender.send([message])

    assert outcome.delivery_id == message.delivery_id
    assert (outcome.result, outcome.detail, outcome.retry_after_seconds, outcome.concerns_everyone) == expected
    assert (outcome.provider_id is not None) is (expected.result is SENT)
    assert len(fcm.sends("phone")) == 1


def test_a_stalled_answer_is_given_up_after_the_timeout_and_stays_ambiguous(
    fcm: FcmControl, open_sender: OpenSender
) -> None:
    fcm.script("phone", {"stall": 30, "times": 0})
    (outcome,) = open_sender(timeout_seconds=0.4).send([a_message("phone")])
    assert outcome.result is PushResult.AMBIGUOUS
    assert outcome.detail == "no answer: ReadTimeout"
    assert len(fcm.sends("phone")) == 1


def test_a_refused_connection_is_certainly_not_sent(open_sender: OpenSender) -> None:
    with FcmServer() as gone:
        url = gone.url
    (outcome,) = open_sender(fcm_url=url).send([a_message()])
    assert outcome.result is PushResult.NOT_SENT
    assert outcome.detail == "no connection: ConnectionError"


def test_a_retry_after_an_ambiguous_outcome_shows_one_notice(fcm: FcmControl, sender: FirebaseSender) -> None:
    """FCM delivers and answers 503; the second try carries the same tag, so the phone replaces the first."""
    fcm.script("phone", {"status": 503, "deliver": True})
    message = a_message("phone")
    outcomes = [sender.send([message])[0].result for _ in range(2)]
    assert outcomes == [PushResult.AMBIGUOUS, PushResult.SENT]
    (shown,) = fcm.devices("phone")
    assert shown["arrivals"] == 2
    assert shown["delivery_id"] == str(message.delivery_id)


def test_the_outcome_never_repeats_the_address(fcm: FcmControl, open_sender: OpenSender) -> None:
    sender = open_sender(timeout_seconds=1.0)
    token = "secret-address-of-a-phone"
    for step in ({"status": 404}, {"status": 400}, {"status": 503}, {"drop": True}, {"garbage": True}):
        fcm.script(token, step)
        assert token not in repr(sender.send([a_message(token)]))
