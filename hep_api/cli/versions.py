"""Finds the version of a protocol that somebody names: a file, an id, id@version or the beginning of a hash."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import click

from hep_api.catalogue import Catalogue
from hep_api.catalogue.loader import load_edited
from hep_api.catalogue.values import Review
from hep_api.courses.contents import content, kept_review
from hep_api.engine.protocol import Content
from hep_api.errors import ContentError
from hep_api.store import contents, schema, vitals

HASH = re.compile(r"[0-9a-f]{6,64}")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version as it was named, who has reviewed it, and whether the name was a hash."""

    content: Content
    review: Review
    by_hash: bool = False

    @property
    def name(self) -> str:
        """Such as `pfp 1.2.0`; of a hash with its beginning."""
        protocol = self.content.protocol
        mark = f" ({self.content.hash[:12]})" if self.by_hash else ""
        return f"{protocol.id} {protocol.version}{mark}"


def edition(catalogue: Catalogue, named: str) -> Edition:
    """The version that is named; raises UsageError naming what there is."""
    path = Path(named)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        return _file(catalogue, path)
    protocol_id, _, version = named.partition("@")
    entry = catalogue.protocols.get(protocol_id)
    if entry is not None and version in ("", entry.protocol.version):
        return Edition(catalogue.content(protocol_id), entry.review)
    if version:
        found = contents.newest_of_version(protocol_id, version) if has_database() else None
        if found is None:
            here = f"; '{protocol_id}' is at {entry.protocol.version} here" if entry else ""
            raise click.UsageError(f"No plan was ever assigned with {protocol_id} {version}{here}.")
        return Edition(content(found), kept_review(found))
    if HASH.fullmatch(named) and has_database():
        return _hash(named)
    known = ", ".join(sorted(catalogue.protocols))
    raise click.UsageError(f"'{named}' is no file, no id@version and no hash of at least 6 digits; ids: {known}.")


def _file(catalogue: Catalogue, path: Path) -> Edition:
    if not path.is_file():
        raise click.UsageError(f"There is no file '{path}'.")
    try:
        entry = load_edited(path)
    except ContentError as error:
        raise click.ClickException("\n".join([f"{path} has mistakes:", *error.problems])) from None
    protocols = {**catalogue.protocols, entry.protocol.id: entry}
    return Edition(replace(catalogue, protocols=protocols).content(entry.protocol.id), entry.review)


def _hash(prefix: str) -> Edition:
    found = contents.find_hashes(prefix)
    if len(found) != 1:
        what = f"{len(found)} contents begin" if found else "No content begins"
        raise click.UsageError(f"{what} with '{prefix}'.")
    return Edition(content(found[0]), kept_review(found[0]), by_hash=True)


def current_patients(version: Edition) -> int:
    """How many patients have a running plan with it; 0 when there is no database."""
    if not has_database():
        return 0
    if version.by_hash:
        return vitals.patients_with(version.content.hash)
    return vitals.patients_on(version.content.protocol.id, version.content.protocol.version)


def has_database() -> bool:
    """Whether there is a database with the shape that this version expects."""
    return schema.is_there()
