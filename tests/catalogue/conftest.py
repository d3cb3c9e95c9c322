"""The product's own catalogue, and a copy of it that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hep_api import catalogue as content
from hep_api.catalogue.loader import FOLDER, ROOT, check


class Copy:
    """A copy of all content files in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / FOLDER, root / FOLDER, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        shutil.copy(ROOT / "exercises.yaml", root)

    def edit(self, file: str, old: str, new: str) -> int:
        """Replace the first place where `old` stands; the line (from 1) it stood on."""
        path = self.root / file
        before, found, after = path.read_text(encoding="utf-8").partition(old)
        assert found, f"{old!r} is not in {file}"
        path.write_text(before + new + after, encoding="utf-8")
        return before.count("\n") + 1

    def problems(self) -> list[str]:
        return check(root=self.root, walk=False).lines()


@pytest.fixture(scope="session")
def catalogue() -> content.Catalogue:
    return content.load()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.fixture
def protocol_file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a protocol file outside the product's folder."""

    def write(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
