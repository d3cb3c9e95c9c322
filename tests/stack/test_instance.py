"""The whole launcher over a stand-in product: real web, worker and beat programs, a small application."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from stack import product, watcher
from stack.instance import Options, running_instance
from stack.ownership import StartError
from stack.processes import ProcessEndedError
from stack.product import Address
from stack.run import greeting, options_of, ways_in_text
from tests.stack.families import alive, wait_for

ROOT = Path(__file__).parents[2]

WSGI = """
import json, os, pathlib, click, flask
app = flask.Flask(__name__)
data = pathlib.Path(os.environ["HEP_DATA_DIR"])

@app.get("/health/ready")
def ready():
    return {"status": "ready"} if (data / "migrated").exists() else ({"status": "no schema"}, 503)

@app.get("/settings")
def settings():
    return {name: os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "HEP_DEMO_CLOCK")}

@app.cli.command()
def migrate():
    if os.environ.get("DATABASE_URL") == "nonsense":
        raise click.ClickException("DATABASE_URL is not a database.")
    (data / "migrated").touch()

@app.cli.command()
@click.option("--yes", is_flag=True)
def seed(yes):
    click.echo("seeded" + " a given database" * yes)
    (data / "seeded").touch()
    click.echo(json.dumps({"therapist": {"email": "t@example.org", "password": "p"}, "invite_code": "ABCD"}))

@app.cli.group()
def clinic():
    pass

@clinic.command("list")
def list_clinics():
    click.echo(os.environ.get("STAND_IN_CLINICS", ""), nl=False)
"""

WORKERS = """
import os, pathlib
from celery import Celery
url = os.environ["REDIS_URL"].replace("unix://", "redis+socket://")
app = Celery("stand_in", broker=url)
app.conf.update(beat_schedule={"tick": {"task": "tick", "schedule": 0.2}}, task_ignore_result=True)

@app.task(name="tick")
def tick():
    pathlib.Path(os.environ["HEP_DATA_DIR"], "ticked").touch()
"""

LAUNCHER = """
import os, pathlib, sys
from stack.instance import Options
from stack.run import StopRequested, serve, stop_signals
data, root = map(pathlib.Path, sys.argv[1:])
try:
    with stop_signals():
        serve(Options(data, os.environ, port=0, root=root, parent=os.getppid()))
except StopRequested:
    print("stopped", flush=True)
