"""What an upload may be, and how it is kept: checked, and without what else a phone writes into it."""

from dataclasses import dataclass

MOST_PICTURE_BYTES = 15_000_000
MOST_FILM_BYTES = 30_000_000
ALLOWED = "allowed are pictures as JPEG, PNG or WebP and films as MP4 or WebM"
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm")
"""As what uploads are served."""


class Refused(Exception):
    """The bytes cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload as it is kept and served. Width and height in pixels, None where the file does not say."""

    kind: str
    media_type: str
    body: bytes
    width: int | None
    height: int | None
