"""Open proposals under the names that clients know them by: the id and revision of a decision."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hep_api.engine.state import Plan
from hep_api.errors import Conflict
from hep_api.plans.clinician import Desk, words_then
from hep_api.plans.rendering import find_proposal, proposal, waiting
from hep_api.store import decisions
from hep_api.store.mapping import decision_id
from hep_api.store.models import DecisionRow, PlanRow
from hep_api.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Named:
    """A decision that somebody named: its key, its revision, and the prescription it is about (None: the plan)."""

    key: UUID
    revision: int
    slot_id: UUID | None
    is_open: bool


def find_named(scope: Scope, row: PlanRow, plan: Plan, wanted: UUID) -> Named | None:
    """The decision with this id about this plan, or None.

    What time alone proposed may be seen before a worker has written it down: then only the course knows it.
    """
    known = decisions.find_decision(scope, wanted)
    if known is not None:
        mine = known.plan_id == row.id
        is_open = known.proposed and known.settled_as is None and known.superseded_by is None
        return Named(known.key, known.revision, known.slot_id, is_open) if mine else None
    for value, slot in waiting(plan):
        if decision_id(value.key, 1) == wanted:
            return Named(value.key, 1, slot.id if slot else None, is_open=True)
    return None


def refuse_replaced(desk: Desk, row: PlanRow, plan: Plan, named: Named, revision: int) -> None:
    """Raise Conflict, with the proposal that waits instead (or null), unless this revision still waits."""
    if named.is_open and named.revision == revision and find_proposal(plan, named.key) is not None:
        return
    instead = [shown for shown in open_proposals(desk, row, plan) if shown["prescription_id"] == named.slot_id]
    details: dict[str, object] = {"proposal": instead[0] if instead else None}
    raise Conflict("This suggestion no longer waits.", code="proposal_replaced", details=details)


def open_proposals(desk: Desk, row: PlanRow, plan: Plan) -> list[dict[str, Any]]:
    """What waits for a clinician, with the id and revision that accept and reject name."""
    words = words_then(desk, row)
    rows = {entry.key: entry for entry in decisions.open_proposals(desk.scope, row.patient_id)}
    return [{**_name(value.key, rows.get(value.key)), **proposal(words, value, slot)} for value, slot in waiting(plan)]


def _name(key: UUID, row: DecisionRow | None) -> dict[str, Any]:
    if row is None:
        return {"decision_id": decision_id(key, 1), "revision": 1}
    return {"decision_id": row.id, "revision": row.revision}
