"""The two walls between clinics, tried and taken away (python -m bench.abuse.walls).

Every table of a clinic is read and changed by statements that forget the clinic, from inside one clinic, from inside
none and across all; patients of another clinic are asked for by store functions whose own filter is taken away. A leak
is a row of another clinic that shows or changes. Then each wall is taken away by itself: the same tries must leak with
both away, or they prove nothing.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch
from uuid import uuid4

from flask import Flask
from sqlalchemy import create_engine, func, select, text, true, update
from sqlalchemy.exc import ProgrammingError

from bench.abuse.tally import Tally, report
from hep_api.app import create_app
from hep_api.settings import Settings
from hep_api.store import clinics, patients, schema, staff, walls
from hep_api.store.binding import NOBODY
from hep_api.store.db import across, acting, bound_to, db, session, write
from hep_api.store.models import PatientRow, Row, StaffRow
from hep_api.store.scope import Role, Scope
from stack.binaries import Source
from stack.servers import serve_postgres

CLINICS, PATIENTS = 5, 4
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@contextmanager
def installation(database_url: str, folder: Path) -> Iterator[Flask]:
    """The product on an empty PostgreSQL database, inside the app's context."""
    settings = Settings.from_env(
        {"HEP_DATA_DIR": str(folder), "DATABASE_URL": database_url, "SECRET_KEY": "k" * 40, "HEP_LOG_LEVEL": "ERROR"}
    )
    app = create_app(settings)
    with app.app_context():
        schema.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def populate() -> list[tuple[Scope, list[Scope]]]:
    """Clinics with a therapist and patients each."""
    made = []
    for number in range(CLINICS):
        therapist = Scope(uuid4(), uuid4(), Role.THERAPIST)
        people = [Scope(therapist.clinic_id, uuid4(), Role.PATIENT) for _ in range(PATIENTS)]
        with acting(therapist), write():
            clinics.add_clinic(therapist, f"Clinic {number}", "UTC", AT)
            row = StaffRow(
                id=therapist.subject_id, email=f"{number}@clinic.example", name="T", role="therapist",
                password_hash="", locale="en", zone="UTC", created_at=AT,
            )  # fmt: skip
            staff.add_staff(therapist, row)
            for person in people:
                patients.add_patient(
                    therapist, person.subject_id, name="P", birth_year=None, zone="UTC", locale="en", at=AT
                )
        made.append((therapist, people))
    return made


def forgetful_reads(made: list[tuple[Scope, list[Scope]]]) -> tuple[int, int]:
    """Reads that forget the clinic, of every table of clinics: tries, and rows of other clinics that showed."""
    tries = leaks = 0
    for table in walls.tables_of_clinics():
        owner = table.c.id if table.name == "clinic" else table.c.clinic_id
        for therapist, _ in made:
            for inside, allowed in ((acting(therapist), {therapist.clinic_id}), (bound_to(NOBODY), set())):
                with inside:
                    shown = session().execute(select(owner)).scalars().all()
                leaks += sum(clinic_id not in allowed for clinic_id in shown)
                tries += 1
    return tries, leaks


def forgetful_writes(made: list[tuple[Scope, list[Scope]]]) -> tuple[int, int]:
    """Changes that forget the clinic: tries, and rows of other clinics that were changed."""
    changed = 0
    for therapist, _ in made:
        with acting(therapist), write() as current:
            everybody = update(PatientRow).values(locale="es").returning(PatientRow.clinic_id)
            changed += sum(clinic_id != therapist.clinic_id for clinic_id in current.scalars(everybody))
    return len(made), changed


def reads_across() -> tuple[int, int]:
    """Columns that the role of the workers may not read, one by one: tries, and those that it could."""
    tries = leaks = 0
    for table in Row.metadata.sorted_tables:
        open_columns = walls.SEEN_ACROSS.get(table.name, ())
        for column in table.columns if open_columns != walls.EVERY else ():
            if column.name in open_columns:
                continue
            tries += 1
            try:
                with across():
                    session().execute(select(func.count(column)))
                leaks += 1
            except ProgrammingError:
                session().rollback()
    return tries, leaks


def strangers_patients(made: list[tuple[Scope, list[Scope]]]) -> tuple[int, int]:
    """Every therapist asks for every patient of the other clinics: tries, and those that were found."""
    tries = leaks = 0
    for therapist, _ in made:
        with acting(therapist):
            for other, people in made:
                for person in people if other is not therapist else ():
                    tries += 1
                    leaks += patients.find_patient(therapist, person.subject_id) is not None
    return tries, leaks


@contextmanager
def without_the_first_wall() -> Iterator[None]:
    """Store functions reach everybody: what a filter that was forgotten would do."""
    with patch.object(patients, "in_reach", lambda *_: true()):
        yield


@contextmanager
def without_the_second_wall() -> Iterator[None]:
    """Row security is off on every table."""
    switched = [table.name for table in walls.tables_of_clinics()]
    _switch(switched, "DISABLE")
    try:
        yield
    finally:
        schema.upgrade()


def _switch(names: list[str], how: str) -> None:
    with db.engine.connect() as owner:
        for name in names:
            owner.execute(text(f'ALTER TABLE "{name}" {how} ROW LEVEL SECURITY'))


def run() -> list[Tally]:
    """Every try with both walls, with one of them, and with none."""
    source = Source.chosen(os.environ)
    with (
        serve_postgres(url=os.environ.get("HEP_TEST_POSTGRES_URL"), source=source) as url,
        TemporaryDirectory() as folder,
        fresh_database(url) as database,
        installation(database, Path(folder)),
    ):
        made = populate()
        counted = [forgetful_reads(made), forgetful_writes(made), reads_across(), strangers_patients(made)]
        with without_the_first_wall():
            alone = strangers_patients(made)
            with without_the_second_wall():
                _, none = strangers_patients(made)
        with without_the_second_wall():
            first_alone = strangers_patients(made)
            _, forgetful = forgetful_reads(made)
        assert none == alone[0], "with both walls away every patient must show: the tries prove nothing"
        assert forgetful > 0, "without row security a forgetful read must leak: the tries prove nothing"
    tries, leaks = (sum(part) for part in zip(*counted, strict=True))
    seen = {"leaks with both walls away": none, "leaks of forgetful reads without row security": forgetful}
    return [
        Tally("walls: statements that forget the clinic", tries, leaks, seen=seen),
        Tally("walls: store functions without their filter", *alone),
        Tally("walls: row security off, filters on", *first_alone),
    ]


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """A database of its own on the server, dropped at the end."""
    name = f"walls_{uuid4().hex[:10]}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield f"{url.rpartition('/')[0].replace('+psycopg', '')}/{name}"
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


if __name__ == "__main__":
    sys.exit(report(run()))
