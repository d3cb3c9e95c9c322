"""A pytest plugin: collects the engine's tests once, then forks for every mutant and runs the tests that reach it."""

import functools
import gc
import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import CodeType, FrameType

import pytest
from _pytest.runner import runtestprotocol

from bench.mutants.applying import put_into_function, put_into_module
from bench.mutants.groups import ENGINE
from bench.mutants.making import Mutant

FOLDER = Path(os.environ["MUTANTS_FOLDER"])
WORKERS = int(os.environ.get("MUTANTS_WORKERS", "2"))
SECONDS_REACHED, SECONDS_ALL = 25, 45
"""Processor time a mutant may take: in the tests that reach it, and in all of them after loading the product anew."""
UNTIL = float(os.environ.get("MUTANTS_UNTIL", "inf"))
WORLD = os.environ.get("MUTANTS_WORLD", "")
OPTIONS = os.environ.get("MUTANTS_OPTIONS", "").split()
ANEW = "anew"
"""Not an outcome: the mutant must be loaded to be judged."""
BYTES = 6 * 1024**3


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the tests do without a mutant: seconds by test, functions reached by test, and tests that fail already."""

    seconds: dict[str, float]
    reached: dict[str, set[str]]
    failing: list[str]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one mutant."""

    key: str
    outcome: str
    by: str
    seconds: float
    world: str = WORLD


class _Child:
    """A forked process that answers with what it pickles."""

    def __init__(self, work: Callable[[], object], seconds: int) -> None:
        self.started = time.monotonic()
        self._answer, answer = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(answer)
            return
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            said = pickle.dumps(work())
            with os.fdopen(answer, "wb") as file:
                file.write(said)
        finally:
            os._exit(0)

    def answer(self) -> object:
        """What it said, once it has ended; None when it was stopped before it could."""
        with os.fdopen(self._answer, "rb") as file:
            said = file.read()
        return pickle.loads(said) if said else None  # noqa: S301 - our own child's


class Trace:
    """Notes which functions of the engine are called, from start to stop."""

    def __init__(self) -> None:
        self._codes: set[CodeType] = set()
        sys.settrace(self._note)

    def _note(self, frame: FrameType, event: str, arg: object) -> None:
        del event, arg
        self._codes.add(frame.f_code)

    def stop(self) -> set[str]:
        """The functions as file:name, each function inside another under the name of the outermost."""
        sys.settrace(None)
        engine = str(ENGINE.resolve())
        return {
            f"{Path(code.co_filename).name}:{code.co_qualname.partition('.<locals>')[0]}"
            for code in self._codes
            if code.co_filename.startswith(engine)
        }


def _fails(item: pytest.Item) -> bool:
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _first_failure(items: list[pytest.Item]) -> str:
    return next((item.nodeid for item in items if _fails(item)), "")


def _measure(items: list[pytest.Item]) -> Baseline:
    """Run every test once, noting the engine's functions it calls."""
    seconds, reached, failing = {}, {}, []
    for item in items:
        started, trace = time.monotonic(), Trace()
        failed = _fails(item)
        reached[item.nodeid] = trace.stop()
        seconds[item.nodeid] = time.monotonic() - started
        if failed:
            failing.append(item.nodeid)
    return Baseline(seconds, reached, failing)


