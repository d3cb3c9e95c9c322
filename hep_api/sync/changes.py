"""The feed of a patient's changes: numbered under a lock, so that who follows the numbers skips none."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.courses import course_at
from hep_api.engine.state import Course
from hep_api.errors import FieldError, Invalid
from hep_api.store import changes, decisions, facts, plans
from hep_api.store.mapping import decision_of
from hep_api.store.models import ChangeRow, DecisionRow
from hep_api.store.scope import Scope
from hep_api.sync.reading import kept_facts
from hep_api.web.answers import Teller, as_plain
from hep_api.web.facts import SCHEMAS
from hep_api.web.paging import decode_cursor, encode_cursor


def list_changes(
    scope: Scope, patient_id: UUID, cursor: str | None, limit: int, teller: Teller, *, now: datetime
) -> dict[str, Any]:
    """Changes after a cursor, oldest first; raises Invalid when the cursor is none of ours."""
    after = position(cursor)
    found = changes.list_changes(scope, patient_id, after=after, limit=limit + 1)
    shown = found[:limit]
    last = shown[-1].sequence if shown else after
    known = _Known(scope, patient_id, shown, now)
    items = [known.item(row, teller) for row in shown]
    return {"items": items, "next_cursor": encode_cursor([last]), "more": len(found) > limit}


def position(cursor: str | None) -> int:
    """The number a cursor stands for, 0 without one; raises Invalid when it is none of ours."""
    if not cursor:
        return 0
    position = decode_cursor(cursor, 1)[0]
    if isinstance(position, bool) or not isinstance(position, int):
        raise Invalid("This cursor is none of ours.", [FieldError("cursor", "Use the next_cursor of before.")])
    return position


class _Known:
    """What a page of changes refers to, read in few statements; the course names the exercises of decisions."""

    def __init__(self, scope: Scope, patient_id: UUID, rows: list[ChangeRow], now: datetime) -> None:
        told = {UUID(row.ref_id) for row in rows if row.kind in SCHEMAS}
        decided = {UUID(row.ref_id) for row in rows if row.kind == "decision"}
        found = facts.facts_by_id(scope, patient_id, told) if told else {}
        self._facts = kept_facts(scope, patient_id, list(found.values()))
        self._decisions = decisions.decisions_by_id(scope, patient_id, decided) if decided else {}
        self._wordings = plans.wording_hashes(scope, patient_id) if decided else {}
        self._course = course_at(scope, patient_id, now) if decided else Course(patient_id)

    def item(self, row: ChangeRow, teller: Teller) -> dict[str, Any]:
        """One change with what it refers to."""
        fact = self._facts.get(UUID(row.ref_id)) if row.kind in SCHEMAS else None
        decision = self._decisions.get(UUID(row.ref_id)) if row.kind == "decision" else None
        return {
            "kind": row.kind,
            "ref_id": row.ref_id,
            "at": row.at.isoformat(),
            "fact": fact,
            "decision": as_plain(self._decision(decision, teller)) if decision else None,
        }

    def _decision(self, row: DecisionRow, teller: Teller) -> dict[str, Any]:
        ends = {"revision": row.revision, "superseded_by": row.superseded_by, "settled_as": row.settled_as}
        teller = replace(teller, wordings=self._wordings)
        return {**teller.decision(row.id, decision_of(row), self._course), **ends}
