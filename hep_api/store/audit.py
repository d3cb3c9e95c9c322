"""Appends to the audit trail: in the transaction of what it tells of, ids and never content, one chain a clinic."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from hep_api import clock
from hep_api.codec import canonical
from hep_api.store import keys
from hep_api.store.db import TRAIL, db, session
from hep_api.store.models import AuditHeadRow, AuditRow
from hep_api.store.scope import Role, Scope
from hep_api.store.upserts import insert_into

INSTALLATION = Scope(UUID(int=0), UUID(int=0), Role.OPERATOR)
"""The chain of what belongs to no clinic, such as a sign-in refused to an unknown address."""

START = "0" * 64
ORIGIN = "hep_origin"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
WORD = re.compile(r"[A-Za-z0-9_.:+/-]{0,100}")
SYSTEM = "system"

Told = Mapping[str, Any] | Iterable[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a change came by: "http", "worker" or "command", and the id of the request or round."""

    via: str = "command"
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One event on its way into a chain; `payload` is canonical JSON."""

    clinic_id: UUID
    at: datetime
    action: str
    actor_id: UUID | None
    patient_id: UUID | None
    payload: str


def append(scope: Scope, action: str, *, about: Told, details: Told = ()) -> None:
    """Tell the trail of the scope's clinic what is done, by whoever the scope says; inside `write`.

    `action` is noun.verb, such as plan.changed. `about` names what it is about as kind -> id: "patient" whenever there
    is one, then "plan", "fact", "staff" ... `details` are further ids, numbers and words of ours. Both are refused
    with ValueError when they hold prose: the trail outlives an erasure. Whatever the chain is made of is written at
    the end of the transaction, so a clinic's chain is held only while it commits.
    """
    waiting: list[Link] | None = session().info.get(TRAIL)
    if waiting is None:
        raise RuntimeError("the trail is told inside write(), in the transaction of the change")
    if not ACTION.fullmatch(action):
        raise ValueError(f"'{action}' is not noun.verb")
    waiting.append(_link(scope, action, _plain(about), _plain(details)))


def came_by(origin: Origin) -> None:
    """From now on, changes of this session come by this."""
    session().info[ORIGIN] = origin


def mac_of(key: bytes, before: str, sequence: int, payload: str) -> str:
    """The mac of one link: HMAC-SHA-256 of the mac before (32 bytes), the sequence (8 bytes) and the payload."""
    told = bytes.fromhex(before) + sequence.to_bytes(8, "big") + payload.encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()


def _link(scope: Scope, action: str, about: dict[str, Any], details: dict[str, Any]) -> Link:
    at, origin = clock.real_now(), session().info.get(ORIGIN, Origin())
    actor_id = None if origin.via == "worker" else scope.actor_id or scope.subject_id
    who = {
        "id": str(actor_id) if actor_id else None,
        "role": scope.role.value if actor_id else SYSTEM,
        "family": str(scope.family_id) if scope.family_id else None,
        "on_behalf_of": str(scope.subject_id) if scope.actor_id else None,
        "break_glass": str(scope.break_glass_id) if scope.break_glass_id else None,
    }
    told = {
        "action": action,
        "at": at.isoformat(),
        "who": {name: value for name, value in who.items() if value is not None},
        "about": about,
        "details": details,
        "via": origin.via,
        "request_id": origin.request_id,
    }
    patient = about.get("patient")
    return Link(scope.clinic_id, at, action, actor_id, UUID(patient) if patient else None, canonical(told).decode())


def _plain(told: Told) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in dict(told).items() if value is not None}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(_value(name, one) for one in value)
    if isinstance(value, bool | int):
        return value
    word = str(value)
    if not WORD.fullmatch(word):
        raise ValueError(f"'{name}' of an audit event is prose; allowed are ids, numbers and words of the product")
    return word


@event.listens_for(db.session, "before_commit")
def _write_links(current: Session) -> None:
    waiting: list[Link] = current.info.get(TRAIL) or []
    # In the order of ids: two transactions that append to two chains never wait for each other.
    for clinic_id in sorted({link.clinic_id for link in waiting}):
        _extend(current, clinic_id, [link for link in waiting if link.clinic_id == clinic_id])
    waiting.clear()


def _extend(current: Session, clinic_id: UUID, links: list[Link]) -> None:
    current.flush()
    scope = Scope(clinic_id, clinic_id, Role.OPERATOR)
    head = _held_head(current, scope)
    key, mac = keys.chain_key(scope, head.key_id), head.mac
    rows = []
    for sequence, link in enumerate(links, head.sequence + 1):
        mac = mac_of(key, mac, sequence, link.payload)
        rows.append(
            {
                "clinic_id": clinic_id,
                "sequence": sequence,
                "at": link.at,
                "action": link.action,
                "actor_id": link.actor_id,
                "patient_id": link.patient_id,
                "payload": link.payload,
                "key_id": head.key_id,
                "mac": mac,
            }
        )
    current.execute(insert(AuditRow), rows)
    current.execute(
        update(AuditHeadRow)
        .where(AuditHeadRow.clinic_id == clinic_id)
        .values(sequence=rows[-1]["sequence"], mac=mac)
        .execution_options(synchronize_session=False)
    )


def _held_head(current: Session, scope: Scope) -> AuditHeadRow:
    """The head of a chain, held until the commit; the first append begins the chain, with a key of its own."""
    held = select(AuditHeadRow).where(AuditHeadRow.clinic_id == scope.clinic_id).with_for_update()
    held = held.execution_options(populate_existing=True)
    head = current.scalars(held).one_or_none()
    if head is None:
        key = keys.add_key(scope, keys.AUDIT, scope.clinic_id)
        first = {"clinic_id": scope.clinic_id, "sequence": 0, "mac": START, "key_id": key.id}
        current.execute(insert_into(AuditHeadRow).values(first).on_conflict_do_nothing())
        head = current.scalars(held).one()
    return head
