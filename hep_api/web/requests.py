"""Every request has an id, a log line without health data, and a limit on its size."""

import re
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from hep_api.store import audit

MAX_BODY_BYTES = 1_000_000
KNOWN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

log = structlog.get_logger("hep.web")


def install(app: Flask) -> None:
    """Number, bound and log the app's requests."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if KNOWN_ID.fullmatch(given) else str(uuid4())
    g.begun = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    audit.came_by(audit.Origin("http", g.request_id))


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    # The rule, not the path: addresses hold ids of people.
    rule = request.url_rule.rule if request.url_rule else "(none)"
    caller = g.get("caller")
    log.info(
        "request",
        method=request.method,
        route=rule,
        status=response.status_code,
        role=caller.scope.role.value if caller else None,
        duration_ms=round((time.monotonic() - g.get("begun", time.monotonic())) * 1000, 1),
    )
    return response
