"""Whoever dies first, and however, nothing is left running."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stack.processes import ProcessEndedError, ProcessGroup, start_process
from tests.stack.families import FAMILY, MEMBERS, alive, noted, python, wait_for

ROOT = Path(__file__).parents[2]

OWNER = """
import pathlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the suite runs in the background
from stack.processes import start_process
from tests.stack.families import FAMILY, python
notes = pathlib.Path(sys.argv[1])
command = python(FAMILY, notes, grace_seconds=0.2, remove=notes / "scratch")
start_process(command, log=notes / "log", cwd=notes)
time.sleep(300)
"""

STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: pathlib.Path(sys.argv[1], "asked").touch())
pathlib.Path(sys.argv[1], "up").touch()
while True:
    time.sleep(1)
"""

POLITE = """
import pathlib, signal, sys, time
def leave(number, frame):
    pathlib.Path(sys.argv[1], "left").write_text(str(number))
    sys.exit(0)
signal.signal(signal.SIGINT, leave)
signal.signal(signal.SIGTERM, leave)
pathlib.Path(sys.argv[1], "up").touch()
while True:
    time.sleep(1)
"""


@pytest.fixture
def start(tmp_path):
    children = []

    def start(command):
        children.append(start_process(command, log=tmp_path / "log", cwd=tmp_path))
        return children[-1]

    yield start
    for child in children:
        child.stop()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_nothing_is_left_when_the_owner_is_killed(tmp_path, number):
    """Neither a child that ignores SIGTERM nor one that changed session and lost its parent."""
    (tmp_path / "scratch").mkdir()
    owner = subprocess.Popen([sys.executable, "-c", OWNER, tmp_path], cwd=ROOT)
    family = noted(tmp_path, *MEMBERS)
    assert alive(family) == set(family)
    owner.send_signal(number)
    owner.wait(10)
    wait_for(lambda: not alive(family))
    wait_for(lambda: not (tmp_path / "scratch").exists())


def test_stopping_ends_the_whole_family(tmp_path, start):
    child = start(python(FAMILY, tmp_path, grace_seconds=5.0))
    family = noted(tmp_path, *MEMBERS)
    child.stop()
    assert alive(family) == set()


def test_a_command_that_ends_takes_its_orphans_along(tmp_path, start):
    child = start(python(FAMILY, tmp_path, "leaves"))
    family = noted(tmp_path, *MEMBERS)
    wait_for(lambda: child.status() == 0)
    assert alive(family) == set()


def test_a_killed_watcher_takes_its_command_along(tmp_path, start):
    child = start(python(FAMILY, tmp_path, "together"))
    parent, _ = noted(tmp_path, "parent", "child")
    child.watch.kill()
    wait_for(lambda: not alive([parent]))


def test_stopping_after_the_watcher_was_killed_sweeps_its_session(tmp_path, start):
    child = start(python(FAMILY, tmp_path, "together"))
    family = noted(tmp_path, "parent", "child")
    child.watch.kill()
    child.watch.wait()
    child.stop()
    wait_for(lambda: not alive(family))


def test_asks_first_and_kills_after_the_grace(tmp_path, start):
    child = start(python(STUBBORN, tmp_path, grace_seconds=0.3))
    wait_for((tmp_path / "up").exists)
    child.stop()
    assert (tmp_path / "asked").exists()
    assert child.status() == 128 + signal.SIGKILL


def test_a_second_signal_ends_the_grace(tmp_path, start):
    child = start(python(STUBBORN, tmp_path, grace_seconds=40.0))
    wait_for((tmp_path / "up").exists)
    child.watch.terminate()
    wait_for((tmp_path / "asked").exists)
    child.watch.terminate()
    wait_for(lambda: child.status() is not None)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_asks_with_the_signal_the_command_wants(tmp_path, start, number):
    child = start(python(POLITE, tmp_path, stop_signal=number))
    wait_for((tmp_path / "up").exists)
    child.stop()
    assert (tmp_path / "left").read_text() == str(int(number))
    assert child.status() == 0


@pytest.mark.parametrize(
    "code, status", [("", 0), ("import sys; sys.exit(7)", 7), ("import os; os.kill(os.getpid(), 9)", 137)]
)
def test_reports_how_the_command_ended(start, code, status):
    child = start(python(code))
    wait_for(lambda: child.status() is not None)
    assert child.status() == status


def test_says_what_a_dead_command_said_last(start):
    child = start(python("print('no such table'); raise SystemExit(3)", name="web"))
    wait_for(lambda: child.status() is not None)
    with pytest.raises(ProcessEndedError, match=r"(?s)web ended with status 3:.*web \| no such table"):
        child.require_alive()


def test_the_command_reads_nothing_and_knows_its_folder(tmp_path, start):
    child = start(python("import os, sys; print(repr(sys.stdin.read()), os.getcwd())"))
    wait_for(lambda: child.status() == 0)
    assert child.last_words() == f"stand-in | '' {tmp_path}"


def test_a_lock_is_held_until_the_command_is_gone(tmp_path):
    """The watcher keeps the descriptor, the command never sees it."""
    read, write = os.pipe()
    child = start_process(
        python(FAMILY, tmp_path, grace_seconds=0.1), log=tmp_path / "log", cwd=tmp_path, held=(write,)
    )
    os.close(write)
    family = noted(tmp_path, *MEMBERS)
    os.set_blocking(read, False)
    with pytest.raises(BlockingIOError):
        os.read(read, 1)
    child.stop()
    assert os.read(read, 1) == b""
    assert alive(family) == set()
    os.close(read)


class TestGroup:
    """Children that belong together."""

    LEAVES_A_LINE = """
import pathlib, signal, sys, time
def leave(number, frame):
    with open(sys.argv[1], "a") as file:
        file.write(sys.argv[2] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
pathlib.Path(sys.argv[1] + sys.argv[2]).touch()
while True:
    time.sleep(1)
"""

    def _start(self, group, tmp_path, name):
        child = group.start(python(self.LEAVES_A_LINE, tmp_path / "order", name, name=name))
        wait_for((tmp_path / f"order{name}").exists)
        return child

    def test_stops_the_last_one_first(self, tmp_path):
        with ProcessGroup(tmp_path, tmp_path, os.environ) as group:
            for name in ("web", "worker", "beat"):
                self._start(group, tmp_path, name)
        assert (tmp_path / "order").read_text().split() == ["beat", "worker", "web"]

    def test_stops_all_of_them_after_an_error(self, tmp_path):
        group = ProcessGroup(tmp_path, tmp_path, os.environ)

        def fail_inside():
            with group:
                self._start(group, tmp_path, "web")
                self._start(group, tmp_path, "beat")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_inside()
        assert len(group.children) == 2
        assert all(child.status() == 0 for child in group.children)

    def test_notices_that_one_has_ended(self, tmp_path):
        with ProcessGroup(tmp_path, tmp_path, os.environ) as group:
            self._start(group, tmp_path, "web")
            group.require_alive()
            dead = group.start(python("raise SystemExit(4)", name="beat"))
            wait_for(lambda: dead.status() is not None)
            with pytest.raises(ProcessEndedError, match="beat ended with status 4"):
                group.require_alive()

    def test_gives_its_environment_and_no_other(self, tmp_path):
        with ProcessGroup(tmp_path, tmp_path, {"SECRET_KEY": "k"}) as group:
            child = group.start(python("import os; print(sorted(os.environ))"))
            wait_for(lambda: child.status() == 0)
            assert "['LC_CTYPE', 'SECRET_KEY']" in child.last_words()
