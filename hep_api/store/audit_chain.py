"""Reads whole audit chains, for whoever runs the installation: heads, links in order, and what a link should be."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import func, select, union

from hep_api.sealing import CannotOpen
from hep_api.store import keys
from hep_api.store.audit import mac_of
from hep_api.store.binding import Bound
from hep_api.store.db import across, bound_to, session
from hep_api.store.models import AuditHeadRow, AuditRow
from hep_api.store.scope import Role, Scope

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain."""

    clinic_id: UUID
    sequence: int
    mac: str


@across()
def chains() -> list[UUID]:
    """Every clinic that has links or a head; nil is the installation's own chain."""
    return sorted(session().scalars(union(select(AuditHeadRow.clinic_id), select(AuditRow.clinic_id))))


@across()
def heads() -> list[Head]:
    """The head of every chain."""
    found = select(AuditHeadRow.clinic_id, AuditHeadRow.sequence, AuditHeadRow.mac).order_by(AuditHeadRow.clinic_id)
    return [Head(*row) for row in session().execute(found)]


def find_head(clinic_id: UUID) -> Head | None:
    """The head of one chain."""
    found = select(AuditHeadRow.clinic_id, AuditHeadRow.sequence, AuditHeadRow.mac)
    with _inside(clinic_id):
        row = session().execute(found.where(AuditHeadRow.clinic_id == clinic_id)).one_or_none()
    return Head(*row) if row else None


def last_sequence(clinic_id: UUID) -> int:
    """The highest number among the links of a chain; 0 when there is none."""
    with _inside(clinic_id):
        return session().scalar(select(func.max(AuditRow.sequence)).where(AuditRow.clinic_id == clinic_id)) or 0


def links(clinic_id: UUID, until: int) -> Iterator[AuditRow]:
    """The links of a chain in order, up to a number, a page at a time."""
    after = 0
    while True:
        found = (
            select(AuditRow)
            .where(AuditRow.clinic_id == clinic_id, AuditRow.sequence > after, AuditRow.sequence <= until)
            .order_by(AuditRow.sequence)
            .limit(PAGE)
        )
        with _inside(clinic_id):
            rows = list(session().scalars(found))
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].sequence
        session().expunge_all()


def macs(clinic_id: UUID, sequences: Collection[int]) -> dict[int, str]:
    """The macs of these links, by number; a number without a link is left out."""
    wanted = sorted(sequences)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), PAGE):
        part = select(AuditRow.sequence, AuditRow.mac).where(
            AuditRow.clinic_id == clinic_id, AuditRow.sequence.in_(wanted[start : start + PAGE])
        )
        with _inside(clinic_id):
            found |= {row.sequence: row.mac for row in session().execute(part)}
    return found


def is_made_of(row: AuditRow, before: str) -> bool:
    """Whether a link's mac is that of its payload after `before` (START for the first); raises CannotOpen."""
    try:
        with _inside(row.clinic_id):
            key = keys.chain_key(Scope(row.clinic_id, row.clinic_id, Role.OPERATOR), row.key_id)
    except KeyError:
        raise CannotOpen(f"The key {row.key_id} of this chain is gone from data_key.") from None
    return row.mac == mac_of(key, before, row.sequence, row.payload)


def repeats_payload(row: AuditRow) -> bool:
    """Whether the columns beside a payload say what it says."""
    told = orjson.loads(row.payload)
    said = (told["action"], told["at"], told["who"].get("id"), told["about"].get("patient"))
    ids = [str(one) if one else None for one in (row.actor_id, row.patient_id)]
    return said == (row.action, row.at.isoformat(), *ids)


def find_at(clinic_id: UUID, sequence: int) -> datetime | None:
    """When a link was made, or None without such a link."""
    found = select(AuditRow.at).where(AuditRow.clinic_id == clinic_id, AuditRow.sequence == sequence)
    with _inside(clinic_id):
        return session().scalar(found)


def _inside(clinic_id: UUID) -> AbstractContextManager[None]:
    """One chain at a time, also the installation's own; which chains there are is asked over all clinics."""
    return bound_to(Bound(clinic_id=clinic_id))
