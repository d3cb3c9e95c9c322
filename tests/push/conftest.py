"""The local FCM server in a thread, and the real SDK pointed at it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hep_api.firebase import FirebaseSender
from stack.fcm.control import FcmControl
from stack.fcm.server import FcmServer

THE_INSTANT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

OpenSender = Callable[..., FirebaseSender]


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    return tmp_path / "fcm.jsonl"


@pytest.fixture
def fcm(journal_path: Path) -> Iterator[FcmControl]:
    with FcmServer(journal_path) as server:
        yield FcmControl(server.url)


@pytest.fixture
def open_sender(fcm: FcmControl) -> Iterator[OpenSender]:
    """Opens senders against the local server and closes them afterwards."""
    opened: list[FirebaseSender] = []

    def open_one(
        credentials_path: Path | None = None, fcm_url: str | None = None, timeout_seconds: float = 8.0
    ) -> FirebaseSender:
        sender = FirebaseSender(credentials_path, fcm_url or fcm.url, timeout_seconds, utc_now=lambda: THE_INSTANT)
        opened.append(sender)
        return sender

    yield open_one
    for sender in opened:
        sender.close()


@pytest.fixture
def sender(open_sender: OpenSender) -> FirebaseSender:
    return open_sender()
