"""When a reminder is due: wall clock to instant, quiet hours, spread and expiry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

HORIZON = timedelta(hours=48)
"""How far ahead occurrences are written down."""

LIFE = timedelta(hours=4)
"""How long after its time an exercise reminder is still worth sending."""

NOTICE_LIFE = timedelta(hours=12)
"""The same for a notice that something changed or waits for review; longer than any night's quiet."""

SPREAD_SECONDS = 300
"""Width of the window over which devices are spread, so that full hours are not stampedes."""

MORNING_CUT_OFF = time(12, 0)
"""From when a morning report no longer counts for the morning [SPEC 3.2]; a prompt after it is useless."""

DAYTIME_NIGHT = (time(21, 0), time(8, 0))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours in which nothing is sent, `start` included and `end` not; they may span midnight.

    The default is 21:00 to 08:00 [SPEC 7.4]. Equal ends mean no quiet hours. `chosen` False marks the default, which
    gives way to a time that the patient picked.
    """

    start: time = DAYTIME_NIGHT[0]
    end: time = DAYTIME_NIGHT[1]
    chosen: bool = False

    def covers(self, wall: time) -> bool:
        """Whether a wall time is quiet."""
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


DEFAULT_QUIET = QuietHours()


@dataclass(frozen=True, slots=True)
class Wishes:
    """When one patient wants to be reminded: IANA zone, wall times (earliest first), weekdays with Monday 0."""

    zone: str
    times: tuple[time, ...] = (time(18, 0),)
    days: frozenset[int] = frozenset(range(7))
    quiet: QuietHours = DEFAULT_QUIET
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Moment:
    """One reminder or notice of one local day; `wall_time` is empty where nobody wished for one.

    The slots of exercise reminders count the day's times from 1, so that moving a time moves its reminder.
    """

    local_date: date
    slot: str
    wall_time: time | None
    zone: str
    due_at: datetime
    expires_at: datetime


def next_due(zone: str, local_date: date, wall_time: time) -> datetime:
    """The instant, in UTC, at which a wall clock in `zone` shows this day and time.

    A time that the clocks skip moves forward to the first that exists (perhaps on the next day: see `exists`); one
    that they show twice means the first [SPEC 7.9].
    """
    place = ZoneInfo(zone)
    wished = datetime.combine(local_date, wall_time)
    instant = wished.replace(tzinfo=place).astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == wished:
        return instant
    # In a gap the two readings of the wall time lie on either side of the change of clocks: close in on it.
    after, before = instant, wished.replace(tzinfo=place, fold=1).astimezone(UTC)
    offset = after.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(place).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def exists(zone: str, local_date: date) -> bool:
    """Whether a zone has the day at all; one that moves across the date line skips a whole one."""
    return next_due(zone, local_date, time.min).astimezone(ZoneInfo(zone)).date() == local_date


def is_quiet(instant: datetime, zone: str, quiet: QuietHours) -> bool:
    """Whether an instant falls into somebody's quiet hours."""
    return quiet.covers(instant.astimezone(ZoneInfo(zone)).time())


def after_quiet(instant: datetime, zone: str, quiet: QuietHours) -> datetime:
    """The instant itself, or the end of the quiet hours that it falls into."""
    if not is_quiet(instant, zone, quiet):
        return instant
    local = instant.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    # The end may fall into the hour that clocks repeat: its first showing can lie behind us.
    return max(next_due(zone, day, quiet.end), instant)


def expires_at(due_at: datetime, zone: str, quiet: QuietHours) -> datetime:
    """From when an exercise reminder is better not sent: four hours, the day's end or quiet hours, whichever is first.

    A time that the patient picked inside the default quiet hours has only the day's end and the four hours.
    """
    local = due_at.astimezone(ZoneInfo(zone))
    ends = [due_at + LIFE, next_due(zone, local.date() + timedelta(days=1), time.min)]
    if quiet.start != quiet.end and not quiet.covers(local.time()):
        day = local.date() if local.time() < quiet.start else local.date() + timedelta(days=1)
        ends.append(next_due(zone, day, quiet.start))
    return min(ends)


def spread_seconds(device_id: UUID) -> int:
    """How long after the due time a device gets its reminder, 0-299 s, always the same for one device."""
    return device_id.int % SPREAD_SECONDS


def not_before(due_at: datetime, expires: datetime, spread: int) -> datetime:
    """A device's own instant: spread, but never pushed past the expiry."""
    return min(due_at + timedelta(seconds=spread), max(due_at, expires - timedelta(minutes=1)))


def moments(wishes: Wishes, since: datetime, now: datetime, horizon: timedelta = HORIZON) -> Iterator[Moment]:
    """The reminders that a patient's wishes promise between `since` and `now + horizon` and that have not expired.

    `since` is when the promise began (the plan or the wishes): nothing is owed for a time before it.
    """
    if not wishes.enabled:
        return
    day = now.astimezone(ZoneInfo(wishes.zone)).date() - timedelta(days=1)
    last = (now + horizon).astimezone(ZoneInfo(wishes.zone)).date()
    while day <= last:
        if day.weekday() in wishes.days and exists(wishes.zone, day):
            for number, wall in enumerate(sorted(wishes.times), start=1):
                due = next_due(wishes.zone, day, wall)
                ends = expires_at(due, wishes.zone, wishes.quiet)
                if since <= due <= now + horizon and ends > now:
                    yield Moment(day, str(number), wall, wishes.zone, due, ends)
        day += timedelta(days=1)


def check_in_moment(credited_on: date, wishes: Wishes) -> Moment | None:
    """The prompt for the morning report after a session's day; None where quiet hours leave no morning.

    It comes when the night's quiet ends, so that it is the day's first notice [SPEC 7.4], and dies at the cut-off.
    """
    day = credited_on + timedelta(days=1)
    while not exists(wishes.zone, day):
        day += timedelta(days=1)
    night = wishes.quiet if wishes.quiet.start > wishes.quiet.end else DEFAULT_QUIET
    due, ends = (next_due(wishes.zone, day, wall) for wall in (night.end, MORNING_CUT_OFF))
    if due >= ends:
        return None
    return Moment(day, "morning", night.end, wishes.zone, due, ends)


def notice_moment(at: datetime, wishes: Wishes, slot: str, *, urgent: bool = False) -> Moment:
    """A notice about something that happened at `at`: at once, or when quiet hours end; urgent ones never wait."""
    due = at if urgent else after_quiet(at, wishes.zone, wishes.quiet)
    return Moment(due.astimezone(ZoneInfo(wishes.zone)).date(), slot, None, wishes.zone, due, due + NOTICE_LIFE)
