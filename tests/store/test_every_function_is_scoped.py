"""Every store function says for whom it works."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import hep_api.store
from hep_api.store.scope import Scope

UNSCOPED = {
    "database_clock": "SQL expressions",
    "db": "the connection itself",
    "entrance": "the door: there is no scope yet",
    "contents": "global by hash",
    "mapping": "values to rows and back, no database",
    "reach": "what a scope reaches",
    "schema": "the shape of the whole database",
    "scope": "the scope itself",
    "types": "column types",
    "upserts": "SQL expressions",
    "vitals": "names of clinics and numbers over all of them, nothing of a person",
    "wordings": "global by hash",
    "zone_rules": "the zone data, no database",
}
PURE = {
    "reminders.chosen_quiet": "reads a row that was already found",
    "audit.came_by": "says by which door the session came in, and touches no row",
    "reads.watch": "marks the session and touches no row",
    "audit.mac_of": "arithmetic of the chain",
    "keys.open_key": "opens a row that was already found",
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
