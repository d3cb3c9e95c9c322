"""Canonical content under its hash: global, because the hash is the address and no clinic is in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from hep_api.errors import NotFound
from hep_api.store.db import across, session
from hep_api.store.models import ContentRow, PlanRow
from hep_api.store.upserts import insert_into

Signature = tuple[str, date]
"""Which clinician signed content, and on which day."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The canonical bytes under a hash, and who had signed them when a plan was last assigned with them."""

    body: bytes
    signature: Signature | None


def store_content(content_hash: str, kind: str, body: bytes, at: datetime, signature: Signature | None = None) -> None:
    """Keep a body under its hash for ever; storing it again changes nothing, but a signature it lacked is noted."""
    values = {"hash": content_hash, "kind": kind, "body": body, "created_at": at}
    insert = insert_into(ContentRow)
    if signature is None:
        session().execute(insert.values(values).on_conflict_do_nothing())
        return
    signed = dict(zip(("reviewed_by", "reviewed_on"), signature, strict=True))
    session().execute(
        insert.values({**values, **signed}).on_conflict_do_update(
            index_elements=[ContentRow.hash], set_=signed, where=ContentRow.reviewed_by.is_(None)
        )
    )


def find_content(content_hash: str) -> bytes | None:
    """The canonical bytes under a hash, or None."""
    return session().scalar(select(ContentRow.body).where(ContentRow.hash == content_hash))


def find_contents(hashes: Collection[str]) -> dict[str, Stored]:
    """What is known under each of these hashes, in one statement."""
    columns = (ContentRow.hash, ContentRow.body, ContentRow.reviewed_by, ContentRow.reviewed_on)
    found = session().execute(select(*columns).where(ContentRow.hash.in_(hashes)))
    return {hash_: Stored(body, (by, on) if by and on else None) for hash_, body, by, on in found}


def find_hashes(prefix: str) -> list[str]:
    """Every hash that begins so."""
    found = select(ContentRow.hash).where(ContentRow.hash.startswith(prefix, autoescape=True))
    return list(session().scalars(found.order_by(ContentRow.hash)))


@across()
def newest_of_version(protocol_id: str, version: str) -> str | None:
    """The hash of what was assigned last as this version in any clinic, or None."""
    found = select(PlanRow.content_hash).where(PlanRow.protocol_id == protocol_id, PlanRow.protocol_version == version)
    return session().scalar(found.order_by(PlanRow.created_at.desc(), PlanRow.id).limit(1))


def get_content(content_hash: str) -> bytes:
    """The canonical bytes under a hash; raises NotFound."""
    body = find_content(content_hash)
    if body is None:
        raise NotFound("There is no such content.")
    return body
