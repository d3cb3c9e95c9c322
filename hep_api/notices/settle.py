"""What a push's outcome means for its delivery, its device and all other pushes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog

from hep_api.notices.retrying import Chance, next_try
from hep_api.ports import PushOutcome, PushResult
from hep_api.store import deliveries_due, devices_due, push_pause_due
from hep_api.store.candidates_due import Candidate
from hep_api.store.db import write

log = structlog.get_logger("hep.notices")


def settle_outcomes(
    sent: Mapping[UUID, Candidate], outcomes: Sequence[PushOutcome], now: datetime, chance: Chance
) -> None:
    """Write what became of a chunk, in one short transaction; only where this worker still holds the delivery."""
    refused = next((outcome for outcome in outcomes if outcome.concerns_everyone), None)
    with write():
        fresh = push_pause_due.pause_pushes(refused.detail) if refused else False
        if outcomes and not refused and push_pause_due.is_paused():
            push_pause_due.resume_pushes()
        for outcome in outcomes:
            _settle(sent[outcome.delivery_id], outcome, now, chance)
        deliveries_due.close_occurrences({sent[one.delivery_id].occurrence_id for one in outcomes}, now)
    if refused and fresh:
        log.error("pushes_paused", detail=refused.detail)


def _settle(candidate: Candidate, outcome: PushOutcome, now: datetime, chance: Chance) -> None:
    match outcome.result:
        case PushResult.SENT:
            deliveries_due.settle(candidate.claim, "sent", outcome.detail, now, provider_id=outcome.provider_id)
        case PushResult.NOT_SENT:
            _again(candidate, outcome, now, chance, candidate.ambiguous)
        case PushResult.AMBIGUOUS if candidate.ambiguous:
            deliveries_due.settle(candidate.claim, "unconfirmed", outcome.detail, now)
        case PushResult.AMBIGUOUS:
            _again(candidate, outcome, now, chance, 1)
        case PushResult.ADDRESS_GONE:
            _forget(candidate, outcome, now)
        case PushResult.OUR_FAULT if outcome.concerns_everyone:
            _again(candidate, outcome, now, chance, candidate.ambiguous)
        case PushResult.OUR_FAULT:
            log.error("push_refused", kind=candidate.kind, detail=outcome.detail)
            deliveries_due.settle(candidate.claim, "undeliverable", outcome.detail, now)


def _again(candidate: Candidate, outcome: PushOutcome, now: datetime, chance: Chance, ambiguous: int) -> None:
    """Later, but claimed once more by its expiry, so that it ends as expired and not as forgotten."""
    at = next_try(now, candidate.attempts + 1, outcome.retry_after_seconds, chance)
    until = min(at, candidate.expires_at)
    deliveries_due.put_off(candidate.claim, until, outcome.detail, ambiguous=ambiguous)


def _forget(candidate: Candidate, outcome: PushOutcome, now: datetime) -> None:
    if devices_due.forget_address(candidate.address, now):
        deliveries_due.settle(candidate.claim, "undeliverable", outcome.detail, now)
    else:
        # The phone got a new address while we tried the old one: the new one is tried at once.
        deliveries_due.put_off(candidate.claim, now, "address_changed", ambiguous=candidate.ambiguous)
