"""Canonical wordings under their hash: global, because the hash is the address and no clinic is in it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from hep_api.errors import NotFound
from hep_api.store.db import db, session
from hep_api.store.models import WordingRow


def store_wording(wording_hash: str, body: bytes, at: datetime) -> None:
    """Keep a body under its hash for ever; storing it again changes nothing."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    values = {"hash": wording_hash, "body": body, "created_at": at}
    session().execute(insert(WordingRow).values(values).on_conflict_do_nothing())


def get_wording(wording_hash: str) -> bytes:
    """The canonical bytes under a hash; raises NotFound."""
    body = session().scalar(select(WordingRow.body).where(WordingRow.hash == wording_hash))
    if body is None:
        raise NotFound("There is no such wording.")
    return body
