"""What somebody with the database, and perhaps with the key, could do to a clinic's chain."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, text, update

from hep_api.store import keys
from hep_api.store.audit import START, mac_of
from hep_api.store.db import db, session, write
from hep_api.store.models import AuditHeadRow, AuditRow
from hep_api.store.scope import Role, Scope

Tampering = Callable[[UUID], None]
Link = dict[str, object]


@contextmanager
def as_administrator() -> Iterator[None]:
    """Inside, nothing refuses a change of the trail: the triggers are away, as for the owner of the database."""
    if db.engine.dialect.name == "postgresql":
        off, on = ["ALTER TABLE audit DISABLE TRIGGER USER"], ["ALTER TABLE audit ENABLE TRIGGER USER"]
    else:
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        found = session().execute(text(triggers)).all()
        off, on = [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]
    with write() as current:
        for statement in off:
            current.execute(text(statement))
    yield
    with write() as current:
        for statement in on:
            current.execute(text(statement))


def edit(clinic_id: UUID) -> None:
    """One event says another thing."""
    rewrite(clinic_id, lambda links: [_said(link) if link["sequence"] == 3 else link for link in links])


def remove(clinic_id: UUID) -> None:
    """One event is gone, and the rest moves up so that no number is missing."""
    rewrite(clinic_id, lambda links: _numbered([link for link in links if link["sequence"] != 3]))


def reorder(clinic_id: UUID) -> None:
    """Two events change places, macs and all."""
    rewrite(clinic_id, lambda links: _numbered([links[0], links[2], links[1], *links[3:]]))


def put_in(clinic_id: UUID) -> None:
    """One event that never was stands in the middle."""
    rewrite(clinic_id, lambda links: _numbered([*links[:2], _said(links[2]), *links[2:]]))


def cut(clinic_id: UUID) -> None:
    """The last three events are gone, and the head agrees."""
    rewrite(clinic_id, lambda links: links[:-3])


def cut_and_go_on(clinic_id: UUID) -> None:
    """With the key: the last three events are gone, and others stand in their places."""
    rewrite(clinic_id, lambda links: _chained(clinic_id, [*links[:-3], *map(_said, links[-3:])]))


def write_anew(clinic_id: UUID) -> None:
    """With the key: the whole chain is another one, as long as it was."""
    rewrite(clinic_id, lambda links: _chained(clinic_id, [_said(link) for link in links]))


WAYS: tuple[Tampering, ...] = (edit, remove, reorder, put_in, cut, cut_and_go_on, write_anew)


def rewrite(clinic_id: UUID, change: Callable[[list[Link]], list[Link]]) -> None:
    """Replace the links of a chain, and make the head agree with the last."""
    columns = AuditRow.__table__.columns
    found = select(*columns).where(AuditRow.clinic_id == clinic_id).order_by(AuditRow.sequence)
    links = change([dict(row._mapping) for row in session().execute(found)])
    with as_administrator(), write() as current:
        current.execute(delete(AuditRow).where(AuditRow.clinic_id == clinic_id))
        current.execute(insert(AuditRow), links)
        last = {"sequence": links[-1]["sequence"], "mac": links[-1]["mac"]}
        current.execute(update(AuditHeadRow).where(AuditHeadRow.clinic_id == clinic_id).values(last))


def _said(link: Link) -> Link:
    """The same link by another hand."""
    other = uuid4()
    payload = str(link["payload"]).replace(str(link["actor_id"]), str(other))
    return link | {"payload": payload, "actor_id": other}


def _numbered(links: list[Link]) -> list[Link]:
    return [link | {"sequence": number} for number, link in enumerate(links, 1)]


def _chained(clinic_id: UUID, links: list[Link]) -> list[Link]:
    before, made = START, []
    for link in links:
        key = keys.chain_key(Scope(clinic_id, clinic_id, Role.OPERATOR), UUID(str(link["key_id"])))
        before = mac_of(key, before, int(str(link["sequence"])), str(link["payload"]))
        made.append(link | {"mac": before})
    return made
