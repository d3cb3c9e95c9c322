"""Temporary folders that outlive nobody: each is locked by its owner, and the next start removes the unlocked ones."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "hep-"
LOCK = "owner.lock"
ATTEMPTS = 5


def _lock(folder: Path) -> int | None:
    """Take the owner's lock of `folder`; return its descriptor, or None when it is held or the folder is gone."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    # A sweep may have removed the folder between the two calls: then this lock is on a file nobody can find.
    if not (folder / LOCK).exists():
        os.close(descriptor)
        return None
    return descriptor


def sweep_dead_folders(root: Path) -> list[Path]:
    """Remove the temporary folders in `root` that belong to this user and whose owner has died; return them."""
    removed = []
    for folder in root.glob(f"{PREFIX}*"):
        try:
            mine = folder.is_dir() and folder.stat().st_uid == os.geteuid()
        except OSError:
            continue
        if not mine or not (folder / LOCK).exists():
            continue
        descriptor = _lock(folder)
        if descriptor is None:
            continue
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)
        removed.append(folder)
    return removed


def _create_locked(kind: str, root: Path) -> tuple[Path, int]:
    for _ in range(ATTEMPTS):
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{kind}-", dir=root))
        descriptor = _lock(folder)
        if descriptor is not None:
            return folder, descriptor
    raise OSError(f"No folder in {root} can be locked; set TMPDIR to a folder on a local disk.")


@contextmanager
def temporary_folder(kind: str, *, root: Path | None = None) -> Iterator[Path]:
    """Own a short-named folder until the block ends, after removing those of dead owners.

    Other accounts may pass through it (a database server runs as one) but not list it.
    """
    root = Path(tempfile.gettempdir()) if root is None else root
    sweep_dead_folders(root)
    folder, descriptor = _create_locked(kind, root)
    try:
        folder.chmod(0o711)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)
