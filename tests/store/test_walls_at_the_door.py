"""The second wall, on PostgreSQL, around what is read and written before anybody knows which clinic it belongs to."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from hep_api.store import emails, emails_due, entrance, tokens, walls
from hep_api.store.binding import NOBODY
from hep_api.store.db import across, acting, bound_to, session, write
from hep_api.store.models import (
    AuditHeadRow,
    AuditRow,
    DataKeyRow,
    EmailRow,
    InviteTryRow,
    RecoveryCodeRow,
    ResetRequestRow,
    ResetTokenRow,
    SecondFactorRow,
    StaffInviteRow,
    TokenFamilyRow,
)
from hep_api.store.scope import Scope
from hep_api.store.tokens import Place
from tests.builders.clinics import FOUNDED_AT, Clinic, add_colleague, found_clinic

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

RIVERA, STONE = "rivera@clinic.example", "stone@clinic.example"
DAY = timedelta(days=1)


@pytest.fixture
def rivera(clinic: Clinic) -> Scope:
    return add_colleague(clinic.therapist, email=RIVERA)


@pytest.fixture
def stone() -> Scope:
    return add_colleague(found_clinic("South Clinic").therapist, email=STONE)


@pytest.fixture
def outside(rivera: Scope, stone: Scope) -> Iterator[None]:
    """Nobody has said in which clinic this is."""
    with bound_to(NOBODY):
        yield


def clinic_told() -> str:
    return session().scalar(text("SELECT current_setting('hep.clinic_id', true)")) or ""


def give_token(staff: Scope, token_hash: str) -> None:
    row = ResetTokenRow(
        hash=token_hash, clinic_id=staff.clinic_id, staff_id=staff.subject_id, issued_at=FOUNDED_AT,
        expires_at=FOUNDED_AT + DAY,
    )  # fmt: skip
    with acting(staff), write() as current:
        current.add(row)


@pytest.mark.usefixtures("outside")
def test_a_whole_reset_token_opens_its_clinic_and_part_of_one_opens_nothing(rivera: Scope) -> None:
    give_token(rivera, "abc")
    for told, opens in (("abc", True), ("ab", False), ("%", False), ("", False)):
        with bound_to(NOBODY), write():
            assert (entrance.hold_reset(told, FOUNDED_AT) is not None) is opens
            assert clinic_told() == (str(rivera.clinic_id) if opens else "")


@pytest.mark.usefixtures("outside")
def test_a_place_is_known_for_the_account_that_was_signed_in_to_there(rivera: Scope) -> None:
    with acting(rivera), write():
        place = Place("phone", "Phone", "home")
        tokens.begin_family(rivera, refresh_hash="x", expires_at=FOUNDED_AT + DAY, at=FOUNDED_AT, place=place)

    def known(email: str, device: str | None) -> bool:
        return entrance.knows_place(email, device_hash=device, source_hash="home", since=FOUNDED_AT - DAY)

    assert [known(RIVERA, "phone"), known(RIVERA, None), known(RIVERA, "other phone")] == [True, True, False]
    assert [known(STONE, "phone"), known("nobody@clinic.example", "phone")] == [False, False]
    assert clinic_told() == ""


@pytest.mark.usefixtures("outside")
def test_what_somebody_asks_for_at_the_door_is_written_there_and_read_by_workers_only() -> None:
    with write():
        entrance.ask_for_reset(RIVERA, FOUNDED_AT)
        entrance.note_try("code", FOUNDED_AT)
    assert entrance.count_tries("code", FOUNDED_AT - DAY) == 1
    with pytest.raises(ProgrammingError, match="permission denied"):
        session().scalars(select(ResetRequestRow.email)).all()
    session().rollback()
    with across():
        assert session().scalars(select(ResetRequestRow.email)).all() == [RIVERA]


@pytest.mark.usefixtures("outside")
def test_a_worker_finds_whose_wish_it_is_and_where_an_email_goes_in_one_clinic_each(rivera: Scope) -> None:
    for email in (RIVERA, STONE, "nobody@clinic.example"):
        with write():
            entrance.ask_for_reset(email, FOUNDED_AT)
    with write():
        assert emails_due.take_requests(FOUNDED_AT, DAY, 10) == 3
        owed = emails_due.claim(FOUNDED_AT, 10, 60)
    assert {one.address for one in owed} == {RIVERA, STONE}
    assert clinic_told() == ""
    with write():
        assert all(emails_due.add_reset_token(one, one.address, FOUNDED_AT, FOUNDED_AT + DAY) for one in owed)
        assert all(emails_due.settle(one, "sent", "", FOUNDED_AT) for one in owed)
    with acting(rivera):
        assert session().scalars(select(ResetTokenRow.hash)).all() == [RIVERA]


@pytest.mark.parametrize(
    "question",
    [
        select(ResetTokenRow.hash), select(SecondFactorRow.secret), select(RecoveryCodeRow.hash),
        select(StaffInviteRow.email), select(InviteTryRow.code_hash), select(TokenFamilyRow.device_hash),
        select(AuditRow.payload), select(AuditHeadRow.key_id), select(DataKeyRow.wrapped),
        insert(EmailRow).values(id=uuid4()), update(EmailRow).values(staff_id=uuid4()), delete(EmailRow),
        update(ResetRequestRow).values(email="x"),
    ],
    ids=str,
)  # fmt: skip
def test_a_worker_reaches_nothing_more_of_all_clinics(rivera: Scope, question: Any) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), across(), write() as current:
        current.execute(question)


@pytest.mark.parametrize(
    "change",
    [
        delete(AuditRow), update(AuditRow).values(payload=""), delete(AuditHeadRow), delete(InviteTryRow),
        update(InviteTryRow).values(tried_at=FOUNDED_AT), delete(ResetRequestRow),
    ],
    ids=str,
)  # fmt: skip
def test_who_serves_takes_back_neither_the_trail_nor_what_was_tried_and_asked(rivera: Scope, change: Any) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), acting(rivera), write() as current:
        current.execute(change)


def test_an_email_to_another_clinics_staff_cannot_be_owed(rivera: Scope, stone: Scope) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(rivera), write():
        emails.owe_email(stone, stone.subject_id, "password_changed", FOUNDED_AT)


def test_each_door_is_a_column_that_names_one_row(app: Flask) -> None:
    tables = {table.name: table for table in walls.tables_of_clinics()}
    unique = {
        name: {column.name for column in tables[name].primary_key}
        | {index.columns.keys()[0] for index in tables[name].indexes if index.unique and len(index.columns) == 1}
        for name in walls.DOORS
    }
    assert {name for name, column in walls.DOORS.items() if column not in unique[name]} == set()
