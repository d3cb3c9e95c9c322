"""Stand-in commands with children of their own, and a way to see who is still alive."""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from stack import watcher
from stack.processes import Command

# Starts a child that leaves its group and session and loses its parent, and one that stays; notes all three pids.
FAMILY = """
import os, pathlib, signal, sys, time
notes = pathlib.Path(sys.argv[1])
def note(name):
    (notes / f"{name}.part").write_text(str(os.getpid()))
    (notes / f"{name}.part").rename(notes / f"{name}.pid")
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        note("runaway")
        time.sleep(300)
    os._exit(0)
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note("child")
    time.sleep(300)
note("parent")
sys.argv[2:] == ["leaves"] or time.sleep(300)
"""
MEMBERS = ("parent", "child", "runaway")


def python(code: str, *arguments: object, name: str = "stand-in", **choices: object) -> Command:
    """A command that runs `code`."""
    argv = (sys.executable, "-I", "-S", "-c", code, *map(str, arguments))
    return Command(name, argv, **choices)


def wait_for(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until `condition` holds; fail the test when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def noted(notes: Path, *names: str) -> list[int]:
    """The pids that the members of a family wrote down, once they all did."""
    paths = [notes / f"{name}.pid" for name in names]
    wait_for(lambda: all(path.exists() for path in paths))
    return [int(path.read_text()) for path in paths]


def alive(pids: Iterable[int]) -> set[int]:
    """Those of `pids` that still run; a zombie does not."""
    return set(pids) & set(watcher.process_table())
