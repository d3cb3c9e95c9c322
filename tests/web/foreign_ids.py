"""What the matrix of foreign ids must be told about routes; a new parameter or body is added here."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tests.builders.clinics import Clinic

OWNED: dict[str, Callable[[Clinic], UUID]] = {
    "patient_id": lambda clinic: clinic.patient.subject_id,
}
"""URL parameters that name something of one patient: how a clinic comes to have one."""

PUBLIC = {"slug", "protocol_id"}
"""URL parameters that name something of the catalogue, which is the same for everybody."""

BODIES: Mapping[tuple[str, str], dict[str, Any]] = {
    ("PATCH", "/v1/patients/<uuid:patient_id>"): {"name": "Somebody Else"},
}
"""A valid body for every route that has an owned parameter and reads one."""
