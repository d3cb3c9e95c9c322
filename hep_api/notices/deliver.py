"""One round of delivering: claim, check again, send outside any transaction, settle."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from hep_api.notices.caps import within_daily_cap
from hep_api.notices.days import DayReader, DayState
from hep_api.notices.eligibility import End, Go, Verdict, Wait, judge
from hep_api.notices.messages import message_for
from hep_api.notices.retrying import Chance, by_chance
from hep_api.notices.settle import settle_outcomes
from hep_api.ports import PushSender
from hep_api.store import candidates_due, deliveries_due, occurrences_due, push_pause_due
from hep_api.store.candidates_due import Candidate
from hep_api.store.db import write

CHUNK = 50
"""Deliveries a turn: few enough to be sent well within a lease."""

SPREAD_A_TURN = 200
TROUBLE = timedelta(minutes=5)
"""When a delivery is looked at again whose recipient's day could not be read."""

log = structlog.get_logger("hep.notices")


@dataclass(frozen=True, slots=True)
class Courier:
    """What delivering needs: who sends, who knows a patient's day, the clock, and for how long rows are held.

    `reached` is told the names of the points at which a crash hurts most (`after_claim`, `after_send`).
    """

    sender: PushSender
    read_day: DayReader
    now: Callable[[], datetime]
    lease_seconds: float
    chance: Chance = by_chance
    reached: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn moved: occurrences that became due, deliveries claimed, messages handed to the sender."""

    due: int
    claimed: int
    sent: int


def deliver_notices(courier: Courier, seconds: float) -> int:
    """Deliver until nothing is due or `seconds` have passed; returns how many messages were handed to the sender."""
    ends = time.monotonic() + seconds
    handed = 0
    while True:
        turn = deliver_turn(courier)
        handed += turn.sent
        if time.monotonic() >= ends or not (turn.due or turn.claimed):
            return handed


def deliver_turn(courier: Courier) -> Turn:
    """Spread what became due, claim at most a chunk, and bring each claimed delivery one step further."""
    now = courier.now()
    with write():
        due = occurrences_due.spread_due(now, SPREAD_A_TURN).seen
        deliveries_due.end_leftovers(now, SPREAD_A_TURN)
        claims = deliveries_due.claim(now, _allowance(), courier.lease_seconds)
    courier.reached("after_claim")
    if not claims:
        return Turn(due, 0, 0)
    candidates = candidates_due.load_candidates(claims)
    verdicts = [(candidate, _judged(courier, candidate, now)) for candidate in candidates]
    going = _part(verdicts, courier.lease_seconds, now)
    if going:
        _send(courier, going)
    return Turn(due, len(claims), len(going))


def _allowance() -> int:
    """How many may be claimed: a chunk, or one to probe with, or none while the provider refuses us."""
    if not push_pause_due.is_paused():
        return CHUNK
    return 1 if push_pause_due.take_probe() else 0


def _judged(courier: Courier, candidate: Candidate, now: datetime) -> Verdict:
    day: DayState | None = None
    try:
        if candidate.recipient_kind == "patient":
            day = courier.read_day(candidate.recipient_id, now)
        return judge(candidate, day, now)
    except Exception as error:  # noqa: BLE001 - one patient's trouble must not keep everybody else's reminders back
        log.error("day_unreadable", occurrence_id=str(candidate.occurrence_id), error=type(error).__name__)  # noqa: TRY400 - a traceback may hold what a patient wrote
        return Wait(min(now + TROUBLE, candidate.expires_at), "day_unreadable")


def _part(verdicts: Sequence[tuple[Candidate, Verdict]], lease_seconds: float, now: datetime) -> list[Candidate]:
    """Write the verdicts in one transaction; returns the deliveries that this worker may send now."""
    wishing = [candidate for candidate, verdict in verdicts if isinstance(verdict, Go)]
    with write():
        deliveries_due.lock_recipients({one.recipient_id for one in wishing if one.recipient_kind == "patient"})
        going, capped = within_daily_cap(wishing)
        begun = deliveries_due.begin([one.claim for one in going], lease_seconds)
        for candidate in capped:
            deliveries_due.settle(candidate.claim, "suppressed", "daily_cap", now)
        # What could not begin was cancelled, or is another's by now: the next claim looks at it afresh.
        for candidate, verdict in verdicts:
            match verdict:
                case End(state, reason):
                    deliveries_due.settle(candidate.claim, state, reason, now)
                case Wait(until, reason):
                    deliveries_due.put_off(candidate.claim, until, reason, ambiguous=candidate.ambiguous)
        deliveries_due.close_occurrences({candidate.occurrence_id for candidate, _ in verdicts}, now)
    return [one for one in going if one.claim.delivery_id in begun]


def _send(courier: Courier, going: Sequence[Candidate]) -> None:
    # The transaction before this one has ended: nothing of the database is held while the network takes its time.
    now = courier.now()
    sent: dict[UUID, Candidate] = {candidate.claim.delivery_id: candidate for candidate in going}
    outcomes = courier.sender.send([message_for(candidate, now) for candidate in going])
    courier.reached("after_send")
    settle_outcomes(sent, outcomes, courier.now(), courier.chance)
