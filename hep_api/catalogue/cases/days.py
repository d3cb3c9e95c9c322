"""Days and clock times as clinicians write them: 'day 12', 'week 3 mon', '2026-03-14', each perhaps with '18:00'."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import one_of
from hep_api.engine.timetable import monday

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALLOWED = "allowed: day 12, 12, week 3 mon or 2026-03-14, each with an optional clock time such as 18:00"

_CLOCK = re.compile(r"(?:(.*?)\s+)?(\d\d):(\d\d)")
_DAY = re.compile(r"(?:day\s+)?(\d{1,4})")
_WEEK = re.compile(r"week\s+(\d{1,3})\s+([a-z]{3})")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a case, counted from its first: day 0; week 1 is the calendar week (from Monday) of that day."""

    start: date

    def day(self, cursor: Cursor) -> date:
        """A day without a clock time."""
        on, clock = self.moment(cursor)
        if clock is not None:
            cursor.fail("only a day is expected here, without a clock time")
        return on

    def moment(self, cursor: Cursor) -> tuple[date, time | None]:
        """A day and the clock time beside it, None where none is written; a day before the first is a mistake."""
        written = cursor.scalar()
        if written is None:
            return self.start, None
        text, clock = _without_clock(written)
        on = self._day(text)
        if on is None:
            cursor.fail(f"'{written}' is not a day; {ALLOWED}")
            return self.start, clock
        if on < self.start:
            cursor.fail(f"'{written}' is {on}, before the first day {self.start}")
        return on, clock

    def _day(self, text: str) -> date | None:
        if found := _DAY.fullmatch(text):
            return self.start + timedelta(days=int(found[1]))
        if (found := _WEEK.fullmatch(text)) and found[2] in WEEKDAYS:
            return monday(self.start) + timedelta(days=7 * (int(found[1]) - 1) + WEEKDAYS.index(found[2]))
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None


def _without_clock(written: str) -> tuple[str, time | None]:
    found = _CLOCK.fullmatch(written)
    if not found or not found[1] or int(found[2]) > 23 or int(found[3]) > 59:
        return written, None
    return found[1], time(int(found[2]), int(found[3]))


def clock_of(cursor: Cursor) -> time:
    """A clock time such as 18:00."""
    written = cursor.scalar() or "00:00"
    try:
        return time.fromisoformat(written)
    except ValueError:
        cursor.fail(f"'{written}' is not a clock time such as 18:00")
        return time(0)


def weekdays(cursor: Cursor) -> tuple[int, ...]:
    """Weekdays as numbers, Monday = 0; a list such as [mon, wed, fri]."""
    read: Callable[[Cursor], str] = one_of(WEEKDAYS, "weekday")
    found = [read(item) for item in cursor.items()]
    return tuple(sorted({WEEKDAYS.index(day) for day in found if day in WEEKDAYS}))
