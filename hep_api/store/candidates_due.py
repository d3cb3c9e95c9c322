"""Everything that decides whether claimed deliveries still make sense, in one query (for workers)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hep_api import clock
from hep_api.engine.reminding import DEFAULT_QUIET, QuietHours
from hep_api.store.db import across, session
from hep_api.store.deliveries_due import Claim
from hep_api.store.devices_due import Address
from hep_api.store.models import (
    AlertRow,
    CareRelationshipRow,
    DeliveryRow,
    DeviceRow,
    OccurrenceRow,
    PatientRow,
    ProxyRow,
    ReminderSettingRow,
    StaffRow,
    TokenFamilyRow,
)
from hep_api.store.occurrences import ALERT
from hep_api.store.reach import care_lives, proxy_lives
from hep_api.store.reminders import PUSH, chosen_quiet


@dataclass(frozen=True, slots=True)
class Candidate:
    """One claimed delivery with what is known about it now.

    `recipient_active`: the person is in treatment or at work. `alert_waits`: the alert is open and the reader still
    cares for its patient (True for other kinds). `zone` is where the recipient is now.
    """

    claim: Claim
    attempts: int
    ambiguous: int
    occurrence_id: UUID
    occurrence_open: bool
    clinic_id: UUID
    kind: str
    recipient_kind: str
    recipient_id: UUID
    local_date: date
    wall_time: time | None
    due_at: datetime
    expires_at: datetime
    address: Address
    zone: str
    locale: str
    recipient_active: bool
    enabled: bool
    quiet: QuietHours
    alert_waits: bool


@across()
def load_candidates(claims: Collection[Claim]) -> list[Candidate]:
    """What there is to know about the claims that this worker still holds, oldest due first."""
    fences = {claim.delivery_id: claim for claim in claims}
    rows = session().execute(_query(fences)).all()
    return [
        _candidate(fences[row[0].id], *row)
        for row in rows
        if row[0].fence == fences[row[0].id].fence and row[0].settled_at is None
    ]


def _candidate(
    claim: Claim,
    delivery: DeliveryRow,
    occurrence: OccurrenceRow,
    device: DeviceRow,
    *known: Any,
) -> Candidate:
    setting, zone, locale, active, waits, allowed = known
    return Candidate(
        claim=claim,
        attempts=delivery.attempts,
        ambiguous=delivery.ambiguous,
        occurrence_id=occurrence.id,
        occurrence_open=occurrence.settled_at is None,
        clinic_id=occurrence.clinic_id,
        kind=occurrence.kind,
        recipient_kind=occurrence.recipient_kind,
        recipient_id=occurrence.recipient_id,
        local_date=occurrence.local_date,
        wall_time=occurrence.wall_time,
        due_at=occurrence.due_at,
        expires_at=occurrence.expires_at,
        address=Address(
            device.id, device.address_kind, device.address_value, live=device.gone_at is None and bool(allowed)
        ),
        zone=zone or occurrence.zone,
        locale=locale or "en",
        recipient_active=bool(active),
        enabled=setting is None or (setting.enabled and PUSH in setting.channels),
        quiet=chosen_quiet(setting.quiet_from, setting.quiet_to) if setting else DEFAULT_QUIET,
        alert_waits=bool(waits),
    )


def _may_hold(now: datetime) -> ColumnElement[bool]:
    """A device that is gone is sent nothing, nor one of a caregiver who may no longer act, were it by a date only."""
    # One column and not all: a worker may not read the others.
    over = exists(TokenFamilyRow.id).where(
        TokenFamilyRow.clinic_id == DeviceRow.clinic_id,
        TokenFamilyRow.id == DeviceRow.family_id,
        TokenFamilyRow.proxy_id == ProxyRow.id,
        ~proxy_lives(now),
    )
    return and_(DeviceRow.gone_at.is_(None), ~over)


def _query(delivery_ids: Iterable[UUID]) -> Select[*tuple[Any, ...]]:
    now = clock.now()
    cares = select(CareRelationshipRow.id).where(
        CareRelationshipRow.clinic_id == OccurrenceRow.clinic_id,
        CareRelationshipRow.staff_id == OccurrenceRow.recipient_id,
        CareRelationshipRow.patient_id == AlertRow.patient_id,
        care_lives(now),
    )
    active = or_(
        and_(PatientRow.id.is_not(None), PatientRow.archived_at.is_(None)),
        and_(StaffRow.id.is_not(None), StaffRow.disabled_at.is_(None)),
    )
    waits = or_(OccurrenceRow.kind != ALERT, and_(AlertRow.acknowledged_at.is_(None), cares.exists()))
    return (
        select(
            DeliveryRow,
            OccurrenceRow,
            DeviceRow,
            ReminderSettingRow,
            func.coalesce(PatientRow.zone, StaffRow.zone),
            func.coalesce(PatientRow.locale, StaffRow.locale),
            active,
            waits,
            _may_hold(now),
        )
        .join(OccurrenceRow, OccurrenceRow.id == DeliveryRow.occurrence_id)
        .join(DeviceRow, DeviceRow.id == DeliveryRow.device_id)
        .outerjoin(PatientRow, _is_recipient("patient", PatientRow.clinic_id, PatientRow.id))
        .outerjoin(StaffRow, _is_recipient("staff", StaffRow.clinic_id, StaffRow.id))
        .outerjoin(ReminderSettingRow, ReminderSettingRow.patient_id == PatientRow.id)
        .outerjoin(
            AlertRow,
            and_(AlertRow.clinic_id == OccurrenceRow.clinic_id, AlertRow.id == OccurrenceRow.subject_id),
        )
        .where(DeliveryRow.id.in_(list(delivery_ids)))
        .order_by(DeliveryRow.next_attempt_at, DeliveryRow.id)
        .execution_options(populate_existing=True)
    )


def _is_recipient(
    kind: str, clinic_id: InstrumentedAttribute[UUID], person_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    return and_(
        OccurrenceRow.recipient_kind == kind,
        clinic_id == OccurrenceRow.clinic_id,
        person_id == OccurrenceRow.recipient_id,
    )
