"""A batch is many messages, each with a fate of its own."""

from typing import Any

import pytest
from firebase_admin import messaging
from structlog.testing import capture_logs

from hep_api.firebase import FirebaseSender
from hep_api.ports import BATCH_LIMIT, PushResult
from stack.fcm.control import FcmControl
from tests.push.builders import a_message

FATES: list[tuple[dict[str, Any], PushResult]] = [
    ({"status": 404}, PushResult.ADDRESS_GONE),
    ({"status": 429, "retry_after": 7}, PushResult.NOT_SENT),
    ({"status": 503}, PushResult.AMBIGUOUS),
    ({"status": 400}, PushResult.OUR_FAULT),
    ({"garbage": "no_name"}, PushResult.AMBIGUOUS),
]


def test_half_of_five_hundred_fail_and_each_outcome_is_its_own(fcm: FcmControl, sender: FirebaseSender) -> None:
    messages = [a_message(f"phone-{number}") for number in range(BATCH_LIMIT)]
    expected = [PushResult.SENT] * BATCH_LIMIT
    for number in range(0, BATCH_LIMIT, 2):
        step, expected[number] = FATES[number // 2 % len(FATES)]
        fcm.script(f"phone-{number}", {**step, "times": 0})

    outcomes = sender.send(messages)

    assert [outcome.delivery_id for outcome in outcomes] == [message.delivery_id for message in messages]
    assert [outcome.result for outcome in outcomes] == expected
    assert sorted(line["token"] for line in fcm.sends()) == sorted(message.address.value for message in messages)
    # The unreadable answers were acceptances: those phones show the notice, and only we do not know.
    assert len(fcm.devices()) == BATCH_LIMIT // 2 + BATCH_LIMIT // 10


def test_one_broken_connection_leaves_its_neighbours_sent(fcm: FcmControl, sender: FirebaseSender) -> None:
    for token, step in (("reset", {"reset": True}), ("cut", {"garbage": "truncated"}), ("html", {"garbage": True})):
        fcm.script(token, step)
    tokens = ["a", "reset", "b", "cut", "c", "html", "d"]
    outcomes = sender.send([a_message(token) for token in tokens])
    sent = [token for token, outcome in zip(tokens, outcomes, strict=True) if outcome.result is PushResult.SENT]
    assert sent == ["a", "b", "c", "d"]


def test_a_full_batch_keeps_to_the_sockets_it_may_have(
    sender: FirebaseSender, caplog: pytest.LogCaptureFixture
) -> None:
    """urllib3 warns of each socket beyond the pool that it opens and throws away."""
    sender.send([a_message() for _ in range(BATCH_LIMIT)])
    assert [record.getMessage() for record in caplog.records if record.name.startswith("urllib3.connectionpool")] == []


class Broken:
    """An HTTP client that fails in a way the SDK did not foresee."""

    def body(self, *args: object, **kwargs: object) -> object:
        raise KeyError("unforeseen")


def test_when_the_sdk_gives_up_a_batch_every_message_is_ambiguous(sender: FirebaseSender) -> None:
    messaging._get_messaging_service(sender._app)._client = Broken()
    with capture_logs() as logged:
        outcomes = sender.send([a_message(), a_message()])
    assert [(outcome.result, outcome.detail) for outcome in outcomes] == [
        (PushResult.AMBIGUOUS, "no answer: KeyError")
    ] * 2
    assert [entry["event"] for entry in logged] == ["push_batch_failed"]


def test_an_empty_batch_is_nothing_to_do(fcm: FcmControl, sender: FirebaseSender) -> None:
    with capture_logs() as logged:
        assert sender.send([]) == []
    assert (fcm.journal(), logged) == ([], [])


def test_a_batch_over_the_limit_is_refused_before_anything_leaves(fcm: FcmControl, sender: FirebaseSender) -> None:
    with pytest.raises(ValueError, match="at most 500"):
        sender.send([a_message()] * (BATCH_LIMIT + 1))
    assert fcm.journal() == []
