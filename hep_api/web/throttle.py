"""How often somebody may try to get in."""

import hashlib
from typing import Any

import orjson
from flask import Flask, request
from flask_limiter import Limiter
from redis.backoff import NoBackoff
from redis.retry import Retry


def source() -> str:
    """Where a request comes from."""
    return request.remote_addr or "nowhere"


def account_and_source() -> str:
    """Which account is tried from where: an attacker elsewhere cannot lock the owner out."""
    try:
        # Not get_json: the standard library's parser breaks over a body that is nested deep enough.
        body = orjson.loads(request.get_data(cache=True))
    except orjson.JSONDecodeError:
        body = None
    email = body.get("email") if isinstance(body, dict) else None
    # Text alone names an account: to write out something nested could break us.
    named = email if isinstance(email, str) else ""
    account = hashlib.sha256(named.strip().lower().encode()).hexdigest()[:24]
    return f"{source()}:{account}"


# The strategy is part of the prefix: counters of one strategy cannot be read by another.
limiter = Limiter(
    key_func=source, strategy="fixed-window", key_prefix="hep-fixed-window", in_memory_fallback_enabled=True
)
tries_from_one_place = limiter.limit("30/minute", key_func=source)
tries_at_one_account = limiter.limit("5/minute;40/hour", key_func=account_and_source)
renewals_from_one_place = limiter.limit("120/minute", key_func=source)


def install(app: Flask, storage_url: str) -> None:
    """Count tries in Redis; while Redis is away, in this process."""
    options: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
    app.config["RATELIMIT_STORAGE_URI"] = storage_url
    app.config["RATELIMIT_STORAGE_OPTIONS"] = options
    limiter.init_app(app)
