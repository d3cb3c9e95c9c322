"""The catalogue, for reading."""

from typing import Any

from flask import Response

from hep_api.library import exercises, protocols
from hep_api.library.finding import Wish
from hep_api.library.schemas import ExerciseOut, ExercisesOut, LibraryIn, ProtocolOut, ProtocolsOut
from hep_api.web.auth import EVERYBODY, audience, caller
from hep_api.web.content import catalogue_of
from hep_api.web.contract import Slice, conditional
from hep_api.web.etags import answer
from hep_api.web.media import shelf_of
from hep_api.web.paging import PageIn, page

slice_ = Slice("library", __name__, description="Exercises and protocols, in the caller's language.")


@slice_.route("/v1/exercises")
@audience(*EVERYBODY, reach="clinic")
@slice_.arguments(LibraryIn, location="query")
@slice_.response(200, ExercisesOut)
@conditional
def list_exercises(query: dict[str, Any]) -> Response:
    """Exercises by slug, found by words, region, what is at hand, phase band and load family."""
    wish = Wish(query["text"], query["region"], query["equipment"], query["band"], query["family"])
    found = exercises.find_exercises(catalogue_of(caller()), caller().locale, wish)
    items, next_cursor = page(found, lambda item: [item["slug"]], query.get("cursor"), query["limit"])
    return answer({"items": items, "next_cursor": next_cursor})


@slice_.route("/v1/exercises/<slug>")
@audience(*EVERYBODY, reach="clinic")
@slice_.response(200, ExerciseOut)
@slice_.alt_response(404, "NOT_FOUND")
@conditional
def read_exercise(slug: str) -> Response:
    """One exercise: dose, ladder, cue, fault, pictures and films, what is easier and harder, sources."""
    return answer(exercises.get_exercise(catalogue_of(caller()), slug, caller().locale, shelf_of(caller())))


@slice_.route("/v1/protocols")
@audience("therapist", "admin", reach="clinic")
@slice_.arguments(PageIn, location="query")
@slice_.response(200, ProtocolsOut)
@conditional
def list_protocols(query: dict[str, Any]) -> Response:
    """Protocols by id."""
    found = protocols.list_protocols(catalogue_of(caller()), caller().locale)
    items, next_cursor = page(found, lambda item: [item["id"]], query.get("cursor"), query["limit"])
    return answer({"items": items, "next_cursor": next_cursor})


@slice_.route("/v1/protocols/<protocol_id>")
@audience("therapist", "admin", reach="clinic")
@slice_.response(200, ProtocolOut)
@conditional
def read_protocol(protocol_id: str) -> Response:
    """One protocol: phases, exercises, criteria, pain policy, sources."""
    return answer(protocols.get_protocol(catalogue_of(caller()), protocol_id, caller().locale))
