"""PostgreSQL and Redis for one machine: an explicit URL, else this system's programs, else those inside the wheels."""

import os
import secrets
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stack.accounts import programs_within_reach, run_as, unprivileged_account
from stack.binaries import Source, find_postgres, find_redis
from stack.folders import temporary_folder
from stack.processes import Account, Child, Command, start_process

START_SECONDS = 30.0
POLL_SECONDS = 0.01
SOCKET_PATH_BYTES = 107  # sun_path of Linux less its closing zero
SUPERUSER = "hep"
POSTMASTER_STATUS_LINE = 7  # of postmaster.pid, counted from nought


class ServerStartError(RuntimeError):
    """A server did not come up; the message holds the end of its log."""


@contextmanager
def serve_redis(
    folder: Path | None = None,
    *,
    url: str | None = None,
    source: Source = Source.AUTO,
    held: tuple[int, ...] = (),
) -> Iterator[str]:
    """Yield the URL of a Redis: `url` itself, or a server of our own on a unix socket in `folder`.

    Without `folder`, or when its path is too long for a socket, the socket lives in a temporary one. Nothing is
    persisted: rows are the truth, and losing Redis costs seconds. `held`: see start_process.
    """
    if url:
        yield url
        return
    program = find_redis(source)
    with temporary_folder("redis") as own:
        home = own if folder is None or len(bytes(folder / "redis.sock")) > SOCKET_PATH_BYTES else folder
        path = home / "redis.sock"
        path.unlink(missing_ok=True)
        where = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(home)]
        keeping = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
        command = Command("redis", (str(program), *where, *keeping), grace_seconds=5.0, remove=own)
        child = start_process(command, log=(folder or own) / "redis.log", cwd=home, held=held)
        try:
            _wait_until(child, lambda: _redis_answers(path))
            yield f"unix://{path}"
        finally:
            child.stop()
            path.unlink(missing_ok=True)


@contextmanager
def serve_postgres(*, url: str | None = None, source: Source = Source.AUTO) -> Iterator[str]:
    """Yield the URL (`postgresql+psycopg://...`) of a PostgreSQL whose user may create databases.

    `url` itself, or a server of our own in a temporary folder, on a loopback port and a unix socket. Ours is built for
    tests and measurements: it does not wait for the disk, so a power cut loses it, and it is removed at the end.
    """
    if url:
        yield url
        return
    found = find_postgres(source)
    account = unprivileged_account()
    with temporary_folder("postgres") as folder:
        programs = programs_within_reach(found, account, folder)
        data = folder / "data"
        password = secrets.token_urlsafe(24)
        _create_cluster(programs, data, password, account)
        port = free_port()
        argv = (str(programs / "postgres"), "-D", str(data), "-p", str(port), *_settings(data))
        # SIGTERM would wait for every client to leave; SIGINT sends them away.
        command = Command("postgres", argv, stop_signal=signal.SIGINT, account=account, remove=folder)
        child = start_process(command, log=folder / "postgres.log", cwd=data)
        try:
            _wait_until(child, lambda: _postgres_is_ready(data))
            yield f"postgresql+psycopg://{SUPERUSER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            child.stop()


def free_port() -> int:
    """Return a loopback TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _settings(data: Path) -> list[str]:
    values = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(data) if len(bytes(data / ".s.PGSQL.65535")) <= SOCKET_PATH_BYTES else "",
        "max_connections": "100",
        "shared_buffers": "32MB",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _create_cluster(programs: Path, data: Path, password: str, account: Account | None) -> None:
    data.mkdir(mode=0o700)
    secret = data.with_name("superuser")
    secret.touch(mode=0o600)
    secret.write_text(password)
    if account is not None:
        for path in (data, secret):
            os.chown(path, account.uid, account.gid)
    argv = [str(programs / "initdb"), "-D", str(data), "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={secret}"]
    made = run_as(account, [*argv, "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"], cwd=data)
    secret.unlink()
    if made.returncode != 0:
        raise ServerStartError(f"initdb ended with status {made.returncode}:\n{made.stdout}{made.stderr}")


def _redis_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as link, suppress(OSError):
        link.settimeout(1.0)
        link.connect(str(path))
        link.sendall(b"PING\r\n")
        return link.recv(16).startswith(b"+PONG")
    return False


def _postgres_is_ready(data: Path) -> bool:
    with suppress(OSError, IndexError):
        return (data / "postmaster.pid").read_text().splitlines()[POSTMASTER_STATUS_LINE].strip() == "ready"
    return False


def _wait_until(child: Child, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if child.status() is not None or time.monotonic() > deadline:
            raise ServerStartError(f"{child.command.name} did not start:\n{child.last_words()}")
        time.sleep(POLL_SECONDS)
