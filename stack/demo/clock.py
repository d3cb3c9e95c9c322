"""The demo's clock: days of a story and wall times become instants, and the product is moved to them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stack.demo.client import Api


@dataclass(frozen=True)
class DemoClock:
    """Moves the product's clock; `zone` is where the story happens (IANA name)."""

    api: Api
    zone: str

    def at(self, on: date, wall: str) -> datetime:
        """The instant at which clocks in the story's zone show this day and time (HH:MM)."""
        return datetime.combine(on, time.fromisoformat(wall), ZoneInfo(self.zone))

    def move_to(self, on: date, wall: str) -> str:
        """Make it this day and time for the whole product; returns the instant in RFC 3339."""
        instant = self.at(on, wall).isoformat()
        self.api.post("/v1/demo/clock", {"now": instant})
        return instant


@dataclass(frozen=True)
class Calendar:
    """The days of one course, counted from its first day, a Monday."""

    starts_on: date

    def on(self, week: int, weekday: str) -> date:
        """The day of a programme week (counted from 1) and weekday (Mon ... Sun)."""
        return self.starts_on + timedelta(weeks=week - 1, days=WEEKDAYS.index(weekday))

    def label(self, on: date) -> str:
        """A day as the table shows it: programme week, weekday, date."""
        week = (on - self.starts_on).days // 7 + 1
        return f"W{week} {WEEKDAYS[on.weekday()]} {on.day} {on:%b}"


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
