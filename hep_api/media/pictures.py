"""Pictures: opened by content, bounded, turned upright and written anew with nothing but their pixels."""

import io
from typing import Any

from PIL import Image, ImageCms, ImageOps

from hep_api.media.upload import Kept, Refused

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""Of a picture as sent; the cameras of phones make JPEGs of 48 million. Only these are decoded at a smaller size."""
LONGEST_SIDE = 2048
"""Pixels of a picture as kept: what the screen of a tablet can show."""
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
}
SCREEN = frozenset({"RGB", "RGBA"})
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
BROKEN = (OSError, ValueError, SyntaxError)
"""What Pillow raises for bytes that are not what they say."""


def keep_picture(data: bytes) -> Kept:
    """A picture as it is kept; raises Refused.

    Everything beside the pixels is left behind: positions, names of cameras and people, thumbnails, comments.
    """
    try:
        with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as picture:
            form = str(picture.format)
            _check(picture)
            body, size = _written(_plain(picture), form)
    except BOMBS as error:
        raise Refused(_too_many(max(MOST_PIXELS.values()))) from error
    except BROKEN as error:
        raise Refused("It is damaged: export it again.") from error
    return Kept("picture", FORMATS[form], body, *size)


def _check(picture: Image.Image) -> None:
    most = MOST_PIXELS[str(picture.format)]
    if picture.width * picture.height > most:
        raise Refused(_too_many(most))
    if getattr(picture, "n_frames", 1) > 1:
        raise Refused("It moves: send it as a film, MP4 or WebM.")


def _too_many(most: int) -> str:
    return f"It has more than {most // 1_000_000} million pixels: make it smaller."


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, in sRGB, not larger than it has to be, and without any metadata."""
    profile = picture.info.get("icc_profile")
    # A JPEG is decoded near the size it will have, and the rest is made small first: both keep the memory small.
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    small = picture if picture.mode in SCREEN else picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(small)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    if profile and picture.mode in SCREEN:
        plain = _in_srgb(plain, profile)
    plain.info = {}
    return plain


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """In the colours that a screen takes without a profile; as it is when the profile cannot be used."""
    try:
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"), outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError, TypeError):
        return picture
    return turned or picture


def _written(picture: Image.Image, form: str) -> tuple[bytes, tuple[int, int]]:
    written = io.BytesIO()
    picture.save(written, form, **QUALITY[form])
    return written.getvalue(), picture.size
