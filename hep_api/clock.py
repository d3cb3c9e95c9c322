"""The only reader of the clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Real time, plus the demo's offset when there is a file that holds one.

    Due times and facts compare with `now()`; tokens, throttles and heartbeats with `real_now()`.
    """

    def __init__(self, offset_file: Path | None = None) -> None:
        self._offset_file = offset_file

    def now(self) -> datetime:
        """The product's present, aware, in UTC."""
        return self.real_now() + timedelta(seconds=self.offset_seconds())

    def real_now(self) -> datetime:
        """The machine's present, aware, in UTC."""
        return datetime.now(UTC)

    def offset_seconds(self) -> int:
        """How far the demo has moved the clock; 0 where the clock does not move."""
        if self._offset_file is None or not self._offset_file.exists():
            return 0
        return int(self._offset_file.read_text())

    def move_to(self, seconds: int) -> None:
        """Set the demo's offset for every process of the installation; raises ValueError where the clock is real."""
        if self._offset_file is None:
            raise ValueError("the clock moves only in demo mode")
        draft = self._offset_file.with_suffix(".draft")
        draft.write_text(str(seconds))
        draft.replace(self._offset_file)


_installed = Clock()


def install(clock: Clock) -> None:
    """Use this clock from now on; the composition root calls it once."""
    global _installed  # noqa: PLW0603 - one process has one clock
    _installed = clock


def installed() -> Clock:
    """The process's clock."""
    return _installed


def now() -> datetime:
    """The product's present, aware, in UTC; in demo mode moved by the demo's offset."""
    return _installed.now()


def real_now() -> datetime:
    """The machine's present, aware, in UTC, never moved: for tokens, throttles and heartbeats."""
    return _installed.real_now()
