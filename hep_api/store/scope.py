"""Who asks: the walls that every store function stays within."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a caller is: patients act for themselves, caregivers for one patient, staff for those in their care.

    The operator is whoever runs the installation, on its command line; nobody signs in as one.
    """

    PATIENT = "patient"
    CAREGIVER = "caregiver"
    THERAPIST = "therapist"
    ADMIN = "admin"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Scope:
    """One clinic, one subject (a patient's or a staff member's id), its role, and the token family it came with.

    `actor_id` is who really acts when that is not the subject, such as a caregiver for a patient; `break_glass_id`
    names the emergency access under which somebody acts. The audit trail tells both. `proxy_id` is the leave by which
    a caregiver acts.
    """

    clinic_id: UUID
    subject_id: UUID
    role: Role
    family_id: UUID | None = None
    actor_id: UUID | None = None
    break_glass_id: UUID | None = None
    proxy_id: UUID | None = None

    @property
    def acts(self) -> UUID:
        """Who really acts."""
        return self.actor_id or self.subject_id

    @property
    def is_of_patient(self) -> bool:
        """Whether the subject is a patient, whoever acts."""
        return self.role in (Role.PATIENT, Role.CAREGIVER)
