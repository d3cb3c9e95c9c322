"""A folder of its own for each group, where mutmut copies the project, mutates the copy and keeps its verdicts."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

from bench.mutants.groups import Group, sample

NEEDED = ("hep_api", "tests", "stack", "workers", "exercises.yaml", "wsgi.py", "pyproject.toml")
SLOW = "tests/engine/test_properties.py"
"""Left out: it would take most of the time, and what only a random history notices deserves an example."""
MODEST_MUTMUT = """
import os, resource
os.nice(10)
resource.setrlimit(resource.RLIMIT_AS, (4 * 1024**3, 4 * 1024**3))
from mutmut.__main__ import cli
cli()
"""
"""A mutant that counts for ever must not take the machine with it."""
POLL_SECONDS = 2
OPEN = ("not checked", "check was interrupted by user")
CONFIG = """[mutmut]
source_paths=hep_api
only_mutate=
    {modules}
also_copy=
    {also}
pytest_add_cli_args_test_selection=tests/engine
pytest_add_cli_args=
    --ignore={slow}
    -p
    no:cacheprovider
use_git_change_detection=false
timeout_multiplier=5.0
"""


class CannotRunError(Exception):
    """The tests do not pass on the code as it is, so they can say nothing about mutants."""


@dataclass(frozen=True, slots=True)
class Arena:
    """One group's folder below the result folder; a second run goes on where the first one stopped."""

    group: Group
    root: Path
    folder: Path

    def prepare(self) -> None:
        """Link what mutmut copies, and forget verdicts that changed code or tests have made doubtful."""
        self.folder.mkdir(parents=True, exist_ok=True)
        mark = self.folder / "fingerprint.json"
        now = {"engine": _digest(self.root / "hep_api"), "tests": _digest(self.root / "tests")}
        before = json.loads(mark.read_text()) if mark.exists() else {}
        if before.get("engine") != now["engine"]:
            shutil.rmtree(self.folder / "mutants", ignore_errors=True)
        elif before.get("tests") != now["tests"]:
            self._look_again_at_survivors()
        for name in NEEDED:
            link = self.folder / name
            if not link.is_symlink():
                link.symlink_to((self.root / name).resolve())
        modules = "\n    ".join(str(path) for path in self.group.paths(self.root))
        also = "\n    ".join(name for name in NEEDED if name != "hep_api")
        # mutmut reads pyproject.toml first and takes setup.cfg only because there is no [tool.mutmut] in it.
        (self.folder / "setup.cfg").write_text(CONFIG.format(modules=modules, also=also, slow=SLOW))
        mark.write_text(json.dumps(now))

    def _look_again_at_survivors(self) -> None:
        shutil.rmtree(self.folder / "mutants" / "tests", ignore_errors=True)
        (self.folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
        for path in self._metas():
            meta = json.loads(path.read_text())
            meta["exit_code_by_key"] = {
                name: code if status_by_exit_code[code] in ("killed", "timeout") else None
                for name, code in meta["exit_code_by_key"].items()
            }
            path.write_text(json.dumps(meta))

    def _metas(self) -> list[Path]:
        return [self.folder / "mutants" / f"{path}.meta" for path in self.group.paths(self.root)]

    def verdicts(self) -> dict[str, str]:
        """What became of each mutant so far, by its name; those that wait are left out."""
        found: dict[str, str] = {}
        for path in self._metas():
            try:
                meta = json.loads(path.read_text())
            except (FileNotFoundError, json.JSONDecodeError):
                continue  # not there yet, or being written at this moment
            found |= {name: status_by_exit_code[code] for name, code in meta["exit_code_by_key"].items()}
        return {name: status for name, status in found.items() if status not in OPEN}

    def run(self, names: Sequence[str], until: float) -> Iterator[dict[str, str]]:
        """Let mutmut judge these mutants, yielding the verdicts so far; stops at the monotonic instant `until`."""
        log = self.folder / "mutmut.log"
        with log.open("w") as out:
            command = [sys.executable, "-c", MODEST_MUTMUT, "run", *names]
            with subprocess.Popen(command, cwd=self.folder, stdout=out, stderr=out, start_new_session=True) as process:
                try:
                    while process.poll() is None and monotonic() < until:
                        sleep(POLL_SECONDS)
                        yield self.verdicts()
                finally:
                    _end(process)
        if process.returncode not in (0, -signal.SIGINT) and monotonic() < until:
            raise CannotRunError(log.read_text().replace("\r", "\n")[-3000:])
        yield self.verdicts()

    def sample(self, seed: str, limit: int) -> list[str]:
        """The names of this group's mutants, at most `limit` of them: the same ones for the same code and seed."""
        with contextlib.chdir(self.folder):
            return sample(self.group, self.root, seed, limit)

    def difference(self, name: str) -> str:
        """The mutation as a diff of its function."""
        module = name.split(".x", 1)[0]
        with contextlib.chdir(self.folder):  # mutmut finds its settings and files from there
            return get_diff_for_mutant(name, path=module.replace(".", "/") + ".py")


def _digest(folder: Path) -> str:
    total = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".py", ".yaml", ".json"):
            total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop it and its workers as Ctrl-C would, then for good."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
