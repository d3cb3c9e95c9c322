"""Tables of weeks and quotas: doses that follow a plan and not the last session [SPEC 2.1]."""

from dataclasses import dataclass

from hep_api.engine.dose import Unit


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """Weeks `first`-`last` of a table: `sets` of `target`, or unequal sets of `targets`, so many `sessions` a week.

    `rep_max` = as heavy as the target allows, so that fewer repetitions ask more. `sessions` None = the phase's own.
    """

    first_week: int
    last_week: int
    sets: int
    target: int
    rep_max: bool = True
    targets: tuple[int, ...] = ()
    sessions: int | None = None
    unit: Unit = Unit.REPS
    hold_seconds: int = 0

    @property
    def volume(self) -> int:
        """The amount of one session."""
        return sum(self.targets) if self.targets else self.sets * self.target

    def asks_more_than(self, earlier: "ScheduleRow") -> bool:
        """Whether this row is harder: more sets or fewer repetitions at a maximum, else more work or more sessions.

        A first row at a maximum is harder than any that is not.
        """
        if self.rep_max:
            return not earlier.rep_max or self.sets > earlier.sets or self.target < earlier.target
        more_often = (self.sessions or 0) > (earlier.sessions or 0)
        return self.volume > earlier.volume or self.hold_seconds > earlier.hold_seconds or more_often


@dataclass(frozen=True, slots=True)
class Table:
    """One column of a schedule: the rows of the exercises that name it."""

    id: str
    rows: tuple[ScheduleRow, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A fixed week table in completed exposure weeks [SPEC 2.1, 3.9.5]; `min_hours_between` sessions.

    `rows` is the table of exercises that name none; `tables` are further ones over the same weeks.
    """

    rows: tuple[ScheduleRow, ...]
    min_hours_between: int
    tables: tuple[Table, ...] = ()

    def rows_of(self, table: str) -> tuple[ScheduleRow, ...]:
        """The rows of a table by its id, "" = the one without a name; raises ValueError when there is none."""
        if not table:
            return self.rows
        for entry in self.tables:
            if entry.id == table:
                return entry.rows
        raise ValueError(f"no table '{table}'")

    def row(self, week: int, table: str = "") -> ScheduleRow:
        """The row of an exposure week counted from 1; raises ValueError outside the table."""
        for row in self.rows_of(table):
            if row.first_week <= week <= row.last_week:
                return row
        raise ValueError(f"no row for week {week}")

    def every_table(self) -> tuple[str, ...]:
        """The ids of all tables, "" for the one without a name when it has rows."""
        return (*([""] if self.rows else []), *(entry.id for entry in self.tables))

    def last_week(self) -> int:
        """The last week that any table has."""
        return max((row.last_week for table in self.every_table() for row in self.rows_of(table)), default=0)


@dataclass(frozen=True, slots=True)
class Quota:
    """An amount that rises by plan [3.9.8]: from `start` by `step` after `period` qualifying days, to `ceiling`."""

    start: int
    step: int
    period: int
    ceiling: int
