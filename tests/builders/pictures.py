"""Pictures and films as phones and editors make them."""

import io
from pathlib import Path
from typing import Any

from PIL import Image

FILES = Path(__file__).parents[1] / "media" / "files"
"""Films of one second that a real encoder made; `clip` ones tell a place and a name beside the picture."""
PLACE, NAME = b"+40.4168-003.7038/", b"Robin at home"


def film(name: str) -> bytes:
    """The bytes of a film."""
    return (FILES / name).read_bytes()


def photo(form: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", size, (0, 0, 255))
    picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    picture.convert(mode).save(written, form, **options)
    return written.getvalue()


def phone_photo(form: str = "JPEG", *, turned: bool = False) -> bytes:
    """A photo with what phones write beside the pixels: where, by what, when; perhaps lying on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Robin's Phone"
    exif[0x0112] = 6 if turned else 1
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 25.0, 0.48), 3: "W", 4: (3.0, 42.0, 13.68)})
    return photo(form, exif=exif, comment=NAME) if form == "JPEG" else photo(form, exif=exif)


def opened(data: bytes) -> Image.Image:
    """The picture in some bytes, read whole."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture
