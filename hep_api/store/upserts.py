"""INSERT ... ON CONFLICT in the words of the database at hand; both understand the same ones."""

from sqlalchemy.dialects import postgresql, sqlite

from hep_api.store.db import db
from hep_api.store.models import Row

Insert = postgresql.Insert | sqlite.Insert


def insert_into(row: type[Row]) -> Insert:
    """An INSERT for a table that can say what happens when its row is already there."""
    return sqlite.insert(row) if db.engine.dialect.name == "sqlite" else postgresql.insert(row)
