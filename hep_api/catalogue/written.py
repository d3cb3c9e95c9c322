"""A clinic's files as they were written: whose they are, and one text for each exercise and protocol in them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from hep_api.catalogue.document import Cursor, Problems, open_text

PROTOCOL_KEYS = frozenset({"id", "version", "phases", "pain_policy"})
"""One of these at the root makes a file a protocol; else it is a mapping of slugs to exercises."""

ANOTHER_WAY = "write each exercise as a block of its own, and without anchors that another one uses"


@dataclass(frozen=True, slots=True)
class OwnText:
    """One exercise or protocol in YAML. `kind` is 'exercise' or 'protocol'; only protocols have a version."""

    kind: str
    name: str
    text: str
    version: str = ""
    retired: bool = False

    @property
    def hash(self) -> str:
        """SHA-256 in hex of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def is_protocol(document: Cursor) -> bool:
    """Whether a file holds one protocol, and not exercises."""
    keys = document.node.value if isinstance(document.node, MappingNode) else []
    return any(str(key.value) in PROTOCOL_KEYS for key, _ in keys)


def place_of(document: Cursor, key: str) -> Cursor:
    """Where a key of the root stands; the root itself when it is missing."""
    return next((below for name, below in document.entries() if name == key), document)


def texts_of(document: Cursor, written: str) -> Iterator[OwnText]:
    """What a file without mistakes holds, each as it was written, without the comments between two exercises."""
    if is_protocol(document):
        said = {name: below.scalar() or "" for name, below in document.entries() if name in {"id", "version"}}
        yield OwnText("protocol", said.get("id", ""), written, said.get("version", ""))
        return
    entries, lines = list(document.entries()), written.split("\n")
    if not entries:
        document.fail("holds no exercise and no protocol")
        return
    ends = [below.line - 1 for _, below in entries[1:]] + [len(lines)]
    for (slug, below), end in zip(entries, ends, strict=True):
        text = _without_end(lines[below.line - 1 : end])
        if not _reads_as(text, slug, below.node):
            below.fail(ANOTHER_WAY)
        yield OwnText("exercise", slug, text)


def _without_end(lines: list[str]) -> str:
    kept = list(lines)
    while kept and (not kept[-1].strip() or kept[-1].startswith(("#", "..."))):
        kept.pop()
    return "\n".join(kept) + "\n"


def _reads_as(text: str, slug: str, node: Node) -> bool:
    """Whether a piece of a file, read alone, is what it was within the file."""
    alone = open_text(text, "", Problems())
    entries = list(alone.entries()) if alone else []
    return len(entries) == 1 and entries[0][0] == slug and _same(entries[0][1].node, node)


def _same(one: Node, other: Node) -> bool:
    if one.tag != other.tag or type(one) is not type(other):
        return False
    if isinstance(one, ScalarNode):
        return bool(one.value == other.value)
    if len(one.value) != len(other.value):
        return False
    if isinstance(one, SequenceNode):
        return all(_same(a, b) for a, b in zip(one.value, other.value, strict=True))
    pairs = zip(one.value, other.value, strict=True)
    return all(_same(key, other_key) and _same(value, other_value) for (key, value), (other_key, other_value) in pairs)
