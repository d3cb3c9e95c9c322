"""Plans of patients within reach."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from hep_api.errors import NotFound, Stale
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import PlanRow
from hep_api.store.patients import get_patient
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


def add_plan(scope: Scope, row: PlanRow) -> PlanRow:
    """Add a plan of the scope's clinic; raises NotFound when its patient is out of reach."""
    get_patient(scope, row.patient_id)
    session().add(row)
    audit.append(
        scope,
        "plan.assigned",
        about={"patient": row.patient_id, "plan": row.id},
        details={"protocol": row.protocol_id, "content": row.content_hash},
    )
    return row


def find_plan(scope: Scope, plan_id: UUID) -> PlanRow | None:
    """A plan within reach, or None."""
    return session().scalars(_reachable(scope).where(PlanRow.id == plan_id)).one_or_none()


def get_plan(scope: Scope, plan_id: UUID) -> PlanRow:
    """A plan within reach; raises NotFound."""
    row = find_plan(scope, plan_id)
    if row is None:
        raise NotFound("There is no such plan.")
    return row


def list_plans(scope: Scope, patient_id: UUID, *, ended: bool = True) -> list[PlanRow]:
    """A patient's plans, oldest first; none when the patient is out of reach. `ended` False leaves out ended ones."""
    found = _reachable(scope).where(PlanRow.patient_id == patient_id)
    if not ended:
        found = found.where(PlanRow.status != "ended")
    return list(session().scalars(found.order_by(PlanRow.started_on, PlanRow.created_at, PlanRow.id)))


def wording_hashes(scope: Scope, patient_id: UUID) -> dict[UUID, str]:
    """What the decisions of a patient's plans read like: plan -> hash, without plans that keep no wording."""
    found = _reachable(scope).where(PlanRow.patient_id == patient_id, PlanRow.wording_hash.is_not(None))
    rows = session().execute(found.with_only_columns(PlanRow.id, PlanRow.wording_hash))
    return {row.id: row.wording_hash for row in rows}


def find_version(scope: Scope, protocol_id: str, version: str) -> str | None:
    """The content that was assigned last as a version of a protocol, among plans within reach; None if never."""
    found = _reachable(scope).where(PlanRow.protocol_id == protocol_id, PlanRow.protocol_version == version)
    row = session().scalars(found.order_by(PlanRow.created_at.desc(), PlanRow.id).limit(1)).one_or_none()
    return row.content_hash if row else None


def change_plan(scope: Scope, plan_id: UUID, changes: Mapping[str, Any], version: int | None = None) -> PlanRow:
    """Change named columns and count the version; raises NotFound, and Stale when `version` is no longer current."""
    held = _reachable(scope).where(PlanRow.id == plan_id).with_for_update(of=PlanRow)
    row = session().scalars(held.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound("There is no such plan.")
    if version is not None and row.version != version:
        raise Stale("Somebody else changed this plan; read it again.")
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    about = {"patient": row.patient_id, "plan": row.id}
    audit.append(scope, "plan.changed", about=about, details={"fields": list(changes)})
    return row


def _reachable(scope: Scope) -> Select[PlanRow]:
    return select(PlanRow).where(in_reach(scope, PlanRow.clinic_id, PlanRow.patient_id))
