"""The second wall, on PostgreSQL: what becomes of a statement that says nothing about clinics."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Select, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError

from hep_api.store import entrance, schema, tokens, walls
from hep_api.store.binding import NOBODY
from hep_api.store.db import across, acting, bound_to, db, enter, session, write
from hep_api.store.models import (
    AlertRow,
    ClinicRow,
    DeviceRow,
    FactRow,
    PatientRow,
    RefreshTokenRow,
    Row,
    StaffRow,
    TokenFamilyRow,
)
from tests.builders.clinics import FOUNDED_AT, Clinic, add_colleague, found_clinic

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def other(clinic: Clinic) -> Clinic:
    return found_clinic("South Clinic")


@pytest.fixture
def outside(clinic: Clinic, other: Clinic) -> Iterator[None]:
    """Nobody has said in which clinic this is."""
    with bound_to(NOBODY):
        yield


def patients_seen() -> set[object]:
    """A read that forgets its clinic."""
    return set(session().scalars(select(PatientRow.id)))


def told() -> tuple[str, str]:
    """Who statements run as and in which clinic, asked past SQLAlchemy's caches."""
    asked = text("SELECT current_user, current_setting('hep.clinic_id', true)")
    role, clinic = session().execute(asked).one()
    return role, clinic or ""


def test_a_read_that_forgets_its_clinic_sees_one_clinic(clinic: Clinic, other: Clinic) -> None:
    for mine in (clinic, other):
        with acting(mine.therapist):
            assert patients_seen() == {mine.patient.subject_id}
            with write():
                assert patients_seen() == {mine.patient.subject_id}


def test_without_the_wall_the_same_read_sees_everybody(clinic: Clinic, other: Clinic) -> None:
    """The wall is what holds it back, and nothing else: with row security off, another clinic's patient shows."""
    with db.engine.connect().execution_options(isolation_level="READ COMMITTED") as owner, owner.begin():
        owner.execute(text("ALTER TABLE patient DISABLE ROW LEVEL SECURITY"))
    try:
        assert not schema.is_current()
        with acting(clinic.therapist):
            assert patients_seen() == {clinic.patient.subject_id, other.patient.subject_id}
    finally:
        schema.upgrade()
    assert schema.is_current()
    with acting(clinic.therapist):
        assert patients_seen() == {clinic.patient.subject_id}


def test_whoever_is_in_no_clinic_sees_nothing_of_any(outside: None) -> None:
    shown = {
        table.name: session().scalar(select(func.count()).select_from(table)) for table in walls.tables_of_clinics()
    }
    assert set(shown.values()) == {0}
    assert {"clinic", "patient", "staff"} <= shown.keys()


def test_a_change_that_forgets_its_clinic_touches_one_clinic(clinic: Clinic, other: Clinic) -> None:
    with acting(clinic.therapist), write() as current:
        current.execute(update(PatientRow).values(locale="xx"))
    locales = dict(session().execute(select(PatientRow.id, PatientRow.locale)).all())
    assert locales == {clinic.patient.subject_id: "xx", other.patient.subject_id: "en"}


def test_a_row_of_another_clinic_cannot_be_added(clinic: Clinic, other: Clinic) -> None:
    alert = {
        "id": uuid4(), "clinic_id": other.id, "patient_id": other.patient.subject_id, "rule": "S1",
        "scope": "programme", "scope_value": "", "raised_at": FOUNDED_AT,
    }  # fmt: skip
    with pytest.raises(ProgrammingError, match="row-level security"), acting(clinic.therapist), write() as current:
        current.execute(insert(AlertRow).values(alert))


def test_a_row_cannot_be_moved_to_another_clinic(clinic: Clinic, other: Clinic) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(clinic.therapist), write() as current:
        current.execute(update(StaffRow).values(clinic_id=other.id))


def test_every_table_of_a_clinic_is_walled_for_its_owner_too(app: Flask) -> None:
    asked = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
    with db.engine.connect() as owner:
        walled = set(owner.scalars(asked))
    assert walled == {name for name, table in Row.metadata.tables.items() if "clinic_id" in table.c} | {"clinic"}


def test_who_serves_owns_nothing_and_cannot_take_the_wall_away(clinic: Clinic) -> None:
    for attempt in ("ALTER TABLE patient DISABLE ROW LEVEL SECURITY", "DROP POLICY hep_clinic ON patient"):
        with pytest.raises(ProgrammingError, match="must be owner"), acting(clinic.therapist), write() as current:
            current.execute(text(attempt))


# What a connection remembers


def fail_inside(clinic: Clinic, statement: str) -> None:
    with acting(clinic.therapist), write() as current:
        assert told() == (walls.APP, str(clinic.id))
        current.execute(text(statement))


