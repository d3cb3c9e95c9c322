"""Every error as application/problem+json (RFC 9457), with a stable code and the request's id."""

import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request
from flask_limiter.errors import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from hep_api.errors import (
    Conflict,
    FieldError,
    Forbidden,
    HepError,
    Invalid,
    NotFound,
    NotYet,
    Stale,
    Throttled,
    Unauthenticated,
)
from hep_api.store.db import StoreBusy
from hep_api.web.statuses import name_of, phrase_of

CONTENT_TYPE = "application/problem+json"
STATUS: dict[type[HepError], HTTPStatus] = {
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotYet: HTTPStatus.FAILED_DEPENDENCY,
    Throttled: HTTPStatus.TOO_MANY_REQUESTS,
    StoreBusy: HTTPStatus.SERVICE_UNAVAILABLE,
}
BUSY_RETRY_SECONDS = 2
SENTENCES = {
    400: "The request could not be read.",
    404: "There is nothing here.",
    405: "This address does not answer to that method.",
    415: "Send JSON as application/json, an upload as multipart/form-data, and neither of them compressed.",
    428: "Send If-Match with the ETag of what you read.",
    429: "Too many tries; come back later.",
    500: "Something went wrong on our side; nothing you sent is at fault.",
}

log = structlog.get_logger("hep.web")


def install(app: Flask) -> None:
    """Answer every error of the app, expected or not, as a problem."""
    app.register_error_handler(HepError, _expected)
    app.register_error_handler(RateLimitExceeded, _throttled)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document. `details` are extra members, such as the proposal that replaced a stale one."""
    body: dict[str, Any] = {
        "type": f"urn:hep:problem:{code}",
        "title": phrase_of(status),
        "status": int(status),
        "code": code,
        "detail": detail,
        **(details or {}),
        "request_id": g.get("request_id", ""),
    }
    if errors:
        body["errors"] = [{"path": error.path, "message": error.message} for error in errors]
    response = Response(orjson.dumps(body, default=str), status=status, content_type=CONTENT_TYPE)
    response.headers.update(headers or {})
    return response


def _expected(error: HepError) -> Response:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)
    if status is None:
        return _unexpected(error)
    headers = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, Throttled):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, StoreBusy):
        headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    fields = error.fields if isinstance(error, Invalid) else ()
    return problem(status, error.code, error.message, errors=fields, details=error.details, headers=headers)


def _throttled(error: RateLimitExceeded) -> Response:
    # The whole window at most: what is left of it would tell how others fared.
    seconds = error.limit.limit.get_expiry()
    return problem(429, "throttled", SENTENCES[429], headers={"Retry-After": str(seconds)})


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:
        return Response(error.get_response().data, status=status, headers=error.get_response().headers)
    code = name_of(status).lower()
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    return problem(status, code, _sentence(error, status), headers=headers)


def _sentence(error: HTTPException, status: int) -> str:
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return f"The request is larger than {(request.max_content_length or 0) // 1_000_000} MB."
    return SENTENCES.get(status, error.name + ".")


def _unexpected(error: Exception) -> Response:
    # Messages of errors can hold what a patient wrote: the kind and the place are enough to find it.
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("unexpected_error", error=type(error).__name__, frames=frames[-12:])
    return problem(500, "internal_error", SENTENCES[500])
