"""Without credentials nothing is pushed, and nobody is told otherwise."""

import json
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hep_api.console_push import ConsoleSender
from hep_api.ports import BATCH_LIMIT, PushResult
from tests.push.builders import a_message

TOKEN = "an-address-as-long-as-fcm-makes-them"


def test_what_would_be_pushed_is_in_the_file_and_the_log_and_the_outcome_says_so(tmp_path: Path) -> None:
    path = tmp_path / "pushes.jsonl"
    message = a_message(TOKEN, locale="es-MX")
    with capture_logs() as logged:
        (outcome,) = ConsoleSender(path).send([message])
    line = json.loads(path.read_text())
    assert line == {
        "delivery_id": str(message.delivery_id),
        "template": "exercise_due",
        "language": "es",
        "title": "Hoy",
        "body": "Tienes algo previsto para hoy.",
        "address_kind": "fcm_token",
        "address_ending": "s-them",
        "tag": message.tag,
        "collapse_key": "daily",
        "ttl_seconds": 3600,
    }
    assert outcome.result is PushResult.SENT
    assert outcome.detail == f"written to {path}, no phone was reached"
    assert [entry["event"] for entry in logged] == ["push_recorded"]
    assert TOKEN not in path.read_text() + repr(logged) + repr(outcome)


def test_the_provider_id_finds_the_line(tmp_path: Path) -> None:
    path = tmp_path / "pushes.jsonl"
    messages = [a_message(), a_message(), a_message()]
    outcomes = ConsoleSender(path).send(messages)
    content = path.read_bytes()
    for message, outcome in zip(messages, outcomes, strict=True):
        assert outcome.provider_id is not None
        offset = int(outcome.provider_id.removeprefix("console:"))
        assert json.loads(content[offset:].splitlines()[0])["delivery_id"] == str(message.delivery_id)


def test_several_senders_share_a_file_without_tearing_lines(tmp_path: Path) -> None:
    path = tmp_path / "pushes.jsonl"
    batches = [[a_message() for _ in range(20)] for _ in range(4)]
    threads = [threading.Thread(target=ConsoleSender(path).send, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = {json.loads(line)["delivery_id"] for line in path.read_text().splitlines()}
    assert written == {str(message.delivery_id) for batch in batches for message in batch}


def test_a_file_that_cannot_be_written_is_not_sent(tmp_path: Path) -> None:
    (outcome,) = ConsoleSender(tmp_path).send([a_message()])
    assert outcome.result is PushResult.NOT_SENT
    assert outcome.provider_id is None
    assert outcome.detail.endswith("EISDIR")


def test_a_full_disk_is_not_sent() -> None:
    (outcome,) = ConsoleSender(Path("/dev/full")).send([a_message()])
    assert outcome.result is PushResult.NOT_SENT
    assert outcome.detail.endswith("ENOSPC")


def test_a_batch_over_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at most 500"):
        ConsoleSender(tmp_path / "f").send([a_message()] * (BATCH_LIMIT + 1))
