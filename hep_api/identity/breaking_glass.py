"""Opens a patient of the clinic in an emergency: a sign-in of its own, for that patient, for some hours."""

from datetime import datetime, timedelta
from typing import Any

from hep_api.errors import Conflict, Forbidden, NotFound
from hep_api.identity import service
from hep_api.settings import Settings
from hep_api.store import audit, clinic_settings, emergencies, patients
from hep_api.store.clinic_settings import BREAK_GLASS_HOURS
from hep_api.store.db import write
from hep_api.store.scope import Scope


def break_glass(
    settings: Settings, scope: Scope, body: dict[str, Any], *, now: datetime, real_now: datetime
) -> dict[str, Any]:
    """Open the one patient in treatment with this name and birth year to the therapist who asks.

    Raises NotFound (nobody, or nobody here), Conflict (several, or in the caller's care already) and Forbidden (from
    within an emergency). Each try is told to the trail, without the name.
    """
    if scope.break_glass_id is not None:
        raise Forbidden("This sign-in is for one emergency; use your own.")
    found = emergencies.find_by_name(scope, body["name"], body["birth_year"])
    if len(found) != 1:
        with write():
            audit.append(scope, "emergency.refused", about={}, details={"found": len(found)})
        if not found:
            raise NotFound("There is no such patient.")
        raise Conflict("Several patients have this name and birth year; an admin can hand over.", code="ambiguous")
    if patients.find_patient(scope, found[0]) is not None:
        raise Conflict("You care for this patient already.", code="in_your_care")
    hours = int(clinic_settings.chosen(scope, BREAK_GLASS_HOURS))
    with write():
        access = emergencies.open_patient(scope, found[0], body["reason"], now, now + timedelta(hours=hours))
        opened = Scope(scope.clinic_id, scope.subject_id, scope.role, break_glass_id=access.id)
        return {
            "id": access.id,
            "patient_id": access.patient_id,
            "until_at": access.until_at,
            "tokens": service.begin_beside(settings, scope, opened, real_now),
        }
