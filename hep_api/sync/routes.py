"""Catching up after time offline."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from hep_api import clock
from hep_api.sync import changes, reading, service
from hep_api.sync.schemas import (
    DESCRIBED,
    BatchIn,
    ChangesIn,
    ChangesOut,
    ConflictOut,
    ConflictsOut,
    ReportsOut,
    ResultsOut,
)
from hep_api.web.answers import Teller, reply
from hep_api.web.auth import audience, caller, scope
from hep_api.web.bodies import raw_body, read
from hep_api.web.content import catalogue_of
from hep_api.web.contract import Slice, conditional
from hep_api.web.etags import answer
from hep_api.web.paging import PageIn, encode_cursor

slice_ = Slice("sync", __name__, description="A batch of facts up, everything that changed down.")


@slice_.route("/v1/me/sync", methods=["POST"])
@audience("patient", "caregiver", reach="self")
@slice_.doc(requestBody={"required": True, "content": {"application/json": {"schema": DESCRIBED}}})
@slice_.response(200, ResultsOut)
@slice_.alt_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE.name)
@slice_.alt_response(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.UNPROCESSABLE_ENTITY.name)
def sync_facts() -> Response:
    """Send everything that was kept while offline, at most 200 facts; each gets its own result."""
    batch = read(BatchIn(), raw_body()).or_raise()
    results = service.apply_batch(
        scope(), scope().subject_id, batch["facts"], _teller(), now=clock.now(), sent_at=batch["sent_at"]
    )
    return reply({"results": results}, created=False)


@slice_.route("/v1/me/changes")
@audience("patient", reach="self")
@slice_.arguments(ChangesIn, location="query")
@slice_.response(200, ChangesOut)
@conditional
def list_changes(query: dict[str, Any]) -> Response:
    """What is new since a cursor: follow `next_cursor` and nothing is skipped."""
    patient_id, limit = scope().subject_id, query["limit"]
    return answer(changes.list_changes(scope(), patient_id, query.get("cursor"), limit, _teller(), now=clock.now()))


@slice_.route("/v1/patients/<uuid:patient_id>/reports")
@audience("therapist", reach="care")
@slice_.arguments(PageIn, location="query")
@slice_.response(200, ReportsOut)
@conditional
def list_reports(query: dict[str, Any], patient_id: UUID) -> Response:
    """What a patient's phones told, as it is kept: with both times, what decides nothing and what was taken back."""
    before = changes.position(query.get("cursor"))
    items, following = reading.list_reports(scope(), patient_id, before=before or None, limit=query["limit"])
    return answer({"items": items, "next_cursor": None if following is None else encode_cursor([following])})


@slice_.route("/v1/patients/<uuid:patient_id>/conflicts")
@audience("therapist", reach="care")
@slice_.response(200, ConflictsOut)
def list_conflicts(patient_id: UUID) -> dict[str, Any]:
    """Edits about a patient that crossed, with both values; open ones have no `settled_at`."""
    return reading.list_conflicts(scope(), patient_id)


@slice_.route("/v1/me/conflicts")
@audience("patient", reach="self")
@slice_.response(200, ConflictsOut)
def list_my_conflicts() -> dict[str, Any]:
    """Edits about me that crossed, with both values."""
    return reading.list_conflicts(scope(), scope().subject_id)


@slice_.route("/v1/conflicts/<uuid:conflict_id>/settle", methods=["POST"])
@audience("therapist", reach="care")
@slice_.response(200, ConflictOut)
def settle_conflict(conflict_id: UUID) -> dict[str, Any]:
    """Say that both values were looked at; to take the other one, make the edit again first."""
    return reading.settle_conflict(scope(), conflict_id, clock.now())


def _teller() -> Teller:
    return Teller(catalogue_of(caller()), caller().locale)
