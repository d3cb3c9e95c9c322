"""One entry of a case: when it is, what happens then, and what is expected to follow."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hep_api.catalogue.cases.acts import (
    read_acts,
    read_equipment,
    read_measure,
    read_pause,
    read_run_load,
    read_screen,
)
from hep_api.catalogue.cases.days import Calendar, clock_of, weekdays
from hep_api.catalogue.cases.expectations import read_expectation
from hep_api.catalogue.cases.given import zone_of
from hep_api.catalogue.cases.sessions import read_after, read_morning, read_session
from hep_api.catalogue.cases.values import DAY, Asking, Clause, Given, Happening, Place, Told
from hep_api.catalogue.document import Cursor, Fields
from hep_api.catalogue.scalars import flag, text, whole
from hep_api.catalogue.values import Catalogue

CLOCKS = {
    "pause": time(6), "equipment": time(6), "screen": time(7), "morning": time(8), "measure": time(10),
    "clinician": time(13), "session": time(18), "after": time(19), "run_load": time(21),
}  # fmt: skip
"""What may happen, and when on the day unless said otherwise."""
CORRECTABLE = {"session", "morning"}
WHEN = ("day", "from", "to", "on", "every", "clock", "zone", "received", "correction", "note")
ENTRY = (*WHEN, *CLOCKS, "gap", "expect")
NEVER = "none"
END_OF_DAY = time(23, 59)
RECEIVED = time(20)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the entries of one case; `gaps` are the days, first to last, in which nothing is said to be done."""

    given: Given
    catalogue: Catalogue
    gaps: list[tuple[date, date]] = field(default_factory=list)

    def entries(self, cursor: Cursor, fields: Fields) -> list[Happening | Asking]:
        """One entry, perhaps on many days."""
        days = self._days(cursor, fields)
        clock = fields.read("clock", clock_of, None)
        zone = fields.read("zone", zone_of, self.given.zone)
        correction = fields.read("correction", flag, default=False)
        found: list[Happening | Asking] = []
        told = [(name, self._told(name, fields.found[name])) for name in CLOCKS if name in fields.found]
        clauses = fields.read("expect", lambda below: read_expectation(below, self.given.content), ())
        for on in days:
            received = self._received(fields, on)
            made: list[Happening] = []
            for name, bodies in told:
                at = self._instant(fields, name, on, clock, zone)
                place = Place(cursor.file, fields.found[name].line)
                made += [Happening(place, body, at, zone, received, correction) for body in bodies]
            found += made
            if "expect" in fields.found:
                found.append(self._asking(fields, on, clock, made, clauses))
        if "gap" in fields.found and days:
            self.gaps.append((days[0], days[-1]))
        self._check(cursor, fields)
        return found

    def _days(self, cursor: Cursor, fields: Fields) -> list[date]:
        calendar = Calendar(self.given.start)
        first = fields.read("from", calendar.day, None)
        if first is None:
            for name in ("to", "on", "every"):
                if name in fields.found:
                    fields.found[name].fail(f"'{name}' needs 'from'")
            return [fields.read("day", calendar.day, self.given.start)]
        if "day" in fields.found or "to" not in fields.found:
            cursor.fail("write either 'day', or 'from' and 'to'")
        last = fields.read("to", calendar.day, first)
        if last < first:
            fields.found["to"].fail("'to' is before 'from'")
        on = fields.read("on", weekdays, tuple(range(7)))
        every = fields.read("every", whole(1, 28), 1)
        span = [first + timedelta(days=number) for number in range(0, (last - first).days + 1, every)]
        return [day for day in span if day.weekday() in on]

    def _told(self, name: str, cursor: Cursor) -> list[Told]:
        content = self.given.content
        match name:
            case "session":
                return [read_session(cursor, content)]
            case "morning":
                return [] if _never(cursor) else [read_morning(cursor)]
            case "after":
                return [read_after(cursor)]
            case "screen":
                return [read_screen(cursor, self.catalogue)]
            case "measure":
                return [*read_measure(cursor, self.catalogue)]
            case "pause":
                return [read_pause(cursor, Calendar(self.given.start))]
            case "equipment":
                return [read_equipment(cursor)]
            case "run_load":
                return [read_run_load(cursor)]
            case _:
                return [*read_acts(cursor, content, self.catalogue.confirmations)]

    def _instant(self, fields: Fields, name: str, on: date, clock: time | None, zone: str) -> datetime:
        """A morning beside a session is the one after it; a clock time beside a session is the session's."""
        beside = "session" in fields.found and name != "session"
        own = _own_clock(fields.found[name])
        if own is None and clock is not None and not beside:
            own = clock
        day = on + DAY if beside and name == "morning" else on
        return datetime.combine(day, own or CLOCKS[name], ZoneInfo(zone))

    def _received(self, fields: Fields, on: date) -> datetime | None:
        """When it reaches us, all of a repeat at once; None = as soon as it happens."""
        below = fields.found.get("received")
        if below is None:
            return None
        day, clock = Calendar(self.given.start).moment(below)
        if day < on:
            below.fail("received before it happened")
        return self.given.instant(day, clock or RECEIVED)

    def _asking(
        self, fields: Fields, on: date, clock: time | None, made: list[Happening], clauses: tuple[Clause, ...]
    ) -> Asking:
        """After what happens in the same entry (and the cut-off of a morning that is not told); else that night."""
        cursor = fields.found["expect"]
        place = Place(cursor.file, cursor.line)
        own = _own_clock(cursor)
        if own is None and made:
            at = max(entry.received_at or entry.at for entry in made)
            if "morning" in fields.found and _never(fields.found["morning"]):
                at = max(at, self.given.instant(on + DAY, time(self.given.config.morning_cutoff_hour, 1)))
            return Asking(place, at, clauses)
        return Asking(place, self.given.instant(on, own or clock or END_OF_DAY), clauses)

    def _check(self, cursor: Cursor, fields: Fields) -> None:
        if not {*CLOCKS, "gap", "expect", "note"} & fields.found.keys():
            cursor.fail(f"nothing happens here; write one of: {', '.join((*CLOCKS, 'gap', 'expect'))}")
        if "correction" in fields.found and CLOCKS.keys() & fields.found.keys() - CORRECTABLE:
            fields.found["correction"].fail("only a session or a morning can be a correction")
        for name in ("gap", "note"):
            fields.read(name, text, "")


def _never(cursor: Cursor) -> bool:
    return not cursor.is_mapping() and not cursor.is_list() and not cursor.is_null() and cursor.scalar() == NEVER


def _own_clock(cursor: Cursor) -> time | None:
    if not cursor.is_mapping():
        return None
    found = [below for name, below in cursor.entries() if name == "clock"]
    return clock_of(found[0]) if found else None
