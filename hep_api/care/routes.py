"""Covers, for therapists; emergencies, for those who must know of them."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from hep_api import clock
from hep_api.care import service
from hep_api.care.schemas import CoverIn, CoversOut, EmergenciesIn, EmergenciesOut, EmergencyOut, ReviewIn
from hep_api.web.auth import audience, caller, scope
from hep_api.web.contract import Slice
from hep_api.web.paging import page

slice_ = Slice("care", __name__, description="Who covers for whom, and what was opened in an emergency.")


@slice_.route("/v1/covers", methods=["POST"])
@audience("therapist", reach="care")
@slice_.arguments(CoverIn)
@slice_.response(201, CoversOut)
def give_cover(body: dict[str, Any]) -> dict[str, Any]:
    """Let a colleague look after my patients from day to day: work-list, alerts and notices follow.

    It ends by itself. I keep reaching them and keep being told of alerts: four eyes are never fewer than two.
    """
    return {"items": service.give_cover(scope(), body, caller().zone, clock.now())}


@slice_.route("/v1/covers")
@audience("therapist", reach="care")
@slice_.response(200, CoversOut)
def list_covers() -> dict[str, Any]:
    """Whom colleagues look after for me and I for colleagues, now and ahead."""
    return {"items": service.list_covers(scope(), clock.now())}


@slice_.route("/v1/covers/<uuid:cover_id>", methods=["DELETE"])
@audience("therapist", reach="care")
@slice_.response(204)
def end_cover(cover_id: UUID) -> None:
    """End a cover early; whoever gave and whoever took it may."""
    service.end_cover(scope(), cover_id, clock.now())


@slice_.route("/v1/clinic/emergencies")
@audience("therapist", "admin", reach="clinic")
@slice_.arguments(EmergenciesIn, location="query")
@slice_.response(200, EmergenciesOut)
def list_emergencies(query: dict[str, Any]) -> dict[str, Any]:
    """Emergency accesses with their reasons: to an admin all, to a therapist the own and those of the own patients."""
    lines = service.list_emergencies(scope(), reviewed=query["reviewed"])
    items, next_cursor = page(lines, service.order, query.get("cursor"), query["limit"])
    return {"items": items, "next_cursor": next_cursor}


@slice_.route("/v1/clinic/emergencies/<uuid:emergency_id>/review", methods=["POST"])
@audience("admin", reach="clinic")
@slice_.arguments(ReviewIn)
@slice_.response(200, EmergencyOut)
@slice_.alt_response(HTTPStatus.CONFLICT, HTTPStatus.CONFLICT.name)
def review_emergency(body: dict[str, Any], emergency_id: UUID) -> dict[str, Any]:
    """Keep that an admin has looked at an emergency access."""
    return service.review(scope(), emergency_id, body["note"], clock.now())
