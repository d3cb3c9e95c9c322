"""A small internet on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.link_world import World, serve_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serve_world(tmp_path) as made:
        yield made
