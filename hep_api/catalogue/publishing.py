"""Published versions: a seal for each, so that nothing changes under a version that patients were given."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yaml import MappingNode, Node, SequenceNode

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import text
from hep_api.catalogue.values import ProtocolEntry
from hep_api.codec import canonical

VERSION = re.compile(r"\d+\.\d+\.\d+")
UNSEALED = frozenset({"review"})
"""What may change in a protocol without a new version: who has signed it."""
WORDS = frozenset({"name", "targets", "equipment", "cue", "fault", "easier", "harder", "leads_to", "source"})
"""What may change in an exercise without a new version of every protocol that lists it: words, not numbers."""
HEADER = """\
# Published versions of the protocols, written by `flask --app wsgi protocols publish ID...`. A version never changes:
# the check compares each file with what its version was published as. Never edited by hand, and only added to.
"""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a version was published as: a hash of the protocol's file, and one of each exercise that it lists."""

    protocol: str
    exercises: Mapping[str, str]


Published = dict[str, dict[str, Seal]]
"""Every published version by protocol id and version."""


def read_published(document: Cursor) -> Published:
    """Seals by id and version, from the root of published.yaml."""
    return {
        protocol_id: {version: _read_seal(below) for version, below in cursor.entries()}
        for protocol_id, cursor in document.entries()
    }


def _read_seal(cursor: Cursor) -> Seal:
    fields = cursor.fields(("protocol", "exercises"))
    exercises = fields.read("exercises", lambda below: {slug: text(one) for slug, one in below.entries()}, {})
    return Seal(fields.read("protocol", text, ""), exercises)


def write_published(published: Published) -> str:
    """The text of published.yaml, by id and rising version."""
    lines = [HEADER]
    for protocol_id, versions in sorted(published.items()):
        lines.append(f"\n{protocol_id}:\n")
        for version, seal in sorted(versions.items(), key=lambda pair: ordered(pair[0])):
            lines.append(f"  {version}:\n    protocol: {seal.protocol}\n    exercises:\n")
            lines += [f"      {slug}: {hash_}\n" for slug, hash_ in sorted(seal.exercises.items())]
    return "".join(lines)


def ordered(version: str) -> tuple[int, ...]:
    """A version such as 1.10.0 for comparison: by its numbers."""
    return tuple(int(part) for part in version.split(".")) if VERSION.fullmatch(version) else ()


def seal_of(document: Cursor, entry: ProtocolEntry, exercises: Mapping[str, Cursor]) -> Seal:
    """The seal of a protocol as it is written now; comments, order of keys and line breaks do not count."""
    found = {slug: _exercise_hash(exercises[slug]) for slug in entry.slugs if slug in exercises}
    return Seal(_hash(_plain(document.node, UNSEALED)), found)


def check_published(
    document: Cursor, entry: ProtocolEntry, exercises: Mapping[str, Cursor], published: Published
) -> None:
    """Note what differs from what this version was published as, and a version below a published one."""
    protocol_id, version = entry.protocol.id, entry.protocol.version
    versions = published.get(protocol_id, {})
    line = next((below for name, below in document.entries() if name == "version"), document)
    if version not in versions:
        newest = max(versions, key=ordered, default="")
        if ordered(version) < ordered(newest):
            line.fail(f"'{version}' is below {newest}, which is published: versions only rise")
        return
    seal, now = versions[version], seal_of(document, entry, exercises)
    if now.protocol != seal.protocol:
        line.fail(f"{version} was published with other content: raise the version, or put the content back")
    for slug, hash_ in now.exercises.items():
        if hash_ != seal.exercises.get(slug, hash_):
            exercises[slug].fail(
                f"differs from what {protocol_id} {version} was published with: raise the version of '{protocol_id}', "
                "or put it back"
            )


def _exercise_hash(cursor: Cursor) -> str:
    plain = _plain(cursor.node, WORDS)
    if isinstance(plain, dict) and isinstance(plain.get("ladder"), list):
        plain["ladder"] = [_without_name(rung) for rung in plain["ladder"]]
    return _hash(plain)[:16]


def _without_name(rung: Any) -> Any:
    return {key: value for key, value in rung.items() if key != "name"} if isinstance(rung, dict) else rung


def _hash(plain: Any) -> str:
    return hashlib.sha256(canonical(plain)).hexdigest()


def _plain(node: Node, without: frozenset[str] = frozenset()) -> Any:
    """A node as dicts, lists and the text of its values."""
    if isinstance(node, MappingNode):
        pairs = ((str(key.value), value) for key, value in node.value)
        return {name: _plain(value) for name, value in pairs if name not in without}
    if isinstance(node, SequenceNode):
        return [_plain(entry) for entry in node.value]
    return " ".join(str(node.value).split())
