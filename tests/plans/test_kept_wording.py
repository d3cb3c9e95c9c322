"""A later edit of the words does not change how a past decision reads."""

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hep_api.catalogue import Catalogue
from hep_api.catalogue.values import Text
from hep_api.plans import service
from hep_api.plans.clinician import Desk
from hep_api.plans.schemas import VERBS
from hep_api.store import plans
from hep_api.store.db import session
from hep_api.store.models import PlanRow, WordingRow
from hep_api.sync.changes import list_changes
from hep_api.web.answers import Teller
from hep_api.web.content import installed_catalogue
from tests.builders.plans import assign_plan
from tests.plans.conftest import Practice

NEW = Text("Something else", "Otra cosa")


def edited(**changes: Any) -> Catalogue:
    """The catalogue after somebody wrote every sentence, and every name that a decision can speak of, anew."""
    now = installed_catalogue()
    anew = {
        "wording": {language: {key: f"NEW {key}" for key in said} for language, said in now.wording.items()},
        "exercises": {
            slug: replace(entry, name=NEW, rung_names=dict.fromkeys(entry.rung_names, NEW))
            for slug, entry in now.exercises.items()
        },
        "protocols": {
            slug: replace(entry, patient_name=NEW, phase_names=dict.fromkeys(entry.phase_names, NEW))
            for slug, entry in now.protocols.items()
        },
        "measurements": {slug: replace(entry, name=NEW) for slug, entry in now.measurements.items()},
        "confirmations": {slug: replace(entry, meaning=NEW) for slug, entry in now.confirmations.items()},
    }
    return replace(now, **(anew | changes))


def read(practice: Practice, plan_id: str, catalogue: Catalogue, language: str = "en") -> list[dict[str, Any]]:
    desk = Desk(practice.clinic.therapist, catalogue, language, practice.clock.at)
    return service.list_decisions(desk, UUID(plan_id), before=None, limit=100, superseded=None)[0]


@pytest.fixture
def plan_id(practice: Practice) -> str:
    """A plan about which much was decided: repetitions, a new variant, a signature."""
    made = practice.assign(autonomy="auto")
    slot = practice.slot(made, "clamshell")["prescription_id"]
    practice.train(days=3)
    practice.adjust(made, prescriptions=[{"prescription_id": slot, "rung": "light-band-at-knees"}])
    practice.act(made, "confirm", subject=next(iter(installed_catalogue().confirmations)))
    return made


@pytest.mark.parametrize("language", ["en", "es"])
def test_past_decisions_read_as_they_did(practice: Practice, plan_id: str, language: str) -> None:
    before = read(practice, plan_id, installed_catalogue(), language)
    assert len(before) > 5
    assert "NEW" not in str(before)
    assert read(practice, plan_id, edited(), language) == before


def test_also_when_the_exercise_and_the_protocol_are_gone(practice: Practice, plan_id: str) -> None:
    before = read(practice, plan_id, installed_catalogue())
    assert read(practice, plan_id, edited(exercises={}, protocols={}, measurements={}, confirmations={})) == before


def test_the_phones_feed_and_answers_read_as_the_list_does(practice: Practice, plan_id: str) -> None:
    patient = practice.clinic.patient
    told = [
        list_changes(patient, patient.subject_id, None, 500, Teller(catalogue, "en"), now=practice.clock.at)
        for catalogue in (installed_catalogue(), edited())
    ]
    assert any(item["decision"] for item in told[0]["items"])
    assert told[0] == told[1]


def test_a_sentence_that_was_not_there_yet_is_said_as_it_is_now(practice: Practice, plan_id: str) -> None:
    assert "clinician.confirm" in installed_catalogue().wording["en"]
    (row,) = session().scalars(select(WordingRow))
    assert b'"clinician.confirm":' in row.body
    later = edited(wording={"en": {**installed_catalogue().wording["en"], "rule.X1": "New."}, "es": {}})
    assert read(practice, plan_id, later) == read(practice, plan_id, installed_catalogue())


def test_a_plan_from_before_wordings_were_kept_reads_as_now(practice: Practice) -> None:
    plan_id = str(assign_plan(practice.clinic))
    practice.clock.wait(minutes=1)
    practice.act(plan_id, "hold")
    (decision,) = read(practice, plan_id, edited())
    assert decision["headline"].startswith("NEW outcome.")


def test_it_is_kept_once_for_all_plans_of_one_content_under_its_hash(practice: Practice, plan_id: str) -> None:
    other = practice.assign()
    (row,) = session().scalars(select(WordingRow))
    assert row.hash == hashlib.sha256(row.body).hexdigest()
    kept = plans.wording_hashes(practice.clinic.therapist, practice.clinic.patient.subject_id)
    assert kept == {UUID(plan_id): row.hash, UUID(other): row.hash}


def test_pages_and_diaries_are_no_part_of_it(practice: Practice, plan_id: str) -> None:
    (row,) = session().scalars(select(WordingRow))
    assert not [word for word in (b'"invitation.', b'"diary.', b'"day.') if word in row.body]
    assert all(f'"clinician.{verb}":'.encode() in row.body for verb in VERBS if verb not in ("accept", "unlock"))


def test_the_words_are_no_part_of_what_the_engine_decides_with(practice: Practice, plan_id: str) -> None:
    row = session().get(PlanRow, UUID(plan_id))
    assert row is not None
    assert edited().content("hip_strength").hash == row.content_hash
