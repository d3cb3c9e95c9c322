"""The trail is told in the transaction of the change, and is one chain a clinic."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import orjson
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hep_api.store import audit, keys
from hep_api.store.db import db, session, write
from hep_api.store.models import AuditHeadRow, AuditRow
from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic


def tell(scope: Scope, times: int = 1) -> None:
    with write():
        for _ in range(times):
            audit.append(scope, "patient.changed", about={"patient": uuid4()})


def links(clinic_id: UUID) -> list[AuditRow]:
    found = select(AuditRow).where(AuditRow.clinic_id == clinic_id).order_by(AuditRow.sequence)
    return list(session().scalars(found))


def test_an_event_says_who_did_what_about_whom_and_by_which_request(clinic: Clinic) -> None:
    plan_id = uuid4()
    with write():
        audit.came_by(audit.Origin("http", "a-request"))
        about = {"patient": clinic.patient.subject_id, "plan": plan_id}
        audit.append(clinic.therapist, "plan.changed", about=about, details=(("verb", "hold"),))
    row = links(clinic.id)[-1]
    told = orjson.loads(row.payload)
    assert told["who"] == {"id": str(clinic.therapist.subject_id), "role": "therapist"}
    assert told["about"] == {"patient": str(clinic.patient.subject_id), "plan": str(plan_id)}
    assert (told["details"], told["via"], told["request_id"]) == ({"verb": "hold"}, "http", "a-request")
    assert (row.action, row.actor_id) == ("plan.changed", clinic.therapist.subject_id)
    assert (row.patient_id, told["at"]) == (clinic.patient.subject_id, row.at.isoformat())


def test_who_acts_for_somebody_and_under_which_emergency_is_told(clinic: Clinic) -> None:
    caregiver, emergency = uuid4(), uuid4()
    patient = clinic.patient
    acting = Scope(patient.clinic_id, patient.subject_id, patient.role, None, caregiver, emergency)
    tell(acting)
    who = orjson.loads(links(clinic.id)[-1].payload)["who"]
    assert who == {
        "id": str(caregiver),
        "role": "patient",
        "on_behalf_of": str(patient.subject_id),
        "break_glass": str(emergency),
    }


def test_what_a_worker_does_is_nobodys_act(clinic: Clinic) -> None:
    with write():
        audit.came_by(audit.Origin("worker", "persist_boundaries"))
        audit.append(clinic.patient, "decision.made", about={"patient": clinic.patient.subject_id})
    row = links(clinic.id)[-1]
    assert (row.actor_id, orjson.loads(row.payload)["who"]) == (None, {"role": "system"})


def test_each_link_is_made_of_the_one_before(clinic: Clinic) -> None:
    tell(clinic.therapist, times=3)
    rows = links(clinic.id)
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    before = audit.START
    for row in rows:
        before = audit.mac_of(keys.chain_key(clinic.therapist, row.key_id), before, row.sequence, row.payload)
        assert row.mac == before
    head = session().get_one(AuditHeadRow, clinic.id)
    assert (head.sequence, head.mac) == (rows[-1].sequence, rows[-1].mac)


def test_what_is_rolled_back_leaves_no_event(clinic: Clinic) -> None:
    before = len(links(clinic.id))

    def told_and_failed() -> None:
        with write():
            audit.append(clinic.therapist, "patient.changed", about={"patient": clinic.patient.subject_id})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        told_and_failed()
    tell(clinic.therapist)
    assert len(links(clinic.id)) == before + 1


def test_an_event_outside_a_transaction_is_refused(clinic: Clinic) -> None:
    with pytest.raises(RuntimeError, match="inside write"):
        audit.append(clinic.therapist, "patient.changed", about={})


@pytest.mark.parametrize("prose", ["Robin Runner", "hurts\n", '"}', "a" * 101, "\x1b[2J"])
def test_prose_is_refused(clinic: Clinic, prose: str) -> None:
    for told in ({"about": {"patient": prose}}, {"about": {}, "details": {"why": prose}}):
        with pytest.raises(ValueError, match="prose"), write():
            audit.append(clinic.therapist, "patient.changed", **told)
    with pytest.raises(ValueError, match="verb"), write():
        audit.append(clinic.therapist, prose, about={})


def test_eight_writers_make_one_chain_without_a_fork(app: Flask, clinic: Clinic) -> None:
    begun = len(links(clinic.id))
    session().rollback()

    def append_ten(_: int) -> None:
        with app.app_context():
            for _ in range(10):
                tell(clinic.therapist)
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append_ten, range(8)))
    rows = links(clinic.id)
    assert [row.sequence for row in rows] == list(range(1, begun + 81))
    key = keys.chain_key(clinic.therapist, rows[0].key_id)
    macs = [audit.START, *(row.mac for row in rows)]
    made = [audit.mac_of(key, before, row.sequence, row.payload) for before, row in zip(macs, rows, strict=False)]
    assert made == macs[1:]


@pytest.mark.parametrize("statement", ["UPDATE audit SET action = 'x.y'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_what_was_told(clinic: Clinic, statement: str) -> None:
    tell(clinic.therapist)
    with pytest.raises(DBAPIError, match="only added"), write() as current:
        current.execute(text(statement))
    assert links(clinic.id)


def test_postgresql_refuses_to_empty_the_trail(clinic: Clinic) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="only added"), write() as current:
        current.execute(text("TRUNCATE audit"))
