"""Week tables as published: rows of sets and amounts, unequal sets, sessions a week, and the totals they declare."""

from collections.abc import Callable

from hep_api.catalogue.document import Cursor, Fields
from hep_api.catalogue.scalars import interval, list_of, slug, some_of, whole
from hep_api.engine.dose import Unit
from hep_api.engine.schedule import Schedule, ScheduleRow, Table

AMOUNTS: dict[str, Unit] = {
    "rep_max": Unit.REPS,
    "reps": Unit.REPS,
    "seconds": Unit.SECONDS,
    "steps": Unit.STEPS,
    "metres": Unit.METRES,
    "minutes": Unit.MINUTES,
}
"""How a row says its amount; `rep_max` = as heavy as so many repetitions allow."""

UNKNOWN = ("?", "-", "n/a")
"""How published tables write a cell that is not there."""

REQUIRED = ("min_hours_between",)
OPTIONAL = ("rows", "tables", "declared")
TABLE_REQUIRED = ("rows",)
TABLE_OPTIONAL = ("declared",)
ROW_REQUIRED = ("weeks",)
ROW_OPTIONAL = ("sets", "sessions", "hold_seconds", *AMOUNTS)
TOTALS = ("weeks", "sessions", "sets", "amount")
NO_ROW = ScheduleRow(1, 1, 1, 1)


def read_schedule(cursor: Cursor) -> Schedule:
    """A schedule with one table (`rows`) or several named ones (`tables`); every mistake at its cell."""
    fields = cursor.fields(REQUIRED, OPTIONAL)
    if ("rows" in fields.found) == ("tables" in fields.found):
        cursor.fail("exactly one of 'rows' and 'tables' is needed")
    rows = fields.read("rows", some_of(_read_row), ())
    _check_declared(fields, rows)
    return Schedule(
        rows=rows,
        min_hours_between=fields.read("min_hours_between", whole(0, 336), 0),
        tables=fields.read("tables", _read_tables, ()),
    )


def _read_tables(cursor: Cursor) -> tuple[Table, ...]:
    return tuple(_read_table(name, below) for name, below in cursor.entries())


def _read_table(name: str, cursor: Cursor) -> Table:
    fields = cursor.fields(TABLE_REQUIRED, TABLE_OPTIONAL)
    rows = fields.read("rows", some_of(_read_row), ())
    _check_declared(fields, rows)
    return Table(name, rows)


def _read_row(cursor: Cursor) -> ScheduleRow:
    fields = cursor.fields(ROW_REQUIRED, ROW_OPTIONAL)
    if any(_missing(below) for below in fields.found.values()):
        return NO_ROW
    named = [name for name in AMOUNTS if name in fields.found]
    if len(named) != 1:
        cursor.fail(f"exactly one of {', '.join(AMOUNTS)} is needed")
        return NO_ROW
    low, high = fields.read("weeks", interval(1, 104), (1, 1))
    targets = _amounts(fields.found[named[0]])
    sets = fields.read("sets", whole(1, 10), len(targets) if len(targets) > 1 else 0)
    if not sets:
        cursor.fail("'sets' is missing")
    if len(targets) > 1 and sets != len(targets):
        fields.found[named[0]].fail(f"{len(targets)} amounts contradict {sets} sets")
    return ScheduleRow(
        first_week=int(low),
        last_week=int(high),
        sets=max(1, sets),
        target=max(targets),
        rep_max=named[0] == "rep_max",
        targets=targets if len(targets) > 1 else (),
        sessions=fields.read("sessions", whole(1, 14), None),
        unit=AMOUNTS[named[0]],
        hold_seconds=fields.read("hold_seconds", whole(1, 120), 0),
    )


def _missing(cursor: Cursor) -> bool:
    """A cell that the published table leaves open is named and never guessed."""
    if cursor.is_list():
        open_cells = [_missing(below) for below in cursor.items()]
        return any(open_cells)
    if cursor.is_null() or (cursor.scalar() or "") in UNKNOWN:
        cursor.fail("this cell of the table is missing; find its number or leave the row out, it is never guessed")
        return True
    return False


def _amounts(cursor: Cursor) -> tuple[int, ...]:
    read = whole(1, 600)
    found = list_of(read)(cursor) if cursor.is_list() else (read(cursor),)
    return found or (1,)


def _check_declared(fields: Fields, rows: tuple[ScheduleRow, ...]) -> None:
    """Totals that the published table states must be those of its rows."""
    if "declared" not in fields.found:
        return
    declared = fields.found["declared"].fields((), TOTALS)
    for name, below in declared.found.items():
        said, counted = whole(1, 100_000)(below), COUNTS[name](rows)
        if counted is None:
            below.fail("the total cannot be checked: not every row says its 'sessions'")
        elif said != counted:
            below.fail(f"the table declares {said} {name}, its rows add up to {counted}")


def _sessions(row: ScheduleRow) -> int:
    return (row.last_week - row.first_week + 1) * (row.sessions or 0)


def _count(of: Callable[[ScheduleRow], int]) -> Callable[[tuple[ScheduleRow, ...]], int | None]:
    def count(rows: tuple[ScheduleRow, ...]) -> int | None:
        if any(row.sessions is None for row in rows):
            return None
        return sum(_sessions(row) * of(row) for row in rows)

    return count


COUNTS: dict[str, Callable[[tuple[ScheduleRow, ...]], int | None]] = {
    "weeks": lambda rows: sum(row.last_week - row.first_week + 1 for row in rows),
    "sessions": _count(lambda _: 1),
    "sets": _count(lambda row: row.sets),
    "amount": _count(lambda row: row.volume),
}
"""What a table may declare, and how its rows are added up; `amount` is all repetitions (seconds, steps ...)."""


def table_id(cursor: Cursor) -> str:
    """`true` for the only table, else the name of one."""
    value = cursor.scalar()
    return "" if value in {"true", None} else slug(cursor)
