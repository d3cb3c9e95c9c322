"""What a patient has at hand: told whole, as a fact in the patient's stream."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.codec import KIND_OF, to_plain
from hep_api.courses import Recorded, Submission, record
from hep_api.engine.facts import Equipment, Fact, credited_on
from hep_api.store import facts, patients
from hep_api.store.mapping import fact_of
from hep_api.store.scope import Scope


def tell_equipment(scope: Scope, patient_id: UUID, given: Mapping[str, Any], now: datetime) -> Recorded:
    """Record what a patient within reach has from now on, in place of all that was told before.

    Steps that are decided from now on use its load step. Raises NotFound, and Conflict when the id is known with
    another body.
    """
    zone = patients.get_patient(scope, patient_id).zone
    body = Equipment(given["load_step_kg"], tuple(sorted(given["equipment"])))
    fact = Fact(given["id"], now, zone, credited_on(now, zone), body)
    submission = Submission(
        fact,
        lambda _: {"id": str(fact.id), **_shown(body), "told_at": now.isoformat()},
        also=lambda: _touch(scope, patient_id),
        sent=to_plain({**given, "equipment": sorted(given["equipment"])}),
    )
    return record(scope, patient_id, submission, now)


def find_equipment(scope: Scope, patient_id: UUID) -> dict[str, Any] | None:
    """What a patient within reach has, as it was told last; None when nobody was ever told."""
    row = facts.find_newest(scope, patient_id, KIND_OF[Equipment])
    if row is None:
        return None
    body = fact_of(row).body
    return {**_shown(body), "told_at": row.occurred_at} if isinstance(body, Equipment) else None


def _touch(scope: Scope, patient_id: UUID) -> None:
    """A new version of the patient: the answer of whom it is about changes."""
    patients.change_patient(scope, patient_id, {}, None)


def _shown(body: Equipment) -> dict[str, Any]:
    step = body.load_step_kg
    return {"equipment": list(body.at_hand), "load_step_kg": None if step is None else float(step)}
