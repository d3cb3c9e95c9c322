"""Bytes that never change under their address, whole or in pieces."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Response, request
from werkzeug.datastructures import Range

from hep_api.web.problems import problem

FOR_EVER = "private, max-age=31536000, immutable"
HARMLESS = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
"""Content security policy of bytes that people uploaded: opened by itself, it may do nothing."""


def answer_file(tag: str, size: int, content_type: str, read: Callable[[int, int], bytes]) -> Response:
    """Bytes under a strong tag: 200, 206 for one range, 416 for one outside, 304 when the phone has them.

    `read` is given where to begin and where to stop, and is asked for no byte that is not sent. Several ranges at once
    and what cannot be read as a range are answered with everything, as RFC 9110 allows.
    """
    if request.if_none_match.contains_weak(tag):
        return _headed(Response(status=HTTPStatus.NOT_MODIFIED), tag)
    asked = _asked_range(tag)
    if asked is None:
        return _headed(Response(read(0, size), content_type=content_type), tag)
    piece = asked.range_for_length(size)
    if piece is None:
        headers = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        detail = f"There are {size} bytes; ask for some of them."
        return problem(416, "requested_range_not_satisfiable", detail, headers=headers)
    start, stop = piece
    response = Response(read(start, stop), status=HTTPStatus.PARTIAL_CONTENT, content_type=content_type)
    response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return _headed(response, tag)


def _asked_range(tag: str) -> Range | None:
    """The one range that is asked for, None for everything; If-Range with another tag asks for everything."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    if "If-Range" in request.headers and request.headers["If-Range"].strip() != f'"{tag}"':
        return None
    return asked


def _headed(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Content-Security-Policy"] = HARMLESS
    return response
