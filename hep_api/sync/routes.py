"""Catching up after time offline."""

from http import HTTPStatus
from typing import Any

from flask import Response

from hep_api import clock
from hep_api.sync import changes, service
from hep_api.sync.schemas import DESCRIBED, BatchIn, ChangesIn, ChangesOut, ResultsOut
from hep_api.web.answers import Teller, reply
from hep_api.web.auth import audience, caller, scope
from hep_api.web.bodies import raw_body, read
from hep_api.web.content import catalogue_of
from hep_api.web.contract import Slice, conditional
from hep_api.web.etags import answer

slice_ = Slice("sync", __name__, description="A batch of facts up, everything that changed down.")


@slice_.route("/v1/me/sync", methods=["POST"])
@audience("patient", "caregiver", reach="self")
@slice_.doc(requestBody={"required": True, "content": {"application/json": {"schema": DESCRIBED}}})
@slice_.response(200, ResultsOut)
@slice_.alt_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE.name)
@slice_.alt_response(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.UNPROCESSABLE_ENTITY.name)
def sync_facts() -> Response:
    """Send everything that was kept while offline, at most 200 facts; each gets its own result."""
    facts = read(BatchIn(), raw_body()).or_raise()["facts"]
    results = service.apply_batch(scope(), scope().subject_id, facts, _teller(), now=clock.now())
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


def _teller() -> Teller:
    return Teller(catalogue_of(caller()), caller().locale)
