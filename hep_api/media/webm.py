"""WebM: a walk over its elements that finds the picture's size, and blanks what tells about people and places."""

from collections.abc import Iterator
from dataclasses import dataclass

from hep_api.media.upload import Kept, Refused

HEAD, DOC_TYPE, SEGMENT, CLUSTER = 0x1A45DFA3, 0x4282, 0x18538067, 0x1F43B675
TRACKS, TRACK, TRACK_TYPE, VIDEO, WIDTH, HEIGHT = 0x1654AE6B, 0xAE, 0x83, 0xE0, 0xB0, 0xBA
INFO, TITLE, TAGS, ATTACHMENTS = 0x1549A966, 0x7BA9, 0x1254C367, 0x1941A469
TELLING = frozenset({TAGS, ATTACHMENTS, TITLE})
OPEN_ENDED = frozenset({SEGMENT, CLUSTER})
"""What a recorder that does not know the end yet may leave without a size."""
VOID = 0xEC
PICTURE = 1
KNOWN_TRACKS = frozenset({1, 2, 17})
"""Picture, sound and subtitles."""
MOST_ELEMENTS = 200_000
NOT_WHOLE = "It is damaged or not whole: export it again."


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its id, where it begins, where its content begins and where it ends."""

    id: int
    at: int
    body_at: int
    end: int


def is_webm(data: bytes) -> bool:
    """Whether it says at its beginning that it is WebM; other Matroska is not."""
    if data[:4] != HEAD.to_bytes(4, "big"):
        return False
    try:
        head = _element(data, 0, len(data))
        parts = _elements(data, head.body_at, head.end)
        return any(data[part.body_at : part.end].rstrip(b"\0") == b"webm" for part in parts if part.id == DOC_TYPE)
    except Refused:
        return False


def keep_webm(data: bytes) -> Kept:
    """A film as it is kept: the same bytes, with what tells about people and places blanked. Raises Refused."""
    film = bytearray(data)
    inside = list(_elements(data, 0, len(data)))
    parts = [part for one in inside if one.id in {TRACKS, INFO} for part in _elements(data, one.body_at, one.end)]
    tracks = [list(_elements(data, part.body_at, part.end)) for part in parts if part.id == TRACK]
    kinds = [_number(data, track, TRACK_TYPE) for track in tracks]
    if not KNOWN_TRACKS.issuperset(kinds):
        raise Refused("It holds data beside picture and sound: export it without.")
    if PICTURE not in kinds or not any(one.id == CLUSTER for one in inside):
        raise Refused("It has no picture: send a film.")
    for one in [*inside, *parts]:
        if one.id in TELLING:
            _blank(film, one)
    width, height = _size(data, tracks[kinds.index(PICTURE)])
    return Kept("video", "video/webm", bytes(film), width, height)


def _elements(data: bytes, at: int, stop: int) -> Iterator[Element]:
    """The elements between two places, which they fill exactly; those of a segment stand beside it. Raises Refused."""
    for _ in range(MOST_ELEMENTS):
        if at == stop:
            return
        one = _element(data, at, stop)
        yield one
        at = one.body_at if one.id == SEGMENT or one.end < 0 else one.end
    raise Refused(NOT_WHOLE)


def _element(data: bytes, at: int, stop: int) -> Element:
    """The element that begins here; its end is -1 where it has no size. Raises Refused."""
    id_, size_at = _vint(data, at, stop, keep_marker=True)
    size, body_at = _vint(data, size_at, stop, keep_marker=False)
    if size == (1 << 7 * (body_at - size_at)) - 1 and id_ in OPEN_ENDED:
        return Element(id_, at, body_at, -1)
    if body_at + size > stop:
        raise Refused(NOT_WHOLE)
    return Element(id_, at, body_at, body_at + size)


def _vint(data: bytes, at: int, stop: int, *, keep_marker: bool) -> tuple[int, int]:
    """A number that says its own length by leading zeros, and where it ends; raises Refused."""
    first = data[at] if at < stop else 0
    length = 9 - first.bit_length()
    if not first or at + length > stop:
        raise Refused(NOT_WHOLE)
    number = int.from_bytes(data[at : at + length], "big")
    return number if keep_marker else number - (1 << 7 * length), at + length


def _number(data: bytes, parts: list[Element], id_: int) -> int:
    """An unsigned number among the parts, 0 when it is not there."""
    return next((int.from_bytes(data[part.body_at : part.end], "big") for part in parts if part.id == id_), 0)


def _size(data: bytes, track: list[Element]) -> tuple[int | None, int | None]:
    video = next((part for part in track if part.id == VIDEO), None)
    parts = list(_elements(data, video.body_at, video.end)) if video else []
    return _number(data, parts, WIDTH) or None, _number(data, parts, HEIGHT) or None


def _blank(film: bytearray, one: Element) -> None:
    """Turn an element into empty space of the same size, so that nothing else moves."""
    length = min(one.end - one.at - 1, 8)
    empty = one.end - one.at - 1 - length
    film[one.at : one.end] = bytes([VOID]) + (empty | 1 << 7 * length).to_bytes(length, "big") + bytes(empty)
