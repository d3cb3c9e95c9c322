"""A clinic's own exercises and protocols: added, listed and retired by whoever runs the installation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from hep_api.catalogue.adding import read_added, spoiled_without
from hep_api.catalogue.own import with_own
from hep_api.catalogue.written import OwnText
from hep_api.errors import Conflict
from hep_api.store import clinic_contents, clinics
from hep_api.store.db import write
from hep_api.store.models import ClinicContentRow
from hep_api.store.scope import Role, Scope
from hep_api.web.content import installed_catalogue, own_texts


@dataclass(frozen=True, slots=True)
class Change:
    """What adding made of one text: 'added', 'replaced', 'offered again' or 'unchanged'."""

    what: str
    text: OwnText


def add_content(clinic_id: UUID, files: Sequence[Path], by: str, at: datetime) -> list[Change]:
    """Add all that the files hold, or nothing; raises NotFound, and ContentError naming every mistake."""
    scope = _desk(clinic_id)
    with write():
        revision = clinic_contents.next_revision(scope)
        rows = clinic_contents.list_contents(scope)
        changes = [_change(text, rows) for text in read_added(installed_catalogue(), own_texts(rows), files)]
        for change in changes:
            if change.what != "unchanged":
                clinic_contents.add_content(scope, _row(clinic_id, revision, change.text, by, at))
    return changes


def list_content(clinic_id: UUID) -> tuple[list[ClinicContentRow], list[str]]:
    """What a clinic has, and every mistake for which some of it is left out by now; raises NotFound."""
    scope = _desk(clinic_id)
    clinics.get_clinic(scope)
    rows = clinic_contents.list_contents(scope)
    _, problems = with_own(installed_catalogue(), own_texts(rows))
    return rows, [str(problem) for problem in problems]


def get_content(clinic_id: UUID, name: str) -> ClinicContentRow:
    """The newest wording of an exercise or protocol; raises NotFound."""
    return clinic_contents.get_content(_desk(clinic_id), name)


def retire_content(clinic_id: UUID, name: str, by: str, at: datetime) -> None:
    """Offer something no longer; raises NotFound, and Conflict when it is retired or other content needs it."""
    scope = _desk(clinic_id)
    with write():
        clinic_contents.next_revision(scope)
        row = clinic_contents.get_content(scope, name)
        if row.retired_at is not None:
            raise Conflict(f"'{name}' is retired already.")
        stored = own_texts(clinic_contents.list_contents(scope))
        needed = spoiled_without(installed_catalogue(), stored, name)
        if needed:
            raise Conflict("\n".join([f"'{name}' is needed; retire or change first:", *needed]))
        clinic_contents.retire_content(scope, row, by, at)


def _change(text: OwnText, rows: Sequence[ClinicContentRow]) -> Change:
    before = next((row for row in rows if row.name == text.name), None)
    if before is None:
        return Change("added", text)
    if before.hash != text.hash:
        return Change("replaced", text)
    return Change("offered again" if before.retired_at else "unchanged", text)


def _row(clinic_id: UUID, revision: int, text: OwnText, by: str, at: datetime) -> ClinicContentRow:
    return ClinicContentRow(
        clinic_id=clinic_id,
        name=text.name,
        revision=revision,
        kind=text.kind,
        version=text.version,
        body=text.text,
        hash=text.hash,
        added_at=at,
        added_by=by,
    )


def _desk(clinic_id: UUID) -> Scope:
    """Whoever runs the installation, at a clinic: a role that belongs to nobody in particular."""
    return Scope(clinic_id, uuid4(), Role.OPERATOR)
