"""Persists what time alone has decided: cut-offs, ends of days and of weeks. Reads already know it."""

from datetime import datetime

from hep_api.courses.reading import loaded
from hep_api.courses.writing import write_course
from hep_api.engine.course import advance
from hep_api.store import courses, courses_due, patients
from hep_api.store.db import write


def persist_due(now: datetime, limit: int = 200) -> int:
    """Advance up to `limit` courses whose next boundary has passed, a transaction each; returns how many."""
    due = courses_due.due_courses(now, limit)
    for scope, patient_id in due:
        with write():
            patients.lock_patient(scope, patient_id)
            row = courses.find_course(scope, patient_id)
            if row is None or row.next_boundary_at is None or row.next_boundary_at > now:
                continue
            before = loaded(patient_id, row)
            after = advance(before, now)
            write_course(scope, patient_id, row.version, before, after, None, now, replayed=False, sequence=None)
    return len(due)
