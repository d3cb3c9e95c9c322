"""Facts of patients within reach: append-only."""

from uuid import UUID

from sqlalchemy import select

from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import FactRow
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


def find_fact(scope: Scope, patient_id: UUID, fact_id: UUID) -> FactRow | None:
    """A patient's fact by the id its client made, or None."""
    found = select(FactRow).where(
        in_reach(scope, FactRow.clinic_id, FactRow.patient_id),
        FactRow.patient_id == patient_id,
        FactRow.id == fact_id,
    )
    return session().scalars(found).one_or_none()


def list_facts(scope: Scope, patient_id: UUID) -> list[FactRow]:
    """Every fact of a patient, in the order of acceptance."""
    found = (
        select(FactRow)
        .where(in_reach(scope, FactRow.clinic_id, FactRow.patient_id), FactRow.patient_id == patient_id)
        .order_by(FactRow.sequence)
    )
    return list(session().scalars(found))


def find_newest(scope: Scope, patient_id: UUID, kind: str) -> FactRow | None:
    """A patient's newest fact of a kind that counts, in the order of facts; None before the first."""
    found = (
        select(FactRow)
        .where(
            in_reach(scope, FactRow.clinic_id, FactRow.patient_id),
            FactRow.patient_id == patient_id,
            FactRow.kind == kind,
            FactRow.drives,
        )
        .order_by(FactRow.occurred_at.desc(), FactRow.id.desc())
        .limit(1)
    )
    return session().scalars(found).one_or_none()


def facts_by_id(scope: Scope, patient_id: UUID, ids: set[UUID]) -> dict[UUID, FactRow]:
    """A patient's facts among these ids."""
    found = select(FactRow).where(
        in_reach(scope, FactRow.clinic_id, FactRow.patient_id), FactRow.patient_id == patient_id, FactRow.id.in_(ids)
    )
    return {row.id: row for row in session().scalars(found)}


def add_fact(scope: Scope, row: FactRow) -> None:
    """Keep one fact of the scope's clinic, inside the transaction that holds its patient."""
    row.clinic_id = scope.clinic_id
    session().add(row)
    session().flush()
    about = {"patient": row.patient_id, "fact": row.id, "plan": row.plan_id}
    audit.append(scope, "fact.recorded", about=about, details={"kind": row.kind, "corrects": row.corrects})
