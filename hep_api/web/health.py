"""Probes and numbers for whoever runs the product, the contract, and a page to try it."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import redis
from flask import Response, current_app, request
from marshmallow import fields
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from redis.backoff import NoBackoff
from redis.retry import Retry

from hep_api import clock
from hep_api.errors import Unauthenticated
from hep_api.store import schema as store_schema
from hep_api.store import vitals
from hep_api.store.db import is_reachable
from hep_api.web.auth import audience, settings
from hep_api.web.contract import Slice, document
from hep_api.web.schemas import Out

SILENT_TICKS = 4
"""After so many missed ticks a worker is called silent."""
PAGE = Path(__file__).with_name("docs.html")

slice_ = Slice("service", __name__, description="Probes, numbers and the contract itself.")


class LiveOut(Out):
    """The process answers."""

    status = fields.Constant("live")


class ReadyOut(Out):
    """ready; degraded: it serves, and something behind it is missing; unavailable: it cannot serve."""

    status = fields.String()
    checks = fields.Dict(keys=fields.String(), values=fields.String())


@slice_.route("/health/live")
@audience("anyone", reach="nothing")
@slice_.response(200, LiveOut)
def check_live() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "live"}


@slice_.route("/health/ready")
@audience("anyone", reach="nothing")
@slice_.alt_response(503, schema=ReadyOut, description="It cannot serve")
@slice_.response(200, ReadyOut)
def check_ready() -> tuple[dict[str, Any], int]:
    """Whether the product can serve, and what behind it is missing."""
    if not is_reachable():
        return {"status": "unavailable", "checks": {"database": "unreachable"}}, 503
    if not store_schema.is_current():
        return {"status": "unavailable", "checks": {"database": "ok", "schema": "behind: run migrate"}}, 503
    checks = {"database": "ok", "schema": "ok", "redis": _redis_state(), **_worker_states(clock.real_now())}
    status = "ready" if all(state == "ok" for state in checks.values()) else "degraded"
    return {"status": status, "checks": checks}, 200


@slice_.route("/metrics")
@audience("anyone", reach="installation")
@slice_.doc(responses={"200": {"description": "OK", "content": {"text/plain": {"schema": {"type": "string"}}}}})
def read_metrics() -> Response:
    """Numbers over all clinics as Prometheus text; asks for the installation's metrics token when it has one."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        raise Unauthenticated("Send the metrics token: Authorization: Bearer ...")
    return Response(_exposition(vitals.counts(clock.now()), clock.real_now()), content_type=CONTENT_TYPE_LATEST)


@slice_.route("/openapi.json")
@audience("anyone", reach="nothing")
@slice_.doc(responses={"200": {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}})
def read_contract() -> Response:
    """This document."""
    return Response(orjson.dumps(document(current_app)), content_type="application/json")


@slice_.route("/docs")
@audience("anyone", reach="nothing")
@slice_.doc(responses={"200": {"description": "OK", "content": {"text/html": {"schema": {"type": "string"}}}}})
def read_docs() -> Response:
    """A page that shows the contract and tries it; it loads nothing from elsewhere."""
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy}
    return Response(PAGE.read_bytes(), content_type="text/html; charset=utf-8", headers=headers)


def _redis_state() -> str:
    client = redis.Redis.from_url(
        settings().redis_url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )
    try:
        client.ping()
    except redis.RedisError:
        return "unreachable"
    finally:
        client.close()
    return "ok"


def _worker_states(at: datetime) -> dict[str, str]:
    limit = timedelta(seconds=settings().tick_seconds * SILENT_TICKS)
    beats = vitals.heartbeats()
    if not beats:
        return {"workers": "never seen"}
    return {f"worker {name}": "ok" if at - seen <= limit else f"silent since {seen:%Y-%m-%dT%H:%M:%SZ}"
            for name, seen in beats.items()}  # fmt: skip


def _exposition(numbers: Mapping[str, int], at: datetime) -> bytes:
    registry = CollectorRegistry()
    for name, value in numbers.items():
        Gauge(f"hep_{name}", name.replace("_", " ").capitalize(), registry=registry).set(value)
    age = Gauge("hep_worker_silence_seconds", "Since the last finished round", ["worker"], registry=registry)
    for name, seen in vitals.heartbeats().items():
        age.labels(name).set((at - seen).total_seconds())
    return generate_latest(registry)
