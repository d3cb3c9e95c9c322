"""When patients want to be reminded."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import and_, func, select

from hep_api.engine.reminding import DEFAULT_QUIET, QuietHours, Wishes
from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import PatientRow, PlanRow, ReminderSettingRow
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope

PUSH = "push"


@dataclass(frozen=True, slots=True)
class Settled:
    """A patient's wishes with all that goes with them; `version` 0 when they were never set and are the default.

    `enabled` is what the patient said; the wishes are also off while no channel is open.
    `since`: from when reminders are owed, None while there is no plan to be reminded of.
    """

    wishes: Wishes
    enabled: bool
    channels: tuple[str, ...]
    preview_opt_in: bool
    version: int
    since: datetime | None


def get_wishes(scope: Scope, patient_id: UUID) -> Settled:
    """A patient's wishes, or the default for one who never chose; raises NotFound when out of reach."""
    begun = select(func.min(PlanRow.created_at)).where(
        PlanRow.clinic_id == scope.clinic_id, PlanRow.patient_id == patient_id, PlanRow.status != "ended"
    )
    found = (
        select(PatientRow.zone, PatientRow.archived_at, ReminderSettingRow, begun.scalar_subquery())
        .outerjoin(
            ReminderSettingRow,
            and_(ReminderSettingRow.clinic_id == PatientRow.clinic_id, ReminderSettingRow.patient_id == PatientRow.id),
        )
        .where(PatientRow.id == patient_id, in_reach(scope, PatientRow.clinic_id, PatientRow.id))
        .execution_options(populate_existing=True)
    )
    row = session().execute(found).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    zone, archived_at, _, begun_at = row
    setting: ReminderSettingRow | None = row[2]
    plan_at: datetime | None = None if archived_at else begun_at
    if setting is None:
        return Settled(Wishes(zone), enabled=True, channels=(PUSH,), preview_opt_in=False, version=0, since=plan_at)
    return Settled(
        _wishes(zone, setting),
        enabled=setting.enabled,
        channels=tuple(setting.channels),
        preview_opt_in=setting.preview_opt_in,
        version=setting.version,
        since=max(plan_at, setting.updated_at) if plan_at else None,
    )


def put_wishes(scope: Scope, wishes: Wishes, *, channels: tuple[str, ...], preview_opt_in: bool, now: datetime) -> None:
    """Keep the wishes of the patient who asks, and the zone with the patient; last writer wins."""
    clinic_id, patient_id = scope.clinic_id, scope.subject_id
    patient = session().get_one(PatientRow, patient_id, with_for_update=True, populate_existing=True)
    if patient.zone != wishes.zone:
        patient.zone = wishes.zone
        patient.version += 1
    row = session().get(ReminderSettingRow, patient_id, populate_existing=True)
    if row is None:
        row = ReminderSettingRow(patient_id=patient_id, clinic_id=clinic_id, version=0, preview_opt_in=False)
        session().add(row)
    if row.preview_opt_in != preview_opt_in:
        row.preview_opted_at = now
    row.times = [f"{wall:%H:%M}" for wall in wishes.times]
    row.days = sorted(wishes.days)
    row.quiet_from = wishes.quiet.start if wishes.quiet.chosen else None
    row.quiet_to = wishes.quiet.end if wishes.quiet.chosen else None
    row.channels = list(channels)
    row.preview_opt_in = preview_opt_in
    row.enabled = wishes.enabled
    row.version += 1
    row.updated_at = now
    audit.append(scope, "reminders.changed", about={"patient": patient_id}, details={"version": row.version})


def chosen_quiet(start: time | None, end: time | None) -> QuietHours:
    """Quiet hours from their columns; empty ones are the default."""
    return DEFAULT_QUIET if start is None or end is None else QuietHours(start, end, chosen=True)


def _wishes(zone: str, row: ReminderSettingRow) -> Wishes:
    return Wishes(
        zone,
        tuple(time.fromisoformat(text) for text in row.times),
        frozenset(row.days),
        chosen_quiet(row.quiet_from, row.quiet_to),
        enabled=row.enabled and PUSH in row.channels,
    )
