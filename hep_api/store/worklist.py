"""What a clinician's list of patients is made of."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from hep_api.store.db import session
from hep_api.store.models import AlertRow, CourseRow, PatientRow, PlanRow, TokenFamilyRow
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


@dataclass(slots=True)
class WorkItem:
    """One patient as the list knows it: open alerts as (tier or None, rule), live plans, the course's summary."""

    patient: PatientRow
    summary: dict[str, Any]
    seen_at: datetime | None
    alerts: list[tuple[str | None, str]] = field(default_factory=list)
    plans: list[PlanRow] = field(default_factory=list)


def work_items(scope: Scope, *, archived: bool = False) -> list[WorkItem]:
    """Every patient within reach, in three statements whatever their number; unordered."""
    seen = (
        select(func.max(TokenFamilyRow.seen_at))
        .where(TokenFamilyRow.clinic_id == PatientRow.clinic_id, TokenFamilyRow.owner_id == PatientRow.id)
        .scalar_subquery()
    )
    found = (
        select(PatientRow, CourseRow.summary, seen)
        .outerjoin(CourseRow, CourseRow.patient_id == PatientRow.id)
        .where(
            in_reach(scope, PatientRow.clinic_id, PatientRow.id),
            PatientRow.archived_at.is_not(None) if archived else PatientRow.archived_at.is_(None),
        )
    )
    items = {row.id: WorkItem(row, summary or {}, at) for row, summary, at in session().execute(found)}
    for alert in session().scalars(_open_alerts(scope)):
        if alert.patient_id in items:
            items[alert.patient_id].alerts.append((alert.tier, alert.rule))
    for plan in session().scalars(_live_plans(scope)):
        if plan.patient_id in items:
            items[plan.patient_id].plans.append(plan)
    return list(items.values())


def _open_alerts(scope: Scope) -> Select[AlertRow]:
    return select(AlertRow).where(
        AlertRow.acknowledged_at.is_(None), in_reach(scope, AlertRow.clinic_id, AlertRow.patient_id)
    )


def _live_plans(scope: Scope) -> Select[PlanRow]:
    return (
        select(PlanRow)
        .where(PlanRow.status != "ended", in_reach(scope, PlanRow.clinic_id, PlanRow.patient_id))
        .order_by(PlanRow.started_on, PlanRow.id)
    )
