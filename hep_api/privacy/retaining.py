"""Applies each clinic's rule of retention: who was archived long enough ago is erased."""

from datetime import datetime

import structlog

from hep_api.errors import NotFound
from hep_api.store import erasure, retention_due
from hep_api.store.db import acting, write

log = structlog.get_logger("hep.privacy")


def apply_retention(now: datetime, limit: int = 50) -> int:
    """Erase whom the rules of their clinics ask to erase, a transaction each; returns how many."""
    erased = 0
    for scope, patient_id in retention_due.patients_to_erase(now, limit):
        try:
            with acting(scope), write():
                erasure.erase_patient(scope, patient_id, reason="retention", at=now)
        except NotFound:
            # Erased by another worker a moment ago.
            continue
        erased += 1
    if erased:
        log.info("patients_erased", count=erased)
    return erased
