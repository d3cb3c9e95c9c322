"""Settings are read once, and everything that is wrong with them is said at once."""

import re
import stat
import threading
from pathlib import Path

import pytest

from hep_api.errors import SettingsError
from hep_api.settings import VARIABLES, Settings, document

SECRET = "s" * 32


def read(data_dir: Path, **environ: str) -> Settings:
    return Settings.from_env({"HEP_DATA_DIR": str(data_dir), **environ})


def problem_with(data_dir: Path, **environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(data_dir, **environ)
    return caught.value.message


def test_needs_nothing(tmp_path: Path) -> None:
    settings = read(tmp_path / "var")
    assert settings.database_url == f"sqlite:///{tmp_path}/var/hep.sqlite3"
    assert settings.redis_url == "redis://127.0.0.1:6379/0"
    assert (settings.access_minutes, settings.refresh_days, settings.invite_hours) == (15, 60, 72)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert not settings.demo_clock


def test_reports_every_problem_together(tmp_path: Path) -> None:
    message = problem_with(
        tmp_path, DATABASE_URL="mysql://x/y", REDIS_URL="http://x", SECRET_KEY="short", HEP_PORT="0",
        HEP_LOG_LEVEL="loud", HEP_DEMO_CLOCK="perhaps", FIREBASE_CREDENTIALS="/nowhere.json", HEP_FCM_URL="ftp://x",
    )  # fmt: skip
    assert [line.split()[0] for line in message.splitlines()] == [
        "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIREBASE_CREDENTIALS", "HEP_FCM_URL", "HEP_DEMO_CLOCK", "HEP_PORT",
        "HEP_LOG_LEVEL",
    ]  # fmt: skip
    assert all("allowed" in line for line in message.splitlines())


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "postgresql://host", "sqlite://", "sqlite:///:memory:", "x", "postgres:/a", "http://[::1"]
)
def test_a_wrong_database_url_says_so_in_one_sentence(tmp_path: Path, url: str) -> None:
    message = problem_with(tmp_path, DATABASE_URL=url)
    assert message.startswith("DATABASE_URL ")
    assert len(message.splitlines()) == 1
    assert "postgresql://" in message
    assert "sqlite:///" in message


def test_a_wrong_database_url_is_not_repeated_with_its_password(tmp_path: Path) -> None:
    assert "hunter2" not in problem_with(tmp_path, DATABASE_URL="mysql://me:hunter2@host/db")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_spoken_through_psycopg(tmp_path: Path, scheme: str) -> None:
    settings = read(tmp_path, DATABASE_URL=f"{scheme}://me:p%40ss@host:5433/hep?sslmode=require")
    assert settings.database_url == "postgresql+psycopg://me:p%40ss@host:5433/hep?sslmode=require"


@pytest.mark.parametrize(
    "given, broker, throttle",
    [
        ("redis://h:1/2", "redis://h:1/2", "redis://h:1/2"),
        ("rediss://h:1/2", "rediss://h:1/2", "rediss://h:1/2"),
        ("unix:///tmp/r.sock", "redis+socket:///tmp/r.sock", "redis+unix:///tmp/r.sock"),
    ],
)
def test_redis_is_named_as_each_library_reads_it(tmp_path: Path, given: str, broker: str, throttle: str) -> None:
    settings = read(tmp_path, REDIS_URL=given)
    assert (settings.celery_broker_url, settings.throttle_storage_url) == (broker, throttle)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8_000", "٨", "1e3", "x"])
def test_a_number_out_of_range_is_refused(tmp_path: Path, port: str) -> None:
    assert "from 1 to 65535" in problem_with(tmp_path, HEP_PORT=port)


def test_makes_its_own_secret_once_and_hides_it(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    seen: set[str] = set()
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait(timeout=10)
        seen.add(read(tmp_path).secret_key)

    starts = [threading.Thread(target=start) for _ in range(8)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join(timeout=10)
    assert len(seen) == 1


def test_a_given_secret_is_used_and_leaves_no_file(tmp_path: Path) -> None:
    assert read(tmp_path, SECRET_KEY=SECRET).secret_key == SECRET
    assert list(tmp_path.iterdir()) == []


def test_secrets_stay_out_of_the_repr(tmp_path: Path) -> None:
    settings = read(
        tmp_path, SECRET_KEY=SECRET, DATABASE_URL="postgresql://me:hunter2@h/d", REDIS_URL="redis://:hunter3@h/0",
        HEP_METRICS_TOKEN="hunter4",
    )  # fmt: skip
    assert not re.search(f"{SECRET}|hunter", repr(settings))


def test_a_new_folder_is_closed_to_other_accounts_and_an_old_one_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir(mode=0o755)
    for name in ("new", "old"):
        Settings.from_env({"HEP_DATA_DIR": str(tmp_path / name)})
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "old")] == [0o700, 0o755]


def test_a_folder_that_cannot_be_made_is_a_problem_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    message = problem_with(tmp_path / "file" / "var", HEP_PORT="0")
    assert [line.split()[0] for line in message.splitlines()] == ["HEP_DATA_DIR", "HEP_PORT"]


def test_every_field_has_a_variable_and_every_variable_is_documented() -> None:
    fields = set(Settings.__dataclass_fields__)
    assert fields == {variable.field for variable in VARIABLES}
    rows = document().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [variable.name for variable in VARIABLES]


def test_the_table_tells_the_true_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path)
    for variable in VARIABLES:
        value = getattr(settings, variable.field)
        if isinstance(value, int) and not isinstance(value, bool):
            assert variable.default == str(value), variable.name
