"""Pictures and films of exercises, for the staff who add them and everybody who looks at them."""

from typing import Any
from uuid import UUID

from flask import Response

from hep_api import clock
from hep_api.media import adding, service
from hep_api.media.schemas import ChangeMediaIn, LinkIn, MediaItemOut, MediaListOut, UploadIn
from hep_api.media.upload import MEDIA_TYPES, MOST_FILM_BYTES
from hep_api.web.auth import EVERYBODY, audience, caller, scope
from hep_api.web.content import catalogue_of
from hep_api.web.contract import Slice, conditional
from hep_api.web.etags import answer, asked_version, version_tag
from hep_api.web.links import link_checker
from hep_api.web.ranges import answer_file
from hep_api.web.uploads import reads_up_to

slice_ = Slice("media", __name__, description="Pictures and films that a clinic adds to exercises and their rungs.")
AGAIN = {"status_code": 200, "description": "Added before under this id, as it is now"}
BYTES = {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES}}
MOST_BODY_BYTES = MOST_FILM_BYTES + 1_000_000

Answer = tuple[dict[str, Any], int, dict[str, str]]


@slice_.route("/v1/exercises/<slug>/media")
@audience("therapist", "admin", reach="clinic")
@slice_.response(200, MediaListOut)
@slice_.alt_response(404, "NOT_FOUND")
@conditional
def list_media(slug: str) -> Response:
    """All of an exercise in every language, broken links included: since when, and why."""
    return answer(service.list_media(scope(), catalogue_of(caller()), slug))


@slice_.route("/v1/exercises/<slug>/media", methods=["POST"])
@audience("therapist", reach="clinic")
@slice_.arguments(LinkIn)
@slice_.response(201, MediaItemOut)
@slice_.alt_response(schema=MediaItemOut, **AGAIN)
@slice_.alt_response(404, "NOT_FOUND")
@slice_.alt_response(409, "CONFLICT")
def add_link(body: dict[str, Any], slug: str) -> Answer:
    """Add a picture or film that stands elsewhere. It is fetched before it is taken, and again every day.

    The answer takes seconds when the other side does. A link that fails later is hidden until it answers again.
    """
    return _added(*adding.add_link(_desk(), slug, body))


@slice_.route("/v1/exercises/<slug>/media/uploads", methods=["POST"])
@audience("therapist", reach="clinic")
@reads_up_to(MOST_BODY_BYTES)
@slice_.arguments(UploadIn, location="files")
@slice_.response(201, MediaItemOut)
@slice_.alt_response(schema=MediaItemOut, **AGAIN)
@slice_.alt_response(404, "NOT_FOUND")
@slice_.alt_response(409, "CONFLICT")
@slice_.alt_response(413, "REQUEST_ENTITY_TOO_LARGE")
def add_upload(form: dict[str, Any], slug: str) -> Answer:
    """Upload a picture (up to 15 MB) or a film (up to 30 MB).

    Pictures are written anew, upright and at most 2048 pixels long; what phones write beside the pixels, such as where
    they were taken, is left behind. In films it is blanked.
    """
    return _added(*adding.add_upload(_desk(), slug, form))


@slice_.route("/v1/media/<uuid:media_id>", methods=["PATCH"])
@audience("therapist", reach="clinic")
@slice_.arguments(ChangeMediaIn, required=False)
@slice_.response(200, MediaItemOut)
@conditional
def change_media(body: dict[str, Any], media_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """Change words, licence or order; needs If-Match with the version."""
    plain = service.change_media(scope(), media_id, body, asked_version(), clock.now())
    return plain, version_tag(plain["version"])


@slice_.route("/v1/media/<uuid:media_id>", methods=["DELETE"])
@audience("therapist", reach="clinic")
@slice_.response(204)
def remove_media(media_id: UUID) -> None:
    """Show it to nobody any more; the bytes of an upload are gone at once. Who added and who removed it stays."""
    service.remove_media(scope(), media_id, clock.now())


@slice_.route("/v1/media/<uuid:media_id>/file")
@audience(*EVERYBODY, reach="clinic")
@slice_.doc(responses={"200": {"description": "All of it", **BYTES}, "206": {"description": "A range of it", **BYTES}})
@slice_.alt_response(416, "REQUESTED_RANGE_NOT_SATISFIABLE")
@conditional
def read_file(media_id: UUID) -> Response:
    """The bytes of an upload, whole or one Range of them. They never change under this address."""
    row = service.get_upload(scope(), media_id)
    return answer_file(
        row.hash or "",
        row.size_bytes or 0,
        row.media_type,
        lambda start, stop: service.read_bytes(scope(), media_id, start, stop),
    )


def _desk() -> adding.Desk:
    return adding.Desk(scope(), catalogue_of(caller()), link_checker(), clock.now())


def _added(row: Any, created: bool) -> Answer:  # noqa: FBT001 - the pair that adding returns
    return service.plain(row), 201 if created else 200, version_tag(row.version)
