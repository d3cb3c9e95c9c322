"""How often somebody may try to get in: strangers wait longer and longer, owners do not (docs/decisions/0102)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import orjson
from flask import Flask, request
from flask_limiter import Limiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from hep_api import clock
from hep_api.store.entrance import knows_place
from hep_api.tokens import find_challenge
from hep_api.web.auth import scope, settings
from hep_api.web.places import device_hash, source, source_hash

F = TypeVar("F", bound=Callable[..., Any])
REMEMBERED = timedelta(days=90)
"""How long a device or network from which somebody signed in is known."""

DEVICE, NETWORK = "hep.known_device", "hep.known_network"
"""What is found out once a request."""


def account() -> str:
    """Which account is tried, whether there is one or not."""
    return hashlib.sha256(_email().encode()).hexdigest()[:24]


def account_and_place() -> str:
    """Which account is tried from where: a known device counts for itself, wherever it is and whoever is beside it."""
    device = _known_device()
    return f"{account()}:{device or source()}"


def is_known() -> bool:
    """Whether the account was signed in to from this device or this network before."""
    return _known_device() is not None or _known_network()


def this_sign_in() -> str:
    """The sign-in that asks."""
    return str(scope().family_id)


class SteadyLimiter(Limiter):
    """Counts in this process from the moment that Redis is away, also for requests that were under way then.

    Without this, only the first request that notices is counted here; those beside it end with an error of ours.
    """

    def init_app(self, app: Flask) -> None:
        """Begin with counters that are there: whether those of another app are away says nothing about these."""
        super().init_app(app)
        self._storage_dead = False

    # The signature is the library's.
    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:  # noqa: FBT001, FBT002
        was_there = not self._storage_dead
        try:
            super()._check_request_limit(callable_name, in_middleware)
        except RedisError:
            if not (was_there and self._storage_dead):
                raise
            self.context.seen_limits.clear()
            super()._check_request_limit(callable_name, in_middleware)


# The strategy is part of the prefix: counters of one strategy cannot be read by another.
limiter = SteadyLimiter(
    key_func=source, strategy="fixed-window", key_prefix="hep-fixed-window", in_memory_fallback_enabled=True
)


def _told(limit: Callable[[F], F]) -> Callable[[F], F]:
    """A limit that the contract tells of: a view under it may answer 429."""

    def limited(view: F) -> F:
        under = limit(view)
        documented = {**getattr(under, "_apidoc", {}), "throttled": True}
        under._apidoc = documented  # type: ignore[attr-defined]  # noqa: SLF001 - what the document is made from
        return under

    return limited


tries_from_one_place = _told(limiter.limit("30/minute;300/hour", key_func=source, exempt_when=is_known))
tries_by_strangers = _told(
    limiter.shared_limit("20/minute;100/hour;300/day", "strangers", key_func=account, exempt_when=is_known)
)
tries_at_one_account = _told(limiter.limit("5/minute;20/hour;60/day", key_func=account_and_place))
renewals_from_one_place = _told(limiter.limit("120/minute", key_func=source))
proofs_of_one_sign_in = _told(limiter.shared_limit("5/minute;20/hour", "proofs", key_func=this_sign_in))


def install(app: Flask, storage_url: str) -> None:
    """Count tries in Redis; while Redis is away, in this process."""
    options: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
    app.config["RATELIMIT_STORAGE_URI"] = storage_url
    app.config["RATELIMIT_STORAGE_OPTIONS"] = options
    limiter.init_app(app)


def _known_device() -> str | None:
    """The device that asks, as it is kept, when the account was signed in to from it before."""
    seen = request.environ
    if DEVICE not in seen:
        told = _device()
        seen[DEVICE] = told if told and _knows(told) else None
    known: str | None = seen[DEVICE]
    return known


def _known_network() -> bool:
    seen = request.environ
    if NETWORK not in seen:
        seen[NETWORK] = bool(_email()) and _knows(None)
    known: bool = seen[NETWORK]
    return known


def _knows(device: str | None) -> bool:
    since = clock.real_now() - REMEMBERED
    return knows_place(_email(), device_hash=device, source_hash=source_hash(), since=since)


def _device() -> str | None:
    told = _body().get("device_id")
    try:
        return device_hash({"device_id": UUID(told)}) if isinstance(told, str) else None
    except ValueError:
        return None


def _email() -> str:
    """The address of the account that is tried, in lower case; empty when the body names none."""
    body = _body()
    if isinstance(body.get("challenge"), str):
        challenge = find_challenge(settings().secret_key, body["challenge"], clock.real_now())
        return challenge.email if challenge else ""
    # Text alone names an account: to write out something nested could break us.
    email = body.get("email")
    # What no schema lets through names nobody either: a database cannot be asked for every text.
    return email.strip().lower() if isinstance(email, str) and email.isprintable() else ""


def _body() -> dict[str, Any]:
    try:
        # Not get_json: the standard library's parser breaks over a body that is nested deep enough.
        body = orjson.loads(request.get_data(cache=True))
    except orjson.JSONDecodeError:
        body = None
    return body if isinstance(body, dict) else {}
