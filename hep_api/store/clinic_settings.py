"""The settings of a clinic, as their changes."""

from sqlalchemy import select

from hep_api.store.db import session
from hep_api.store.models import ClinicSettingRow
from hep_api.store.scope import Scope


def add_change(scope: Scope, row: ClinicSettingRow) -> None:
    """Add one change of the scope's clinic; raises ValueError for a row of another clinic."""
    if row.clinic_id != scope.clinic_id:
        raise ValueError("a setting belongs to the clinic of whoever sets it")
    session().add(row)
    session().flush()


def list_changes(scope: Scope) -> list[ClinicSettingRow]:
    """Every change of the scope's clinic, newest first."""
    found = (
        select(ClinicSettingRow)
        .where(ClinicSettingRow.clinic_id == scope.clinic_id)
        .order_by(ClinicSettingRow.set_at.desc(), ClinicSettingRow.id)
    )
    return list(session().scalars(found))


def overrides(scope: Scope) -> tuple[tuple[str, str], ...]:
    """What the scope's clinic has set, as (name, value) by name; what was put back is left out."""
    newest: dict[str, str] = {}
    for row in list_changes(scope):
        newest.setdefault(row.name, row.value)
    return tuple(sorted((name, value) for name, value in newest.items() if value))
