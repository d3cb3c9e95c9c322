"""The set-up that the runbook asks for: an owner who is no superuser migrates, and another role serves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError, ProgrammingError

from hep_api.app import create_app
from hep_api.errors import SettingsError
from hep_api.store import clinics, patients, schema, staff, walls
from hep_api.store.binding import NOBODY, Bound
from hep_api.store.db import across, acting, bound_to, db, session, write
from hep_api.store.models import PatientRow, StaffRow
from hep_api.store.scope import Role, Scope
from tests.app_fixtures import make_settings
from tests.builders.clinics import FOUNDED_AT

PASSWORD = "of-an-invented-database"


@dataclass(frozen=True)
class Installation:
    """One database, and the addresses under which its owner and whoever serves open it."""

    owner: str
    serving: str
    folder: Path


@pytest.fixture
def installation(
    create_postgres_database: Callable[[], str], postgres_server_url: str, tmp_path: Path
) -> Iterator[Installation]:
    url, tag = create_postgres_database(), uuid4().hex[:8]
    owner, login = f"owner_{tag}", f"login_{tag}"
    server = urlsplit(url.replace("+psycopg", ""))
    with psycopg.connect(postgres_server_url.replace("+psycopg", ""), autocommit=True) as admin:
        for role in walls.ROLES:
            admin.execute(walls.MAKE_ROLE.format(role=role))
        for name in (owner, login):
            admin.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE hep_app, hep_across").format(
                    sql.Identifier(name), sql.Literal(PASSWORD)
                )
            )
        database = sql.Identifier(server.path.lstrip("/"))
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, sql.Identifier(owner)))
        where = f"{server.hostname}:{server.port}{server.path}"
        yield Installation(
            f"postgresql://{owner}:{PASSWORD}@{where}", f"postgresql://{login}:{PASSWORD}@{where}", tmp_path
        )
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(database))  # the fixture drops it
        for name in (owner, login):
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def migrate(installation: Installation) -> None:
    with create_app(make_settings(installation.folder, installation.owner)).app_context():
        schema.upgrade()
        db.engine.dispose()


@pytest.fixture
def served(installation: Installation) -> Iterator[Installation]:
    """Migrated by the owner; the app of whoever serves."""
    migrate(installation)
    with create_app(make_settings(installation.folder, installation.serving)).app_context(), bound_to(NOBODY):
        yield installation
        db.session.remove()
        db.engine.dispose()


def add_clinic_with_patients(count: int = 2) -> Scope:
    """A clinic, its therapist and patients, as the product makes them when it is inside that clinic."""
    therapist = Scope(uuid4(), uuid4(), Role.THERAPIST)
    with acting(therapist), write():
        clinics.add_clinic(therapist, "Clinic", "UTC", FOUNDED_AT)
        row = StaffRow(
            id=therapist.subject_id, email=f"{therapist.subject_id}@clinic.example", name="T", role="therapist",
            password_hash="", locale="en", zone="UTC", created_at=FOUNDED_AT,
        )  # fmt: skip
        staff.add_staff(therapist, row)
        for _ in range(count):
            patients.add_patient(therapist, uuid4(), name="P", birth_year=None, zone="UTC", locale="en", at=FOUNDED_AT)
    return therapist


COUNT = select(func.count()).select_from(PatientRow)


def test_who_serves_is_walled_and_needs_nothing_of_the_owner(served: Installation) -> None:
    first, _ = add_clinic_with_patients(2), add_clinic_with_patients(3)
    assert schema.is_current()
    assert session().scalar(COUNT) == 0
    with acting(first):
        assert session().scalar(COUNT) == 2
    with across():
        assert session().scalar(select(func.count(PatientRow.id))) == 5


def test_the_owner_sees_no_rows_of_clinics_either(served: Installation) -> None:
    """FORCE: a connection that was told nothing shows nothing, whoever it belongs to."""
    add_clinic_with_patients()
    for address in (served.owner, served.serving):
        with psycopg.connect(address) as bare:
            assert bare.execute("SELECT count(*) FROM clinic").fetchone() == (0,), address


def test_a_migration_reaches_the_rows_of_every_clinic(served: Installation) -> None:
    """What the owner does between lowering and raising again is over all clinics; afterwards nothing is left open."""
    add_clinic_with_patients(2)
    with create_app(make_settings(served.folder, served.owner)).app_context():
        with schema._one_transaction() as connection:
            walls.lower_force(connection)
            assert connection.scalar(COUNT) == 2
            connection.execute(update(PatientRow).values(locale="es"))
        assert not schema.is_current()
        schema.upgrade()
        assert schema.is_current()
        with db.engine.connect() as connection:
            assert connection.scalar(COUNT) == 0
        db.session.remove()
        db.engine.dispose()


def test_who_serves_cannot_migrate(installation: Installation) -> None:
    with create_app(make_settings(installation.folder, installation.serving)).app_context():
        with pytest.raises((SettingsError, ProgrammingError)):
            schema.upgrade()
        db.engine.dispose()


def test_who_serves_and_belongs_to_no_role_is_told_so_by_the_database(served: Installation) -> None:
    """Not open but shut: without the roles nothing is read at all."""
    with psycopg.connect(served.owner, autocommit=True) as owner:
        name = urlsplit(served.serving).username
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(f"REVOKE hep_app FROM {name}")
    with bound_to(Bound(role="pg_read_all_data")), pytest.raises(DBAPIError, match="permission denied to set role"):
        session().scalar(COUNT)
