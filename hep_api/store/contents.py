"""Canonical content under its hash: global, because the hash is the address and no clinic is in it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from hep_api.errors import NotFound
from hep_api.store.db import db, session
from hep_api.store.models import ContentRow


def store_content(content_hash: str, kind: str, body: bytes, at: datetime) -> None:
    """Keep a body under its hash for ever; storing it again changes nothing."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    values = {"hash": content_hash, "kind": kind, "body": body, "created_at": at}
    session().execute(insert(ContentRow).values(values).on_conflict_do_nothing())


def find_content(content_hash: str) -> bytes | None:
    """The canonical bytes under a hash, or None."""
    return session().scalar(select(ContentRow.body).where(ContentRow.hash == content_hash))


def find_contents(hashes: Collection[str]) -> dict[str, bytes]:
    """The canonical bytes under each of these hashes that is known, in one statement."""
    found = select(ContentRow.hash, ContentRow.body).where(ContentRow.hash.in_(hashes))
    return {row.hash: row.body for row in session().execute(found)}


def get_content(content_hash: str) -> bytes:
    """The canonical bytes under a hash; raises NotFound."""
    body = find_content(content_hash)
    if body is None:
        raise NotFound("There is no such content.")
    return body
