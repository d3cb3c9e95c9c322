"""Whether a claimed delivery still makes sense at the moment of sending, and why not."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hep_api.engine.reminding import after_quiet
from hep_api.notices.days import DayState
from hep_api.store.candidates_due import Candidate
from hep_api.store.occurrences import ALERT, CHECK_IN, EXERCISE_DUE

MOST_AMBIGUOUS = 3
"""Sends whose end nobody knows, crashes of our own included; after so many it stays unconfirmed.

The provider's own doubtful answers end it sooner (`settle`). A crash may have come before the send, so it is given
more tries: the tag keeps the phone from showing any of them twice.
"""


@dataclass(frozen=True, slots=True)
class Go:
    """Send it."""


@dataclass(frozen=True, slots=True)
class End:
    """Do not send it, now or later: the final state and why."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before this instant."""

    until: datetime
    reason: str


Verdict = Go | End | Wait


def judge(candidate: Candidate, day: DayState | None, now: datetime) -> Verdict:
    """What to do with a delivery at `now`; `day` is the patient's day, None for staff."""
    if not candidate.occurrence_open:
        return End("cancelled", "no_longer_owed")
    if candidate.expires_at <= now:
        return End("expired", "late")
    if candidate.ambiguous >= MOST_AMBIGUOUS:
        return End("unconfirmed", "interrupted_too_often")
    if not candidate.address.live:
        return End("undeliverable", "device_gone")
    if not candidate.recipient_active:
        return End("suppressed", "recipient_gone")
    unwanted = _unwanted(candidate, day)
    if unwanted:
        return unwanted
    return _in_quiet(candidate, now) or Go()


def _unwanted(candidate: Candidate, day: DayState | None) -> End | None:
    match candidate.kind:
        case kind if kind == ALERT:
            return None if candidate.alert_waits else End("suppressed", "not_waiting_for_this_reader")
        case kind if kind == EXERCISE_DUE:
            return _no_exercise(candidate, day)
        case kind if kind == CHECK_IN:
            return None if day and day.check_in_due else End("cancelled", "reported")
        case _:
            return None


def _no_exercise(candidate: Candidate, day: DayState | None) -> End | None:
    """Nobody is reminded of what is locked, paused, done or not due [SPEC 7.4, 7.6]."""
    if day is None or day.locked:
        return End("suppressed", "locked")
    if day.paused:
        return End("suppressed", "paused")
    if not candidate.enabled:
        return End("suppressed", "turned_off")
    if day.done:
        return End("cancelled", "done")
    return None if day.scheduled else End("suppressed", "nothing_due")


def _in_quiet(candidate: Candidate, now: datetime) -> Verdict | None:
    """Quiet hours hold back everything but alerts, which were timed for their reader when they were raised."""
    if candidate.kind == ALERT or _picked(candidate, now):
        return None
    end = after_quiet(now, candidate.zone, candidate.quiet)
    if end <= now:
        return None
    return Wait(end, "quiet_hours") if end < candidate.expires_at else End("expired", "quiet_hours")


def _picked(candidate: Candidate, now: datetime) -> bool:
    """A time that the patient picked wins over the default quiet hours, for the hours that its reminder lives."""
    if candidate.kind != EXERCISE_DUE or candidate.quiet.chosen or candidate.wall_time is None:
        return False
    here = ZoneInfo(candidate.zone)
    still_that_day = now.astimezone(here).date() == candidate.local_date
    return still_that_day and candidate.quiet.covers(candidate.wall_time)
