"""Names and phrases of HTTP statuses, the same under every Python: newer ones renamed some."""

from http import HTTPStatus

KEPT: dict[int, tuple[str, str]] = {
    413: ("REQUEST_ENTITY_TOO_LARGE", "Request Entity Too Large"),
    414: ("REQUEST_URI_TOO_LONG", "Request-URI Too Long"),
    416: ("REQUESTED_RANGE_NOT_SATISFIABLE", "Requested Range Not Satisfiable"),
    422: ("UNPROCESSABLE_ENTITY", "Unprocessable Entity"),
}


def name_of(status: int) -> str:
    """The constant's name, such as NOT_FOUND: problem codes and the contract's components are made of it."""
    return KEPT[status][0] if status in KEPT else HTTPStatus(status).name


def phrase_of(status: int) -> str:
    """The reason phrase, such as Not Found."""
    return KEPT[status][1] if status in KEPT else HTTPStatus(status).phrase