"""


@pytest.fixture
def stand_in(tmp_path):
    """A folder with a small application in the places where the product keeps its own."""
    (tmp_path / "product" / "workers").mkdir(parents=True)
    (tmp_path / "product" / "wsgi.py").write_text(WSGI)
    (tmp_path / "product" / "workers" / "__init__.py").touch()
    (tmp_path / "product" / "workers" / "app.py").write_text(WORKERS)
    return tmp_path / "product"


def _environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "HEP_SERVERS", "LANG"}}
    return kept | changes


def _get(url: str) -> dict:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def _processes_of(data: Path) -> set[int]:
    """Everything that was started with this data folder in its environment or on its command line, with its children.

    A program that gives itself a title (Celery and granian do, where setproctitle is installed) overwrites both.
    """
    found: set[int] = set()
    for pid in watcher.process_table():
        try:
            said = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        if bytes(data) in said:
            found |= {pid} | watcher.descendants(pid)
    return found


def test_everything_runs_and_nothing_stays(tmp_path, stand_in):
    data = tmp_path / "var"
    steps = []
    with running_instance(Options(data, _environment(), port=0, root=stand_in), tell=steps.append) as instance:
        assert _get(f"{instance.address.url}/health/ready") == {"status": "ready"}
        assert instance.ways_in == {"therapist": {"email": "t@example.org", "password": "p"}, "invite_code": "ABCD"}
        seen = _get(f"{instance.address.url}/settings")
        assert seen["DATABASE_URL"] is None  # the product's own default, in its data folder
        assert seen["REDIS_URL"] == f"unix://{data}/redis.sock"
        assert seen["HEP_DEMO_CLOCK"] is None
        wait_for((data / "ticked").exists, seconds=30)
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        running = _processes_of(data)
        assert len(running) >= 10  # four watchers, four programs, the children of web and worker
    assert alive(running) == set()
    assert _processes_of(data) == set()
    assert steps[0] == "migrating the database"
    assert steps[-1] == "stopping"


def test_a_second_start_on_the_same_folder_is_refused(tmp_path, stand_in):
    options = Options(tmp_path / "var", _environment(), port=0, root=stand_in, processes=("web",))
    with running_instance(options), pytest.raises(StartError, match="in use by another"), running_instance(options):
        pass


def test_settings_given_from_outside_win(tmp_path, stand_in, redis_url):
    given = _environment(DATABASE_URL="postgresql+psycopg://db/hep", SECRET_KEY="outside", REDIS_URL=redis_url)
    options = Options(tmp_path / "var", given, port=0, demo_clock=True, root=stand_in, processes=("web",))
    with running_instance(options) as instance:
        seen = _get(f"{instance.address.url}/settings")
    assert seen == {
        "DATABASE_URL": "postgresql+psycopg://db/hep",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "outside",
        "HEP_DEMO_CLOCK": "1",
    }


@pytest.mark.parametrize(
    "clinics, told",
    [
        ("", 'clinic found --name "North Clinic" --zone Europe/Madrid'),
        ("1  UTC  A\n2  UTC  B\n", "  the accounts of the clinics in your database"),
    ],
)
def test_a_given_database_gets_no_demo_clinic_but_words_on_the_way_in(tmp_path, stand_in, clinics, told):
    given = _environment(DATABASE_URL="postgresql+psycopg://db/hep", STAND_IN_CLINICS=clinics)
    options = Options(tmp_path / "var", given, port=0, root=stand_in, processes=("web",))
    with running_instance(options) as instance:
        assert not (tmp_path / "var" / "seeded").exists()
        assert (instance.ways_in, instance.clinics) == ({}, len(clinics.splitlines()))
        assert told in greeting(instance)
        assert "password:" not in greeting(instance)


def test_a_given_database_is_seeded_only_when_that_was_asked_for(tmp_path, stand_in):
    given = _environment(DATABASE_URL="postgresql+psycopg://db/hep")
    options = Options(tmp_path / "var", given, port=0, root=stand_in, processes=("web",), demo_clinic=True)
    with running_instance(options) as instance:
        assert "email: t@example.org" in greeting(instance)


def test_a_failing_step_is_told_in_its_own_words(tmp_path, stand_in):
    options = Options(tmp_path / "var", _environment(DATABASE_URL="nonsense"), port=0, root=stand_in)
    told = r"migrate ended with status 1:\nError: DATABASE_URL is not a database"
    with pytest.raises(StartError, match=told), running_instance(options):
        pass
    assert _processes_of(tmp_path / "var") == set()


def test_a_worker_that_cannot_load_is_told_with_its_log(tmp_path, stand_in):
    (stand_in / "workers" / "app.py").write_text("raise RuntimeError('no broker today')")
    options = Options(tmp_path / "var", _environment(), port=0, root=stand_in, processes=("worker",))
    with running_instance(options) as instance:
        wait_for(lambda: instance.processes.children[0].status() is not None)
        with pytest.raises(ProcessEndedError, match=r"worker \| .*no broker today"):
            instance.processes.require_alive()


def test_a_port_in_use_is_told(tmp_path, stand_in):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = Options(tmp_path / "var", _environment(), port=taken.getsockname()[1], root=stand_in)
        told = r"cannot be listened on .* choose another --port"
        with pytest.raises(StartError, match=told), running_instance(options):
            pass


def _launch(tmp_path: Path, stand_in: Path) -> tuple[subprocess.Popen[str], list[str]]:
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, tmp_path / "var", stand_in],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in launcher.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    return launcher, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_ctrl_c_stops_everything(tmp_path, stand_in, number):
    launcher, said = _launch(tmp_path, stand_in)
    with launcher:
        running = _processes_of(tmp_path / "var")
        launcher.send_signal(number)
        assert launcher.wait(40) == 0
        assert launcher.stdout.read().splitlines()[-1] == "stopped"
    assert alive(running) == set()
    assert "email: t@example.org" in "".join(said)


def test_killed_it_leaves_nothing_and_the_next_start_works(tmp_path, stand_in):
    """The next start waits for what is still being stopped: it needs the same port and socket."""
    launcher, _ = _launch(tmp_path, stand_in)
    with launcher:
        running = _processes_of(tmp_path / "var")
        launcher.kill()
    options = Options(tmp_path / "var", _environment(), port=0, root=stand_in, processes=("web",))
    with running_instance(options) as instance:
        assert alive(running) == set()
        assert _get(f"{instance.address.url}/health/ready") == {"status": "ready"}


def test_it_stops_when_whoever_started_it_was_killed(tmp_path, stand_in):
    """`make` in front of it may die without a word to its child."""
    front = "import subprocess, sys; subprocess.run([sys.executable, '-c', *sys.argv[1:]])"
    command = [sys.executable, "-c", front, LAUNCHER, tmp_path / "var", stand_in]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True) as parent:
        wait_for(lambda: "Ctrl-C" in parent.stdout.readline(), seconds=60)
        running = _processes_of(tmp_path / "var")
        parent.kill()
        wait_for(lambda: not alive(running), seconds=40)
        assert parent.stdout.read().splitlines()[-1] == "stopped"


class TestSettings:
    """What a start decides itself, and what it leaves alone."""

    def test_what_a_start_decides_wins(self, tmp_path):
        given = {"HEP_DATA_DIR": "elsewhere", "HEP_PORT": "1", "SECRET_KEY": "outside"}
        settings = product.settings(tmp_path, Address("::1", 80), "redis://r", demo_clock=False, given=given)
        assert settings["HEP_DATA_DIR"] == str(tmp_path)
        assert (settings["HEP_HOST"], settings["HEP_PORT"]) == ("::1", "80")
        assert settings["SECRET_KEY"] == "outside"
        assert "HEP_DEMO_CLOCK" not in settings

    def test_an_address_is_written_as_a_browser_takes_it(self):
        assert Address("::1", 80).url == "http://[::1]:80"
        assert Address("127.0.0.1", 8000).url == "http://127.0.0.1:8000"

    def test_the_command_line_wins_over_the_environment(self):
        environment = {"HEP_HOST": "::1", "HEP_PORT": "9000"}
        assert options_of([], environment) == Options(Path("var"), environment, host="::1", port=9000)
        asked = options_of(["--data", "d", "--host", "h", "--port", "0", "--demo-clock"], environment)
        assert asked == Options(Path("d"), environment, host="h", port=0, demo_clock=True)

    def test_it_is_bound_to_its_parent_only_when_asked(self):
        assert options_of([], {}).parent is None
        assert options_of(["--with-parent"], {}).parent == os.getppid()

    @pytest.mark.parametrize("port", ["abc", "-1", "65536", "8000.5", "\u0663"])
    def test_a_wrong_port_says_what_is_allowed(self, capsys, port):
        for arguments, environment in ([f"--port={port}"], {}), ([], {"HEP_PORT": port}):
            with pytest.raises(SystemExit):
                options_of(arguments, environment)
            assert f"'{port}' is no port; allowed are whole numbers from 0 to 65535" in capsys.readouterr().err

    def test_ways_in_are_lines_to_read(self):
        patients = [{"name": "Ana", "birth_year": None, "invite_code": "ABCD"}]
        text = ways_in_text({"therapist": {"email": "t@example.org"}, "patients": patients, "zone": "UTC"})
        assert text.splitlines() == [
            "  therapist",
            "    email: t@example.org",
            "  patients",
            "    - name Ana, invite code ABCD",
            "  zone: UTC",
        ]
