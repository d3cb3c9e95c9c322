"""A YAML file as nodes that know their line and path; mistakes are collected and never stop the reading."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml
from yaml import MappingNode, MarkedYAMLError, Node, ScalarNode, SequenceNode, YAMLError

from hep_api.errors import ContentError

T = TypeVar("T")
D = TypeVar("D")

_NULL = "tag:yaml.org,2002:null"

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where the package brings it: ten times as fast, with the same nodes and lines."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is, and a sentence that says what is wrong and what is allowed.

    A `note` is worth knowing and no mistake.
    """

    file: str
    line: int
    path: str
    message: str
    note: bool = False

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {'note: ' if self.note else ''}{place}{self.message}"


@dataclass(slots=True)
class Problems:
    """Every mistake found so far, in any file."""

    found: list[Problem] = field(default_factory=list)

    def lines(self) -> list[str]:
        """One line a mistake, 'file:line: path: what is wrong, what is allowed'; the same mistake is said once."""
        return [str(problem) for problem in sorted(set(self.found)) if not problem.note]

    def notes(self) -> list[str]:
        """One line for each thing worth knowing, by file and line."""
        return [str(problem) for problem in sorted(set(self.found)) if problem.note]

    def touch(self, file: str) -> bool:
        """Whether there is a mistake in a file."""
        return any(problem.file == file and not problem.note for problem in self.found)

    def refuse(self) -> None:
        """Raise ContentError with all mistakes, if there is any."""
        lines = self.lines()
        if lines:
            raise ContentError(lines)


@dataclass(frozen=True, slots=True)
class Cursor:
    """One node of a file. `path` is dotted ('phases.P1.exit'), `line` counts from 1."""

    node: Node
    file: str
    path: str
    line: int
    problems: Problems

    def fail(self, message: str) -> None:
        """Note a mistake at this node."""
        self.problems.found.append(Problem(self.file, self.line, self.path, message))

    def note(self, message: str) -> None:
        """Note something worth knowing about this node that is no mistake."""
        self.problems.found.append(Problem(self.file, self.line, self.path, message, note=True))

    def at(self, node: Node, name: str, line: int) -> "Cursor":
        """A node below this one."""
        return Cursor(node, self.file, f"{self.path}.{name}" if self.path else name, line, self.problems)

    def scalar(self) -> str | None:
        """The written value without its spaces, or None with a mistake noted when it is empty, a list or a mapping."""
        if isinstance(self.node, ScalarNode) and self.node.tag != _NULL and self.node.value.strip():
            return str(self.node.value).strip()
        self.fail("a value is expected here, not an empty one, a list or a mapping")
        return None

    def is_list(self) -> bool:
        """Whether this node is a list."""
        return isinstance(self.node, SequenceNode)

    def is_mapping(self) -> bool:
        """Whether this node is a mapping."""
        return isinstance(self.node, MappingNode)

    def is_null(self) -> bool:
        """Whether `null` is written here."""
        return isinstance(self.node, ScalarNode) and self.node.tag == _NULL

    def entries(self) -> Iterator[tuple[str, "Cursor"]]:
        """Keys and values of a mapping in written order; a key written twice is a mistake."""
        if not isinstance(self.node, MappingNode):
            self.fail("a mapping (key: value) is expected here")
            return
        seen: dict[str, int] = {}
        for key, value in self.node.value:
            name, line = str(key.value), key.start_mark.line + 1
            below = self.at(value, name, line)
            if name in seen:
                below.fail(f"written twice, first on line {seen[name]}")
                continue
            seen[name] = line
            yield name, below

    def items(self) -> list["Cursor"]:
        """The entries of a list; paths call each by its id or slug if it has one, else by its place."""
        if not isinstance(self.node, SequenceNode):
            self.fail("a list is expected here")
            return []
        numbered = enumerate(self.node.value, start=1)
        return [self.at(item, _label(item, place), item.start_mark.line + 1) for place, item in numbered]

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> "Fields":
        """A mapping with known keys; missing and unknown ones are mistakes."""
        allowed = (*required, *optional)
        found: dict[str, Cursor] = {}
        for name, below in self.entries():
            if name in allowed:
                found[name] = below
            else:
                below.fail(f"unknown key '{name}'{suggestion(name, allowed)}; allowed: {', '.join(allowed)}")
        if self.is_mapping():
            for name in required:
                if name not in found:
                    self.fail(f"'{name}' is missing")
        return Fields(found)


@dataclass(frozen=True, slots=True)
class Fields:
    """The known keys of one mapping."""

    found: dict[str, Cursor]

    def read(self, name: str, reader: Callable[[Cursor], T], default: D) -> T | D:
        """What the reader makes of a key, or the default when it was not written."""
        below = self.found.get(name)
        return default if below is None else reader(below)


def _label(item: Node, place: int) -> str:
    """How a path calls an entry of a list: by its id or slug when it has one, else by its place counted from 1."""
    if isinstance(item, MappingNode):
        for key, value in item.value:
            if key.value in {"id", "slug"} and isinstance(value, ScalarNode) and value.value:
                return str(value.value)
    return str(place)


def suggestion(word: str, allowed: Collection[str]) -> str:
    """'; did you mean ...?' when an allowed word is close, else nothing."""
    close = get_close_matches(word, list(allowed), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


def open_document(path: Path, name: str, problems: Problems) -> Cursor | None:
    """The root of a YAML file, or None with the mistake noted when it cannot be read; messages call it `name`."""
    text = read_file(path, name, problems)
    return None if text is None else open_text(text, name, problems)


def read_file(path: Path, name: str, problems: Problems) -> str | None:
    """The text of a file, or None with the mistake noted."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.found.append(Problem(name, 1, "", f"not YAML in UTF-8: {error}"))
    except OSError as error:
        problems.found.append(Problem(name, 1, "", f"cannot be read: {error.strerror}"))
    return None


def open_text(text: str, name: str, problems: Problems) -> Cursor | None:
    """The root of YAML that is at hand, or None with the mistake noted; messages call it `name`."""
    try:
        node = _compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.found.append(Problem(name, line, "", f"not YAML: {error.problem or error.context}"))
    except YAMLError as error:
        problems.found.append(Problem(name, 1, "", f"not YAML in UTF-8: {str(error).splitlines()[0]}"))
    else:
        if node is not None:
            return Cursor(node, name, "", node.start_mark.line + 1, problems)
        problems.found.append(Problem(name, 1, "", "the file is empty"))
    return None


# Composing is nearly all of the time that reading takes, and a check after an edit meets the other files unchanged.
@lru_cache(maxsize=256)
def _compose(text: str) -> Node | None:
    return yaml.compose(text, Loader=LOADER)
