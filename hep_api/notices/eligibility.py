"""Whether a claimed delivery still makes sense at the moment of sending, and why not."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hep_api.engine.reminding import after_quiet
from hep_api.notices.days import DayState
from hep_api.store.candidates_due import Candidate
from hep_api.store.occurrences import ALERT, CHECK_IN, EXERCISE_DUE, NOTICE

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
    hurdles = (
        (not candidate.occurrence_open, End("cancelled", "no_longer_owed")),
        (candidate.expires_at <= now, End("expired", "late")),
        (candidate.ambiguous >= MOST_AMBIGUOUS, End("unconfirmed", "interrupted_too_often")),
        (not candidate.address.live, End("undeliverable", "device_gone")),
        (not candidate.recipient_active, End("suppressed", "recipient_gone")),
        (not candidate.enabled, End("suppressed", "turned_off")),
        (not candidate.alert_waits, End("suppressed", "not_waiting_for_this_reader")),
    )
    for met, end in hurdles:
        if met:
            return end
    return _unwanted(candidate.kind, day) or _in_quiet(candidate, now) or Go()


def _unwanted(kind: str, day: DayState | None) -> End | None:
    """Nobody is reminded of what is locked, paused, done or not due [SPEC 7.4, 7.6]."""
    if kind == CHECK_IN and not (day and day.check_in_due):
        return End("cancelled", "reported")
    if kind != EXERCISE_DUE:
        return None
    if day is None or day.locked:
        return End("suppressed", "locked")
    if day.paused:
        return End("suppressed", "paused")
    if day.done:
        return End("cancelled", "done")
    return None if day.scheduled else End("suppressed", "nothing_due")


def _in_quiet(candidate: Candidate, now: datetime) -> Verdict | None:
    """Quiet hours hold back everything but words to staff, which were timed for their reader when they were owed."""
    if candidate.kind in (ALERT, NOTICE) or _picked(candidate, now):
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
