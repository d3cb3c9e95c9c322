"""The database's shape: bring it up to date, compare it with the models, draft the next migration."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from hep_api.errors import SettingsError
from hep_api.store import walls
from hep_api.store.db import WRITE, db
from hep_api.store.models import Row

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 4_837_201
"""Any number, as long as it is always the same: what two upgrades at once queue for on PostgreSQL."""


def upgrade() -> str:
    """Bring an empty or older database to the newest shape, in one transaction; returns the revision it is at.

    On PostgreSQL the walls between clinics are raised with it. Raises SettingsError when the database cannot be
    opened, or when whoever connects may not do that.
    """
    with _one_transaction() as connection:
        if MigrationContext.configure(connection).get_current_revision() not in heads():
            walls.lower_force(connection)
            command.upgrade(_config(connection), "head")
        _raise_walls(connection)
        return MigrationContext.configure(connection).get_current_revision() or ""


def heads() -> list[str]:
    """The newest revisions; more than one means that two branches need merging."""
    return list(ScriptDirectory.from_config(_config(None)).get_heads())


def is_current() -> bool:
    """Whether the database has the shape that this code expects, walls included."""
    with db.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        return revision in heads() and walls.are_raised(connection)


def is_there() -> bool:
    """Whether a database can be opened and has the shape that this code expects."""
    try:
        return is_current()
    except OperationalError:
        return False


def differences() -> list[Any]:
    """How the database differs from the models; empty when it does not."""
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Row.metadata))


def draft(message: str, revision: str) -> None:
    """Write the migration that leads from the database's shape to the models'; a person reads and edits it."""
    with _one_transaction() as connection:
        command.revision(_config(connection), message=message, rev_id=revision, autogenerate=True)


def _raise_walls(connection: Connection) -> None:
    try:
        walls.raise_walls(connection)
    except ProgrammingError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SettingsError(
            f"The walls between clinics cannot be raised ({reason}). Let the owner of the tables migrate, and make the "
            f"roles {' and '.join(walls.ROLES)} for it if it may not: docs/runbook.md says how."
        ) from error


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _one_transaction() -> Iterator[Connection]:
    sqlite = db.engine.dialect.name == "sqlite"
    options: dict[str, Any] = {WRITE: True} if sqlite else {"isolation_level": "READ COMMITTED"}
    with _connected() as plain:
        connection = plain.execution_options(**options)
        with connection.begin():
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection


def _connected() -> Connection:
    try:
        return db.engine.connect()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SettingsError(f"DATABASE_URL names a database that cannot be opened: {reason}") from error
