"""One data folder, one running product."""

import subprocess
import sys
from pathlib import Path

import pytest

from stack.ownership import StartError, sole_owner
from tests.stack.families import MEMBERS, alive, noted

ROOT = Path(__file__).parents[2]

OWNER = """
import pathlib, sys, time
from stack.ownership import sole_owner
from stack.processes import start_process
from tests.stack.families import FAMILY, python
data = pathlib.Path(sys.argv[1])
with sole_owner(data) as lock:
    start_process(python(FAMILY, data, "stubborn", grace_seconds=1.0), log=data / "log", cwd=data, held=(lock,))
    time.sleep(300)
"""


def test_a_folder_in_use_is_refused_at_once(tmp_path):
    with sole_owner(tmp_path), pytest.raises(StartError, match="in use by another"), sole_owner(tmp_path):
        pass


def test_a_folder_is_free_after_its_owner_left(tmp_path):
    for _ in range(2):
        with sole_owner(tmp_path) as lock:
            assert lock > 2


def test_the_next_owner_waits_until_the_processes_of_a_killed_one_are_gone(tmp_path):
    """They still hold ports and sockets while their grace runs."""
    with subprocess.Popen([sys.executable, "-c", OWNER, tmp_path], cwd=ROOT) as owner:
        family = noted(tmp_path, *MEMBERS)
        owner.kill()
    assert alive(family) == set(family)
    with sole_owner(tmp_path):
        assert alive(family) == set()
