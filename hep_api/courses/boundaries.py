"""Persists what time alone has decided: cut-offs, ends of days and of weeks. Reads already know it."""

from datetime import datetime
from uuid import UUID

import structlog

from hep_api.courses.reading import loaded
from hep_api.courses.writing import write_course
from hep_api.engine.course import advance
from hep_api.store import courses, courses_due, patients
from hep_api.store.db import acting, write
from hep_api.store.scope import Scope

log = structlog.get_logger("hep.courses")


def persist_due(now: datetime, limit: int = 200) -> int:
    """Advance up to `limit` courses whose next boundary has passed, a transaction each; returns how many."""
    persisted = 0
    for scope, patient_id in courses_due.due_courses(now, limit):
        try:
            persisted += _persist_one(scope, patient_id, now)
        except Exception as error:  # noqa: BLE001 - one broken course must not hold up the others
            log.error("course_not_advanced", patient_id=str(patient_id), error=type(error).__name__)  # noqa: TRY400 - no health data
    return persisted


def _persist_one(scope: Scope, patient_id: UUID, now: datetime) -> bool:
    with acting(scope), write():
        patients.lock_patient(scope, patient_id)
        row = courses.find_course(scope, patient_id)
        if row is None or row.next_boundary_at is None or row.next_boundary_at > now:
            return False
        before = loaded(patient_id, row)
        after = advance(before, now)
        write_course(scope, patient_id, row.version, before, after, None, now, replayed=False, sequence=None)
    return True