class _Run:
    """All mutants that are still to be judged, some at a time."""

    def __init__(
        self, items: list[pytest.Item], baseline: Baseline, todo: list[Mutant], while_loading: set[str]
    ) -> None:
        self._items = [item for item in items if item.nodeid not in set(baseline.failing)]
        self._baseline = baseline
        self._todo = todo
        self._while_loading = while_loading
        self._killers: dict[tuple[Path, str], list[str]] = {}
        self._running: dict[int, tuple[_Child, Mutant, bool]] = {}
        self._caches = [thing for thing in gc.get_objects() if isinstance(thing, functools._lru_cache_wrapper)]  # noqa: SLF001

    def judge(self) -> None:
        """Judge every mutant and write down each result as it comes."""
        total, done = len(self._todo), 0
        waiting = [(mutant, True) for mutant in reversed(self._todo)]
        with (FOLDER / "results.jsonl").open("a") as file:
            while waiting or self._running:
                if time.monotonic() > UNTIL:
                    waiting.clear()
                while waiting and len(self._running) < WORKERS:
                    self._start(*waiting.pop())
                if not self._running:
                    break
                child, mutant, quickly, status = self._ended()
                result = self._result(child, mutant, status)
                if quickly and result.outcome == ANEW:
                    waiting.append((mutant, False))
                    continue
                done += 1
                file.write(json.dumps(asdict(result)) + "\n")
                file.flush()
                os.write(2, f"\r{done}/{total} {result.outcome:8} {mutant.file.name} {mutant.function:40.40}".encode())

    def _start(self, mutant: Mutant, quickly: bool) -> None:  # noqa: FBT001 - one of two ways
        work = functools.partial(self._quickly if quickly else self._anew, mutant)
        child = _Child(work, SECONDS_REACHED if quickly else SECONDS_ALL)
        self._running[child.pid] = (child, mutant, quickly)

    def _ended(self) -> tuple[_Child, Mutant, bool, int]:
        pid, status = os.wait()
        return *self._running.pop(pid), status

    def _result(self, child: _Child, mutant: Mutant, status: int) -> Result:
        said = child.answer()
        seconds = round(time.monotonic() - child.started, 2)
        if said is None:
            outcome = "timeout" if os.WIFSIGNALED(status) else "killed"
            return Result(mutant.key, outcome, "the process ended", seconds)
        if said == ANEW:
            return Result(mutant.key, ANEW, "", seconds)
        if said:
            self._killers.setdefault((mutant.file, mutant.function), []).insert(0, str(said))
        return Result(mutant.key, "killed" if said else "survived", str(said), seconds)

    def _quickly(self, mutant: Mutant) -> str:
        """The first test of those that reach the mutated function to fail; shortest first, after earlier killers.

        What is called while the product and its tests are loaded, or stands outside of functions, must be loaded anew.
        """
        name = f"{mutant.file.name}:{mutant.function}"
        killers = self._killers.get((mutant.file, mutant.function), [])
        if not put_into_function(mutant):
            return ANEW
        items = [item for item in self._items if name in self._baseline.reached[item.nodeid]]
        for cache in self._caches:
            cache.cache_clear()
        items.sort(key=lambda item: (item.nodeid not in killers, self._baseline.seconds[item.nodeid]))
        return _first_failure(items) or (ANEW if name in self._while_loading else "")

    def _anew(self, mutant: Mutant) -> str:
        """The first test to fail when everything is loaded with the mutant inside; files of earlier killers first."""
        put_into_module(mutant)
        killers = self._killers.get((mutant.file, mutant.function), [])
        likely = list(dict.fromkeys(nodeid.partition("::")[0] for nodeid in killers if "::" in nodeid))[:2]
        told: list[str] = []

        class Listener:
            def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
                if report.failed:
                    told.append(report.nodeid)

        options = ["-x", "-q", *(f"--deselect={nodeid}" for nodeid in self._baseline.failing)]
        first, later = (os.environ[name].split() for name in ("MUTANTS_TESTS_FIRST", "MUTANTS_TESTS_LATER"))
        for tests in ([*OPTIONS, *likely], first, later) if likely else (first, later):
            if pytest.main([*tests, *options], plugins=[Listener()]) != pytest.ExitCode.OK:
                return (told or ["collection"])[0]
        return ""


_LOADING: list[Trace] = []


def pytest_sessionstart() -> None:
    """Watch what is called while tests are collected."""
    if "MUTANTS_TODO" in os.environ:
        _LOADING.append(Trace())


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Instead of running the tests: judge the mutants."""
    if "MUTANTS_TODO" not in os.environ:
        return None
    while_loading = _LOADING.pop().stop()
    todo: list[Mutant] = pickle.loads(Path(os.environ["MUTANTS_TODO"]).read_bytes())  # noqa: S301 - our own
    kept = FOLDER / f"baseline-{WORLD}.pickle"
    if not kept.exists():
        child = _Child(functools.partial(_measure, session.items), 600)
        kept.write_bytes(pickle.dumps(child.answer()))
        os.waitpid(child.pid, 0)
    baseline: Baseline = pickle.loads(kept.read_bytes())  # noqa: S301 - our own
    for nodeid in baseline.failing:
        os.write(2, f"fails without a mutant and is left out: {nodeid}\n".encode())
    gc.freeze()
    _Run(session.items, baseline, todo, while_loading).judge()
    return True
