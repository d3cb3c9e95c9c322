"""Everything that is kept about one patient, table by table, for that patient."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from hep_api.store.conflicts import values_of
from hep_api.store.db import session
from hep_api.store.facts import words_of
from hep_api.store.models import (
    AlertRow,
    AuditRow,
    CareRelationshipRow,
    ChangeRow,
    ConflictRow,
    CourseRow,
    DecisionRow,
    DeviceRow,
    FactRow,
    InviteRow,
    OccurrenceRow,
    PlanRow,
    ProxyRow,
    ReminderSettingRow,
    Row,
    TokenFamilyRow,
)
from hep_api.store.scope import Scope

PAGE = 200


@dataclass(frozen=True, slots=True)
class Section:
    """One table of an export: whose rows by which column, and what of them stays here."""

    name: str
    row: type[Row]
    owner: str = "patient_id"
    hidden: frozenset[str] = frozenset()

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that are told, by name."""
        table = self.row.__table__.columns
        return {column.key: column for column in table if column.key not in self.hidden | {"clinic_id"}}


SECTIONS = (
    Section("facts", FactRow, hidden=frozenset({"fingerprint", "words"})),
    Section("plans", PlanRow),
    Section("decisions", DecisionRow),
    Section("alerts", AlertRow),
    Section("course", CourseRow),
    Section("changes", ChangeRow),
    Section("conflicts", ConflictRow),
    Section("reminders", ReminderSettingRow),
    Section("notices", OccurrenceRow, "recipient_id"),
    Section("devices", DeviceRow, "owner_id"),
    Section("sign_ins", TokenFamilyRow, "owner_id", hidden=frozenset({"device_hash", "source_hash"})),
    Section("invites", InviteRow, hidden=frozenset({"code_hash"})),
    Section("care", CareRelationshipRow),
    Section("caregivers", ProxyRow),
    Section("audit", AuditRow, hidden=frozenset({"mac", "key_id"})),
)
"""What an export holds besides the person. Hidden is what is secret or says nothing about the person."""

NOT_TOLD = {"patient": "told as the person", "data_key": "a secret of ours"}
"""Tables with rows of a patient that are no section, each with its reason."""


def export_rows(scope: Scope, patient_id: UUID, section: Section) -> Iterator[dict[str, Any]]:
    """The rows of one section by their keys, a page at a time."""
    table = section.row.__table__.columns
    keys = [column for column in table if column.primary_key]
    mine = (table["clinic_id"] == scope.clinic_id, table[section.owner] == patient_id)
    last: tuple[Any, ...] | None = None
    while True:
        found = select(section.row).where(*mine).order_by(*keys).limit(PAGE)
        if last is not None:
            found = found.where(tuple_(*keys) > tuple_(*last))
        rows = list(session().scalars(found))
        for row in rows:
            yield _told(scope, row, section)
        if len(rows) < PAGE:
            return
        last = tuple(getattr(rows[-1], column.key) for column in keys)
        session().expunge_all()


def _told(scope: Scope, row: Row, section: Section) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in section.columns}
    if isinstance(row, FactRow) and row.words:
        told["body"] = {**row.body, "note": words_of(scope, row.patient_id, [row])[row.id]}
    if isinstance(row, TokenFamilyRow) and row.proxy_id is not None:
        # What a caregiver calls the own phone is not about the patient.
        told["device_name"] = None
    if isinstance(row, ConflictRow):
        told["values"] = dict(zip(("stands", "set_aside"), values_of(scope, row), strict=True))
    return told


def described(section: Section) -> Mapping[str, tuple[type, bool, str]]:
    """The fields of a section: their type, whether they may be null, and what they mean."""
    return {
        name: (column.type.python_type, bool(column.nullable), column.comment or "")
        for name, column in section.columns.items()
    }
