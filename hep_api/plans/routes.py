"""Plans, for the therapists who steer them and the patients who follow them."""

from typing import Any
from uuid import UUID

import orjson
from flask import Response

from hep_api import clock
from hep_api.courses.recording import Recorded
from hep_api.errors import FieldError, Invalid
from hep_api.plans import acting, adjusting, assigning, measuring, moving, service
from hep_api.plans.answers import ActedOut, AssignedOut, DecisionsOut, PlanOut
from hep_api.plans.clinician import Desk
from hep_api.plans.phone_answers import MeasurementsOut, MyPlansOut, ProgressOut, TodayOut
from hep_api.plans.schemas import ActIn, AdjustIn, AssignIn, DecisionsIn, TestIn
from hep_api.web.auth import audience, caller, scope
from hep_api.web.content import catalogue_of
from hep_api.web.contract import Slice, conditional
from hep_api.web.etags import answer, asked_version, version_tag
from hep_api.web.media import shelf_of
from hep_api.web.paging import PageIn, decode_cursor, encode_cursor, page

slice_ = Slice("plans", __name__, description="Plans: assign, read, adjust, steer; today; decisions with reasons.")
AGAIN = {"status_code": 200, "description": "The first answer to this id, again"}


@slice_.route("/v1/patients/<uuid:patient_id>/plans", methods=["POST"])
@audience("therapist", reach="care")
@slice_.arguments(AssignIn)
@slice_.response(201, AssignedOut)
@slice_.alt_response(schema=AssignedOut, **AGAIN)
@slice_.alt_response(409, "CONFLICT")
def assign_plan(body: dict[str, Any], patient_id: UUID) -> Response:
    """Assign a whole programme, in one transaction."""
    return _recorded(assigning.assign_plan(_desk(), patient_id, body))


@slice_.route("/v1/plans/<uuid:plan_id>")
@audience("therapist", reach="care")
@slice_.response(200, PlanOut)
def read_plan(plan_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """Everything about a plan; the ETag is its version, which edits name in If-Match."""
    plain = service.get_plan(_desk(), plan_id)
    return plain, version_tag(plain["version"])


@slice_.route("/v1/plans/<uuid:plan_id>", methods=["PATCH"])
@audience("therapist", reach="care")
@slice_.arguments(AdjustIn)
@slice_.response(200, ActedOut)
@slice_.alt_response(409, "CONFLICT")
@conditional
def adjust_plan(body: dict[str, Any], plan_id: UUID) -> Response:
    """Adjust days, autonomy and single prescriptions; needs If-Match."""
    recorded = adjusting.adjust_plan(_desk(), plan_id, body, asked_version())
    return _recorded(recorded, created_as=200)


@slice_.route("/v1/plans/<uuid:plan_id>/actions", methods=["POST"])
@audience("therapist", reach="care")
@slice_.arguments(ActIn)
@slice_.response(201, ActedOut)
@slice_.alt_response(schema=ActedOut, **AGAIN)
@slice_.alt_response(409, "CONFLICT")
def act_on_plan(body: dict[str, Any], plan_id: UUID) -> Response:
    """Sign off, confirm, hold, resume, unlock, advance, end, accept, reject, or move to another version.

    A proposal that newer evidence has replaced is 409 `proposal_replaced`, with the one that waits now. A move to a
    version without the plan's phase is 409 `phase_missing`, with the phases that there are.
    """
    act = moving.move_plan if body["verb"] == "move" else acting.act_on_plan
    return _recorded(act(_desk(), plan_id, body))


@slice_.route("/v1/plans/<uuid:plan_id>/measurements", methods=["POST"])
@audience("therapist", reach="care")
@slice_.arguments(TestIn)
@slice_.response(201, ActedOut)
@slice_.alt_response(schema=ActedOut, **AGAIN)
@slice_.alt_response(409, "CONFLICT")
def record_measurement(body: dict[str, Any], plan_id: UUID) -> Response:
    """Record an objective test."""
    return _recorded(measuring.record_measurement(_desk(), plan_id, body))


@slice_.route("/v1/measurements")
@audience("therapist", "patient", reach="clinic")
@slice_.arguments(PageIn, location="query")
@slice_.response(200, MeasurementsOut)
@conditional
def list_measurements(query: dict[str, Any]) -> Response:
    """The objective tests and how they are done; patients see those that they may record themselves."""
    found = measuring.list_measurements(catalogue_of(caller()), caller().locale, patient=_is_patient())
    items, next_cursor = page(found, lambda item: [item["slug"]], query.get("cursor"), query["limit"])
    return answer({"items": items, "next_cursor": next_cursor})


@slice_.route("/v1/plans/<uuid:plan_id>/decisions")
@audience("therapist", "patient", reach="care")
@slice_.arguments(DecisionsIn, location="query")
@slice_.response(200, DecisionsOut)
def list_decisions(query: dict[str, Any], plan_id: UUID) -> dict[str, Any]:
    """What changed or was held, and why, newest first."""
    before = _position(query.get("cursor"))
    items, following = service.list_decisions(
        _desk(), plan_id, before=before, limit=query["limit"], superseded=query["superseded"]
    )
    return {"items": items, "next_cursor": None if following is None else encode_cursor([following])}


@slice_.route("/v1/plans/<uuid:plan_id>/progress")
@audience("therapist", "patient", reach="care")
@slice_.response(200, ProgressOut)
@conditional
def read_progress(plan_id: UUID) -> Response:
    """Series for charts: pain, exercises, adherence, phases."""
    return answer(service.get_progress(_desk(), plan_id))


@slice_.route("/v1/me/today")
@audience("patient", "caregiver", reach="self")
@slice_.response(200, TodayOut)
@conditional
def read_today() -> Response:
    """What there is to do today. Send If-None-Match: most of the time nothing has changed."""
    return answer(service.today(_desk(), caller().zone, shelf_of(caller())))


@slice_.route("/v1/me/plan")
@audience("patient", "caregiver", reach="self")
@slice_.response(200, MyPlansOut)
@conditional
def read_my_plans() -> Response:
    """My plans: phases, where I am, doses."""
    return answer(service.my_plans(_desk(), caller().zone, shelf_of(caller())))


def _desk() -> Desk:
    return Desk(scope(), catalogue_of(caller()), caller().locale, clock.now())


def _is_patient() -> bool:
    return scope().role == "patient"


def _position(cursor: str | None) -> int | None:
    if not cursor:
        return None
    (position,) = decode_cursor(cursor, 1)
    if not isinstance(position, int):
        raise Invalid("This cursor is none of ours.", [FieldError("cursor", "Use next_cursor of the page before.")])
    return position


def _recorded(recorded: Recorded, created_as: int = 201) -> Response:
    """The answer that was kept with the fact: the same bytes, however often and from whichever database."""
    body = orjson.dumps(recorded.answer, option=orjson.OPT_SORT_KEYS)
    response = Response(body, status=created_as if recorded.created else 200, content_type="application/json")
    response.headers.update(version_tag(recorded.answer["version"]))
    return response
