"""Child processes under watch: started in order, stopped in the opposite order, never left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from stack import watcher

REPORTED_LINES = 30
WATCHER_MARGIN_SECONDS = watcher.SWEEP_SECONDS + 2.0


class ProcessEndedError(RuntimeError):
    """A child ended although it was meant to stay; the message holds the end of its log."""


@dataclass(frozen=True)
class Account:
    """The user and group that a child runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Command:
    """What to run and how to end it."""

    name: str
    argv: tuple[str, ...]
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0
    account: Account | None = None
    remove: Path | None = None


@dataclass(frozen=True)
class Child:
    """A command that was started: its watcher's process and its log."""

    command: Command
    watch: subprocess.Popen[bytes]
    log: Path

    def status(self) -> int | None:
        """Return the exit status, or None while the command lives."""
        return self.watch.poll()

    def require_alive(self) -> None:
        """Raise ProcessEndedError when the command has ended."""
        status = self.status()
        if status is not None:
            raise ProcessEndedError(f"{self.command.name} ended with status {status}:\n{self.last_words()}")

    def last_words(self) -> str:
        """Return the last lines of the log, each prefixed with the command's name."""
        lines = self.log.read_text(errors="replace").splitlines()[-REPORTED_LINES:]
        return "\n".join(f"{self.command.name} | {line}" for line in lines)

    def stop(self) -> None:
        """End the command and everything it started; harmless when it has already ended."""
        self.watch.terminate()
        try:
            self.watch.wait(self.command.grace_seconds + WATCHER_MARGIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.watch.kill()
        self.watch.wait()
        assert self.watch.stdin is not None  # noqa: S101 - opened by start_process
        self.watch.stdin.close()
        # A watcher that was itself killed could not sweep; its session tells who is left.
        watcher.kill_each(watcher.session_members(self.watch.pid))


def start_process(
    command: Command,
    *,
    log: Path,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    held: tuple[int, ...] = (),
) -> Child:
    """Start `command` under its own watcher, in its own session, writing to the end of `log`.

    `environment` replaces this process's own; None keeps it. The child dies with this process, also when this process
    is killed. `held` are descriptors that the watcher keeps open, so that a lock of this process outlives it until
    the child is gone.
    """
    options = [f"--stop-signal={int(command.stop_signal)}", f"--grace={command.grace_seconds}"]
    if command.account is not None:
        options += [f"--user={command.account.uid}", f"--group={command.account.gid}"]
    if command.remove is not None:
        options.append(f"--remove={command.remove}")
    with log.open("ab") as output:
        watch = subprocess.Popen(
            [sys.executable, "-I", "-S", watcher.__file__, *options, "--", *command.argv],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(os.environ if environment is None else environment),
            start_new_session=True,
            pass_fds=held,
        )
    return Child(command=command, watch=watch, log=log)


@dataclass
class ProcessGroup:
    """Children that belong together: leaving the `with` block stops them, the last one started first."""

    log_folder: Path
    cwd: Path
    environment: Mapping[str, str]
    held: tuple[int, ...] = ()
    children: list[Child] = field(default_factory=list)

    def start(self, command: Command) -> Child:
        """Start `command`, logging to `<log_folder>/<name>.log`."""
        log = self.log_folder / f"{command.name}.log"
        child = start_process(command, log=log, cwd=self.cwd, environment=self.environment, held=self.held)
        self.children.append(child)
        return child

    def require_alive(self) -> None:
        """Raise ProcessEndedError when any child has ended."""
        for child in self.children:
            child.require_alive()

    def __enter__(self) -> Self:
        """Nothing to open: children are started one by one."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop every child, also when stopping one of them fails."""
        with ExitStack() as stops:
            for child in self.children:
                stops.callback(child.stop)
