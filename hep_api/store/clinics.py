"""Clinics."""

from datetime import datetime

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import ClinicRow
from hep_api.store.scope import Scope


def add_clinic(scope: Scope, name: str, zone: str, at: datetime) -> ClinicRow:
    """Found the clinic that the scope names, in an IANA zone."""
    row = ClinicRow(id=scope.clinic_id, name=name, zone=zone, created_at=at)
    session().add(row)
    audit.append(scope, "clinic.founded", about={"clinic": scope.clinic_id})
    return row


def find_clinic(scope: Scope) -> ClinicRow | None:
    """The scope's clinic, or None while it is not founded."""
    return session().get(ClinicRow, scope.clinic_id)


def get_clinic(scope: Scope) -> ClinicRow:
    """The scope's clinic; raises NotFound."""
    row = find_clinic(scope)
    if row is None:
        raise NotFound("There is no such clinic.")
    return row
