"""Which clinic a session's statements are in, told to PostgreSQL at every transaction and at nothing longer.

Nothing is ever left on a connection: what is told lasts as long as the transaction it is told to. SQLite has no second
wall and is told nothing.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, RootTransaction, event
from sqlalchemy.engine.interfaces import ExecutionContext

from hep_api.store.walls import ACROSS, APP, CLINIC, KEY

BOUND: Final = "hep_bound"
TELL: Final = f"SELECT set_config('role', %s, true), set_config('{CLINIC}', %s, true), set_config('{KEY}', %s, true)"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a transaction is told: the role its statements run as, one clinic or none, and the key somebody brings."""

    role: str = APP
    clinic_id: UUID | None = None
    key: str = ""

    @property
    def told(self) -> tuple[str, str, str]:
        """As the arguments of TELL."""
        return self.role, str(self.clinic_id or ""), self.key


NOBODY: Final = Bound()
"""In no clinic: sees nothing that belongs to one."""
EVERYWHERE: Final = Bound(role=ACROSS)
"""In all clinics, with the few columns that are open across them."""
UNWALLED: Final = Bound(role="none")
"""As whoever the connection belongs to: for the harness of the tests, never for what serves."""

_told: WeakKeyDictionary[RootTransaction, Bound | None] = WeakKeyDictionary()


@event.listens_for(Engine, "do_execute")
def _tell_and_execute(cursor: Any, statement: str, parameters: Any, context: ExecutionContext) -> bool:
    """Tell the statement's transaction first, in the same round trip; in autocommit, put a transaction around it."""
    connection = context.root_connection
    bound = _bound_of(connection)
    if bound is None or (not cursor.connection.autocommit and _knows(connection, bound)):
        return False
    if cursor.connection.autocommit:
        _tell_alone(cursor, statement, parameters, bound)
        return True
    with cursor.connection.pipeline():
        cursor.connection.execute(TELL, bound.told)
        cursor.execute(statement, parameters)
    _note(connection, bound)
    return True


@event.listens_for(Engine, "do_execute_no_params")
def _tell_and_execute_plain(cursor: Any, statement: str, context: ExecutionContext) -> bool:
    told: bool = _tell_and_execute(cursor, statement, None, context)
    return told


@event.listens_for(Engine, "do_executemany")
def _tell_before_many(cursor: Any, _: str, __: Any, context: ExecutionContext) -> None:
    connection = context.root_connection
    bound = _bound_of(connection)
    if bound is None:
        return
    if cursor.connection.autocommit:
        raise RuntimeError("many rows at once are written inside write()")
    if not _knows(connection, bound):
        cursor.connection.execute(TELL, bound.told)
        _note(connection, bound)


def _tell_alone(cursor: Any, statement: str, parameters: Any, bound: Bound) -> None:
    """A whole transaction in one round trip. Never without BEGIN: if telling and statement parted, it would be open."""
    try:
        with cursor.connection.pipeline():
            cursor.connection.execute("BEGIN")
            cursor.connection.execute(TELL, bound.told)
            cursor.execute(statement, parameters)
            cursor.connection.execute("COMMIT")
    except BaseException:
        cursor.connection.rollback()
        raise


def _knows(connection: Connection, bound: Bound) -> bool:
    transaction = connection.get_transaction()
    return transaction is not None and not connection.in_nested_transaction() and _told.get(transaction) == bound


def _note(connection: Connection, bound: Bound) -> None:
    """Remember what the transaction was told. A savepoint that is rolled back forgets it, so then nothing is noted."""
    transaction = connection.get_transaction()
    if transaction is not None:
        _told[transaction] = None if connection.in_nested_transaction() else bound


def _bound_of(connection: Connection) -> Bound | None:
    """What the session that holds a connection is bound to; None on SQLite and for connections of no session."""
    if connection.dialect.name != "postgresql":
        return None
    info: dict[Any, Any] | None = connection.get_execution_options().get(BOUND)
    bound: Bound | None = None if info is None else info.get(BOUND, NOBODY)
    return bound
