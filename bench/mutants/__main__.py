"""python -m bench.mutants: draw mutants, judge those not judged yet in a copy of the repository, print the outcome."""

import hashlib
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from bench.mutants.groups import ENGINE, GROUPS, Group
from bench.mutants.making import Mutant, mutants_of
from bench.mutants.reporting import Judged, place, print_report, read_harmless

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var" / "mutants"
COPY = FOLDER / "tree"
COPIED = ("hep_api", "tests", "bench", "stack", "workers", "docs", "pyproject.toml", "exercises.yaml")
LATER = {"test_cases"}
"""Reading the case files takes seconds, and most of what is loaded anew for a mutant is noticed without them."""
OPTIONS = "-p no:cacheprovider -p no:xdist -o addopts=--import-mode=importlib -mnot(hypothesis)"
"""What pytest is told of every run."""
LEFT_OUT = {"test_properties", "test_hazards", "test_interleavings"}
"""Generated histories take as long as all other tests together; the figure is that of written cases alone. Where a few
stand among written tests, hypothesis has marked them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told by its environment."""

    seed: int
    groups: list[Group]
    limit: int | None
    minutes: float

    @classmethod
    def from_env(cls) -> "Settings":
        """MUTANTS_SEED, MUTANTS_GROUPS (or modules, with commas), MUTANTS_LIMIT (a group) and MUTANTS_MINUTES."""
        known = {group.name: group for group in GROUPS}
        names = (os.environ.get("MUTANTS_GROUPS") or ",".join(known)).split(",")
        groups = [known.get(name) or Group(name, (name,), 320) for name in names]
        limit = os.environ.get("MUTANTS_LIMIT")
        seed, minutes = int(os.environ.get("MUTANTS_SEED") or 1), float(os.environ.get("MUTANTS_MINUTES") or 45)
        return cls(seed, groups, int(limit) if limit else None, minutes)


def copy_tree() -> str:
    """Make the scratch copy anew and return a digest of the engine and its tests."""
    shutil.rmtree(COPY, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy(ROOT / name, COPY / name)
    digest = hashlib.sha256()
    for folder in ("hep_api", "tests/engine"):
        for file in sorted((COPY / folder).rglob("*.*")):
            if file.suffix in {".py", ".yaml"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def tests(*, first: bool) -> str:
    """What pytest is asked: options and the tests of the engine, in two parts when all is loaded anew for a mutant."""
    names = sorted(path.stem for path in (COPY / "tests" / "engine").glob("test_*.py"))
    chosen = [name for name in names if name not in LEFT_OUT and (name in LATER) is not first]
    return " ".join([OPTIONS, *(f"tests/engine/{name}.py" for name in chosen)])


def known(world: str) -> dict[str, Judged]:
    """Earlier results that still hold: kills of an unchanged module, survivors while no test or module has changed."""
    file = FOLDER / "results.jsonl"
    judged = {}
    for line in file.read_text().splitlines() if file.exists() else []:
        result = Judged(**json.loads(line))
        if result.world == world or result.outcome != "survived":
            judged[result.key] = result
        else:
            judged.pop(result.key, None)
    return judged


def judge(todo: list[Mutant], world: str, until: float) -> None:
    """Run pytest with the plugin in the scratch copy; what is judged is written down as it comes."""
    (FOLDER / "todo.pickle").write_bytes(pickle.dumps(todo))
    told = {
        "MUTANTS_FOLDER": str(FOLDER),
        "MUTANTS_TODO": str(FOLDER / "todo.pickle"),
        "MUTANTS_OPTIONS": OPTIONS,
        "MUTANTS_TESTS_FIRST": tests(first=True),
        "MUTANTS_TESTS_LATER": tests(first=False),
        "MUTANTS_WORLD": world,
        "MUTANTS_UNTIL": str(until),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "",  # what is loaded anew for a mutant need not be compiled anew
    }
    every = [*tests(first=True).split(), *tests(first=False).split()]
    command = [sys.executable, "-m", "pytest", "-p", "bench.mutants.plugin", "-q", *every]
    with (FOLDER / "pytest.log").open("w") as log:
        subprocess.run(command, cwd=COPY, env=os.environ | told, stdout=log, check=True)


def main() -> None:
    """Judge and print; Ctrl-C loses nothing, the next run goes on."""
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # stopped from outside: as by Ctrl-C, leave nothing running
    settings = Settings.from_env()
    started, world = time.monotonic(), copy_tree()
    drawn = {group: mutants_of(group, COPY, settings.seed, settings.limit or group.limit) for group in settings.groups}
    turns = zip_longest(*(mutants for mutants, _ in drawn.values()))
    every = [mutant for turn in turns for mutant in turn if mutant is not None]
    earlier = known(world)
    harmless = read_harmless(COPY / "tests" / "engine" / "harmless_mutants.yaml")
    todo = [mutant for mutant in every if mutant.key not in earlier]
    todo.sort(key=lambda mutant: place(mutant) in harmless)  # a survivor costs most, and of these we know already
    print(f"{len(every)} mutants of {ENGINE}, seed {settings.seed}; {len(every) - len(todo)} judged before", flush=True)
    stopped = False
    try:
        if todo:
            judge(todo, world, started + 60 * settings.minutes)
    except KeyboardInterrupt:
        stopped = True
    print_report(drawn, known(world), harmless)
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    print(
        f"\n{(time.monotonic() - started) / 60:.1f} minutes, seed {settings.seed}, {os.cpu_count()} cores, load {load}"
    )
    if stopped or any(mutant.key not in known(world) for mutant in every):
        print("Not all were judged; the next `make mutants` goes on from here.")


if __name__ == "__main__":
    main()
