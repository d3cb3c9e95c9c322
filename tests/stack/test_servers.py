"""Real PostgreSQL and Redis: an explicit URL, else the system's programs, else those inside the wheels."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from stack import accounts, binaries
from stack.binaries import NoServerProgramError, Source, find_postgres, find_redis
from stack.folders import temporary_folder
from stack.processes import Account
from stack.servers import ServerStartError, serve_postgres, serve_redis
from tests.stack.families import alive, wait_for

ROOT = Path(__file__).parents[2]

HOLDS_SERVERS = """
import pathlib, sys, time
from stack.servers import serve_postgres, serve_redis
with serve_redis() as redis, serve_postgres() as postgres:
    pathlib.Path(sys.argv[1]).write_text(f"{redis} {postgres}")
    time.sleep(300)
"""


def _psycopg(url: str) -> str:
    return url.replace("+psycopg", "")


def _ask_postgres(url: str, question: str) -> object:
    with psycopg.connect(_psycopg(url)) as link:
        return link.execute(question).fetchone()[0]


def _ask_redis(url: str) -> dict:
    with redis.Redis.from_url(url) as link:
        return link.info()


@pytest.fixture
def only_on_path(tmp_path, monkeypatch):
    """A PATH with one folder, to which a test adds programs."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()

    def add(name: str, script: str) -> Path:
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return program

    return add


@pytest.fixture
def wheel_redis():
    """The redis-server inside the wheel."""
    return find_redis(Source.WHEEL)


def test_an_explicit_url_starts_nothing(tmp_path, only_on_path):
    with serve_redis(tmp_path, url="redis://cache.example/3") as url:
        assert url == "redis://cache.example/3"
    with serve_postgres(url="postgresql+psycopg://db.example/hep") as url:
        assert url == "postgresql+psycopg://db.example/hep"
    assert not (tmp_path / "redis.log").exists()


def test_redis_out_of_the_wheel_answers(tmp_path):
    with serve_redis(tmp_path, source=Source.WHEEL) as url:
        assert url == f"unix://{tmp_path}/redis.sock"
        assert _ask_redis(url)["executable"] == str(find_redis(Source.WHEEL))
    assert not (tmp_path / "redis.sock").exists()


def test_redis_listens_nowhere_but_on_its_socket(tmp_path):
    with serve_redis(tmp_path) as url:
        assert _ask_redis(url)["tcp_port"] == 0
        assert stat.S_IMODE((tmp_path / "redis.sock").stat().st_mode) == 0o700


def test_redis_of_the_system_comes_before_the_wheel(tmp_path, only_on_path, wheel_redis):
    program = only_on_path("redis-server", f'exec {wheel_redis} "$@"')
    assert find_redis(Source.AUTO) == program
    with serve_redis(tmp_path, source=Source.SYSTEM) as url:
        assert _ask_redis(url)["redis_version"]


def test_a_mask_hides_the_programs_of_the_system(only_on_path, wheel_redis):
    only_on_path("redis-server", f'exec {wheel_redis} "$@"')
    assert find_redis(Source.WHEEL) == wheel_redis


def test_a_program_that_does_not_run_here_is_passed_over(only_on_path, wheel_redis):
    """A binary of another machine, or a wrapper whose target is gone, is on PATH and useless."""
    only_on_path("redis-server", "exit 126")
    assert find_redis(Source.AUTO) == wheel_redis


def test_an_activated_environment_is_not_the_system(monkeypatch, wheel_redis):
    monkeypatch.setenv("PATH", str(Path(sys.prefix, "bin")))
    with pytest.raises(NoServerProgramError, match=r"No redis-server was found.*REDIS_URL"):
        find_redis(Source.SYSTEM)


