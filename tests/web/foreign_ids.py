"""What the matrix of foreign ids must be told about routes; a new parameter or body is added here."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from hep_api import clock
from hep_api.store import alerts
from hep_api.store.db import write
from hep_api.store.models import AlertRow
from tests.builders.clinics import FOUNDED_AT, Clinic
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


OWNED: dict[str, Callable[[Clinic], UUID]] = {
    "patient_id": lambda clinic: clinic.patient.subject_id,
    "plan_id": assign_plan,
    "alert_id": raise_alert,
}
"""URL parameters that name something of one patient: how a clinic comes to have one."""

OF_CLINIC: dict[str, Callable[[Clinic], UUID]] = {"media_id": add_media}
"""URL parameters that name something of one clinic, which all of its people reach."""

PUBLIC = {"slug", "protocol_id"}
"""URL parameters that name something of the catalogue, which is the same for everybody."""

CHOSEN = {"device_id"}
"""URL parameters that callers choose themselves and that mean nothing to anybody else."""

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
}  # fmt: skip
"""A valid body for every route that has an owned parameter and reads one."""