@pytest.mark.parametrize(
    "statement", ["SELECT 1/0", "SELECT nothing FROM nowhere", "INSERT INTO clinic DEFAULT VALUES"]
)
def test_after_an_error_in_the_middle_the_connection_knows_no_clinic(clinic: Clinic, statement: str) -> None:
    for _ in range(3):
        with pytest.raises(DBAPIError):
            fail_inside(clinic, statement)
        assert_every_connection_is_clean()


def test_after_a_read_that_fails_the_connection_knows_no_clinic(clinic: Clinic) -> None:
    for _ in range(3):
        with acting(clinic.therapist), pytest.raises(DBAPIError):
            session().execute(text("SELECT 1/0"))
        session().rollback()
        assert_every_connection_is_clean()


def test_after_a_commit_and_after_a_read_the_connection_knows_no_clinic(clinic: Clinic) -> None:
    with acting(clinic.therapist):
        assert patients_seen()
        assert_every_connection_is_clean()
        with write():
            assert patients_seen()
        assert_every_connection_is_clean()


def assert_every_connection_is_clean() -> None:
    """On the very connections that served: no role and no clinic is left behind."""
    held = session().connection().connection.dbapi_connection
    assert held is not None
    session().rollback()
    with db.engine.connect() as next_one:
        again = next_one.connection.dbapi_connection
        assert again is held
        asked = text("SELECT current_user = session_user, coalesce(current_setting('hep.clinic_id', true), '')")
        assert tuple(next_one.execute(asked).one()) == (True, "")


def test_a_savepoint_that_is_rolled_back_leaves_the_right_clinic(clinic: Clinic, other: Clinic) -> None:
    with acting(clinic.therapist), write() as current:
        assert told() == (walls.APP, str(clinic.id))
        nested = current.begin_nested()
        enter(other.id)
        assert told() == (walls.APP, str(other.id))
        nested.rollback()
        assert told() == (walls.APP, str(other.id))
        enter(clinic.id)
        assert told() == (walls.APP, str(clinic.id))


# Workers


def test_a_worker_sees_all_clinics_but_only_what_being_due_needs(clinic: Clinic, other: Clinic) -> None:
    with bound_to(NOBODY), across():
        assert patients_seen() == {clinic.patient.subject_id, other.patient.subject_id}


@pytest.mark.parametrize(
    "question",
    [
        select(PatientRow.identity), select(StaffRow.email), select(StaffRow.password_hash),
        select(FactRow.body), select(TokenFamilyRow.owner_id), select(RefreshTokenRow.hash), select(AlertRow.rule),
    ],
    ids=str,
)  # fmt: skip
def test_a_worker_reads_nothing_more_across_clinics(clinic: Clinic, question: Select[object]) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), across():
        session().execute(question)


def test_a_worker_changes_nothing_more_across_clinics(clinic: Clinic) -> None:
    for change in (update(PatientRow).values(identity=b"X"), update(DeviceRow).values(owner_id=uuid4())):
        with pytest.raises(ProgrammingError, match="permission denied"), across(), write() as current:
            current.execute(change)


def test_after_looking_across_the_rest_is_walled_again(clinic: Clinic, other: Clinic) -> None:
    with acting(clinic.therapist), write():
        assert told() == (walls.APP, str(clinic.id))
        with across():
            assert told()[0] == walls.ACROSS
            assert len(patients_seen()) == 2
        assert told() == (walls.APP, str(clinic.id))
        assert len(patients_seen()) == 1


# The door


def test_the_door_shows_one_account_to_whoever_names_its_address(clinic: Clinic, outside: None) -> None:
    assert entrance.find_staff_by_email("nobody@clinic.example") is None
    assert told() == (walls.APP, "")


def test_whoever_is_found_at_the_door_is_inside_that_clinic(clinic: Clinic, other: Clinic) -> None:
    add_colleague(clinic.therapist, email="rivera@clinic.example")
    with bound_to(NOBODY):
        assert entrance.find_staff_by_email("Rivera@clinic.example ") is not None
        assert told() == (walls.APP, str(clinic.id))
        assert patients_seen() == {clinic.patient.subject_id}
        assert entrance.find_staff_by_email("nobody@clinic.example") is None
        assert told() == (walls.APP, "")


def test_the_door_opens_for_a_whole_secret_only(clinic: Clinic) -> None:
    with write():
        tokens.begin_family(
            clinic.therapist, refresh_hash="abc", expires_at=FOUNDED_AT + timedelta(days=1), at=FOUNDED_AT
        )
    for secret, opens in (("abc", True), ("ab", False), ("%", False), ("", False)):
        with bound_to(NOBODY), write():
            assert (entrance.hold_refresh(secret) is not None) is opens


def test_the_clinics_are_not_listed_to_whoever_serves(clinic: Clinic, other: Clinic) -> None:
    with acting(clinic.therapist):
        assert list(session().scalars(select(ClinicRow.id))) == [clinic.id]
