"""The engine's answer to: when exactly is 18:00 on Tuesday, and may a phone ring then?"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hep_api.engine.reminding import (
    DEFAULT_QUIET,
    QuietHours,
    Wishes,
    after_quiet,
    check_in_moment,
    exists,
    expires_at,
    is_quiet,
    moments,
    next_due,
    not_before,
    notice_moment,
    spread_seconds,
)

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
NEW_YORK = "America/New_York"
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


def local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize(
    "zone, day, wall, shown",
    [
        (NEW_YORK, SPRING, time(2, 30), "2026-03-08T03:00:00"),
        (NEW_YORK, SPRING, time(2, 0), "2026-03-08T03:00:00"),
        (NEW_YORK, SPRING, time(1, 59), "2026-03-08T01:59:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-04T02:30:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "2026-04-24T01:00:00"),
        ("America/Santiago", date(2026, 9, 6), time(0, 30), "2026-09-06T01:00:00"),
        ("America/Nuuk", date(2026, 3, 28), time(23, 30), "2026-03-29T00:00:00"),
        ("Europe/Madrid", date(2026, 3, 29), time(18, 0), "2026-03-29T18:00:00"),
    ],
)
def test_a_time_that_clocks_skip_moves_to_the_first_that_exists(zone, day, wall, shown):
    assert local(next_due(zone, day, wall), zone).isoformat() == shown


def test_a_time_that_clocks_show_twice_is_the_first():
    assert next_due(NEW_YORK, AUTUMN, time(1, 30)) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_day_that_a_zone_skipped_does_not_exist():
    assert not exists("Pacific/Apia", date(2011, 12, 30))
    assert exists("Pacific/Apia", date(2011, 12, 31))
    assert exists("Africa/Cairo", date(2026, 4, 24))


def test_a_day_that_a_zone_skipped_brings_no_reminder_and_no_morning_question():
    """Samoa went from Thursday 29 to Saturday 31 December 2011."""
    apia = Wishes("Pacific/Apia")
    thursday = datetime(2011, 12, 29, 20, tzinfo=UTC)
    assert [moment.local_date.day for moment in moments(apia, thursday, thursday)] == [29, 31]
    assert check_in_moment(date(2011, 12, 29), apia).local_date == date(2011, 12, 31)


@pytest.mark.parametrize("wall", [time(0, 0), time(2, 30), time(18, 0)])
def test_every_zone_has_exactly_one_reminder_on_every_day_of_a_year(wall):
    """All IANA zones: one instant a local date, on that date, later than the day before, never in doubt."""
    wishes = {zone: Wishes(zone, (wall,), quiet=QuietHours(time(0), time(0), chosen=True)) for zone in ZONES}
    begin = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for zone, wish in wishes.items():
        year = list(moments(wish, begin, begin, timedelta(days=365)))
        days = [moment.local_date for moment in year]
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))], zone
        assert 364 <= len(days) <= 366, zone
        assert all(local(moment.due_at, zone).date() == moment.local_date for moment in year), zone
        assert all(a.due_at < b.due_at for a, b in pairwise(year)), zone


@given(zone=st.sampled_from(ZONES), day=st.dates(date(2024, 1, 1), date(2030, 12, 31)), wall=walls)
def test_an_existing_wall_time_comes_back_as_itself_and_others_come_later(zone, day, wall):
    wished = datetime.combine(day, wall)
    shown = local(next_due(zone, day, wall), zone)
    assert shown == wished or (shown > wished and _is_the_first_after_a_gap(zone, wished, shown))


def _is_the_first_after_a_gap(zone: str, wished: datetime, shown: datetime) -> bool:
    at = next_due(zone, wished.date(), wished.time())
    return local(at - timedelta(seconds=1), zone) < wished and shown - wished < timedelta(hours=24)


@pytest.mark.parametrize(
    "start, end, wall, quiet",
    [
        (time(21), time(8), time(21), True),
        (time(21), time(8), time(20, 59), False),
        (time(21), time(8), time(0), True),
        (time(21), time(8), time(7, 59), True),
        (time(21), time(8), time(8), False),
        (time(1), time(5), time(3), True),
        (time(1), time(5), time(5), False),
        (time(9), time(9), time(9), False),
        (time(9), time(9), time(3), False),
    ],
)
def test_quiet_hours_may_span_midnight_and_equal_ends_mean_none(start, end, wall, quiet):
    assert QuietHours(start, end).covers(wall) is quiet


@given(
    zone=st.sampled_from(ZONES),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    start=walls,
    end=walls,
)
def test_what_waits_for_the_end_of_quiet_hours_is_never_early_and_less_than_a_day_late(zone, at, start, end):
    quiet = QuietHours(start, end)
    until = after_quiet(at, zone, quiet)
    if is_quiet(at, zone, quiet):
        assert at <= until <= at + timedelta(hours=25)
    else:
        assert until == at


@given(at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_default_quiet_hours_are_over_when_they_are_said_to_be(at):
    for zone in ("Europe/Madrid", NEW_YORK, "Australia/Lord_Howe", "Africa/Cairo"):
        assert not is_quiet(after_quiet(at, zone, DEFAULT_QUIET), zone, DEFAULT_QUIET)


@pytest.mark.parametrize(
    "wall, ends",
    [
        (time(12, 0), "2026-03-02T16:00:00"),
        (time(18, 0), "2026-03-02T21:00:00"),
        (time(20, 58), "2026-03-02T21:00:00"),
        (time(22, 0), "2026-03-03T00:00:00"),
        (time(6, 30), "2026-03-02T10:30:00"),
    ],
)
def test_a_reminder_expires_with_its_hours_the_quiet_or_the_day(wall, ends):
    """A picked time inside the default quiet hours wins over them."""
    due = next_due("Europe/Madrid", date(2026, 3, 2), wall)
    assert local(expires_at(due, "Europe/Madrid", DEFAULT_QUIET), "Europe/Madrid").isoformat() == ends


@given(zone=st.sampled_from(ZONES), day=st.dates(date(2026, 1, 1), date(2027, 1, 1)), wall=walls, device=st.uuids())
def test_a_spread_device_is_at_most_five_minutes_late_and_never_past_the_expiry(zone, day, wall, device):
    due = next_due(zone, day, wall)
    ends = expires_at(due, zone, DEFAULT_QUIET)
    at = not_before(due, ends, spread_seconds(device))
    assert due <= at < max(ends, due + timedelta(seconds=1))
    assert at - due < timedelta(minutes=5)


def test_the_spread_belongs_to_the_device():
    devices = [UUID(int=n * 7919) for n in range(300)]
    assert [spread_seconds(device) for device in devices] == [spread_seconds(device) for device in devices]
    assert len({spread_seconds(uuid4()) for _ in range(300)}) > 100


def test_nothing_is_owed_for_times_before_the_promise_began():
    wishes = Wishes("Europe/Madrid")
    evening = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    late = list(moments(wishes, evening, evening))
    known = list(moments(wishes, evening - timedelta(hours=1), evening))
    assert [moment.local_date.day for moment in late] == [3, 4]
    assert [moment.local_date.day for moment in known] == [2, 3, 4]


def test_wishes_choose_days_and_number_the_times_of_a_day():
    wishes = Wishes("Europe/Madrid", (time(19), time(9)), frozenset({0}))
    monday_morning = datetime(2026, 3, 2, 6, tzinfo=UTC)
    owed = [(m.local_date.day, m.slot, m.wall_time.hour) for m in moments(wishes, monday_morning, monday_morning)]
    assert owed == [(2, "1", 9), (2, "2", 19)]
    assert list(moments(Wishes("Europe/Madrid", enabled=False), monday_morning, monday_morning)) == []


def test_the_morning_prompt_comes_when_the_night_is_over_and_dies_at_noon():
    moment = check_in_moment(date(2026, 3, 1), Wishes("Europe/Madrid"))
    assert (local(moment.due_at, "Europe/Madrid"), local(moment.expires_at, "Europe/Madrid")) == (
        datetime(2026, 3, 2, 8),  # noqa: DTZ001 - local
        datetime(2026, 3, 2, 12),  # noqa: DTZ001 - local
    )
    late_riser = Wishes("Europe/Madrid", quiet=QuietHours(time(23), time(12, 30), chosen=True))
    assert check_in_moment(date(2026, 3, 1), late_riser) is None


def test_a_notice_waits_for_the_morning_unless_it_is_urgent():
    night = datetime(2026, 3, 2, 22, 15, tzinfo=UTC)
    wishes = Wishes("Europe/Madrid")
    assert local(notice_moment(night, wishes, "x").due_at, "Europe/Madrid").isoformat() == "2026-03-03T08:00:00"
    assert notice_moment(night, wishes, "x", urgent=True).due_at == night
