"""Occurrences of all clinics: who must be planned for, and what has become due (for workers)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from hep_api.engine.reminding import not_before, spread_seconds
from hep_api.store.db import across, session
from hep_api.store.models import CourseRow, DeliveryRow, DeviceRow, OccurrenceRow, PatientRow, PlanRow
from hep_api.store.occurrences import CHECK_IN, EXERCISE_DUE, LOCKED, OPEN, UNDER_WAY
from hep_api.store.scope import Role, Scope
from hep_api.store.upserts import insert_into
from hep_api.store.zone_rules import zone_rules_version

SCHEDULED = frozenset({EXERCISE_DUE, CHECK_IN})
"""Kinds that many people get at one wall time, so that their devices are spread."""

FRESH = timedelta(hours=24)
"""A patient is planned for again when less than this is written down."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What a round of `spread_due` did: occurrences now under way, and those that ended before they began."""

    under_way: int
    expired: int
    without_device: int

    @property
    def seen(self) -> int:
        """How many occurrences were due."""
        return self.under_way + self.expired + self.without_device


@across()
def patients_to_plan(now: datetime, limit: int) -> list[Scope]:
    """Patients with a live plan for whom too little, or something outdated, is written down; as their own scopes.

    Outdated: computed in another zone than the patient's, or with other zone rules than this installation's, or
    cancelled by a lock that no longer stands.
    """
    has_plan = select(PlanRow.id).where(
        PlanRow.clinic_id == PatientRow.clinic_id, PlanRow.patient_id == PatientRow.id, PlanRow.status != "ended"
    )
    outdated = select(OccurrenceRow.id).where(
        OccurrenceRow.recipient_id == PatientRow.id,
        OccurrenceRow.kind == EXERCISE_DUE,
        OccurrenceRow.state == OPEN,
        OccurrenceRow.expires_at > now,
        or_(OccurrenceRow.zone != PatientRow.zone, OccurrenceRow.tzdata_version != zone_rules_version()),
    )
    too_little = or_(PatientRow.planned_until.is_(None), PatientRow.planned_until < now + FRESH)
    found = (
        select(PatientRow.clinic_id, PatientRow.id)
        .where(
            PatientRow.archived_at.is_(None),
            has_plan.exists(),
            or_(too_little, outdated.exists(), _unlocked(now)),
        )
        .order_by(PatientRow.planned_until, PatientRow.id)
        .limit(limit)
    )
    return [Scope(clinic_id, patient_id, Role.PATIENT) for clinic_id, patient_id in session().execute(found).all()]


@across()
def plan_later(patient_id: UUID, now: datetime) -> None:
    """Come back to a patient that could not be planned for in an hour, so that nobody else waits behind."""
    session().execute(
        update(PatientRow)
        .where(PatientRow.id == patient_id)
        .values(planned_until=now + FRESH + timedelta(hours=1))
        .execution_options(synchronize_session=False)
    )


@across()
def spread_due(now: datetime, limit: int) -> Spread:
    """Put due occurrences on their way to every device that the recipient has now; oldest first, at most `limit`.

    Devices are looked up at this moment and not when the promise was made: a phone that was replaced or handed on in
    between must not get it. Without any device the occurrence ends as undeliverable.
    """
    due = (
        select(OccurrenceRow)
        .where(OccurrenceRow.settled_at.is_(None), OccurrenceRow.state == OPEN, OccurrenceRow.due_at <= now)
        .order_by(OccurrenceRow.due_at, OccurrenceRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    rows = session().scalars(due).all()
    devices = _devices_of({row.recipient_id for row in rows})
    expired = [row.id for row in rows if row.expires_at <= now]
    alive = [row for row in rows if row.expires_at > now]
    homeless = [row.id for row in alive if row.recipient_id not in devices]
    reachable = [row for row in alive if row.recipient_id in devices]
    _end(expired, "expired", "late", now)
    _end(homeless, "undeliverable", "no_device", now)
    _begin(reachable, devices)
    return Spread(len(reachable), len(expired), len(homeless))


def _unlocked(now: datetime) -> ColumnElement[bool]:
    cancelled = exists().where(
        OccurrenceRow.recipient_id == PatientRow.id,
        OccurrenceRow.kind == EXERCISE_DUE,
        OccurrenceRow.state == "cancelled",
        OccurrenceRow.reason == LOCKED,
        OccurrenceRow.due_at > now,
    )
    # One column and not all: a worker may not read the others.
    free = exists(CourseRow.patient_id).where(
        CourseRow.clinic_id == PatientRow.clinic_id,
        CourseRow.patient_id == PatientRow.id,
        CourseRow.summary["open_locks"].as_integer() == 0,
    )
    return and_(cancelled, free)


def _devices_of(owners: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    found = select(DeviceRow.owner_id, DeviceRow.id).where(
        DeviceRow.owner_id.in_(list(owners)), DeviceRow.gone_at.is_(None)
    )
    devices: dict[UUID, list[UUID]] = {}
    for owner_id, device_id in session().execute(found).all():
        devices.setdefault(owner_id, []).append(device_id)
    return devices


def _begin(rows: list[OccurrenceRow], devices: dict[UUID, list[UUID]]) -> None:
    deliveries = [
        {
            "id": uuid4(),
            "clinic_id": row.clinic_id,
            "occurrence_id": row.id,
            "device_id": device_id,
            "state": "pending",
            "attempts": 0,
            "ambiguous": 0,
            "fence": 0,
            "next_attempt_at": not_before(
                row.due_at, row.expires_at, spread_seconds(device_id) if row.kind in SCHEDULED else 0
            ),
        }
        for row in rows
        for device_id in devices[row.recipient_id]
    ]
    if deliveries:
        session().execute(insert_into(DeliveryRow).values(deliveries).on_conflict_do_nothing())
        _update([row.id for row in rows], state=UNDER_WAY)


def _end(occurrence_ids: list[UUID], state: str, reason: str, now: datetime) -> None:
    if occurrence_ids:
        _update(occurrence_ids, state=state, reason=reason, settled_at=now)


def _update(occurrence_ids: list[UUID], **values: object) -> None:
    session().execute(
        update(OccurrenceRow)
        .where(and_(OccurrenceRow.id.in_(occurrence_ids), OccurrenceRow.settled_at.is_(None)))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
