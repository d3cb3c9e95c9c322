"""What a clinic added is in its own library, and in nobody else's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from hep_api import clock
from hep_api.clinic.own_content import add_content, retire_content
from hep_api.library.schemas import ExerciseOut, ProtocolOut
from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic, add_patient, found_clinic
from tests.builders.own_content import WALL_PLAN, WALL_PUSH, give_own_content, write_files
from tests.statements import count_statements

Headers = Callable[[Scope], dict[str, str]]
PATHS = ["/v1/exercises/wall-push", "/v1/protocols/our_hip_start"]


@pytest.fixture
def own(clinic: Clinic, tmp_path: Path) -> Clinic:
    give_own_content(tmp_path, clinic.id)
    return clinic


def read(client: FlaskClient, path: str, headers: dict[str, str]) -> dict[str, Any]:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json or {}
    return body


def names(client: FlaskClient, path: str, headers: dict[str, str]) -> set[str]:
    """What is listed as the clinic's own."""
    return {
        item.get("slug") or item["id"] for item in read(client, f"{path}?limit=200", headers)["items"] if item["own"]
    }


def test_its_own_content_is_listed_and_marked(client: FlaskClient, own: Clinic, headers: Headers) -> None:
    speaks = headers(own.therapist)
    assert names(client, "/v1/exercises", speaks) == {"wall-push"}
    assert names(client, "/v1/protocols", speaks) == {"our_hip_start"}
    assert names(client, "/v1/exercises", headers(own.patient)) == {"wall-push"}


def test_it_is_read_as_the_contract_says_in_both_languages(client: FlaskClient, own: Clinic, headers: Headers) -> None:
    exercise, protocol = (read(client, path, headers(own.therapist)) for path in PATHS)
    assert (ExerciseOut().validate(exercise), ProtocolOut().validate(protocol)) == ({}, {})
    assert (exercise["own"], exercise["retired"], protocol["own"]) == (True, False, True)
    spanish = headers(add_patient(own.therapist, locale="es"))
    assert read(client, PATHS[0], spanish)["name"] == "Empuje de rodilla contra la pared"
    assert read(client, "/v1/exercises/clamshell", headers(own.therapist))["own"] is False


@pytest.mark.parametrize("path", PATHS)
def test_to_another_clinic_it_is_what_does_not_exist(
    client: FlaskClient, own: Clinic, headers: Headers, path: str
) -> None:
    speaks = headers(found_clinic("Other").therapist)
    theirs = client.get(path, headers=speaks)
    missing = client.get(f"{path.rpartition('/')[0]}/levitation", headers=speaks)
    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert {**theirs.get_json(), "request_id": ""} == {**missing.get_json(), "request_id": ""}
    assert names(client, "/v1/exercises", speaks) == set()


def test_two_clinics_may_give_one_name_to_different_things(
    client: FlaskClient, own: Clinic, headers: Headers, tmp_path: Path
) -> None:
    other = found_clinic("Other")
    give_own_content(tmp_path, other.id, exercises=WALL_PUSH.replace("Knee push into the wall", "Ours"))
    told = [read(client, PATHS[0], headers(one.therapist))["name"] for one in (own, other, own)]
    assert told == ["Knee push into the wall", "Ours", "Knee push into the wall"]


def test_a_change_is_seen_with_the_next_request(
    client: FlaskClient, own: Clinic, headers: Headers, tmp_path: Path
) -> None:
    speaks = headers(own.therapist)
    before = client.get(PATHS[0], headers=speaks).headers["ETag"]
    add_content(own.id, write_files(tmp_path, new=WALL_PUSH.replace("Knee push", "Push")), "Dr. Rivera", clock.now())
    after = client.get(PATHS[0], headers={**speaks, "If-None-Match": before})
    assert (after.status_code, after.get_json()["name"]) == (200, "Push into the wall")


def test_what_is_retired_is_listed_no_more_and_can_still_be_read(
    client: FlaskClient, own: Clinic, headers: Headers
) -> None:
    for name in ("our_hip_start", "wall-push"):
        retire_content(own.id, name, "Dr. Rivera", clock.now())
    speaks = headers(own.therapist)
    assert names(client, "/v1/exercises", speaks) | names(client, "/v1/protocols", speaks) == set()
    assert [read(client, path, speaks)["retired"] for path in PATHS] == [True, True]


def test_it_is_asked_of_the_database_once_after_a_change(client: FlaskClient, own: Clinic, headers: Headers) -> None:
    """Who is calling tells the revision; the catalogue of a revision is in memory."""
    speaks = headers(own.therapist)
    counted = []
    for _ in range(3):
        with count_statements() as seen:
            read(client, "/v1/exercises", speaks)
        counted.append(len(seen))
    assert counted == [2, 1, 1]


def test_content_that_no_longer_fits_is_left_out_and_the_rest_stays(
    client: FlaskClient, clinic: Clinic, headers: Headers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an update of the product that took a word away: here, the text itself is spoiled."""
    second = WALL_PUSH.replace("wall-push", "wall-hold")
    give_own_content(tmp_path, clinic.id, plan=WALL_PLAN, exercises=WALL_PUSH, second=second)
    monkeypatch.setattr("hep_api.catalogue.own.LONGEST_NAME", 9)
    speaks = headers(clinic.therapist)
    assert names(client, "/v1/exercises", speaks) == {"wall-push", "wall-hold"}
    assert names(client, "/v1/protocols", speaks) == set()
