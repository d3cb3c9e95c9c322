"""Founds clinics; only whoever runs the installation does, on its command line."""

from datetime import datetime
from uuid import UUID, uuid4

from hep_api.store import clinics, vitals
from hep_api.store.db import acting, write
from hep_api.store.models import ClinicRow
from hep_api.store.scope import Role, Scope


def found_clinic(name: str, zone: str, at: datetime) -> UUID:
    """Found a clinic in an IANA zone and return its id; two may have the same name."""
    scope = Scope(uuid4(), uuid4(), Role.OPERATOR)
    with acting(scope), write():
        clinics.add_clinic(scope, name, zone, at)
    return scope.clinic_id


def list_clinics() -> list[ClinicRow]:
    """Every clinic of the installation, oldest first."""
    return vitals.clinics_founded()
