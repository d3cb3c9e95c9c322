"""Facts of patients within reach: append-only."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from hep_api import sealing
from hep_api.errors import NotFound
from hep_api.store import audit, keys
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


def find_replacement(scope: Scope, patient_id: UUID, fact_id: UUID) -> FactRow | None:
    """What was taken in place of a patient's fact, the first one that counts; None when the fact stands."""
    found = (
        select(FactRow)
        .where(
            in_reach(scope, FactRow.clinic_id, FactRow.patient_id),
            FactRow.patient_id == patient_id,
            FactRow.corrects == fact_id,
            FactRow.drives,
        )
        .order_by(FactRow.sequence)
        .limit(1)
    )
    return session().scalars(found).one_or_none()


def replacements(scope: Scope, patient_id: UUID, ids: set[UUID]) -> dict[UUID, UUID]:
    """What was taken in place of a patient's facts: fact -> the first correction or withdrawal that counts."""
    found = (
        select(FactRow.corrects, FactRow.id)
        .where(
            in_reach(scope, FactRow.clinic_id, FactRow.patient_id),
            FactRow.patient_id == patient_id,
            FactRow.corrects.in_(ids),
            FactRow.drives,
        )
        .order_by(FactRow.sequence.desc())
    )
    return {old: new for old, new in session().execute(found) if old is not None}


def newest_facts(
    scope: Scope, patient_id: UUID, kinds: tuple[str, ...], *, before: int | None, limit: int
) -> list[FactRow]:
    """A patient's facts of some kinds, the last accepted first, numbered below `before` when it is given."""
    found = select(FactRow).where(
        in_reach(scope, FactRow.clinic_id, FactRow.patient_id),
        FactRow.patient_id == patient_id,
        FactRow.kind.in_(kinds),
    )
    if before is not None:
        found = found.where(FactRow.sequence < before)
    return list(session().scalars(found.order_by(FactRow.sequence.desc()).limit(limit)))


def facts_by_id(scope: Scope, patient_id: UUID, ids: set[UUID]) -> dict[UUID, FactRow]:
    """A patient's facts among these ids."""
    found = select(FactRow).where(
        in_reach(scope, FactRow.clinic_id, FactRow.patient_id), FactRow.patient_id == patient_id, FactRow.id.in_(ids)
    )
    return {row.id: row for row in session().scalars(found)}


def add_fact(scope: Scope, row: FactRow) -> None:
    """Keep one fact of the scope's clinic, told by whoever acts, inside the transaction that holds its patient."""
    row.clinic_id = scope.clinic_id
    _seal_words(scope, row)
    row.told_by_role, row.told_by = scope.role.value, scope.acts
    session().add(row)
    session().flush()
    about = {"patient": row.patient_id, "fact": row.id, "plan": row.plan_id}
    audit.append(scope, "fact.recorded", about=about, details={"kind": row.kind, "corrects": row.corrects})


def words_of(scope: Scope, patient_id: UUID, rows: Iterable[FactRow]) -> dict[UUID, str]:
    """What a patient of the scope's clinic wrote into these facts, by fact; nothing for one without, or erased."""
    written = [row for row in rows if row.words]
    key = keys.patient_key(scope, patient_id) if written else None
    opened = key.open() if key else b""
    return {row.id: sealing.unseal(opened, row.words or b"", _words_about(row)).decode() for row in written if opened}


def _seal_words(scope: Scope, row: FactRow) -> None:
    """Keep a note apart from the rest: no rule reads it, and it must be unreadable once the key is destroyed."""
    note = row.body.get("note")
    if not note:
        return
    key = keys.patient_key(scope, row.patient_id)
    if key is None:
        raise NotFound("There is no such patient.")
    row.words = sealing.seal(key.open(), str(note).encode(), _words_about(row))
    row.body = {**row.body, "note": ""}


def _words_about(row: FactRow) -> str:
    return f"fact:{row.patient_id}:{row.id}:words"
