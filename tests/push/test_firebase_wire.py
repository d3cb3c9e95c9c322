"""What is on the wire: tags, times to live, and not one word beyond the fixed table."""

import pytest

from hep_api.firebase import FirebaseSender
from hep_api.ports import PushTemplate
from hep_api.push_texts import PUSH_LANGUAGES, push_text
from stack.fcm.control import FcmControl
from tests.push.builders import a_message, every_string
from tests.push.conftest import THE_INSTANT


def test_a_message_carries_tag_collapse_key_and_time_to_live_for_every_platform(
    fcm: FcmControl, sender: FirebaseSender
) -> None:
    message = a_message("phone", ttl_seconds=900, collapse_key="alert")
    sender.send([message])
    (line,) = fcm.sends("phone")
    assert line["project"] == "hep-local"
    wire = line["message"]
    assert wire["data"] == {"delivery_id": str(message.delivery_id), "template": "exercise_due"}
    assert wire["android"] == {
        "collapse_key": "alert",
        "ttl": "900s",
        "priority": "high",
        "notification": {"tag": message.tag},
    }
    assert wire["apns"]["headers"] == {
        "apns-collapse-id": message.tag,
        "apns-expiration": str(int(THE_INSTANT.timestamp()) + 900),
        "apns-priority": "10",
        "apns-push-type": "alert",
    }
    assert wire["webpush"] == {"headers": {"TTL": "900", "Urgency": "high"}, "notification": {"tag": message.tag}}


def test_a_digest_does_not_wake_the_phone(fcm: FcmControl, sender: FirebaseSender) -> None:
    sender.send([a_message(template=PushTemplate.DIGEST)])
    wire = fcm.sends()[0]["message"]
    assert wire["android"]["priority"] == "normal"
    assert wire["apns"]["headers"]["apns-priority"] == "5"


@pytest.mark.parametrize("kind,field", [("fcm_token", "token"), ("fcm_fid", "fid")])
def test_both_kinds_of_address_reach_their_own_field(
    fcm: FcmControl, sender: FirebaseSender, kind: str, field: str
) -> None:
    sender.send([a_message("abc", kind=kind)])  # type: ignore[arg-type]
    (line,) = fcm.sends("abc")
    assert line["address_kind"] == field
    assert {"token", "fid"} & set(line["message"]) == {field}


def test_nothing_on_the_wire_is_free_text(fcm: FcmControl, sender: FirebaseSender) -> None:
    """Every string of every possible notice is from the table, an id, a number or a fixed word of the protocol."""
    fixed = {"default", "high", "normal", "10", "5", "alert", "daily"}
    messages = {
        str(message.delivery_id): (message, push_text(template, locale))
        for template in PushTemplate
        for locale in (*PUSH_LANGUAGES, "xx", "es-MX", "Knee pain 7 of 10, clinic St. Mary")
        for message in [a_message(template=template, locale=locale)]
    }
    sender.send([message for message, _ in messages.values()])
    lines = fcm.sends()
    assert len(lines) == len(messages)
    for line in lines:
        message, text = messages[line["delivery_id"]]
        ours = {str(message.delivery_id), message.tag, message.template.value, "phone", text.title, text.body}
        times = {"3600s", "3600", str(int(THE_INSTANT.timestamp()) + 3600)}
        assert set(every_string(line["message"])) <= fixed | ours | times
