"""Who asks: the walls that every store function stays within."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a caller is: patients act for themselves, staff for the patients in their care."""

    PATIENT = "patient"
    THERAPIST = "therapist"
    ADMIN = "admin"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Scope:
    """One clinic, one subject (a patient's or a staff member's id), its role, and the token family it came with.

    `actor_id` is who really acts when that is not the subject, such as a caregiver for a patient; `break_glass_id`
    names the emergency access under which somebody acts. The audit trail tells both.
    """

    clinic_id: UUID
    subject_id: UUID
    role: Role
    family_id: UUID | None = None
    actor_id: UUID | None = None
    break_glass_id: UUID | None = None
