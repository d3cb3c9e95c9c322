"""Catching up after time offline."""

from typing import Any

from flask import Response

from hep_api import clock
from hep_api.errors import FieldError, Invalid
from hep_api.sync import changes, service
from hep_api.sync.schemas import MOST_FACTS, BatchIn, ChangesIn, ChangesOut, ResultsOut
from hep_api.web.answers import Teller
from hep_api.web.auth import audience, caller, scope
from hep_api.web.content import installed_catalogue
from hep_api.web.contract import Slice, conditional
from hep_api.web.etags import answer

slice_ = Slice("sync", __name__, description="A batch of facts up, everything that changed down.")


@slice_.route("/v1/me/sync", methods=["POST"])
@audience("patient")
@slice_.arguments(BatchIn)
@slice_.response(200, ResultsOut)
@slice_.alt_response(413, "CONTENT_TOO_LARGE")
def sync_facts(body: dict[str, Any]) -> dict[str, Any]:
    """Send everything that was kept while offline; each fact gets its own result."""
    if len(body["facts"]) > MOST_FACTS:
        raise Invalid("Too many facts at once.", [FieldError("facts", f"At most {MOST_FACTS}; send the rest after.")])
    results = service.apply_batch(scope(), scope().subject_id, body["facts"], _teller(), now=clock.now())
    return {"results": results}


@slice_.route("/v1/me/changes")
@audience("patient")
@slice_.arguments(ChangesIn, location="query")
@slice_.response(200, ChangesOut)
@conditional
def list_changes(query: dict[str, Any]) -> Response:
    """What is new since a cursor: follow `next_cursor` and nothing is skipped."""
    patient_id, limit = scope().subject_id, query["limit"]
    return answer(
        changes.list_changes(scope(), patient_id, query.get("cursor"), limit, _teller(), now=clock.now())
    )


def _teller() -> Teller:
    return Teller(installed_catalogue(), caller().locale)
