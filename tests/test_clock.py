"""One clock, which only the demo may move."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hep_api.clock import Clock


def test_is_aware_and_in_utc() -> None:
    assert Clock().now().tzinfo is UTC


def test_tells_real_time_without_an_offset() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_demo_moves_the_present_of_every_process(tmp_path: Path) -> None:
    here, there = Clock(tmp_path / "clock-offset"), Clock(tmp_path / "clock-offset")
    here.move_to(7 * 86_400)
    assert abs(there.now() - there.real_now() - timedelta(days=7)) < timedelta(seconds=5)


def test_the_demo_never_moves_real_time(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock-offset")
    clock.move_to(7 * 86_400)
    assert abs(clock.real_now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_clock_without_a_file_cannot_be_moved() -> None:
    with pytest.raises(ValueError, match="only in demo mode"):
        Clock().move_to(60)
