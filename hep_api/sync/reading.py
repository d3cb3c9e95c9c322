"""What phones told, as it is kept, and edits that crossed: both values of each, for whoever may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.store import conflicts, facts, patients
from hep_api.store.db import write
from hep_api.store.models import ConflictRow, FactRow
from hep_api.store.scope import Scope
from hep_api.web.answers import as_plain
from hep_api.web.facts import SCHEMAS

SHOWN = ("id", "kind", "plan_id", "zone", "credited_on", "skew_seconds", "drives", "corrects", "body")


def kept_facts(scope: Scope, patient_id: UUID, rows: Sequence[FactRow]) -> dict[UUID, dict[str, Any]]:
    """A patient's facts as they are kept, by id: with both times, who told them, and the patient's own words."""
    words = facts.words_of(scope, patient_id, rows)
    return {row.id: _kept(row, words.get(row.id, "")) for row in rows}


def _kept(row: FactRow, words: str) -> dict[str, Any]:
    plain: dict[str, Any] = as_plain({name: getattr(row, name) for name in SHOWN})
    return {
        **plain,
        "body": {**plain["body"], "note": words} if words else plain["body"],
        "told_by": {"role": row.told_by_role, "id": str(row.told_by)} if row.told_by else None,
        "occurred_at": row.occurred_at.isoformat(),
        "received_at": row.received_at.isoformat(),
    }


def list_reports(
    scope: Scope, patient_id: UUID, *, before: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """A page of what a patient reported, the last received first, and where the next page begins; raises NotFound."""
    patients.get_patient(scope, patient_id)
    found = facts.newest_facts(scope, patient_id, tuple(SCHEMAS), before=before, limit=limit + 1)
    page = found[:limit]
    newer = facts.replacements(scope, patient_id, {row.id for row in page})
    kept = kept_facts(scope, patient_id, page)
    items = [{**kept[row.id], "replaced_by": as_plain(newer.get(row.id))} for row in page]
    return items, page[-1].sequence if len(found) > limit else None


def list_conflicts(scope: Scope, patient_id: UUID) -> dict[str, Any]:
    """Every conflict about a patient, newest first; raises NotFound."""
    patients.get_patient(scope, patient_id)
    return {"items": [_conflict(scope, row) for row in conflicts.list_conflicts(scope, patient_id)]}


def settle_conflict(scope: Scope, conflict_id: UUID, now: datetime) -> dict[str, Any]:
    """Somebody has looked at both values; raises NotFound."""
    with write():
        return _conflict(scope, conflicts.settle_conflict(scope, conflict_id, now))


def _conflict(scope: Scope, row: ConflictRow) -> dict[str, Any]:
    names = ("id", "subject", "subject_id", "winner", "sent_by", "sent_as", "at", "settled_at")
    stands, set_aside = conflicts.values_of(scope, row)
    return {**{name: getattr(row, name) for name in names}, "stands": stands, "set_aside": set_aside}
