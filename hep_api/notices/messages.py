"""Push messages from deliveries: an opaque id and a fixed text, never a word about health."""

from datetime import datetime
from typing import Literal, cast

from hep_api.ports import PushAddress, PushMessage, PushTemplate
from hep_api.store.candidates_due import Candidate
from hep_api.store.occurrences import ALERT, CHECK_IN, EXERCISE_DUE, NOTICE, PLAN_CHANGED

TEMPLATES = {
    EXERCISE_DUE: PushTemplate.EXERCISE_DUE,
    CHECK_IN: PushTemplate.CHECK_IN,
    PLAN_CHANGED: PushTemplate.PLAN_CHANGED,
    ALERT: PushTemplate.ALERT,
    NOTICE: PushTemplate.ALERT,
}
COLLAPSE_KEYS = {EXERCISE_DUE: "daily", CHECK_IN: "daily", PLAN_CHANGED: "plan", ALERT: "alert", NOTICE: "alert"}
MOST_TTL_SECONDS = 14_400


def message_for(candidate: Candidate, now: datetime) -> PushMessage:
    """The message of a delivery that may be sent at `now`; every try of it is the same but for its shorter life.

    The tag names the occurrence, so a phone shows one notice however often the message is sent.
    """
    left = int((candidate.expires_at - now).total_seconds())
    kind = cast("Literal['fcm_token', 'fcm_fid']", candidate.address.kind)
    return PushMessage(
        delivery_id=candidate.claim.delivery_id,
        address=PushAddress(kind, candidate.address.value),
        template=TEMPLATES[candidate.kind],
        locale=candidate.locale,
        ttl_seconds=max(0, min(left, MOST_TTL_SECONDS)),
        tag=f"{candidate.kind}:{candidate.occurrence_id}",
        collapse_key=COLLAPSE_KEYS[candidate.kind],
    )
