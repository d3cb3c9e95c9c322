"""Names and notes that were there before revision 0010 are sealed by it, and still read."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import text

from hep_api.app import create_app
from hep_api.store import facts, patients, schema
from hep_api.store.db import db, session
from hep_api.store.models import FactRow
from hep_api.store.scope import Role, Scope
from tests.app_fixtures import make_settings

OLD_ROWS = (
    "INSERT INTO clinic (id, name, zone, created_at) VALUES (:clinic, 'C', 'UTC', '2026-01-01 00:00:00')",
    """
    INSERT INTO patient (id, clinic_id, name, birth_year, zone, locale, sequence, version, created_at)
    VALUES (:patient, :clinic, 'Robin Runner', 1990, 'UTC', 'en', 1, 1, '2026-01-01 00:00:00')
    """,
    """
    INSERT INTO fact (patient_id, id, clinic_id, kind, body_version, body, occurred_at, zone, credited_on, received_at,
                      sequence, fingerprint, drives)
    VALUES (:patient, :fact, :clinic, 'session', 1, :body, '2026-01-02 00:00:00', 'UTC', '2026-01-02',
            '2026-01-02 00:00:00', 1, 'x', true)
    """,
)
BODY = '{"bout": 1, "note": "It hurt behind the kneecap."}'


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_there_is_sealed_and_reads_as_before(
    tmp_path: Path, kind: str, create_postgres_database: Callable[[], str]
) -> None:
    url = f"sqlite:///{tmp_path}/old.sqlite3" if kind == "sqlite" else create_postgres_database()
    clinic, patient, fact = uuid4(), uuid4(), uuid4()
    ids = {"clinic": clinic, "patient": patient, "fact": fact}
    with create_app(make_settings(tmp_path, url)).app_context():
        with schema._one_transaction() as connection:
            command.upgrade(schema._config(connection), "0009")
            given = {name: value.hex if kind == "sqlite" else value for name, value in ids.items()} | {"body": BODY}
            for statement in OLD_ROWS:
                used = {name: value for name, value in given.items() if f":{name}" in statement}
                connection.execute(text(statement), used)
        schema.upgrade()
        own = Scope(clinic, patient, Role.PATIENT)
        row = patients.get_patient(own, patient)
        assert (row.name, row.birth_year) == ("Robin Runner", 1990)
        told = session().get_one(FactRow, (patient, fact))
        assert told.body == {"bout": 1, "note": ""}
        assert facts.words_of(own, patient, [told]) == {fact: "It hurt behind the kneecap."}
        db.session.remove()
        db.engine.dispose()
