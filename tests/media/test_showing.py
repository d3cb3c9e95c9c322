"""What patients and everybody else are given: of the exercise, of the rung, and never a broken link."""

from datetime import timedelta
from typing import Any

import pytest

from hep_api import clock
from hep_api.catalogue.values import LANGUAGES
from hep_api.library.schemas import ExerciseOut
from hep_api.media.checking import check_links
from hep_api.plans.phone_answers import MyPlansOut, TodayOut
from hep_api.web.links import link_checker
from hep_api.web.media_schemas import MediaOut
from tests.builders.clinics import Clinic, add_patient, found_clinic
from tests.builders.link_world import Answer, World
from tests.builders.phones import Phone
from tests.builders.plans import assign_plan
from tests.builders.shelves import CLAMSHELL, Staff, add_media, taken
from tests.statements import count_statements


@pytest.fixture
def phone(staff: Staff, clinic: Clinic) -> Phone:
    """A patient with a clamshell today, on its first rung."""
    assign_plan(clinic)
    return Phone(staff.client, staff.sign_in, clinic.patient)


def clamshell(phone: Phone) -> dict[str, Any]:
    (plan,) = phone.get("/v1/me/today").get_json()["plans"]
    found: dict[str, Any] = next(entry for entry in plan["exercises"] if entry["slug"] == "clamshell")
    return found


def test_without_any_there_is_an_empty_list(phone: Phone) -> None:
    assert clamshell(phone)["media"] == []
    assert phone.get(CLAMSHELL).get_json()["media"] == []


def test_today_shows_those_of_the_rung_and_then_those_of_the_exercise(staff: Staff, phone: Phone) -> None:
    rungs = [rung["id"] for rung in staff.get(CLAMSHELL).get_json()["ladder"]]
    now = clamshell(phone)["rung"]["id"]
    other = next(rung for rung in rungs if rung != now)
    made = {
        name: taken(staff.upload(rung_id=rung, position=str(position)))["id"]
        for name, rung, position in (
            ("last", None, 9), ("first", None, 1), ("of the rung", now, 5), ("of another rung", other, 0),
        )
    }  # fmt: skip
    taken(staff.upload(path="/v1/exercises/glute-bridge"))
    shown = [entry["id"] for entry in clamshell(phone)["media"]]
    assert shown == [made[name] for name in ("of the rung", "first", "last")]
    (plan,) = phone.get("/v1/me/plan").get_json()["plans"]
    assert [entry["id"] for e in plan["exercises"] if e["slug"] == "clamshell" for entry in e["media"]] == shown
    answer = phone.get(CLAMSHELL).get_json()
    assert [entry["id"] for entry in answer["media"]] == [made["first"], made["last"]]
    by_rung = {rung["id"]: [entry["id"] for entry in rung["media"]] for rung in answer["ladder"]}
    assert by_rung == {**{rung: [] for rung in rungs}, now: [made["of the rung"]], other: [made["of another rung"]]}


def test_the_answers_are_what_the_contract_says(staff: Staff, phone: Phone, world: World) -> None:
    world.answers["pictures.example/a.jpg"] = Answer()
    taken(staff.upload())
    taken(staff.link("https://pictures.example/a.jpg"))
    assert TodayOut().validate(phone.get("/v1/me/today").get_json()) == {}
    assert MyPlansOut().validate(phone.get("/v1/me/plan").get_json()) == {}
    exercise = phone.get(CLAMSHELL).get_json()
    assert ExerciseOut().validate(exercise) == {}
    assert [MediaOut().validate(entry) for entry in exercise["media"]] == [{}, {}]
    assert [(entry["source"], entry["access"]) for entry in exercise["media"]] == [("clinic", "api"), ("clinic", "web")]


def test_words_are_those_of_the_patients_language_or_else_of_the_other(staff: Staff, clinic: Clinic) -> None:
    taken(staff.upload(alt_en="Knees", alt_es="Rodillas", caption_es="Desde arriba"))
    people = {language: add_patient(clinic.therapist, locale=language) for language in LANGUAGES}
    told = {
        language: Phone(staff.client, staff.sign_in, person).get(CLAMSHELL).get_json()["media"][0]
        for language, person in people.items()
    }
    assert {language: (entry["alt"], entry["caption"]) for language, entry in told.items()} == {
        "en": ("Knees", "Desde arriba"), "es": ("Rodillas", "Desde arriba"),
    }  # fmt: skip


def test_a_patient_can_fetch_what_today_names(staff: Staff, phone: Phone) -> None:
    taken(staff.upload())
    (entry,) = clamshell(phone)["media"]
    assert phone.get(entry["url"]).status_code == 200


def test_another_clinic_sees_nothing_of_it(staff: Staff, clinic: Clinic) -> None:
    taken(staff.upload())
    other = found_clinic("Other")
    for person in (other.therapist, other.patient):
        assert Phone(staff.client, staff.sign_in, person).get(CLAMSHELL).get_json()["media"] == []


def test_a_broken_link_leaves_todays_answer_and_its_tag_changes(staff: Staff, phone: Phone, world: World) -> None:
    world.answers["pictures.example/a.jpg"] = Answer()
    taken(staff.link("https://pictures.example/a.jpg"))
    before = phone.get("/v1/me/today")
    assert len(clamshell(phone)["media"]) == 1
    assert phone.get("/v1/me/today", headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    world.answers["pictures.example/a.jpg"] = Answer(410)
    assert check_links(link_checker(), clock.now() + timedelta(days=1), 60) == 1
    after = phone.get("/v1/me/today", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert clamshell(phone)["media"] == []
    assert phone.get(CLAMSHELL).get_json()["media"] == []


def test_they_are_read_once_after_each_change(staff: Staff, phone: Phone, clinic: Clinic) -> None:
    def counted() -> int:
        with count_statements() as seen:
            assert phone.client.get("/v1/me/today", headers=speaks).status_code == 200
        return len(seen)

    speaks = phone.headers
    counted()
    without = counted()
    for slug in ("clamshell", "glute-bridge", "clamshell"):
        add_media(clinic, slug)
    assert (counted(), counted()) == (without + 1, without)
    assert len(clamshell(phone)["media"]) == 2
