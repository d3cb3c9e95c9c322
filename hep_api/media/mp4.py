"""MP4: a walk over its boxes that finds the picture's size, and blanks what tells about people and places."""

from collections.abc import Iterator
from dataclasses import dataclass

from hep_api.media.upload import Kept, Refused

FILM_BRANDS = frozenset({
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1",
    b"M4V ", b"M4VH", b"M4VP", b"dash", b"MSNV", b"f4v ", b"3gp4", b"3gp5", b"3gp6",
})  # fmt: skip
"""First words of `ftyp` that films have; stills such as HEIC and QuickTime have others."""
TELLING = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes of titles, positions, devices and the like; playing needs none of them."""
TRACKS = frozenset({b"vide", b"soun", b"text", b"subt", b"sbtl"})
MOST_BOXES = 10_000
NOT_WHOLE = "It is damaged or not whole: export it again."


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its type, where it begins, where its content begins and where it ends."""

    kind: bytes
    at: int
    body_at: int
    end: int


def is_mp4(data: bytes) -> bool:
    """Whether it says at its beginning that it is a film in MP4."""
    return data[4:8] == b"ftyp" and data[8:12] in FILM_BRANDS


def keep_mp4(data: bytes) -> Kept:
    """A film as it is kept: the same bytes, with what tells about people and places blanked. Raises Refused."""
    film = bytearray(data)
    top = list(_boxes(data, 0, len(data)))
    movies = [box for box in top if box.kind == b"moov"]
    if len(movies) != 1 or not any(box.kind in {b"mdat", b"moof"} for box in top):
        raise Refused(NOT_WHOLE)
    inside = list(_boxes(data, movies[0].body_at, movies[0].end))
    tracks = [list(_boxes(data, box.body_at, box.end)) for box in inside if box.kind == b"trak"]
    sizes = [_size(data, track) for track in tracks if _handler(data, track) == b"vide"]
    if not sizes:
        raise Refused("It has no picture: send a film.")
    for box in [*top, *inside, *(box for track in tracks for box in track)]:
        if box.kind in TELLING:
            _blank(film, box)
    width, height = sizes[0]
    return Kept("video", "video/mp4", bytes(film), width or None, height or None)


def _boxes(data: bytes, at: int, stop: int) -> Iterator[Box]:
    """The boxes between two places, which they fill exactly; raises Refused."""
    for _ in range(MOST_BOXES):
        if at == stop:
            return
        size, kind, body_at = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), at + 8
        if size == 1:
            size, body_at = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        end = stop if size == 0 else at + size
        if not body_at <= end <= stop:
            break
        yield Box(kind, at, body_at, end)
        at = end
    raise Refused(NOT_WHOLE)


def _handler(data: bytes, track: list[Box]) -> bytes:
    """What a track holds; raises Refused for data beside picture and sound, such as where a camera was."""
    media = next((box for box in track if box.kind == b"mdia"), None)
    parts = list(_boxes(data, media.body_at, media.end)) if media else []
    handler = next((bytes(data[box.body_at + 8 : box.body_at + 12]) for box in parts if box.kind == b"hdlr"), b"")
    if handler not in TRACKS:
        raise Refused("It holds data beside picture and sound, such as where a camera was: export it without.")
    return handler


def _size(data: bytes, track: list[Box]) -> tuple[int, int]:
    """Width and height in pixels as shown: the last numbers of the track's head, behind the matrix that turns it."""
    head = next((box for box in track if box.kind == b"tkhd"), None)
    if head is None or head.end - head.body_at < 84:
        raise Refused(NOT_WHOLE)
    tail = data[head.end - 44 : head.end]
    width, height = int.from_bytes(tail[36:38], "big"), int.from_bytes(tail[40:42], "big")
    lies = tail[0:4] == tail[16:20] == bytes(4)
    return (height, width) if lies else (width, height)


def _blank(film: bytearray, box: Box) -> None:
    """Turn a box into empty space of the same size, so that nothing else moves."""
    film[box.at + 4 : box.at + 8] = b"free"
    film[box.body_at : box.end] = bytes(box.end - box.body_at)
