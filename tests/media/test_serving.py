"""GET /v1/media/{id}/file: whole, in ranges, from the phone's own memory."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.builders.clinics import Clinic
from tests.builders.pictures import film
from tests.builders.shelves import Staff, taken
from tests.statements import count_statements


@pytest.fixture
def item(staff: Staff) -> dict[str, Any]:
    return taken(staff.upload(film("clip.mp4")))


@pytest.fixture
def whole(staff: Staff, item: dict[str, Any]) -> TestResponse:
    return staff.get(item["url"])


def test_it_says_what_it_is_and_that_it_never_changes(whole: TestResponse) -> None:
    assert whole.content_type == "video/mp4"
    assert whole.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Security-Policy"] == (
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
    )
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Content-Length"] == str(len(whole.data))
    assert not whole.headers["ETag"].startswith("W/")


def test_a_phone_that_has_it_is_told_so(staff: Staff, item: dict[str, Any], whole: TestResponse) -> None:
    same = staff.get(item["url"], **{"If-None-Match": whole.headers["ETag"], "Range": "bytes=0-1"})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", whole.headers["ETag"])


@pytest.mark.parametrize(
    "asked, start, stop",
    [("0-0", 0, 1), ("0-99", 0, 100), ("100-", 100, None), ("-50", -50, None), ("10-999999999", 10, None)],
)
def test_a_range_is_206_with_these_bytes(
    staff: Staff, item: dict[str, Any], whole: TestResponse, asked: str, start: int, stop: int | None
) -> None:
    piece = staff.get(item["url"], Range=f"bytes={asked}")
    expected = whole.data[start:stop]
    begins = start % len(whole.data)
    assert (piece.status_code, piece.data) == (206, expected)
    assert piece.headers["Content-Range"] == f"bytes {begins}-{begins + len(expected) - 1}/{len(whole.data)}"
    assert piece.headers["Content-Length"] == str(len(expected))
    assert piece.headers["ETag"] == whole.headers["ETag"]
    assert piece.headers["Cache-Control"] == whole.headers["Cache-Control"]


@pytest.mark.parametrize("asked", ["999999-", "999999-1000000"])
def test_a_range_outside_is_416_and_says_how_much_there_is(
    staff: Staff, item: dict[str, Any], whole: TestResponse, asked: str
) -> None:
    refused = staff.get(item["url"], Range=f"bytes={asked}")
    assert (refused.status_code, refused.headers["Content-Range"]) == (416, f"bytes */{len(whole.data)}")
    assert refused.get_json()["code"] == "requested_range_not_satisfiable"
    assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "pages=0-1", "bytes=x-y", "bytes=5-1", "nonsense"])
def test_what_is_no_single_range_is_answered_with_everything(
    staff: Staff, item: dict[str, Any], whole: TestResponse, asked: str
) -> None:
    answer = staff.get(item["url"], Range=asked)
    assert (answer.status_code, answer.data) == (200, whole.data)


def test_if_range_asks_for_everything_when_it_names_something_else(
    staff: Staff, item: dict[str, Any], whole: TestResponse
) -> None:
    tags = (whole.headers["ETag"], '"another"', f"W/{whole.headers['ETag']}", "Mon, 02 Mar 2026 09:00:00 GMT")
    told = [staff.get(item["url"], **{"Range": "bytes=0-1", "If-Range": tag}).status_code for tag in tags]
    assert told == [206, 200, 200, 200]


def test_a_patient_of_the_clinic_sees_it_and_nobody_without_a_token(
    staff: Staff, item: dict[str, Any], clinic: Clinic
) -> None:
    assert Staff(staff.client, staff.sign_in, clinic.patient).get(item["url"]).status_code == 200
    assert staff.client.get(item["url"]).status_code == 401


def test_only_the_bytes_that_are_sent_leave_the_database(staff: Staff, item: dict[str, Any]) -> None:
    speaks = staff.headers
    with count_statements() as seen:
        assert staff.client.get(item["url"], headers={**speaks, "Range": "bytes=0-9"}).status_code == 206
    assert len(seen) == 3
    assert "substr" in seen[-1]


def test_head_tells_of_it_without_it(staff: Staff, item: dict[str, Any], whole: TestResponse) -> None:
    head = staff.client.head(item["url"], headers=staff.headers)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(whole.data)))
