"""Run one command and leave nothing of it behind, whoever dies first.

Started by path, so that it needs no package around it: ``python -I watcher.py [options] -- command ...``. The owner
keeps the write end of this process's standard input and never writes to it: when the owner dies, however it dies, the
kernel closes that end and the end of file arrives here. On Linux this process also adopts the command's orphans, so it
finds grandchildren (prefork children, server workers) that changed their group or lost their parent.
"""

import argparse
import contextlib
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
SWEEP_SECONDS = 10.0
PROC = Path("/proc")


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies (Linux; elsewhere the process group must do)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def process_table() -> dict[int, tuple[int, int]]:
    """Return pid -> (parent pid, session id) of every process that is not a zombie; empty where there is no /proc."""
    table = {}
    for entry in PROC.glob("[0-9]*"):
        try:
            # The command's name is in parentheses and may itself contain spaces and parentheses.
            state, parent, _group, session, *_ = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if state not in "ZX":
            table[int(entry.name)] = (int(parent), int(session))
    return table


def descendants(ancestor: int) -> set[int]:
    """Return the pids of all living children of `ancestor`, their children and so on."""
    table = process_table()
    found: set[int] = set()
    generation = {ancestor}
    while generation:
        generation = {pid for pid, (parent, _) in table.items() if parent in generation} - found
        found |= generation
    return found


def session_members(session: int) -> set[int]:
    """Return the pids of all living processes of one session."""
    return {pid for pid, (_, of) in process_table().items() if of == session}


def kill_each(pids: set[int]) -> None:
    """Kill every process of `pids` that still exists."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


class Watch:
    """One command under watch: started, waited for, stopped, swept."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._status: int | None = None
        self._asked = 0
        self._wakeup, wakeup_write = os.pipe()
        os.set_blocking(wakeup_write, False)
        signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        adopt_orphans()
        self._child = subprocess.Popen(
            options.command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            user=options.user,
            group=options.group,
            extra_groups=None if options.user is None else [],
            preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has one thread
        )

    def run(self) -> int:
        """Wait for the command, the owner or a signal; stop everything; return the command's exit status."""
        owner_lives = True
        while self._status is None and owner_lives and not self._asked:
            owner_lives = self._wait(None)
        self._stop()
        self._sweep()
        if self._options.remove:
            shutil.rmtree(self._options.remove, ignore_errors=True)
        status = 0 if self._status is None else self._status
        return status if status >= 0 else 128 - status

    def _ask(self, *_: object) -> None:
        self._asked += 1

    def _wait(self, seconds: float | None) -> bool:
        """Wait for a child's end, a signal or the owner's end, reap what ended, and say whether the owner lives."""
        sources = [self._wakeup] if seconds is not None else [self._wakeup, sys.stdin.fileno()]
        ready, _, _ = select.select(sources, [], [], seconds)
        if self._wakeup in ready:
            os.read(self._wakeup, 4096)
        self._reap()
        return sys.stdin.fileno() not in ready or os.read(sys.stdin.fileno(), 4096) != b""

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._child.pid:
                self._status = self._child.returncode = os.waitstatus_to_exitcode(status)

    def _stop(self) -> None:
        """Ask the command to end and give it its grace; a second signal ends the grace."""
        deadline = time.monotonic() + self._options.grace
        already_asked = self._asked
        if self._status is None:
            os.kill(self._child.pid, self._options.stop_signal)
        while self._status is None and self._asked <= max(already_asked, 1) and time.monotonic() < deadline:
            self._wait(max(0.0, deadline - time.monotonic()))

    def _sweep(self) -> None:
        """Kill whatever is left of the command until nothing is."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        deadline = time.monotonic() + SWEEP_SECONDS
        while time.monotonic() < deadline:
            left = descendants(os.getpid()) if PROC.exists() else set()
            if not left:
                break
            kill_each(left)
            self._wait(0.02)
        self._reap()


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the command line described in the module's docstring."""
    parser = argparse.ArgumentParser(prog="watcher", description=__doc__)
    parser.add_argument("--stop-signal", type=int, default=signal.SIGTERM, help="what asks the command to end")
    parser.add_argument("--grace", type=float, default=10.0, help="seconds between asking and killing")
    parser.add_argument("--remove", help="a folder to delete when everything has ended")
    parser.add_argument("--user", type=int, help="run the command as this user id")
    parser.add_argument("--group", type=int, help="run the command as this group id")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(Watch(options_of(sys.argv[1:])).run())
