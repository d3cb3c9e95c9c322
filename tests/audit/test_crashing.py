"""A process that dies between a change and its audit event leaves both or neither."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from hep_api.audit.verifying import verify_chain
from hep_api.clock import real_now
from hep_api.settings import Settings
from hep_api.store.db import session
from hep_api.store.models import PatientRow
from tests.app_fixtures import SECRET
from tests.audit.trail import actions
from tests.builders.clinics import Clinic

ROOT = Path(__file__).parents[2]
KILLED = 137
CHILD = """
import os, sys
from datetime import UTC, datetime
from uuid import UUID, uuid4
from sqlalchemy import event
from hep_api.app import create_app
from hep_api.store import patients
from hep_api.store.db import acting, db, write
from hep_api.store.scope import Role, Scope

clinic, therapist, point = UUID(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3]
with create_app().app_context():
    @event.listens_for(db.engine, "after_cursor_execute")
    def die(_, __, statement, *___):
        if statement.startswith(point):
            os._exit(137)
    scope = Scope(clinic, therapist, Role.THERAPIST)
    with acting(scope), write():
        patients.add_patient(
            scope, uuid4(), name="N", birth_year=None, zone="UTC", locale="en",
            at=datetime.now(UTC),
        )
    os._exit(137)
"""
POINTS = {
    "INSERT INTO patient": 0,
    "INSERT INTO care_relationship": 0,
    "INSERT INTO audit ": 0,
    "UPDATE audit_head": 0,
    "after the commit": 1,
}
"""Where the process dies -> how many changes there are afterwards."""


def counts(clinic: Clinic) -> tuple[int, int]:
    """How many patients there are, and of how many the trail tells."""
    session().rollback()
    there = session().query(PatientRow).filter(PatientRow.clinic_id == clinic.id).count()
    return there, actions(clinic.id).count("patient.added")


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_leaves_both_or_neither(app: Flask, settings: Settings, clinic: Clinic, point: str) -> None:
    before = counts(clinic)
    environ = {"HEP_DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url, "SECRET_KEY": SECRET}
    words = [str(clinic.id), str(clinic.therapist.subject_id), point]
    child = subprocess.run(
        [sys.executable, "-c", CHILD, *words], cwd=ROOT, env=environ, timeout=120, capture_output=True, check=False
    )
    assert child.returncode == KILLED, child.stderr.decode()
    there, told = counts(clinic)
    assert (there - before[0], told - before[1]) == (POINTS[point], POINTS[point])
    assert list(verify_chain(clinic.id, (), real_now())) == []
