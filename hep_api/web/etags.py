"""Conditional requests: 304 for phones that poll, 428 and 412 for edits."""

import hashlib
import re
from typing import Any

import orjson
from flask import Response, request
from werkzeug.exceptions import PreconditionRequired

from hep_api.errors import Stale

VERSION = re.compile(r"[0-9]{1,18}")
"""As many digits as every database counts."""


def answer(plain: Any) -> Response:
    """Plain data as JSON under the hash of its bytes; 304 when the phone already has exactly these."""
    return answer_bytes(orjson.dumps(plain, default=str))


def answer_bytes(body: bytes) -> Response:
    """Ready JSON under the hash of its bytes; 304 when the phone already has exactly these.

    Weak comparison, as RFC 9110 asks for If-None-Match: a proxy that compresses may have made the tag weak.
    """
    tag = hashlib.sha256(body).hexdigest()[:32]
    known = request.if_none_match
    response = Response(status=304) if known.contains_weak(tag) else Response(body, content_type="application/json")
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def version_tag(version: int) -> dict[str, str]:
    """The ETag header of something that counts its edits."""
    return {"ETag": f'"{version}"'}


def asked_version(*, required: bool = True) -> int | None:
    """The version an edit is based on, from If-Match; None when any will do.

    Raises 428 when the header is required and missing, and Stale (412) when it names no version of ours.
    """
    if "If-Match" not in request.headers:
        if required:
            raise PreconditionRequired
        return None
    if request.if_match.star_tag:
        return None
    # What a header holds that is no tag is read as None.
    versions = [tag for tag in request.if_match.as_set() if tag and VERSION.fullmatch(tag)]
    if len(versions) != 1:
        raise Stale("If-Match names no version of this; read it again.")
    return int(versions[0])


def asked_tags() -> frozenset[str] | None:
    """The tags in If-Match; None when whatever stands will do: the header is absent or a star."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return None
    return frozenset(request.if_match.as_set(include_weak=True))
