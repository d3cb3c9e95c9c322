"""Temporary folders go with their owner; the next start removes what a power cut left."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from stack.folders import LOCK, sweep_dead_folders, temporary_folder

ROOT = Path(__file__).parents[2]
DIES_INSIDE = """
import os, pathlib, sys
from stack.folders import temporary_folder
with temporary_folder("redis", root=pathlib.Path(sys.argv[1])) as folder:
    (folder / "data").mkdir()
    (folder / "data" / "file").write_text("left behind")
    os.kill(os.getpid(), 9)
"""


def _die_inside(root: Path) -> Path:
    subprocess.run([sys.executable, "-c", DIES_INSIDE, root], cwd=ROOT, check=False, timeout=20)
    (folder,) = root.iterdir()
    return folder


def test_a_folder_is_gone_after_its_block(tmp_path):
    with temporary_folder("redis", root=tmp_path) as folder:
        assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_others_may_pass_through_but_not_look(tmp_path):
    with temporary_folder("redis", root=tmp_path) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o711


def test_the_next_start_removes_the_folder_of_a_killed_owner(tmp_path):
    left = _die_inside(tmp_path)
    assert (left / "data" / "file").exists()
    with temporary_folder("redis", root=tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_a_living_owner_keeps_its_folder(tmp_path):
    with temporary_folder("redis", root=tmp_path) as folder:
        assert sweep_dead_folders(tmp_path) == []
        assert folder.exists()


def test_only_folders_that_were_ours_are_removed(tmp_path):
    left = _die_inside(tmp_path)
    for name in ("hep-somebody", "important"):
        (tmp_path / name).mkdir()
    (tmp_path / "important" / LOCK).touch()
    (tmp_path / "hep-file").touch()
    assert sweep_dead_folders(tmp_path) == [left]


def test_a_folder_of_another_account_is_left_alone(tmp_path):
    """Only root can give a folder away; for anybody else the folder stays their own, and goes."""
    left = _die_inside(tmp_path)
    account = 65534 if os.geteuid() == 0 else os.geteuid()
    os.chown(left, account, -1)
    assert (left in sweep_dead_folders(tmp_path)) == (account == os.geteuid())
