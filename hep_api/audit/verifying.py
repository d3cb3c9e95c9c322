"""Says what is wrong with the audit trail and where: by its chain, and by its anchors."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hep_api.audit.anchors import Anchor
from hep_api.sealing import CannotOpen
from hep_api.store import audit_chain
from hep_api.store.audit import START
from hep_api.store.models import AuditRow

UNANCHORED = timedelta(days=1)
"""How old a link may be and have no anchor; older ones mean that anchoring has stopped."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a chain; `sequence` says at which link."""

    clinic_id: UUID
    sequence: int
    code: str
    words: str


Control = Callable[[UUID, Sequence[Anchor], datetime], Iterator[Finding]]


def verify_chain(clinic_id: UUID, _: Sequence[Anchor], __: datetime) -> Iterator[Finding]:
    """What a chain tells of itself: links edited, removed, swapped or put in without the key."""
    last = audit_chain.last_sequence(clinic_id)
    head = audit_chain.find_head(clinic_id)
    if head is None:
        yield Finding(clinic_id, last, "head_missing", f"{last} links, and no head")
    until = head.sequence if head else last
    if last > until:
        yield Finding(clinic_id, until + 1, "beyond_head", f"links up to {last} stand after the head, which is {until}")
    seen, before = 0, START
    for row in audit_chain.links(clinic_id, until):
        if row.sequence != seen + 1:
            yield Finding(clinic_id, seen + 1, "missing", f"links {seen + 1} to {row.sequence - 1} are missing")
        else:
            yield from _verify_link(row, before)
        seen, before = row.sequence, row.mac
    if head is not None and seen < head.sequence:
        yield Finding(clinic_id, seen + 1, "missing", f"links {seen + 1} to {head.sequence} are missing at the end")
    elif head is not None and head.mac != before:
        yield Finding(clinic_id, seen, "head_differs", "the head has another mac than the last link")


def verify_anchors(clinic_id: UUID, anchors: Sequence[Anchor], now: datetime) -> Iterator[Finding]:
    """What anchors tell of a chain: cut off, or written anew, even by somebody who has the key."""
    own = [one for one in anchors if one.clinic_id == clinic_id]
    for earlier, later in pairwise(own):
        if later.at < earlier.at or later.sequence < earlier.sequence:
            words = f"the anchor of {later.at.isoformat()} is lower than the one before it"
            yield Finding(clinic_id, later.sequence, "anchors_disordered", words)
    macs = audit_chain.macs(clinic_id, {one.sequence for one in own})
    for one in own:
        mac = macs.get(one.sequence)
        if mac is None:
            yield Finding(clinic_id, one.sequence, "cut_off", f"this link stood at {one.at.isoformat()} and is gone")
        elif mac != one.mac:
            words = f"this link was another one at {one.at.isoformat()}: written anew from here or before"
            yield Finding(clinic_id, one.sequence, "rewritten", words)
    yield from _verify_anchored(clinic_id, own, now)


CONTROLS: tuple[Control, ...] = (verify_chain, verify_anchors)


def verify(anchors: Sequence[Anchor], now: datetime, controls: Sequence[Control] = CONTROLS) -> list[Finding]:
    """Everything that is wrong with every chain, the links in order; empty when nothing is."""
    known = {*audit_chain.chains(), *(anchor.clinic_id for anchor in anchors)}
    return [
        finding for clinic_id in sorted(known) for control in controls for finding in control(clinic_id, anchors, now)
    ]


def _verify_link(row: AuditRow, before: str) -> Iterator[Finding]:
    try:
        if not audit_chain.is_made_of(row, before):
            yield Finding(row.clinic_id, row.sequence, "altered", "this link, or the one before it, was changed")
        elif not audit_chain.repeats_payload(row):
            yield Finding(
                row.clinic_id, row.sequence, "columns_differ", "the columns say other things than the payload"
            )
    except CannotOpen as error:
        yield Finding(row.clinic_id, row.sequence, "key_missing", error.message)


def _verify_anchored(clinic_id: UUID, own: Sequence[Anchor], now: datetime) -> Iterator[Finding]:
    """Whether anchoring goes on: else nobody would see that the end was cut off."""
    anchored = max((one.sequence for one in own), default=0)
    waiting = audit_chain.find_at(clinic_id, anchored + 1)
    if waiting is not None and waiting < now - UNANCHORED:
        words = f"not anchored since {waiting.isoformat()}: run the worker, or `flask audit anchor`"
        yield Finding(clinic_id, anchored + 1, "not_anchored", words)
