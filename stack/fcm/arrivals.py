"""What came in and what the phones show: an append-only journal and a model of the lock screens."""

import json
import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Notice:
    """One notice on one phone's screen; a second message with the same tag replaces it."""

    token: str
    tag: str
    delivery_id: str
    template: str
    title: str
    body: str
    arrivals: int


class Arrivals:
    """Journal and phones behind one lock, so that they always tell the same story."""

    def __init__(self, journal_path: Path | None) -> None:
        self._lock = threading.Lock()
        self._file = journal_path.open("ab") if journal_path else None
        self._sequence = 0
        self._lines: list[dict[str, Any]] = []
        self._screens: dict[tuple[str, str], Notice] = {}

    def record(self, kind: str, entry: dict[str, Any]) -> int:
        """Write one line, on disk before this returns, and show the message if it was delivered; the line's number.

        Every line has `seq`, `at` (real time, epoch seconds) and `kind`; lines of kind `send` also `token`, `tag`,
        `delivery_id`, `collapse_key`, `apns_collapse_id`, `ttl`, `status` (None when nothing is answered),
        `delivered` and the whole `message`.
        """
        with self._lock:
            self._sequence += 1
            line = {"seq": self._sequence, "at": time.time(), "kind": kind, **entry}
            if self._file:
                self._file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                self._file.flush()
                os.fsync(self._file.fileno())
            self._lines.append(line)
            if line.get("delivered"):
                self._show(line)
            return self._sequence

    def journal(self) -> list[dict[str, Any]]:
        """The lines since the last reset, oldest first."""
        with self._lock:
            return list(self._lines)

    def screens(self) -> list[dict[str, Any]]:
        """The notices that phones show now, in the order of their first arrival."""
        with self._lock:
            return [asdict(notice) for notice in self._screens.values()]

    def reset(self) -> None:
        """Forget lines and screens; the file keeps everything and notes the reset."""
        self.record("reset", {})
        with self._lock:
            self._lines.clear()
            self._screens.clear()

    def close(self) -> None:
        """Close the journal."""
        if self._file:
            self._file.close()

    def _show(self, line: dict[str, Any]) -> None:
        message = line["message"]
        # Without a tag every message is a notice of its own.
        tag = line["tag"] or f"untagged-{line['seq']}"
        before = self._screens.get((line["token"], tag))
        data = message.get("data", {})
        words = message.get("notification", {})
        self._screens[line["token"], tag] = Notice(
            token=line["token"],
            tag=tag,
            delivery_id=data.get("delivery_id", ""),
            template=data.get("template", ""),
            title=words.get("title", ""),
            body=words.get("body", ""),
            arrivals=before.arrivals + 1 if before else 1,
        )
