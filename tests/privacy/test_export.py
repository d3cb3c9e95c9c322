"""GET /v1/me/export: everything that is kept about me."""

from collections.abc import Callable
from uuid import uuid4

import jsonschema
import orjson
import pytest
from flask.testing import FlaskClient

from hep_api.privacy.service import export_schema
from hep_api.store import export
from hep_api.store.erasure import OWNERS
from hep_api.store.models import Row
from hep_api.store.scope import Scope
from tests.audit.trail import actions
from tests.builders.clinics import Clinic, add_patient
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone
from tests.builders.plans import assign_plan

SignIn = Callable[[Scope], dict[str, str]]


@pytest.fixture
def phone(hand_clock: HandClock, client: FlaskClient, clinic: Clinic, headers: SignIn) -> Phone:
    assign_plan(clinic)
    return Phone(client, headers, clinic.patient)


def test_an_export_is_what_its_schema_says(phone: Phone) -> None:
    phone.log(note="It hurt behind the kneecap.")
    phone.put(f"/v1/me/devices/{uuid4()}", {"kind": "fcm_token", "value": "a", "platform": "ios", "app_version": "1"})
    answer = phone.get("/v1/me/export")
    assert answer.status_code == 200
    jsonschema.validate(orjson.loads(answer.data), export_schema())


def test_it_holds_who_i_am_and_my_own_words(phone: Phone, clinic: Clinic) -> None:
    phone.log(note="It hurt behind the kneecap.")
    told = phone.get("/v1/me/export").get_json()
    assert (told["patient"]["name"], told["patient"]["birth_year"]) == ("Alex Sample", 1990)
    assert told["clinic"]["name"] == "North Clinic"
    notes = [fact["body"]["note"] for fact in told["facts"] if fact["kind"] == "session"]
    assert notes == ["It hurt behind the kneecap."]
    assert {"plans", "decisions", "sign_ins"} <= {name for name, rows in told.items() if rows}
    assert "patient.exported" in [event["action"] for event in told["audit"]]
    assert actions(clinic.id)[-1] == "patient.exported"


def test_it_holds_nothing_of_anybody_else(phone: Phone, clinic: Clinic) -> None:
    other = add_patient(clinic.therapist, name="Sam Second")
    text = phone.get("/v1/me/export").text
    assert "Sam Second" not in text
    assert str(other.subject_id) not in text


def test_a_long_history_comes_whole(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        phone.wake()
    whole = phone.get("/v1/me/export").get_json()
    monkeypatch.setattr(export, "PAGE", 2)
    again = phone.get("/v1/me/export").get_json()
    for name in ("facts", "decisions", "changes", "plans"):
        assert again[name] == whole[name]


def test_staff_export_nobody(client: FlaskClient, clinic: Clinic, headers: SignIn) -> None:
    assert client.get("/v1/me/export", headers=headers(clinic.therapist)).status_code == 403


def test_every_table_with_rows_of_a_patient_is_told_or_says_why_not() -> None:
    whose = {name for name, table in Row.metadata.tables.items() if set(OWNERS) & set(table.columns.keys())}
    told = {section.row.__tablename__ for section in export.SECTIONS}
    assert whose - set(export.NOT_TOLD) == told
