"""Tells by its content what an upload is, and makes of it what is kept."""

from hep_api.media.mp4 import is_mp4, keep_mp4
from hep_api.media.pictures import keep_picture
from hep_api.media.upload import ALLOWED, MOST_FILM_BYTES, MOST_PICTURE_BYTES, Kept, Refused
from hep_api.media.webm import is_webm, keep_webm


def keep(data: bytes) -> Kept:
    """An upload as it is kept and served; raises Refused. Neither its name nor what the client calls it matters."""
    if not data:
        raise Refused(f"It is empty; {ALLOWED}.")
    if _is_picture(data):
        _bound(data, MOST_PICTURE_BYTES, "picture")
        return keep_picture(data)
    for fits, kept in ((is_mp4, keep_mp4), (is_webm, keep_webm)):
        if fits(data):
            _bound(data, MOST_FILM_BYTES, "film")
            return kept(data)
    raise Refused(f"It is nothing that can be shown; {ALLOWED}.")


def _is_picture(data: bytes) -> bool:
    """Whether it begins like one of the pictures that are allowed; what begins so and is none is refused as damaged."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _bound(data: bytes, most: int, what: str) -> None:
    if len(data) > most:
        raise Refused(f"It has {len(data) / 1e6:.1f} MB; a {what} may have {most // 1_000_000} MB.")
