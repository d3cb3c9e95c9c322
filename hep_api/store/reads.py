"""Notes whose rows a request loaded, whichever store function did it, and tells the trail once, at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from hep_api.store import audit
from hep_api.store.db import session, write
from hep_api.store.models import PatientRow, Row
from hep_api.store.scope import Role, Scope

READ = "hep_read"

Seen = dict[UUID, set[str]]
"""Patient -> the tables whose rows were loaded."""


def watch(scope: Scope) -> None:
    """From now on, note what this session loads; what patients load about themselves is left out."""
    session().info[READ] = {} if is_watched(scope) else None


def is_watched(scope: Scope) -> bool:
    """Whether reads of this scope are told: everybody's, but a patient's own."""
    return scope.role is not Role.PATIENT or scope.actor_id is not None


def tell(scope: Scope) -> None:
    """Tell the trail, in one event, whose rows were loaded since `watch` and from which tables; then stop noting."""
    seen: Seen = session().info.pop(READ, None) or {}
    if not seen:
        return
    what = sorted(set().union(*seen.values()))
    with write():
        if len(seen) == 1:
            audit.append(scope, "patient.read", about={"patient": next(iter(seen))}, details={"what": what})
        else:
            audit.append(scope, "patient.listed", about={}, details={"what": what, "patients": list(seen)})


@contextmanager
def unseen() -> Iterator[None]:
    """Inside the block, rows are compared and shown to nobody, so nobody has read them."""
    watched = session().info.get(READ)
    session().info[READ] = None
    try:
        yield
    finally:
        session().info[READ] = watched


@event.listens_for(Row, "load", propagate=True)
def _note_loaded(row: Row, context: Any) -> None:
    _note(row, context.session)


@event.listens_for(Row, "refresh", propagate=True)
def _note_refreshed(row: Row, *_: Any) -> None:
    # A row that expired is read again without a query of its own: then only the row knows its session.
    _note(row, object_session(row))


def _note(row: Row, current: Session | None) -> None:
    seen: Seen | None = current.info.get(READ) if current else None
    if seen is None:
        return
    patient_id = row.id if isinstance(row, PatientRow) else row.__dict__.get("patient_id")
    if patient_id is not None:
        seen.setdefault(patient_id, set()).add(row.__tablename__)
