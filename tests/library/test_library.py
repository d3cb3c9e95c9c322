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


def test_finds_by_phase_band_and_by_load_family_main_or_further(client: FlaskClient, therapist: dict[str, str]) -> None:
    entries = {slug: entry.exercise for slug, entry in installed_catalogue().exercises.items()}
    mobility = {slug for slug, exercise in entries.items() if "M" in exercise.bands}
    calf = {slug for slug, exercise in entries.items() if "calf_achilles" in (exercise.family, *exercise.also)}
    assert slugs(client, "band=M", therapist) == mobility != set()
    assert slugs(client, "family=calf_achilles", therapist) == calf
    assert any(entries[slug].family != "calf_achilles" for slug in calf)


def test_filters_are_combined(client: FlaskClient, therapist: dict[str, str]) -> None:
    both = slugs(client, "band=A", therapist) & slugs(client, "family=hip_abd", therapist)
    assert slugs(client, "band=A&family=hip_abd", therapist) == both
    everything = "text=almeja&region=hip&equipment=loop-band,mat&band=A&family=hip_abd"
    assert "clamshell" in slugs(client, everything, therapist) < both


@pytest.mark.parametrize(
    "query, path, allowed",
    [
        ("region=hipp", "region", "hip, knee"),
        ("equipment=mat,trampolin", "equipment", "mat, metronome"),
        ("band=X", "band", "A, S, R, M."),
        ("family=hip_abb", "family", "hip_abd, hip_ext"),
    ],
)
def test_a_filter_that_does_not_exist_is_refused_with_what_is_allowed(
    client: FlaskClient, therapist: dict[str, str], query: str, path: str, allowed: str
) -> None:
    response = client.get(f"/v1/exercises?{query}", headers=therapist)
    assert response.status_code == 422
    (error,) = response.get_json()["errors"]
    assert error["path"] == path
    assert allowed in error["message"]


def test_an_exercise_names_its_easier_and_harder_neighbours(client: FlaskClient, therapist: dict[str, str]) -> None:
    clamshell = read(client, "/v1/exercises/clamshell", therapist)
    harder = {entry["slug"] for entry in clamshell["harder_exercises"]}
    assert harder == set(installed_catalogue().exercises["clamshell"].leads_to) != set()
    for slug in harder:
        there = read(client, f"/v1/exercises/{slug}", therapist)
        assert {"slug": "clamshell", "name": clamshell["name"]} in there["easier_exercises"]


def test_an_exercise_says_what_eases_it_today_and_what_rules_it_out(
    client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    squeeze = read(client, "/v1/exercises/glute-set", headers(add_patient(clinic.therapist, locale="es")))
    assert squeeze["easier"] == "Aprieta con la mitad de fuerza y suelta a los tres segundos."
    assert squeeze["not_with"] == [{"slug": "pregnancy-over-20-weeks", "name": "Embarazo de más de 20 semanas"}]


def test_a_variant_tells_its_sides_its_band_and_what_it_begins_with(
    client: FlaskClient, therapist: dict[str, str]
) -> None:
    catalogue = installed_catalogue()
    ladders = {slug: read(client, f"/v1/exercises/{slug}", therapist)["ladder"] for slug in catalogue.exercises}
    rungs = [(catalogue.exercises[slug], rung) for slug, ladder in ladders.items() for rung in ladder]
    assert {rung["colour"] for _, rung in rungs} >= {None, "red"}
    assert all(rung["load"] == "band" for _, rung in rungs if rung["colour"])
    assert any(rung["percent"] for _, rung in rungs)
    assert {rung["band"] for entry, rung in rungs if rung["id"] in entry.rung_bands} <= {"A", "S", "R", "M"}
    assert {tuple(rung["sides"]) for _, rung in rungs} == {(), ("left", "right")}


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
