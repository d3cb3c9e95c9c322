"""Every store function says for whom it works."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import hep_api.store
from hep_api.store.scope import Scope

UNSCOPED = {
    "audit_chain": "whole chains, for whoever runs the installation",
    "binding": "what a session tells the database's wall",
    "callers": "who a token speaks for: the scope is made of it",
    "database_clock": "SQL expressions",
    "db": "the connection itself",
    "entrance": "the door: there is no scope yet",
    "contents": "global by hash",
    "mapping": "values to rows and back, no database",
    "reach": "what a scope reaches",
    "rewrapping": "keys of all clinics, for whoever runs the installation",
    "schema": "the shape of the whole database",
    "scope": "the scope itself",
    "types": "column types",
    "upserts": "SQL expressions",
    "vitals": "names of clinics and numbers over all of them, nothing of a person",
    "walls": "the wall of the whole database",
    "wordings": "global by hash",
    "zone_rules": "the zone data, no database",
}
PURE = {
    "reminders.chosen_quiet": "reads a row that was already found",
    "export.described": "what columns mean, no row",
    "audit.came_by": "says by which door the session came in, and touches no row",
    "reads.unseen": "marks the session and touches no row",
    "reads.watch": "marks the session and touches no row",
    "audit.mac_of": "arithmetic of the chain",
}


def store_modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(hep_api.store.__path__):
        if not found.ispkg:
            yield importlib.import_module(f"hep_api.store.{found.name}")


def is_for_workers(module: ModuleType) -> bool:
    return module.__name__.endswith("_due")


def functions_of_clinics() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the store that works for somebody, as module.name."""
    for module in store_modules():
        short = module.__name__.rpartition(".")[2]
        if short in UNSCOPED or is_for_workers(module):
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and f"{short}.{name}" not in PURE:
                yield f"{short}.{name}", function


def test_every_store_function_takes_a_scope_first() -> None:
    loose = [
        name
        for name, function in functions_of_clinics()
        if next(iter(inspect.signature(function, eval_str=True).parameters.values())).annotation is not Scope
    ]
    assert loose == []


def test_every_exception_still_exists() -> None:
    known = {module.__name__.rpartition(".")[2] for module in store_modules()}
    assert set(UNSCOPED) - known == set()


def test_the_scope_is_used_and_not_only_taken() -> None:
    idle = [name for name, function in functions_of_clinics() if inspect.getsource(function).count("scope") < 2]
    assert idle == []


OPEN_ACROSS = {
    "devices._end_elsewhere", "contents.newest_of_version", "audit_chain.chains", "audit_chain.heads",
    "rewrapping._clinics",
}  # fmt: skip
"""What else looks over all clinics, on purpose and one statement long."""


def test_whatever_is_for_workers_says_that_it_looks_across_clinics() -> None:
    """On PostgreSQL it runs as a role that sees the columns that being due needs, and nothing more."""
    silent = [
        f"{module.__name__}.{name}"
        for module in store_modules()
        if is_for_workers(module) or module.__name__.endswith(".vitals")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if not inspect.getsource(function).startswith("@across()")
    ]
    assert silent == []


def test_nothing_else_looks_across_clinics() -> None:
    found = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in store_modules()
        if not is_for_workers(module) and not module.__name__.endswith(".vitals")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "@across()" in inspect.getsource(function)
    }
    assert found == OPEN_ACROSS


def test_only_the_schema_and_the_pool_speak_past_the_session() -> None:
    """A connection of no session is whoever it belongs to and has no wall."""
    past = {
        path.name
        for path in Path(hep_api.__file__).parent.rglob("*.py")
        if re.search(r"engine\.(connect|begin|raw_connection)", path.read_text(encoding="utf-8"))
    }
    assert past == {"db.py", "schema.py"}


def test_no_one_who_serves_takes_the_walls_off() -> None:
    users = {
        path.name
        for path in Path(hep_api.__file__).parent.rglob("*.py")
        if re.search(r"UNWALLED|role=.none.", path.read_text(encoding="utf-8"))
    }
    assert users == {"binding.py"}
