"""A running product to send requests to: real web and beat processes, workers as a test wants them."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from stack import product, watcher
from stack.demo.__main__ import environment, world_of
from stack.demo.clock import Calendar
from stack.demo.diary import Diary
from stack.demo.enrol import Newcomer, World, enrol
from stack.demo.phone import Phone
from stack.fcm.server import FcmServer
from stack.instance import Instance, Options, running_instance
from stack.processes import Child, start_process

FIRST_MONDAY = date(2026, 3, 2)
LEASE_SECONDS = 5


@dataclass
class Clinic:
    """A product that answers. Patients begin in later and later weeks, because the clock only moves forward."""

    instance: Instance
    world: World
    logs: Path
    week: int = -1
    patients: int = 0

    def enrol_runner(self, *, same_week: bool = False) -> tuple[Diary, Phone]:
        """A patient with a phone, on the first morning of a programme with something to do every weekday."""
        self.week += not same_week
        self.patients += 1
        name = f"Runner{self.patients} Case"
        who = Newcomer(name, 1990, "itbs", side="right", autonomy="suggest", morning_baseline=1)
        return enrol(self.world, Calendar(FIRST_MONDAY + timedelta(weeks=self.week)), who)

    @contextmanager
    def worker(self, **settings: str) -> Iterator[Child]:
        """A Celery worker of its own, stopped at the end."""
        child = start_process(
            product.worker(),
            log=self.logs / f"worker-{os.urandom(4).hex()}.log",
            cwd=product.ROOT,
            environment={**self.instance.settings, **settings},
        )
        try:
            yield child
        finally:
            child.stop()


def kill_now(child: Child) -> None:
    """Kill -9 a child and everything it started."""
    watcher.kill_each(watcher.session_members(child.watch.pid))
    child.watch.wait(10)


@contextmanager
def open_clinic(folder: Path, database_url: str | None, *processes: str) -> Iterator[Clinic]:
    """Start a product of these processes on a database (None: SQLite in its own folder)."""
    with ExitStack() as stack:
        fcm = stack.enter_context(FcmServer())
        settings = environment(os.environ, fcm.url) | {"HEP_LEASE_SECONDS": str(LEASE_SECONDS)}
        if database_url:
            settings["DATABASE_URL"] = database_url
        options = Options(folder / "data", settings, port=0, demo_clock=True, processes=processes, demo_clinic=True)
        instance = stack.enter_context(running_instance(options))
        yield Clinic(instance, world_of(instance, fcm), folder)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A running product on SQLite, without a worker."""
    with open_clinic(tmp_path_factory.mktemp("journey"), None, "web", "beat") as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clinic]:
    """A running product without a worker, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("embedded")
        return
    create: Callable[[], str] = request.getfixturevalue("create_postgres_database")
    with open_clinic(tmp_path, create(), "web", "beat") as opened:
        yield opened