def test_a_path_too_long_for_a_socket_moves_it(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    with serve_redis(deep) as url:
        assert not url.startswith(f"unix://{deep}")
        assert _ask_redis(url)["redis_version"]
        socket_folder = Path(url.removeprefix("unix://")).parent
    assert not socket_folder.exists()


def test_a_stale_socket_is_no_obstacle(tmp_path):
    (tmp_path / "redis.sock").touch()
    with serve_redis(tmp_path) as url:
        assert _ask_redis(url)["redis_version"]


def test_a_server_that_ends_at_once_says_why(tmp_path, only_on_path):
    only_on_path("redis-server", '[ "$1" = --version ] && exit 0; echo "no memory left"; exit 1')
    with (
        pytest.raises(ServerStartError, match=r"(?s)redis did not start.*redis \| no memory left"),
        serve_redis(tmp_path),
    ):
        pass


@pytest.mark.parametrize("source", [Source.WHEEL, Source.AUTO])
def test_postgres_answers(source):
    with serve_postgres(source=source) as url:
        assert "PostgreSQL" in _ask_postgres(url, "SELECT version()")
        assert _ask_postgres(url, "SHOW server_encoding") == "UTF8"
        assert _ask_postgres(url, "SHOW listen_addresses") == "127.0.0.1"


def test_postgres_refuses_a_stranger_on_this_machine():
    with serve_postgres() as url:
        stranger = re.sub(r":[^:@/]+@", ":guess@", _psycopg(url))
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(stranger)


def test_postgres_sends_its_clients_away_and_stops_in_order():
    """Waiting for the last client to leave would hold up every suite that forgot to close a connection."""
    with serve_postgres() as url:
        link = psycopg.connect(_psycopg(url))
        (pid,) = link.execute("SELECT pg_backend_pid()").fetchone()
    assert not alive([pid])
    with pytest.raises(psycopg.errors.AdminShutdown, match="administrator command"):
        link.execute("SELECT 1")
    link.close()


def test_postgres_of_the_system_is_found_off_the_path(tmp_path, only_on_path):
    """Debian keeps the server where no shell looks, one folder a version; the newest is taken."""
    wheel = find_postgres(Source.WHEEL)
    folders = binaries.postgres_folders(Source.SYSTEM, debian=tmp_path / "postgresql")
    for version in ("9", "15", "16"):
        (tmp_path / "postgresql" / version).mkdir(parents=True)
        (tmp_path / "postgresql" / version / "bin").symlink_to(wheel)
    (tmp_path / "postgresql" / "common" / "bin").mkdir(parents=True)
    found = [folder.parent.name for folder in folders if folder.is_relative_to(tmp_path / "postgresql")]
    assert found == ["16", "15", "9"]


def test_a_lone_link_to_postgres_leads_to_its_neighbours(tmp_path, only_on_path):
    wheel = find_postgres(Source.WHEEL)
    (tmp_path / "bin" / "postgres").symlink_to(wheel / "postgres")
    assert find_postgres(Source.SYSTEM) == wheel.resolve()


def test_programs_out_of_reach_are_copied(tmp_path):
    """Root's home is closed to the account that root drops to; the copy still finds its libraries.

    Anybody else runs the server as themselves, and what they can find they can reach.
    """
    wheel = find_postgres(Source.WHEEL)
    package = wheel.parents[1]
    shutil.copytree(wheel.parent, tmp_path / package.name / wheel.parent.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), tmp_path / f"{package.name}.libs")
    programs = tmp_path / package.name / wheel.parent.name / "bin"
    tmp_path.chmod(0o700)
    (programs / "postgres").chmod(0o700)
    account = accounts.unprivileged_account()
    with temporary_folder("postgres") as folder:
        reached = accounts.programs_within_reach(programs, account, folder)
        answer = accounts.run_as(account, [str(reached / "postgres"), "--version"], cwd=folder)
        assert reached.is_relative_to(tmp_path if account is None else folder)
    assert answer.stdout.startswith("postgres (PostgreSQL)")


def test_root_drops_to_an_account_without_rights():
    account = accounts.unprivileged_account()
    assert account == (Account(65534, 65534) if os.geteuid() == 0 else None)


def test_servers_die_with_a_killed_owner(tmp_path):
    """Also when nothing of the owner runs any more; their folders go too."""
    urls = tmp_path / "urls"
    owner = subprocess.Popen([sys.executable, "-c", HOLDS_SERVERS, urls], cwd=ROOT)
    wait_for(lambda: urls.exists() and " " in urls.read_text(), seconds=60)
    redis_url, postgres_url = urls.read_text().split()
    data = Path(str(_ask_postgres(postgres_url, "SHOW data_directory")))
    socket_folder = Path(redis_url.removeprefix("unix://")).parent
    pids = [int(_ask_redis(redis_url)["process_id"]), int(_ask_postgres(postgres_url, "SELECT pg_backend_pid()"))]
    owner.send_signal(signal.SIGKILL)
    owner.wait(10)
    wait_for(lambda: not alive(pids))
    wait_for(lambda: not data.parent.exists() and not socket_folder.exists())


@pytest.mark.parametrize("value, source", [("", None), ("wheel", Source.WHEEL), ("system", Source.SYSTEM)])
def test_the_source_is_named_in_the_environment(value, source):
    chosen = Source.chosen({"HEP_SERVERS": value} if value else {})
    assert chosen == (source or Source.AUTO)


def test_a_wrong_source_names_the_right_ones():
    with pytest.raises(ValueError, match="HEP_SERVERS is 'docker'; it may be auto, system, wheel"):
        Source.chosen({"HEP_SERVERS": "docker"})


class TestFixtures:
    """What every test of the suite may ask for."""

    def test_each_test_process_has_a_database(self, postgres_url):
        assert _ask_postgres(postgres_url, "SELECT current_database()").startswith("hep_")

    def test_a_new_database_is_empty(self, create_postgres_database, postgres_url):
        first, second = create_postgres_database(), create_postgres_database()
        assert len({first, second, postgres_url}) == 3
        assert _ask_postgres(first, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0

    def test_there_is_a_redis(self, redis_url):
        assert _ask_redis(redis_url)["redis_version"]
