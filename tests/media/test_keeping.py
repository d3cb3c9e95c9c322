"""An upload is told by its content, and kept without what else was written into it."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from PIL import Image, ImageCms

from hep_api.media import pictures
from hep_api.media.keeping import keep
from hep_api.media.upload import MOST_FILM_BYTES, Refused
from tests.builders.pictures import NAME, PLACE, film, opened, phone_photo, photo

FILMS = {"clip.mp4": "video/mp4", "frag.mp4": "video/mp4", "clip.webm": "video/webm", "live.webm": "video/webm"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_form_and_its_pixels_and_nothing_else(form: str) -> None:
    sent = phone_photo(form)
    assert b"Robin's Phone" in sent
    kept = keep(sent)
    found = opened(kept.body)
    assert (kept.kind, kept.media_type, kept.width, kept.height) == ("picture", f"image/{form.lower()}", 64, 48)
    assert (found.format, found.size, dict(found.getexif())) == (form, (64, 48), {})
    assert b"Robin" not in kept.body
    assert b"Exif" not in kept.body
    red, blue = found.convert("RGB").getpixel((5, 20)), found.convert("RGB").getpixel((60, 20))
    assert min(red[0], blue[2]) > 240
    assert max(red[2], blue[0]) < 20


def test_a_picture_that_lies_on_its_side_is_turned_upright() -> None:
    """As a phone held upright writes it: turned a quarter, with a note that says so."""
    kept = keep(phone_photo(turned=True))
    found = opened(kept.body).convert("RGB")
    assert (kept.width, kept.height, found.size) == (48, 64, (48, 64))
    assert found.getpixel((20, 5))[0] > 200
    assert found.getpixel((20, 60))[2] > 200


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_made_as_small_as_a_screen(form: str) -> None:
    kept = keep(photo(form, (4000, 1000)))
    assert (kept.width, kept.height) == opened(kept.body).size == (2048, 512)


def test_transparency_is_kept_and_other_colours_become_screen_colours() -> None:
    clear = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    written = io.BytesIO()
    clear.save(written, "PNG")
    assert opened(keep(written.getvalue()).body).getpixel((1, 1)) == (0, 0, 0, 0)
    assert opened(keep(photo("PNG", mode="P")).body).mode == "RGB"
    assert opened(keep(photo(mode="CMYK")).body).mode == "RGB"
    assert opened(keep(photo(mode="L")).body).mode == "RGB"


def test_a_colour_profile_is_applied_and_left_behind() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = keep(photo(icc_profile=profile))
    assert "icc_profile" not in opened(kept.body).info
    assert opened(keep(photo(icc_profile=b"no profile at all")).body).size == (64, 48)


def test_more_pixels_than_a_camera_makes_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pictures.MOST_PIXELS, "PNG", 1_000_000)
    assert keep(photo("PNG", (1000, 1000))).width == 1000
    with pytest.raises(Refused, match="1 million pixels"):
        keep(photo("PNG", (1001, 1000)))


def test_a_bomb_is_refused() -> None:
    """A few bytes that say they are 30000 pixels wide and high."""
    sent = bytearray(photo("PNG"))
    sent[16:24] = struct.pack(">II", 30_000, 30_000)
    sent[29:33] = struct.pack(">I", zlib.crc32(bytes(sent[12:29])))
    with pytest.raises(Refused, match="million pixels"):
        keep(bytes(sent))


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_moving_picture_is_to_be_sent_as_a_film(form: str) -> None:
    written = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(written, form, save_all=True, append_images=frames[1:])
    with pytest.raises(Refused, match="film"):
        keep(written.getvalue())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(form: str) -> None:
    sent = photo(form, (300, 300), mode="RGB")
    for cut in (12, len(sent) // 2):
        with pytest.raises(Refused, match="damaged"):
            keep(sent[:cut])


@pytest.mark.parametrize("name, media_type", FILMS.items())
def test_a_film_is_kept_with_its_size(name: str, media_type: str) -> None:
    kept = keep(film(name))
    assert (kept.kind, kept.media_type, kept.width, kept.height) == ("video", media_type, 96, 64)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.webm"])
def test_where_a_film_was_taken_and_what_it_is_called_is_blanked_in_place(name: str) -> None:
    """Same length, so that nothing that points into the file has to move; the picture's own bytes are untouched."""
    sent = film(name)
    assert PLACE in sent
    assert NAME in sent
    kept = keep(sent)
    assert len(kept.body) == len(sent)
    assert PLACE not in kept.body
    assert NAME not in kept.body
    begins, marker = (sent.index(b"mdat"), 4) if name == "clip.mp4" else (sent.index(b"\x1f\x43\xb6\x75"), 8)
    assert kept.body[begins : begins + marker + 200] == sent[begins : begins + marker + 200]
    assert keep(kept.body).body == kept.body


@pytest.mark.parametrize("name", FILMS)
def test_half_a_film_is_refused(name: str) -> None:
    sent = film(name)
    for cut in (40, len(sent) // 2, len(sent) - 1):
        with pytest.raises(Refused):
            keep(sent[:cut])
    with pytest.raises(Refused):
        keep(sent + b"\x00")


@pytest.mark.parametrize("name", FILMS)
def test_a_spoiled_film_is_refused_or_kept_and_never_an_error(name: str) -> None:
    sent = film(name)
    for at in range(len(sent)):
        spoiled = sent[:at] + bytes([sent[at] ^ 0xFF]) + sent[at + 1 :]
        with suppress(Refused):
            assert len(keep(spoiled).body) == len(sent)


def test_an_upright_film_has_the_size_that_it_is_shown_in() -> None:
    """Phones write lying pictures and a matrix that turns them."""
    sent = film("clip.mp4")
    upright = sent.index(
        bytes.fromhex("00010000" + "00" * 12 + "00010000" + "00" * 12 + "40000000"), sent.index(b"tkhd")
    )
    turned = bytes.fromhex("000000000001000000000000ffff000000000000")
    kept = keep(sent[:upright] + turned + sent[upright + 20 :])
    assert (kept.width, kept.height) == (64, 96)


def test_a_film_with_a_track_of_data_is_refused() -> None:
    """Action cameras write where they were into one."""
    sent = film("clip.mp4")
    at = sent.rindex(b"soun")
    with pytest.raises(Refused, match="where a camera was"):
        keep(sent[:at] + b"meta" + sent[at + 4 :])


@pytest.mark.parametrize(
    "sent",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html></html>", b"GIF89a" + b"\0" * 40, b"%PDF-1.7", b"MZ",
        b"RIFF\0\0\0\0WAVEfmt ", b"\0\0\0\x18ftypheic\0\0\0\0", b"\0", film("clip.mov"), film("clip.mkv"),
    ],
    ids=["svg", "html", "gif", "pdf", "exe", "wave", "heic", "nothing", "quicktime", "matroska"],
)  # fmt: skip
def test_anything_else_is_refused_and_told_what_is_allowed(sent: bytes) -> None:
    with pytest.raises(Refused, match="JPEG, PNG or WebP and films as MP4 or WebM"):
        keep(sent)


def test_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="empty"):
        keep(b"")


def test_a_film_may_not_be_larger_than_its_limit() -> None:
    with pytest.raises(Refused, match="may have 30 MB"):
        keep(film("clip.mp4") + b"\0" * MOST_FILM_BYTES)
    with pytest.raises(Refused, match="may have 15 MB"):
        keep(photo() + b"\0" * 15_000_000)
