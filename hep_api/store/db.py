"""The database: reads in autocommit, writes in one short transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, Session

from hep_api.codec import canonical
from hep_api.errors import HepError
from hep_api.store.models import Row

WRITE = "hep_write"
TRAIL = "hep_trail"


class StoreBusy(HepError):
    """Another writer held the database for too long; nothing was written, the same request may be tried again."""

    code = "store_busy"


db = SQLAlchemy(metadata=Row.metadata, session_options={"expire_on_commit": False})


def engine_options(database_url: str) -> dict[str, Any]:
    """How to open a database: everything starts in autocommit, `write` opens transactions."""
    options: dict[str, Any] = {
        "isolation_level": "AUTOCOMMIT",
        # Errors must not carry what a patient wrote into a log.
        "hide_parameters": True,
        "json_serializer": lambda value: canonical(value).decode(),
    }
    if database_url.startswith("postgresql"):
        # A restarted server must cost one round trip, not one failed request a connection.
        options |= {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}
    return options


def session() -> Session:
    """The session of this request or task. Reads need nothing more; changes need `write`."""
    return db.session()


@contextmanager
def write() -> Iterator[Session]:
    """One transaction: commits at the end, rolls back on any error; raises StoreBusy when it cannot begin.

    Keep it short and send nothing inside. What was loaded before is read again inside; what was loaded inside
    stays readable afterwards, and no longer follows the database.
    """
    current = session()
    if current.info.get(WRITE):
        raise RuntimeError("write() is already open: one transaction, not two inside each other")
    current.rollback()
    current.info[WRITE] = True
    current.info[TRAIL] = []
    try:
        _begin(current)
        yield current
        current.commit()
    finally:
        current.info.pop(WRITE)
        current.info.pop(TRAIL)
        current.rollback()
        current.expunge_all()


def _begin(current: Session) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    options = {WRITE: True} if sqlite else {"isolation_level": "READ COMMITTED"}
    try:
        current.connection(execution_options=options)
    except OperationalError as error:
        raise StoreBusy("The database is busy; nothing was written.") from error


def forget_connections() -> None:
    """A forked child must not share its parent's sockets: start an empty pool, leave theirs alone."""
    db.engine.dispose(close=False)


def is_reachable() -> bool:
    """Whether the database answers."""
    try:
        session().execute(text("SELECT 1"))
    except OperationalError:
        return False
    return True


@event.listens_for(db.session, "before_flush")
def _refuse_loose_changes(current: Session, *_: object) -> None:
    if not current.info.get(WRITE) and (current.new or current.dirty or current.deleted):
        raise RuntimeError("rows change only inside write()")


@event.listens_for(db.session, "do_orm_execute")
def _refuse_loose_statements(state: ORMExecuteState) -> None:
    if not state.session.info.get(WRITE) and (state.is_insert or state.is_update or state.is_delete):
        raise RuntimeError("rows change only inside write()")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _: object) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "busy_timeout = 5000", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_immediate(connection: Connection) -> None:
    # Deferred transactions fail as locked when they turn into writers; immediate ones wait their turn.
    if connection.get_execution_options().get(WRITE):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
