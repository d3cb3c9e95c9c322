"""Puts a mutant into this process: into a function that is already loaded, or into a module about to be loaded."""

import functools
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from bench.mutants.making import Mutant


def module_name(file: Path) -> str:
    """The module of a file."""
    return ".".join(file.with_suffix("").parts)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _function(module: ModuleType, name: str) -> FunctionType | None:
    found: object = module
    for part in name.split("."):
        found = vars(found)[part]
        if isinstance(found, property):
            found = found.fget
        elif isinstance(found, staticmethod | classmethod):
            found = found.__func__
        elif isinstance(found, functools._lru_cache_wrapper):  # noqa: SLF001 - functools gives it no other name
            found = found.__wrapped__
    return found if isinstance(found, FunctionType) else None


def put_into_function(mutant: Mutant) -> bool:
    """Give the loaded function the mutant's code, wherever it was imported; False when the change is elsewhere."""
    if not mutant.function:
        return False
    function = _function(sys.modules[module_name(mutant.file)], mutant.function)
    after = compile(mutant.after, str(mutant.file), "exec")
    changed = next((code for code in _codes(after) if code.co_qualname == mutant.function), None)
    if function is None or changed is None or changed.co_freevars != function.__code__.co_freevars:
        return False
    before = compile(mutant.before, str(mutant.file), "exec")
    if changed == next(code for code in _codes(before) if code.co_qualname == mutant.function):
        return False
    function.__code__ = changed
    return True


class _Loader(SourceFileLoader):
    """Loads a module from the mutant's text; no compiled file is read or written."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(module_name(mutant.file), str(mutant.file.resolve()))
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        """The mutant's code."""
        del fullname
        return compile(self._mutant.after, self.path, "exec", dont_inherit=True)


class _Finder:
    """Stands before every other finder, for one module."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of the mutated module, None for any other."""
        del path, target
        if fullname != module_name(self._mutant.file):
            return None
        return importlib.util.spec_from_file_location(
            fullname, self._mutant.file.resolve(), loader=_Loader(self._mutant)
        )


def put_into_module(mutant: Mutant) -> None:
    """Forget the product and its tests, so that they are loaded anew with the mutated module."""
    here = [str(Path(folder).resolve()) for folder in ("hep_api", "tests")]
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(tuple(here)):
            del sys.modules[name]
    sys.meta_path.insert(0, _Finder(mutant))
