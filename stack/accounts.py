"""The account that PostgreSQL runs as: ourselves, or `nobody` when we are root, which the server refuses to be."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from stack.processes import Account

ANSWER_SECONDS = 20.0


def unprivileged_account() -> Account | None:
    """Return the account to drop to, or None when this process may run the server itself."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)


def run_as(account: Account | None, argv: list[str], *, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a short command to its end as `account`; raise OSError when that account cannot reach the program."""
    return subprocess.run(
        argv,
        cwd=cwd,
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=ANSWER_SECONDS,
        check=False,
    )


def _usable(program: Path, account: Account | None, cwd: Path) -> bool:
    try:
        return run_as(account, [str(program), "--version"], cwd=cwd).returncode == 0
    except OSError:
        return False


def programs_within_reach(programs: Path, account: Account | None, folder: Path) -> Path:
    """Return `programs`, or a copy of it in `folder` when `account` cannot run what is there.

    A wheel's programs find their libraries by relative path (`<package>/pginstall/bin` beside `<package>.libs`), so the
    copy keeps that shape.
    """
    if _usable(programs / "postgres", account, folder):
        return programs
    package = programs.parent.parent
    copied = folder / "programs" / package.name / programs.parent.name
    shutil.copytree(programs.parent, copied, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "programs" / libraries.name)
    _open_to_others(folder / "programs")
    return copied / programs.name


def _open_to_others(folder: Path) -> None:
    """Let every account read what is in `folder` and run what its owner may run, whatever the umask was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o055 if mode & 0o100 else mode | 0o044)
