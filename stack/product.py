"""The product's processes as one table: what is started, in which order, with which settings."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stack.processes import Command

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable


@dataclass(frozen=True)
class Address:
    """Where the web processes listen."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address as a person types it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def migrate() -> tuple[str, ...]:
    """Bring the schema up to date; ends by itself."""
    return (PYTHON, "-m", "flask", "--app", "wsgi", "migrate")


def seed(*, given_database: bool = False) -> tuple[str, ...]:
    """Create the demo clinic unless it is there; ends by itself and prints the ways in as one JSON object."""
    return (PYTHON, "-m", "flask", "--app", "wsgi", "seed", *(["--yes"] if given_database else []))


def list_clinics() -> tuple[str, ...]:
    """Print a line for each clinic; ends by itself."""
    return (PYTHON, "-m", "flask", "--app", "wsgi", "clinic", "list")


def web(address: Address) -> Command:
    """Two web processes of one thread each; TLS ends elsewhere."""
    where = ("--host", address.host, "--port", str(address.port))
    size = ("--workers", "2", "--blocking-threads", "1", "--workers-kill-timeout", "5")
    return Command("web", (PYTHON, "-m", "granian", "--interface", "wsgi", *where, *size, "wsgi:app"))


def worker() -> Command:
    """One Celery worker with two children; a warm stop waits for the tasks under way."""
    quiet = ("--without-gossip", "--without-mingle")
    size = ("--concurrency", "2", "--loglevel", "INFO")
    return Command("worker", (PYTHON, "-m", "celery", "-A", "workers.app", "worker", *size, *quiet), grace_seconds=15.0)


def beat(data: Path) -> Command:
    """The one process that ticks."""
    where = ("--schedule", str(data / "beat"), "--pidfile", "")
    return Command("beat", (PYTHON, "-m", "celery", "-A", "workers.app", "beat", *where, "--loglevel", "INFO"))


def settings(
    data: Path, address: Address, redis_url: str, *, demo_clock: bool, given: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of every process: `given`, except for what this start decides itself.

    What is absent the product decides for itself within its data folder: the SQLite file, the secret key.
    """
    decided = {
        "HEP_DATA_DIR": str(data),
        "HEP_HOST": address.host,
        "HEP_PORT": str(address.port),
        "REDIS_URL": redis_url,
        "PYTHONUNBUFFERED": "1",
    }
    if demo_clock:
        decided["HEP_DEMO_CLOCK"] = "1"
    return {**given, **decided}
