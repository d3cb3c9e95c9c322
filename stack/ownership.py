"""One data folder, one running product: also while a killed one is still being cleaned up."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LINGER_SECONDS = 40.0
POLL_SECONDS = 0.1


class StartError(RuntimeError):
    """The product could not be started; the message says why, for a person."""


@contextmanager
def sole_owner(data: Path) -> Iterator[int]:
    """Own `data` until the block ends; yield a descriptor that the processes' watchers are to hold too.

    A product that runs refuses a second one at once (StartError). One that was killed still has watchers stopping its
    processes: they hold the second lock, and we wait for it, so that ports and sockets are free when we start.
    """
    owner = _open(data / "owner.lock")
    processes = _open(data / "processes.lock")
    try:
        if not _locked(owner):
            raise StartError(f"{data} is in use by another running product; stop it or choose another --data.")
        deadline = time.monotonic() + LINGER_SECONDS
        while not _locked(processes):
            if time.monotonic() > deadline:
                raise StartError(f"Processes of an earlier start still use {data} after {LINGER_SECONDS:.0f} s.")
            time.sleep(POLL_SECONDS)
        yield processes
    finally:
        os.close(processes)
        os.close(owner)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
