"""The database's own clock: leases compare with it, so that two machines need not agree on the time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from hep_api.store.types import UtcDateTime


class _DatabaseInstant(FunctionElement[datetime]):
    type = UtcDateTime()
    inherit_cache = True
    name = "database_instant"


@compiles(_DatabaseInstant, "postgresql")
def _on_postgresql(element: _DatabaseInstant, compiler: SQLCompiler, **options: Any) -> str:
    seconds = compiler.process(element.clauses, **options)
    return f"(clock_timestamp() + make_interval(secs => {seconds}))"


@compiles(_DatabaseInstant, "sqlite")
def _on_sqlite(element: _DatabaseInstant, compiler: SQLCompiler, **options: Any) -> str:
    # In the very text that instants are stored as, because SQLite compares texts.
    seconds = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', {seconds} || ' seconds')"


def database_now(plus_seconds: float = 0.0) -> ColumnElement[datetime]:
    """The instant of execution by the database's clock, `plus_seconds` later (a SQL expression)."""
    return _DatabaseInstant(bindparam(None, float(plus_seconds), unique=True))
