"""What the matrix of foreign ids must be told about routes; a new parameter or body is added here."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from hep_api import clock
from hep_api.store import alerts, care, conflicts, emergencies, staff_invites
from hep_api.store.db import write
from hep_api.store.models import AlertRow, StaffInviteRow
from tests.builders.caregivers import add_caregiver
from tests.builders.clinics import FOUNDED_AT, Clinic, add_colleague
from tests.builders.plans import assign_plan
from tests.builders.shelves import add_media


def raise_alert(clinic: Clinic) -> UUID:
    """An open alert about the clinic's patient."""
    row = AlertRow(
        id=uuid4(), clinic_id=clinic.id, patient_id=clinic.patient.subject_id, rule="H15", scope="programme",
        scope_value="", raised_at=FOUNDED_AT,
    )  # fmt: skip
    with write():
        alerts.add_alert(clinic.therapist, row)
        return row.id


def add_staff(clinic: Clinic) -> UUID:
    """A colleague who may be changed and removed."""
    return add_colleague(clinic.therapist).subject_id


def invite_staff(clinic: Clinic) -> UUID:
    """An open invite to the clinic's team."""
    row = StaffInviteRow(
        id=uuid4(), email=f"{uuid4()}@clinic.example", name="Dr. New", role="therapist", locale="en",
        code_hash=str(uuid4()), created_at=FOUNDED_AT, expires_at=clock.real_now() + timedelta(days=1),
    )  # fmt: skip
    with write():
        staff_invites.add_staff_invite(clinic.therapist, row)
        return row.id


def cover(clinic: Clinic) -> UUID:
    """A cover of the clinic's patient by a colleague."""
    colleague, now = add_colleague(clinic.therapist), clock.now()
    with write():
        patient_id, until = clinic.patient.subject_id, now + timedelta(days=1)
        return care.begin_care(
            clinic.therapist, patient_id, colleague.subject_id, now, kind=care.Care.COVERING, until=until
        ).id


def break_glass(clinic: Clinic) -> UUID:
    """An emergency access of a colleague to the clinic's patient."""
    colleague, now = add_colleague(clinic.therapist), clock.now()
    with write():
        return emergencies.open_patient(
            colleague, clinic.patient.subject_id, "Found on the floor", now, now + timedelta(hours=1)
        ).id


def cross_edits(clinic: Clinic) -> UUID:
    """A conflict about the clinic's patient."""
    mine = clinic.patient.subject_id
    crossing = conflicts.Crossing(mine, "patient", mine, stands={"name": "Alex"}, set_aside={"name": "Alexa"})
    with write():
        return conflicts.keep_both(clinic.therapist, crossing, FOUNDED_AT)


OWNED: dict[str, Callable[[Clinic], UUID]] = {
    "patient_id": lambda clinic: clinic.patient.subject_id,
    "plan_id": assign_plan,
    "alert_id": raise_alert,
    "staff_id": add_staff,
    "invite_id": invite_staff,
    "cover_id": cover,
    "emergency_id": break_glass,
    "caregiver_id": lambda clinic: add_caregiver(clinic.therapist, clinic.patient).acts,
    "conflict_id": cross_edits,
}
"""URL parameters that name something of one clinic or patient: how a clinic comes to have one."""

OF_CLINIC: dict[str, Callable[[Clinic], UUID]] = {"media_id": add_media}
"""URL parameters that name something of one clinic, which all of its people reach."""

PUBLIC = {"slug", "protocol_id"}
"""URL parameters that name something of the catalogue, which is the same for everybody."""

CHOSEN = {"device_id", "sign_in_id"}
"""URL parameters that name something of the caller alone; tests/identity/test_sign_ins.py asks for somebody else's."""

BODIES: Mapping[tuple[str, str], Callable[[], dict[str, Any]]] = {
    ("PATCH", "/v1/patients/<uuid:patient_id>"): lambda: {"name": "Somebody Else"},
    ("POST", "/v1/patients/<uuid:patient_id>/plans"): lambda: {
        "id": str(uuid4()), "protocol_id": "pfp", "started_on": f"{clock.now():%Y-%m-%d}", "side": "left",
    },
    ("PUT", "/v1/patients/<uuid:patient_id>/equipment"): lambda: {
        "id": str(uuid4()), "equipment": ["mat"], "load_step_kg": 1,
    },
    ("PUT", "/v1/patients/<uuid:patient_id>/pauses"): lambda: {
        "id": str(uuid4()), "from_on": f"{clock.now():%Y-%m-%d}", "until_on": None, "reason": "travel",
    },
    ("PATCH", "/v1/plans/<uuid:plan_id>"): lambda: {"id": str(uuid4()), "reason": "Busy week", "days": [0, 2, 4]},
    ("POST", "/v1/plans/<uuid:plan_id>/actions"): lambda: {"id": str(uuid4()), "verb": "hold", "reason": "To see"},
    ("POST", "/v1/plans/<uuid:plan_id>/measurements"): lambda: {
        "id": str(uuid4()), "slug": "stairs-pain", "value": 2,
    },
    ("PATCH", "/v1/media/<uuid:media_id>"): lambda: {"licence": "CC BY 4.0"},
    ("POST", "/v1/alerts/<uuid:alert_id>/acknowledge"): lambda: {
        "id": str(uuid4()), "reason": "Called the patient", "outcome": "cleared",
    },
    ("POST", "/v1/patients/<uuid:patient_id>/caregivers"): lambda: {"name": "Sam Parent", "relation": "parent"},
    ("POST", "/v1/clinic/emergencies/<uuid:emergency_id>/review"): lambda: {"note": "Justified"},
    ("PATCH", "/v1/clinic/staff/<uuid:staff_id>"): lambda: {"role": "therapist"},
    ("POST", "/v1/clinic/staff/<uuid:staff_id>/removal"): lambda: {"hand_to": None},
    ("PUT", "/v1/clinic/patients/<uuid:patient_id>/therapists"): lambda: {"therapists": [str(uuid4())]},
}  # fmt: skip
"""A valid body for every route that has an owned parameter and reads one."""

TOLD_ELSEWHERE = {"/v1/clinic/patients/<uuid:patient_id>/therapists"}
"""Routes whose body has to name somebody of the clinic, which a body of this table cannot: their own tests ask them."""
