"""At most two notices a day that are not about safety."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from hep_api.store.candidates_due import Candidate
from hep_api.store.deliveries_due import COUNTED, notices_on

MOST_A_DAY = 2
"""Non-safety notices a patient gets on one local day [SPEC 7.4]."""


def within_daily_cap(candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Part candidates into those that may go and those over their patient's cap; inside a transaction.

    Counted are notices, not devices: all of a patient's phones show the same one. Call it with the patients' rows
    locked, or two workers could each send the last one.
    """
    counted = [one for one in candidates if one.kind in COUNTED]
    reached: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    if counted:
        for patient_id, day, occurrence_id in notices_on({one.recipient_id for one in counted}):
            reached[patient_id, day].add(occurrence_id)
    going, capped = [], []
    for candidate in candidates:
        known = reached[candidate.recipient_id, candidate.local_date.isoformat()]
        if candidate.kind not in COUNTED or candidate.occurrence_id in known or len(known) < MOST_A_DAY:
            if candidate.kind in COUNTED:
                known.add(candidate.occurrence_id)
            going.append(candidate)
        else:
            capped.append(candidate)
    return going, capped
