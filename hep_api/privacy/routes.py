"""What patients may ask about what is kept of them."""

from flask import Response, stream_with_context

from hep_api import clock
from hep_api.privacy import service
from hep_api.web.auth import audience, scope
from hep_api.web.contract import Slice

slice_ = Slice("privacy", __name__, description="What is kept about me.")


@slice_.route("/v1/me/export")
@audience("patient", reach="self")
@slice_.doc(
    responses={"200": {"description": "OK", "content": {"application/json": {"schema": service.export_schema()}}}}
)
def export_me() -> Response:
    """Everything that is kept about me, as one JSON document; it is sent while it is made.

    `audit` tells who did or read what. Instants are UTC.
    """
    pieces = service.export_me(scope(), clock.now())
    headers = {"Content-Disposition": 'attachment; filename="hep-export.json"'}
    return Response(stream_with_context(pieces), content_type="application/json", headers=headers)
