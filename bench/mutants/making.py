"""Makes mutants with mutmut's operators: one changed place of one module each, in and outside functions alike."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

from bench.mutants.groups import Group

HARMLESS_CALLS = frozenset({"len", "isinstance", "cast", "dataclass", "field", "cache", "lru_cache"})
"""Calls whose arguments are left alone, as mutmut does for the first two."""
FOR_READERS = {"Rule": slice(3, 6), "_row": slice(3, 5)}
"""Of a row of the decision table condition, threshold and source, of a setting what it is and its source: sentences."""


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines two texts begin with in common."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((i for i, (one, other) in pairs if one != other), min(len(old), len(new)))


@dataclass(frozen=True)
class Mutant:
    """One changed place: which file and function (empty outside of any), and the whole text before and after."""

    file: Path
    function: str
    before: str
    after: str

    @cached_property
    def _same(self) -> tuple[int, int]:
        """How many lines are the same before the change and after it."""
        old, new = self.before.splitlines(), self.after.splitlines()
        low = _common(old, new)
        return low, _common(old[low:][::-1], new[low:][::-1])

    @property
    def line(self) -> int:
        """The first line that changes."""
        return self._same[0] + 1

    @cached_property
    def change(self) -> tuple[str, str]:
        """The changed lines before and after, as one line of text each: stable when lines move."""
        low, high = self._same
        texts = (text.splitlines() for text in (self.before, self.after))
        removed, added = (" ".join(" ".join(lines[low : len(lines) - high]).split()) for lines in texts)
        return removed, added

    @cached_property
    def key(self) -> str:
        """An id that stays as long as the module and the change do."""
        parts = (str(self.file), self.before, self.function, str(self.line), *self.change)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Place:
    """A node and what an operator makes of it, inside a function (empty outside of any)."""

    function: str
    node: cst.CSTNode
    changed: cst.CSTNode


class _Places(cst.CSTVisitor):
    """Collects what the operators offer; annotations, decorators, imports, docstrings and readers' texts are left."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Place] = []
        self._around: list[cst.ClassDef | cst.FunctionDef] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Offer this node to every operator, then go on inside unless it is left alone."""
        if _is_left_alone(node):
            return False
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            self._around.append(node)
        self._offer(node)
        texts = _for_readers(node)
        if isinstance(node, cst.Call) and texts is not None:
            for arg in (*node.args[: texts.start], *node.args[texts.stop :]):
                arg.visit(self)
            return False
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Leave a class or a function."""
        if self._around and self._around[-1] is original_node:
            self._around.pop()

    def _function(self) -> str:
        """The outermost function with the classes around it; empty outside of any."""
        for depth, node in enumerate(self._around, 1):
            if isinstance(node, cst.FunctionDef):
                return ".".join(part.name.value for part in self._around[:depth])
        return ""

    def _offer(self, node: cst.CSTNode) -> None:
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                made = [changed for changed in operator(node) if not _is_for_readers(node, changed)]
                # Of the three ways to spoil a text one is enough: all three are noticed alike.
                for changed in made[:1] if isinstance(node, cst.BaseString) else made:
                    self.found.append(Place(self._function(), node, changed))


def _is_left_alone(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom | cst.Subscript):
        return not isinstance(node, cst.Subscript) or _is_type(node)
    if isinstance(node, cst.Expr):
        return isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in HARMLESS_CALLS


def _for_readers(node: cst.CSTNode) -> slice | None:
    """Which arguments of a row of a table are texts; None for any other node."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        return FOR_READERS.get(node.func.value)
    return None


def _is_for_readers(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """A row of a table with None for one of its texts, or with a part left out, which no row can be."""
    texts = _for_readers(node)
    if texts is None or not isinstance(node, cst.Call) or not isinstance(changed, cst.Call):
        return False
    if len(changed.args) < len(node.args):
        return True
    first = next((i for i, pair in enumerate(zip(node.args, changed.args, strict=False)) if pair[0] is not pair[1]), 0)
    return first in range(texts.start, texts.stop)


def _is_type(node: cst.Subscript) -> bool:
    """`Callable[[Signals], Match | None]` outside of an annotation."""
    return isinstance(node.value, cst.Name) and node.value.value in {"Callable", "dict", "tuple", "frozenset", "list"}


@dataclass(frozen=True, slots=True)
class _Statement:
    """One statement of a module's body, where its text begins, and what the operators offer inside it."""

    file: Path
    text: str
    module: cst.Module
    node: cst.CSTNode
    start: int
    places: Sequence[Place]

    def mutant(self, place: Place) -> Mutant | None:
        """The mutant of a place of this statement; None when it changes nothing or is no Python."""
        changed = self.node.deep_replace(place.node, place.changed)
        assert isinstance(changed, cst.CSTNode)
        end = self.start + len(self.module.code_for_node(self.node))
        after = self.text[: self.start] + self.module.code_for_node(changed) + self.text[end:]
        try:
            compile(after, str(self.file), "exec")
        except SyntaxError:
            return None
        return None if after == self.text else Mutant(self.file, place.function, self.text, after)


def _statements(root: Path, file: Path) -> Iterator[_Statement]:
    text = (root / file).read_text()
    module = cst.parse_module(text)
    start = 0
    for node in module.body:
        places = _Places()
        node.visit(places)
        start = text.index(module.code_for_node(node), start)
        yield _Statement(file, text, module, node, start, places.found)


def mutants_of(group: Group, root: Path, seed: int, limit: int) -> tuple[list[Mutant], int]:
    """Draw up to `limit` mutants of a group, the same ones for the same seed and sources; and how many there are."""
    statements = [statement for file in group.files for statement in _statements(root, file)]
    every = [(statement, place) for statement in statements for place in statement.places]
    Random(f"{seed} {group.name}").shuffle(every)
    drawn: dict[str, Mutant] = {}
    for statement, place in every:
        made = statement.mutant(place)
        if made:
            drawn.setdefault(made.key, made)
        if len(drawn) == limit:
            break
    return list(drawn.values()), len(every)
