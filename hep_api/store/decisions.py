"""Decisions about patients within reach: written once, superseded, never edited."""

from uuid import UUID

from sqlalchemy import select, update

from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import DecisionRow
from hep_api.store.reach import in_reach
from hep_api.store.scope import Scope


def current_decisions(scope: Scope, patient_id: UUID) -> dict[UUID, DecisionRow]:
    """The newest revision of every decision about a patient, by key."""
    found = (
        select(DecisionRow)
        .where(
            in_reach(scope, DecisionRow.clinic_id, DecisionRow.patient_id),
            DecisionRow.patient_id == patient_id,
            DecisionRow.superseded_by.is_(None),
        )
        .order_by(DecisionRow.sequence)
    )
    return {row.key: row for row in session().scalars(found)}


def decisions_by_key(scope: Scope, patient_id: UUID, keys: set[UUID]) -> dict[UUID, DecisionRow]:
    """The newest revision of these decisions about a patient, by key."""
    found = select(DecisionRow).where(
        in_reach(scope, DecisionRow.clinic_id, DecisionRow.patient_id),
        DecisionRow.patient_id == patient_id,
        DecisionRow.superseded_by.is_(None),
        DecisionRow.key.in_(keys),
    )
    return {row.key: row for row in session().scalars(found)}


def decisions_by_id(scope: Scope, patient_id: UUID, ids: set[UUID]) -> dict[UUID, DecisionRow]:
    """A patient's decisions among these ids, superseded ones too."""
    found = select(DecisionRow).where(
        in_reach(scope, DecisionRow.clinic_id, DecisionRow.patient_id),
        DecisionRow.patient_id == patient_id,
        DecisionRow.id.in_(ids),
    )
    return {row.id: row for row in session().scalars(found)}


def open_proposals(scope: Scope, patient_id: UUID) -> list[DecisionRow]:
    """Proposals about a patient that still wait for a clinician."""
    found = select(DecisionRow).where(
        in_reach(scope, DecisionRow.clinic_id, DecisionRow.patient_id),
        DecisionRow.patient_id == patient_id,
        DecisionRow.proposed.is_(True),
        DecisionRow.settled_as.is_(None),
        DecisionRow.superseded_by.is_(None),
    )
    return list(session().scalars(found))


def find_decision(scope: Scope, decision_id: UUID) -> DecisionRow | None:
    """One revision of a decision by its id, or None."""
    found = select(DecisionRow).where(
        in_reach(scope, DecisionRow.clinic_id, DecisionRow.patient_id), DecisionRow.id == decision_id
    )
    return session().scalars(found).one_or_none()


def list_decisions(
    scope: Scope, plan_id: UUID, *, before: int | None = None, limit: int = 50, superseded: bool | None = None
) -> list[DecisionRow]:
    """A plan's decisions, newest first; `before` is the sequence of the last one already seen.

    `superseded` True: only those that a newer revision replaced, False: only current ones, None: all.
    """
    found = select(DecisionRow).where(
        in_reach(scope, DecisionRow.clinic_id, DecisionRow.patient_id), DecisionRow.plan_id == plan_id
    )
    if before is not None:
        found = found.where(DecisionRow.sequence < before)
    if superseded is not None:
        newer = DecisionRow.superseded_by
        found = found.where(newer.is_not(None) if superseded else newer.is_(None))
    return list(session().scalars(found.order_by(DecisionRow.sequence.desc()).limit(limit)))


def phase_changes(scope: Scope, plan_id: UUID) -> list[DecisionRow]:
    """The decisions that brought a plan into another phase, oldest first; proposals and superseded ones left out."""
    found = (
        select(DecisionRow)
        .where(
            in_reach(scope, DecisionRow.clinic_id, DecisionRow.patient_id),
            DecisionRow.plan_id == plan_id,
            DecisionRow.phase_after != "",
            DecisionRow.proposed.is_(False),
            DecisionRow.superseded_by.is_(None),
        )
        .order_by(DecisionRow.decided_at, DecisionRow.sequence)
    )
    return list(session().scalars(found))


def add_decision(scope: Scope, row: DecisionRow, superseded: DecisionRow | None) -> None:
    """Write one revision; the one it replaces keeps its words and names its successor."""
    row.clinic_id = scope.clinic_id
    session().add(row)
    about = {"patient": row.patient_id, "plan": row.plan_id, "decision": row.id}
    audit.append(scope, "decision.made", about=about, details={"supersedes": superseded.id if superseded else None})
    if superseded is not None:
        supersede(scope, superseded.id, row.id)


def supersede(scope: Scope, decision_id: UUID, by: UUID) -> None:
    """Mark a revision as replaced by another."""
    session().execute(
        update(DecisionRow)
        .where(DecisionRow.clinic_id == scope.clinic_id, DecisionRow.id == decision_id)
        .values(superseded_by=by)
        .execution_options(synchronize_session=False)
    )


def settle_proposal(scope: Scope, decision_id: UUID, settled_as: str) -> None:
    """Say how a proposal ended: accepted, rejected or replaced."""
    session().execute(
        update(DecisionRow)
        .where(DecisionRow.clinic_id == scope.clinic_id, DecisionRow.id == decision_id)
        .values(settled_as=settled_as)
        .execution_options(synchronize_session=False)
    )
    audit.append(scope, "proposal.settled", about={"decision": decision_id}, details={"as": settled_as})
