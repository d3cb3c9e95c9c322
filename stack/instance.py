"""One running product: migrated, seeded, healthy, and gone without a trace of processes when the block ends."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stack import product
from stack.binaries import Source
from stack.ownership import StartError, sole_owner
from stack.processes import ProcessGroup
from stack.product import Address
from stack.servers import free_port, serve_redis

ONE_SHOT_SECONDS = 120.0
HEALTHY_SECONDS = 60.0
PROBE_SECONDS = 2.0
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Options:
    """What a start may choose.

    `port` 0 takes a free one. `environment` is handed to every process (settings such as DATABASE_URL, REDIS_URL,
    FIREBASE_CREDENTIALS, HEP_FCM_URL). `processes` may leave some of web, worker and beat out. `root` is the folder
    whose `wsgi` and `workers` are run. `parent` is the pid of whoever started it and must outlive it; None: nobody.
    `demo_clinic` puts the demo clinic into a given database as well; the product's own has it always.
    """

    data: Path
    environment: Mapping[str, str]
    host: str = "127.0.0.1"
    port: int = 8000
    demo_clock: bool = False
    processes: tuple[str, ...] = ("web", "worker", "beat")
    root: Path = product.ROOT
    parent: int | None = None
    demo_clinic: bool = False


@dataclass(frozen=True)
class Instance:
    """A product that answers: where, its ways in, its settings and its processes.

    `ways_in` is what seeding printed, empty for a given database that was not seeded; `clinics` is how many that has.
    """

    address: Address
    ways_in: dict[str, Any]
    clinics: int
    settings: dict[str, str]
    processes: ProcessGroup


@contextmanager
def running_instance(options: Options, *, tell: Callable[[str], None] = lambda _: None) -> Iterator[Instance]:
    """Start everything, yield the healthy instance, stop everything; `tell` hears each step.

    Raises StartError, or what stack.servers and stack.processes raise, when some part does not come up.
    """
    data = options.data.resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)  # other accounts of this machine have no business in it
    logs = data / "logs"
    logs.mkdir(exist_ok=True)
    address = Address(options.host, options.port or free_port())
    given = options.environment
    with (
        sole_owner(data) as lock,
        serve_redis(data, url=given.get("REDIS_URL"), source=Source.chosen(given), held=(lock,)) as redis_url,
    ):
        _require_free(address)
        settings = product.settings(data, address, redis_url, demo_clock=options.demo_clock, given=given)
        tell("migrating the database")
        _run_to_end("migrate", product.migrate(), settings, options.root)
        ways_in, clinics = _furnished(options, settings, tell)
        with ProcessGroup(log_folder=logs, cwd=options.root, environment=settings, held=(lock,)) as group:
            for command in (product.web(address), product.worker(), product.beat(data)):
                if command.name in options.processes:
                    tell(f"starting {command.name}")
                    group.start(command)
            if "web" in options.processes:
                _wait_until_healthy(group, address)
            yield Instance(address, ways_in, clinics, settings, group)
            tell("stopping")


def _furnished(
    options: Options, settings: Mapping[str, str], tell: Callable[[str], None]
) -> tuple[dict[str, Any], int]:
    """The ways in and the number of clinics: the demo clinic is for the product's own database, unless asked for."""
    given = bool(options.environment.get("DATABASE_URL"))
    if given and not options.demo_clinic:
        tell("looking for clinics")
        listed = _run_to_end("clinic list", product.list_clinics(), settings, options.root)
        return {}, len(listed.splitlines())
    tell("seeding the demo clinic")
    return _json_object(_run_to_end("seed", product.seed(given_database=given), settings, options.root)), 1


def _require_free(address: Address) -> None:
    """Raise StartError when somebody listens there already: their health would be taken for ours."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise StartError(
                f"{address.url} cannot be listened on ({error.strerror}); choose another --port."
            ) from error


def _run_to_end(name: str, argv: tuple[str, ...], settings: Mapping[str, str], root: Path) -> str:
    """Run a command that ends by itself and return what it printed; raise StartError with its last words."""
    try:
        run = subprocess.run(
            argv,
            cwd=root,
            env=dict(settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ONE_SHOT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise StartError(f"{name} did not end within {ONE_SHOT_SECONDS:.0f} s.") from error
    if run.returncode != 0:
        raise StartError(f"{name} ended with status {run.returncode}:\n{run.stderr.strip() or run.stdout.strip()}")
    return run.stdout


def _json_object(printed: str) -> dict[str, Any]:
    """Return the JSON object that a command printed, after whatever else it said."""
    try:
        found = json.loads(printed[printed.index("{") :])
    except ValueError as error:
        raise StartError(f"seed printed no JSON object, but: {printed.strip()[:200]!r}") from error
    if not isinstance(found, dict):
        raise StartError(f"seed printed {type(found).__name__}, not a JSON object.")
    return found


def _wait_until_healthy(group: ProcessGroup, address: Address) -> None:
    deadline = time.monotonic() + HEALTHY_SECONDS
    answer = "nothing yet"
    while time.monotonic() < deadline:
        group.require_alive()
        try:
            with urllib.request.urlopen(f"{address.url}/health/ready", timeout=PROBE_SECONDS):  # noqa: S310 - our own
                return
        except urllib.error.HTTPError as error:
            answer = f"status {error.code}: {error.read(300).decode(errors='replace')}"
            error.close()
        except OSError as error:
            answer = str(error)
        time.sleep(POLL_SECONDS)
    raise StartError(f"{address.url}/health/ready did not answer well within {HEALTHY_SECONDS:.0f} s: {answer}")
