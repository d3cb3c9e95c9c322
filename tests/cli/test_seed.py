"""The demo clinic: the same however often it is seeded, and its ways in work."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hep_api.app import create_app
from hep_api.store import schema, vitals
from hep_api.store.db import db
from tests.app_fixtures import make_settings


def seed(app: Flask) -> dict[str, Any]:
    result = app.test_cli_runner().invoke(args=["seed", "--yes"])
    assert result.exit_code == 0, result.output
    ways_in: dict[str, Any] = json.loads(result.stdout)
    return ways_in


@pytest.fixture
def ways_in(app: Flask) -> dict[str, Any]:
    return seed(app)


def test_the_therapist_gets_in_and_finds_the_patients(client: FlaskClient, ways_in: dict[str, Any]) -> None:
    tokens = client.post("/v1/auth/login", json=ways_in["therapist"]).json or {}
    listed = client.get("/v1/patients", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json or {}
    assert {item["id"] for item in listed["items"]} == {patient["id"] for patient in ways_in["patients"]}


def test_every_patient_gets_in(client: FlaskClient, ways_in: dict[str, Any]) -> None:
    for patient in ways_in["patients"]:
        sent = {"code": patient["invite_code"], "birth_year": patient["birth_year"]}
        assert client.post("/v1/auth/redeem", json=sent).status_code == 200


def test_seeding_again_makes_nothing_new_but_codes(app: Flask, ways_in: dict[str, Any]) -> None:
    again = seed(app)
    assert again["clinic_id"] == ways_in["clinic_id"]
    assert [patient["id"] for patient in again["patients"]] == [patient["id"] for patient in ways_in["patients"]]
    assert again["patients"][0]["invite_code"] != ways_in["patients"][0]["invite_code"]


@pytest.mark.parametrize("name, code", [("hep.sqlite3", 0), ("other.sqlite3", 1)])
def test_only_the_database_in_the_data_folder_needs_no_yes(tmp_path: Path, name: str, code: int) -> None:
    made = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / name}"))
    with made.app_context():
        schema.upgrade()
        result = made.test_cli_runner().invoke(args=["seed"])
        assert result.exit_code == code
        assert ("DATABASE_URL names a database of yours" in result.stderr) == bool(code)
        assert len(vitals.clinics_founded()) == 1 - code
        db.engine.dispose()


def test_the_admin_gets_in_and_finds_the_team(client: FlaskClient, ways_in: dict[str, Any]) -> None:
    tokens = client.post("/v1/auth/login", json=ways_in["admin"]).json or {}
    listed = client.get("/v1/clinic/staff", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json or {}
    assert sorted(item["role"] for item in listed["items"]) == ["admin", "therapist"]
