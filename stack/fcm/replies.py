"""The answers of FCM HTTP v1, in the shape in which Google's API sends them."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from stack.fcm.steps import Step

_FCM_ERROR: Final = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_BAD_REQUEST: Final = "type.googleapis.com/google.rpc.BadRequest"

# HTTP status -> Google's status word, FCM's errorCode (None where FCM sends no detail).
# https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
_CODES: Final[dict[int, tuple[str, str | None]]] = {
    400: ("INVALID_ARGUMENT", "INVALID_ARGUMENT"),
    401: ("UNAUTHENTICATED", None),
    403: ("PERMISSION_DENIED", None),
    404: ("NOT_FOUND", "UNREGISTERED"),
    429: ("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    500: ("INTERNAL", "INTERNAL"),
    503: ("UNAVAILABLE", "UNAVAILABLE"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer ready for the wire: `body` is JSON unless `raw` replaces it."""

    status: int
    body: dict[str, Any]
    retry_after: float | str | None = None
    raw: bytes | None = None
    missing_bytes: int = 0


def scripted(step: Step, name: str) -> Reply:
    """The answer a step asks for; `name` is the resource name of the message."""
    if step.status != 200:
        return Reply(step.status, error_body(step.status, _message(step.status), step.code), step.retry_after)
    accepted = {"name": name}
    match step.garbage:
        case "html":
            return Reply(200, accepted, raw=b"<html><body>gateway</body></html>")
        case "truncated":
            return Reply(200, accepted, missing_bytes=10)
        case "no_name":
            return Reply(200, {"ok": True})
        case None:
            return Reply(200, accepted)


def invalid(field: str, why: str) -> Reply:
    """The 400 for a request that FCM would not understand."""
    detail = {"@type": _BAD_REQUEST, "fieldViolations": [{"field": field, "description": why}]}
    body = error_body(400, f"Invalid value at '{field}': {why}", None)
    body["error"]["details"].append(detail)
    return Reply(400, body)


def error_body(status: int, message: str, code: str | None) -> dict[str, Any]:
    """Google's error object; `code` replaces the errorCode that usually comes with the status."""
    word, usual = _CODES.get(status, ("UNKNOWN", None))
    error_code = code or usual
    error: dict[str, Any] = {"code": status, "message": message, "status": word}
    if error_code:
        error["details"] = [{"@type": _FCM_ERROR, "errorCode": error_code}]
    return {"error": error}


def _message(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Scripted"
