"""Reading the catalogue over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from hep_api.library.schemas import ExerciseOut, ExercisesOut, ProtocolOut, ProtocolsOut
from hep_api.store.scope import Scope
from hep_api.web.content import installed_catalogue
from tests.builders.clinics import Clinic, add_patient
from tests.statements import count_statements

Headers = Callable[[Scope], dict[str, str]]


@pytest.fixture
def therapist(clinic: Clinic, headers: Headers) -> dict[str, str]:
    return headers(clinic.therapist)


def read(client: FlaskClient, path: str, headers: dict[str, str]) -> dict[str, Any]:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json or {}
    return body


def slugs(client: FlaskClient, query: str, headers: dict[str, str]) -> set[str]:
    return {item["slug"] for item in read(client, f"/v1/exercises?limit=200&{query}", headers)["items"]}


def test_lists_every_exercise(client: FlaskClient, therapist: dict[str, str]) -> None:
    assert slugs(client, "", therapist) == set(installed_catalogue().exercises)


def test_every_answer_is_what_the_contract_says(client: FlaskClient, therapist: dict[str, str]) -> None:
    """Built by hand, so each is held against its schema."""
    catalogue = installed_catalogue()
    assert ExercisesOut().validate(read(client, "/v1/exercises", therapist)) == {}
    assert ProtocolsOut().validate(read(client, "/v1/protocols", therapist)) == {}
    for slug in catalogue.exercises:
        assert ExerciseOut().validate(read(client, f"/v1/exercises/{slug}", therapist)) == {}, slug
    for protocol_id in catalogue.protocols:
        assert ProtocolOut().validate(read(client, f"/v1/protocols/{protocol_id}", therapist)) == {}, protocol_id


def test_finds_by_region(client: FlaskClient, therapist: dict[str, str]) -> None:
    expected = {slug for slug, entry in installed_catalogue().exercises.items() if entry.exercise.region == "hip"}
    assert slugs(client, "region=hip", therapist) == expected != set()


def test_finds_by_words_in_either_language_and_without_accents(client: FlaskClient, therapist: dict[str, str]) -> None:
    assert "clamshell" in slugs(client, "text=CLAM", therapist)
    assert "clamshell" in slugs(client, "text=almeja", therapist)
    assert slugs(client, "text=gluteo", therapist) == slugs(client, "text=glúteo", therapist) != set()
    assert slugs(client, "text=clamshell+quadriceps", therapist) == set()


def test_finds_what_can_be_done_with_what_is_at_hand(client: FlaskClient, therapist: dict[str, str]) -> None:
    nothing, bands = slugs(client, "equipment=", therapist), slugs(client, "equipment=loop-band,mat", therapist)
    entries = installed_catalogue().exercises
    assert nothing == {slug for slug, entry in entries.items() if not entry.equipment}
    assert "clamshell" in bands - nothing


def test_speaks_the_callers_language(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    spanish = headers(add_patient(clinic.therapist, locale="es"))
    assert read(client, "/v1/exercises/clamshell", spanish)["name"] == "Almeja"


def test_an_unknown_slug_is_404(client: FlaskClient, therapist: dict[str, str]) -> None:
    assert client.get("/v1/exercises/levitation", headers=therapist).status_code == 404
    assert client.get("/v1/protocols/levitation", headers=therapist).status_code == 404


def test_protocols_are_not_for_patients(client: FlaskClient, clinic: Clinic, headers: Headers) -> None:
    assert client.get("/v1/protocols", headers=headers(clinic.patient)).status_code == 403


def test_a_protocol_says_what_a_plan_would_be_assigned_with(client: FlaskClient, therapist: dict[str, str]) -> None:
    protocol = read(client, "/v1/protocols/achilles_mid_hsr", therapist)
    assert protocol["content_hash"] == installed_catalogue().content("achilles_mid_hsr").hash
    assert [(row["sets"], row["target"]) for row in protocol["schedule"]] == [(3, 15), (3, 12), (4, 10), (4, 8), (4, 6)]
    assert protocol["reviewed_by"] is None


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_what_the_phone_has_is_not_sent_again(client: FlaskClient, therapist: dict[str, str], form: str) -> None:
    tag = client.get("/v1/exercises/clamshell", headers=therapist).headers["ETag"]
    again = client.get("/v1/exercises/clamshell", headers={**therapist, "If-None-Match": form.format(tag)})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag


def test_another_tag_gets_the_whole_answer(client: FlaskClient, therapist: dict[str, str]) -> None:
    assert client.get("/v1/exercises", headers={**therapist, "If-None-Match": '"old"'}).status_code == 200


def test_needs_one_statement(client: FlaskClient, therapist: dict[str, str]) -> None:
    """Who is calling; the catalogue is in memory."""
    with count_statements() as seen:
        read(client, "/v1/exercises", therapist)
    assert len(seen) == 1
