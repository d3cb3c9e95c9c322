"""A clinic with its people, ready to be asked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from hep_api.identity.passwords import hash_password
from hep_api.store import clinic_settings, clinics, patients, staff
from hep_api.store.clinic_settings import SECOND_FACTOR
from hep_api.store.db import write
from hep_api.store.models import ClinicSettingRow, StaffRow
from hep_api.store.scope import Role, Scope

PASSWORD = "correct horse battery staple"
PASSWORD_HASH = hash_password(PASSWORD)
FOUNDED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic: a therapist who cares for `patient`, and that patient."""

    therapist: Scope
    patient: Scope

    @property
    def id(self) -> UUID:
        return self.therapist.clinic_id


def found_clinic(name: str = "North Clinic", at: datetime = FOUNDED_AT) -> Clinic:
    """A clinic with one therapist and one patient in that therapist's care; a second factor is optional there."""
    founder = Scope(uuid4(), uuid4(), Role.THERAPIST)
    with write():
        clinics.add_clinic(founder, name, "Europe/Madrid", at)
    therapist = add_colleague(founder, at=at)
    choose(therapist, SECOND_FACTOR, "optional", at=at)
    return Clinic(therapist, add_patient(therapist, at=at))


def choose(scope: Scope, name: str, value: str, *, at: datetime = FOUNDED_AT) -> None:
    """Make a setting of the scope's clinic."""
    row = ClinicSettingRow(
        id=uuid4(), clinic_id=scope.clinic_id, name=name, value=value, reason="For the tests",
        set_by=scope.subject_id, set_at=at,
    )  # fmt: skip
    with write():
        clinic_settings.add_change(scope, row)


def add_colleague(
    scope: Scope,
    *,
    role: Role = Role.THERAPIST,
    email: str | None = None,
    name: str = "Dr. Rivera",
    at: datetime = FOUNDED_AT,
) -> Scope:
    """One more member of staff of the scope's clinic, with PASSWORD."""
    colleague = Scope(scope.clinic_id, uuid4(), role)
    row = StaffRow(
        id=colleague.subject_id,
        email=email or f"{colleague.subject_id}@clinic.example",
        name=name,
        role=role.value,
        password_hash=PASSWORD_HASH,
        locale="en",
        zone="Europe/Madrid",
        created_at=at,
    )
    with write():
        staff.add_staff(colleague, row)
    return colleague


def add_patient(
    scope: Scope,
    *,
    name: str = "Alex Sample",
    birth_year: int | None = 1990,
    zone: str = "Europe/Madrid",
    locale: str = "en",
    at: datetime = FOUNDED_AT,
) -> Scope:
    """One more patient in the care of the scope's therapist; returns the patient's own scope."""
    patient = Scope(scope.clinic_id, uuid4(), Role.PATIENT)
    with write():
        patients.add_patient(
            scope, patient.subject_id, name=name, birth_year=birth_year, zone=zone, locale=locale, at=at
        )
    return patient
