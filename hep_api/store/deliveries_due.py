"""Deliveries of all clinics: claim with lease and fence, begin, settle (for workers)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import case, or_, select, tuple_, update

from hep_api.store.database_clock import database_now
from hep_api.store.db import across, session
from hep_api.store.models import DeliveryRow, OccurrenceRow, PatientRow
from hep_api.store.occurrences import CHECK_IN, EXERCISE_DUE, PLAN_CHANGED

COUNTED: Final = (EXERCISE_DUE, CHECK_IN, PLAN_CHANGED)
"""Kinds that count towards the daily cap; safety notices never do."""

BEST_FIRST: Final = ("sent", "unconfirmed", "undeliverable", "expired", "suppressed", "cancelled")
"""How an occurrence ended when its deliveries ended differently."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One delivery held by this worker: whoever names another fence writes nothing."""

    delivery_id: UUID
    fence: int


@across()
def claim(now: datetime, limit: int, lease_seconds: float) -> list[Claim]:
    """Take due deliveries, oldest first, at most `limit`; also those whose last holder's lease has passed.

    `now` is the application's clock (what is due), the lease is the database's. A delivery that was being sent when
    its holder vanished may have arrived: that is counted as ambiguous.
    """
    picked = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.settled_at.is_(None),
            DeliveryRow.next_attempt_at <= now,
            or_(DeliveryRow.lease_until.is_(None), DeliveryRow.lease_until < database_now()),
        )
        .order_by(DeliveryRow.next_attempt_at, DeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    taken = (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(select(picked.c.id)))
        .values(
            state="claimed",
            fence=DeliveryRow.fence + 1,
            lease_until=database_now(lease_seconds),
            ambiguous=DeliveryRow.ambiguous + case((DeliveryRow.state == "sending", 1), else_=0),
        )
        .returning(DeliveryRow.id, DeliveryRow.fence)
        .execution_options(synchronize_session=False)
    )
    return [Claim(id_, fence) for id_, fence in session().execute(taken).all()]


@across()
def begin(claims: Collection[Claim], lease_seconds: float) -> set[UUID]:
    """Mark claimed deliveries as being sent and renew their lease; returns those that may really be sent.

    Left out are those that another worker holds by now, or whose occurrence was cancelled meanwhile. The recipients'
    rows are locked first, so a session that is being recorded either cancels before this or comes after it.
    """
    if not claims:
        return set()
    still_owed = select(OccurrenceRow.id).where(OccurrenceRow.settled_at.is_(None))
    begun = (
        update(DeliveryRow)
        .where(
            _held(claims),
            DeliveryRow.state == "claimed",
            DeliveryRow.lease_until > database_now(),
            DeliveryRow.occurrence_id.in_(still_owed),
        )
        .values(state="sending", attempts=DeliveryRow.attempts + 1, lease_until=database_now(lease_seconds))
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return set(session().scalars(begun))


@across()
def lock_recipients(patient_ids: Collection[UUID]) -> None:
    """Queue behind, and then hold off, every writer of these patients until the transaction ends."""
    held = select(PatientRow.id).where(PatientRow.id.in_(patient_ids)).order_by(PatientRow.id)
    session().execute(held.with_for_update(key_share=True)).all()


@across()
def notices_on(patient_ids: Collection[UUID]) -> set[tuple[UUID, str, UUID]]:
    """Non-safety notices that reached, or are reaching, patients: (patient, local day as ISO text, occurrence)."""
    reached = select(DeliveryRow.id).where(
        DeliveryRow.occurrence_id == OccurrenceRow.id, DeliveryRow.state.in_(("sending", "sent", "unconfirmed"))
    )
    found = select(OccurrenceRow.recipient_id, OccurrenceRow.local_date, OccurrenceRow.id).where(
        OccurrenceRow.recipient_id.in_(patient_ids), OccurrenceRow.kind.in_(COUNTED), reached.exists()
    )
    return {(patient_id, day.isoformat(), id_) for patient_id, day, id_ in session().execute(found).all()}


@across()
def settle(claim: Claim, state: str, detail: str, now: datetime, *, provider_id: str | None = None) -> bool:
    """End a delivery that this worker still holds; False when it does not."""
    return _write(claim, state=state, detail=detail, settled_at=now, lease_until=None, provider_id=provider_id)


@across()
def put_off(claim: Claim, until: datetime, detail: str, *, ambiguous: int) -> bool:
    """Give a delivery back for a later try; False when this worker no longer holds it.

    `ambiguous` is the count to keep of sends that may or may not have arrived.
    """
    return _write(claim, state="pending", detail=detail, next_attempt_at=until, lease_until=None, ambiguous=ambiguous)


@across()
def close_occurrences(occurrence_ids: Collection[UUID], now: datetime) -> None:
    """End the occurrences whose deliveries have all ended; how is told by the delivery that came furthest."""
    if not occurrence_ids:
        return
    # Two workers may settle the last two deliveries at once: they queue at the occurrence, and the later one sees both.
    held = select(OccurrenceRow.id).where(OccurrenceRow.id.in_(occurrence_ids)).order_by(OccurrenceRow.id)
    session().execute(held.with_for_update()).all()
    found = select(DeliveryRow.occurrence_id, DeliveryRow.state, DeliveryRow.settled_at, DeliveryRow.detail)
    ends: dict[UUID, list[tuple[str, str | None]]] = {}
    unfinished: set[UUID] = set()
    for id_, state, settled_at, detail in session().execute(found.where(DeliveryRow.occurrence_id.in_(occurrence_ids))):
        ends.setdefault(id_, []).append((state, detail))
        if settled_at is None:
            unfinished.add(id_)
    for id_ in ends.keys() - unfinished:
        state, reason = min(ends[id_], key=lambda end: BEST_FIRST.index(end[0]))
        session().execute(
            update(OccurrenceRow)
            .where(OccurrenceRow.id == id_, OccurrenceRow.settled_at.is_(None))
            .values(state=state, reason=None if state == "sent" else reason, settled_at=now)
            .execution_options(synchronize_session=False)
        )


@across()
def end_leftovers(now: datetime, limit: int) -> int:
    """End occurrences under way whose deliveries have all ended; returns how many.

    A cancellation and a settlement that cross see each other's delivery as still open, and neither ends the occurrence.
    """
    unsettled = select(DeliveryRow.id).where(
        DeliveryRow.occurrence_id == OccurrenceRow.id, DeliveryRow.settled_at.is_(None)
    )
    found: Sequence[UUID] = (
        session()
        .scalars(
            select(OccurrenceRow.id)
            .where(OccurrenceRow.settled_at.is_(None), OccurrenceRow.state == "under_way", ~unsettled.exists())
            .limit(limit)
        )
        .all()
    )
    close_occurrences(found, now)
    return len(found)


def _held(claims: Collection[Claim]) -> Any:
    return tuple_(DeliveryRow.id, DeliveryRow.fence).in_([(one.delivery_id, one.fence) for one in claims])


def _write(claim: Claim, **values: Any) -> bool:
    written = (
        update(DeliveryRow)
        .where(DeliveryRow.id == claim.delivery_id, DeliveryRow.fence == claim.fence, DeliveryRow.settled_at.is_(None))
        .values(**values)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return session().execute(written).one_or_none() is not None
