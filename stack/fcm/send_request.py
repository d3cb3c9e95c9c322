"""Reading a send request the way FCM does: what it refuses, and what the journal keeps of it."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

_TARGETS: Final = ("token", "fid", "topic", "condition")
_TTL = re.compile(r"\d+(?:\.\d{1,9})?s")
_MOST_BYTES: Final = 4096
_LONGEST_COLLAPSE_ID: Final = 64


class Refused(Exception):
    """The request is not one FCM takes: the field and the reason."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A message and the parts of it that matter to a phone."""

    target: str
    token: str
    message: dict[str, Any]

    def entry(self) -> dict[str, Any]:
        """The journal's view of it."""
        android = _object(self.message, "android")
        data = _object(self.message, "data")
        return {
            "token": self.token,
            "address_kind": self.target,
            "delivery_id": data.get("delivery_id", ""),
            "tag": _object(android, "notification").get("tag", ""),
            "collapse_key": android.get("collapse_key", ""),
            "ttl": android.get("ttl", ""),
            "apns_collapse_id": _object(_object(self.message, "apns"), "headers").get("apns-collapse-id", ""),
            "message": self.message,
        }


def read_send_request(body: bytes) -> SendRequest:
    """Parse and check a body; `Refused` for the 400 that FCM would answer."""
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise Refused("", "the body is not JSON") from error
    message = parsed.get("message") if isinstance(parsed, dict) else None
    if not isinstance(message, dict):
        raise Refused("message", "is missing")
    given = [name for name in _TARGETS if message.get(name)]
    if len(given) != 1:
        raise Refused("message", "exactly one of token, fid, topic and condition is required")
    if not isinstance(message[given[0]], str):
        raise Refused(f"message.{given[0]}", "is not a string")
    _check_parts(message)
    return SendRequest(given[0], message[given[0]], message)


def _check_parts(message: dict[str, Any]) -> None:
    data = _object(message, "data")
    if not all(isinstance(value, str) for value in data.values()):
        raise Refused("message.data", "values are strings")
    payload = json.dumps({"data": data, "notification": _object(message, "notification")}).encode()
    if len(payload) > _MOST_BYTES:
        raise Refused("message", f"the payload is over {_MOST_BYTES} bytes")
    android = _object(message, "android")
    _object(android, "notification")
    if "ttl" in android and not _TTL.fullmatch(str(android["ttl"])):
        raise Refused("message.android.ttl", "is not a duration such as 3600s")
    collapse_id = _object(_object(message, "apns"), "headers").get("apns-collapse-id", "")
    if len(str(collapse_id).encode()) > _LONGEST_COLLAPSE_ID:
        raise Refused("message.apns.headers", f"apns-collapse-id is over {_LONGEST_COLLAPSE_ID} bytes")


def _object(parent: dict[str, Any], name: str) -> dict[str, Any]:
    value = parent.get(name, {})
    if not isinstance(value, dict):
        raise Refused(f"message.{name}", "is not an object")
    return value
