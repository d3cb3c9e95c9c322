"""Stand-in commands with children of their own, and a way to see who is still alive."""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from stack import watcher
from stack.processes import Command

# Starts a child that leaves its session and loses its parent (unless "together") and one that stays; each notes its
# pid. The parent then "leaves" when both have, or stays: "stubborn", or ending when it is asked to.
FAMILY = """
import os, pathlib, signal, sys, time
notes, manners = pathlib.Path(sys.argv[1]), sys.argv[2:]
def note(name):
    (notes / f"{name}.part").write_text(str(os.getpid()))
    (notes / f"{name}.part").rename(notes / f"{name}.pid")
def stay():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "together" not in manners and os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        stay()
        note("runaway")
        time.sleep(300)
    os._exit(0)
if os.fork() == 0:
    stay()
    note("child")
    time.sleep(300)
if "stubborn" in manners:
    stay()
note("parent")
while "leaves" not in manners or not all((notes / f"{name}.pid").exists() for name in ("child", "runaway")):
    time.sleep(0.01)
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
