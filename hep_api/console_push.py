"""The sender of an installation without push credentials: it writes down what it would push, and says so."""

import errno
from collections.abc import Sequence
from pathlib import Path

import structlog

from hep_api.json_lines import append_line
from hep_api.ports import BATCH_LIMIT, PushMessage, PushOutcome, PushResult
from hep_api.push_texts import push_language, push_text

_log = structlog.get_logger(__name__)


class ConsoleSender:
    """A `PushSender` that appends one JSON line a message to a file and to the log.

    The file is the medium here, so a line safely on disk counts as `sent`; `provider_id` is `console:<n>`, n being the
    line's byte offset in the file, and `detail` says that no phone was reached. Several processes may share the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, messages: Sequence[PushMessage]) -> list[PushOutcome]:
        """Write each message: see `hep_api.ports.PushSender.send`. A full disk is `not_sent`."""
        if len(messages) > BATCH_LIMIT:
            raise ValueError(f"A batch holds at most {BATCH_LIMIT} messages.")
        return [self._write(message) for message in messages]

    def _write(self, message: PushMessage) -> PushOutcome:
        would_be = _would_be(message)
        try:
            offset = append_line(self._path, would_be)
        except OSError as error:
            reason = errno.errorcode.get(error.errno or 0, "OSError")
            detail = f"could not write {self._path}: {reason}"
            _log.warning("push_not_recorded", delivery_id=would_be["delivery_id"], reason=reason)
            return PushOutcome(message.delivery_id, PushResult.NOT_SENT, None, None, detail)
        _log.info("push_recorded", **would_be)
        detail = f"written to {self._path}, no phone was reached"
        return PushOutcome(message.delivery_id, PushResult.SENT, f"console:{offset}", None, detail)


def _would_be(message: PushMessage) -> dict[str, str | int]:
    text = push_text(message.template, message.locale)
    return {
        "delivery_id": str(message.delivery_id),
        "template": message.template.value,
        "language": push_language(message.locale),
        "title": text.title,
        "body": text.body,
        "address_kind": message.address.kind,
        # Enough to tell two phones apart; whoever has the whole address can be taken for us.
        "address_ending": message.address.value[-6:] if len(message.address.value) >= 24 else "",
        "tag": message.tag,
        "collapse_key": message.collapse_key,
        "ttl_seconds": message.ttl_seconds,
    }
