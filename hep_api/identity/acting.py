"""For whom a caregiver acts: chosen once, at a sign-in, and never by a request."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.errors import NotFound
from hep_api.identity import service
from hep_api.settings import Settings
from hep_api.store import audit, callers, caregivers
from hep_api.store.db import write
from hep_api.store.scope import Scope


def list_acted_for(scope: Scope, now: datetime) -> list[dict[str, Any]]:
    """Everybody for whom the caregiver may act, by name."""
    return [
        {
            "id": one.patient.id,
            "name": one.patient.name,
            "current": one.patient.id == scope.subject_id,
            "until_at": one.proxy.until_at,
        }
        for one in caregivers.list_mine(scope, now)
    ]


def act_for(settings: Settings, scope: Scope, patient_id: UUID, now: datetime, at: datetime) -> service.Tokens:
    """Sign the caregiver in for another patient; `at` is real time. Raises NotFound."""
    with write():
        chosen = next((one for one in caregivers.list_mine(scope, now) if one.patient.id == patient_id), None)
        if chosen is None:
            raise NotFound("There is no such patient.")
        acting = callers.scope_by(chosen.proxy)
        audit.append(acting, "caregiver.signed_in", about={"patient": patient_id})
        return service.begin_beside(settings, scope, acting, at)
