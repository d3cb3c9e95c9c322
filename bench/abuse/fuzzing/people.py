"""Two clinics to be fuzzed: their people, and the values by which what they have can be named."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pyotp
from flask import Flask

from bench.abuse.ground import SECRET, ZONE
from hep_api.clinic.founding import found_clinic
from hep_api.identity import second_factor
from hep_api.identity.passwords import hash_password
from hep_api.settings import Settings
from hep_api.store import caregivers, patients, staff
from hep_api.store.callers import scope_by
from hep_api.store.db import acting, write
from hep_api.store.models import CaregiverRow, ProxyRow, StaffRow
from hep_api.store.scope import Role, Scope
from hep_api.store.tokens import begin_family
from hep_api.tokens import AccessClaims, hash_refresh, mint_access, mint_refresh

PASSWORD = "paper clip under the grey stone"  # noqa: S105 - of people who end with the scenario's folder
PASSWORD_HASH = hash_password(PASSWORD)
TOKEN_MINUTES = 600
LIFE = timedelta(hours=20)
BORN = 1990
SOME = 3
Names = dict[str, list[str]]
"""Values that mean something, by the name of the field or parameter that takes them."""


@dataclass
class Clinic:
    """One clinic, and what of it can be named. Every text that a person wrote holds `mark`."""

    app: Flask
    mark: str
    began_at: datetime
    therapist: Scope = field(init=False)
    admin: Scope = field(init=False)
    patient: Scope = field(init=False)
    caregiver: Scope = field(init=False)
    names: Names = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.app.app_context():
            clinic_id = found_clinic(f"{self.mark} Clinic", ZONE, self.began_at)
            with acting(Scope(clinic_id, uuid4(), Role.ADMIN)):
                self.therapist = self.employ(clinic_id, Role.THERAPIST)
                self.admin = self.employ(clinic_id, Role.ADMIN)
                self.patient = self.admit()
                self.caregiver = self.let_act(self.patient)
        self.note(password=PASSWORD, birth_year=BORN)

    @property
    def settings(self) -> Settings:
        """The settings of the app."""
        found: Settings = self.app.extensions["hep-settings"]
        return found

    @property
    def id(self) -> UUID:
        """The clinic's id."""
        return self.therapist.clinic_id

    def note(self, **named: object) -> None:
        """Remember what can be named."""
        for name, value in named.items():
            self.names.setdefault(name, []).append(str(value))

    def employ(self, clinic_id: UUID, role: Role, *, two_factors: bool = True) -> Scope:
        """One more member of staff, with PASSWORD and a second factor unless said otherwise."""
        who = Scope(clinic_id, uuid4(), role)
        email = f"{self.mark.lower()}.{who.subject_id.hex[:8]}@clinic.example"
        row = StaffRow(
            id=who.subject_id, email=email, name=f"Dr. {self.mark}", role=role.value, password_hash=PASSWORD_HASH,
            locale="en", zone=ZONE, created_at=self.began_at,
        )  # fmt: skip
        at = datetime.now(UTC)
        with write():
            staff.add_staff(who, row)
        self.note(staff_id=who.subject_id, email=email, hand_to=who.subject_id, therapists=who.subject_id)
        if two_factors:
            shown = second_factor.set_up(self.settings, who, PASSWORD, None, at)
            codes = second_factor.confirm(self.settings, who, pyotp.TOTP(shown.secret).at(at), at)
            self.note_all("code", codes[:SOME])
        return who

    def admit(self) -> Scope:
        """One more patient in the therapist's care."""
        who = Scope(self.therapist.clinic_id, uuid4(), Role.PATIENT)
        with write():
            patients.add_patient(
                self.therapist, who.subject_id, name=f"Alex {self.mark}", birth_year=BORN, zone=ZONE, locale="en",
                at=self.began_at,
            )  # fmt: skip
        self.note(patient_id=who.subject_id, patients=who.subject_id)
        return who

    def let_act(self, patient: Scope) -> Scope:
        """A caregiver who acts for a patient."""
        leave = ProxyRow(
            id=uuid4(), patient_id=patient.subject_id, relation="parent", granted_by=self.therapist.subject_id,
            started_at=self.began_at,
        )  # fmt: skip
        who = CaregiverRow(id=uuid4(), name=f"Sam {self.mark}", locale="en", created_at=self.began_at)
        leave.caregiver_id = who.id
        with write():
            caregivers.add_proxy(self.therapist, who, leave)
        self.note(caregiver_id=who.id)
        return scope_by(leave)

    def sign_in(self, who: Scope) -> str:
        """An access token of a fresh sign-in."""
        at, refresh = datetime.now(UTC), mint_refresh()
        with self.app.app_context(), acting(who), write():
            family_id = begin_family(who, refresh_hash=hash_refresh(refresh), expires_at=at + LIFE, at=at)
        self.note(sign_in_id=family_id, refresh_token=refresh)
        claims = AccessClaims(who.clinic_id, who.subject_id, family_id, patient=who.is_of_patient)
        return mint_access(SECRET, claims, at, TOKEN_MINUTES)

    def note_all(self, name: str, values: Iterable[object]) -> None:
        """Remember several values of one name."""
        for value in values:
            self.note(**{name: value})
