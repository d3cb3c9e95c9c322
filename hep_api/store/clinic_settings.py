"""The settings of a clinic, as their changes: numbers of the engine, and choices of its own."""

from dataclasses import dataclass

from sqlalchemy import select

from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import ClinicSettingRow
from hep_api.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting that is one of several words, the first of them by default; `what` it decides."""

    what: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """A setting that is a whole number from `low` to `high`; `what` it decides, in its unit."""

    what: str
    default: int
    low: int
    high: int


UNREVIEWED = "unreviewed_protocols"
SECOND_FACTOR = "second_factor"
CONSOLE_IDLE = "console_idle_minutes"
ERASE_AFTER = "erase_archived_after_years"
NEVER = "never"
BREAK_GLASS_HOURS = "break_glass_hours"

CHOICES = {
    SECOND_FACTOR: Choice(
        "Whether staff need a second factor: without one they can only set one up", ("required", "optional")
    ),
    UNREVIEWED: Choice("Whether a protocol that no clinician has signed may be assigned", ("allow", "refuse")),
    ERASE_AFTER: Choice(
        "After how many years without treatment a patient is erased; the audit trail stays",
        (NEVER, "6", "7", "8", "10", "15", "20", "30"),
    ),
    BREAK_GLASS_HOURS: Choice(
        "For how many hours an emergency opens a patient of somebody else", ("4", "1", "2", "8", "12", "24")
    ),
}
"""What a clinic decides besides the numbers of the engine."""

AMOUNTS = {
    CONSOLE_IDLE: Amount("Minutes without a request after which a member of staff is signed out", 30, 5, 60),
}
"""The same, as numbers."""


def add_change(scope: Scope, row: ClinicSettingRow) -> None:
    """Add one change of the scope's clinic; raises ValueError for a row of another clinic."""
    if row.clinic_id != scope.clinic_id:
        raise ValueError("a setting belongs to the clinic of whoever sets it")
    session().add(row)
    session().flush()
    audit.append(scope, "setting.changed", about={"setting": row.id}, details={"name": row.name, "value": row.value})


def list_changes(scope: Scope) -> list[ClinicSettingRow]:
    """Every change of the scope's clinic, newest first."""
    found = (
        select(ClinicSettingRow)
        .where(ClinicSettingRow.clinic_id == scope.clinic_id)
        .order_by(ClinicSettingRow.set_at.desc(), ClinicSettingRow.id)
    )
    return list(session().scalars(found))


def overrides(scope: Scope) -> tuple[tuple[str, str], ...]:
    """The numbers that the scope's clinic has set, as (name, value) by name; what was put back is left out."""
    return tuple(sorted((name, value) for name, value in _newest(scope).items() if value and _is_of_engine(name)))


def chosen(scope: Scope, name: str) -> str:
    """What the scope's clinic has chosen; raises KeyError when there is no such choice."""
    return _newest(scope).get(name) or CHOICES[name].allowed[0]


def _is_of_engine(name: str) -> bool:
    return name not in CHOICES and name not in AMOUNTS


def _newest(scope: Scope) -> dict[str, str]:
    newest: dict[str, str] = {}
    for row in list_changes(scope):
        newest.setdefault(row.name, row.value)
    return newest
