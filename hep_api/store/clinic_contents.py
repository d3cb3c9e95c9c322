"""A clinic's own exercises and protocols."""

from datetime import datetime

from sqlalchemy import func, select, tuple_

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import ClinicContentRow, ClinicRow
from hep_api.store.scope import Scope


def next_revision(scope: Scope) -> int:
    """Count one change of the clinic's content, held until the transaction ends; raises NotFound."""
    held = select(ClinicRow).where(ClinicRow.id == scope.clinic_id).with_for_update()
    row = session().scalars(held.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    row.content_revision += 1
    session().flush()
    return row.content_revision


def add_content(scope: Scope, row: ClinicContentRow) -> None:
    """Add one exercise or protocol of the scope's clinic; raises ValueError for a row of another clinic."""
    if row.clinic_id != scope.clinic_id:
        raise ValueError("content belongs to the clinic that it was added for")
    session().add(row)
    session().flush()
    audit.append(scope, "content.added", about={"content": row.hash}, details={"name": row.name, "kind": row.kind})


def retire_content(scope: Scope, row: ClinicContentRow, by: str, at: datetime) -> None:
    """Offer a wording of the scope's clinic no longer."""
    row.retired_at, row.retired_by = at, by
    audit.append(scope, "content.retired", about={"content": row.hash}, details={"name": row.name})


def list_contents(scope: Scope) -> list[ClinicContentRow]:
    """What the scope's clinic has, each in its newest wording, retired ones too, by kind and name; one statement."""
    newest = (
        select(ClinicContentRow.name, func.max(ClinicContentRow.revision))
        .where(ClinicContentRow.clinic_id == scope.clinic_id)
        .group_by(ClinicContentRow.name)
    )
    found = select(ClinicContentRow).where(
        ClinicContentRow.clinic_id == scope.clinic_id,
        tuple_(ClinicContentRow.name, ClinicContentRow.revision).in_(newest),
    )
    return list(session().scalars(found.order_by(ClinicContentRow.kind, ClinicContentRow.name)))


def get_content(scope: Scope, name: str) -> ClinicContentRow:
    """The newest wording of a name; raises NotFound."""
    found = (
        select(ClinicContentRow)
        .where(ClinicContentRow.clinic_id == scope.clinic_id, ClinicContentRow.name == name)
        .order_by(ClinicContentRow.revision.desc())
        .limit(1)
    )
    row = session().scalars(found).one_or_none()
    if row is None:
        raise NotFound("This clinic has no such content.")
    return row
