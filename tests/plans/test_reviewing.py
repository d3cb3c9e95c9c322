"""Protocols that no clinician has signed are marked so everywhere, and a clinic may refuse them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from hep_api.catalogue.values import UNREVIEWED, Review
from hep_api.courses.contents import forget_contents
from hep_api.store.scope import Role
from hep_api.web.content import installed_catalogue
from tests.builders.clinics import add_colleague
from tests.plans.conftest import Practice

URL = "/v1/clinic/settings/unreviewed_protocols"
SIGNED = Review("Dr Ana Ruiz", date(2026, 3, 2))


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    """Other tests keep the same content in other databases; what a process remembers is of one database."""
    forget_contents()
    yield
    forget_contents()


@pytest.fixture
def choose(client: FlaskClient, practice: Practice) -> Callable[[str], None]:
    headers = practice.headers(add_colleague(practice.clinic.therapist, role=Role.ADMIN))

    def put(value: str) -> None:
        response = client.put(URL, json={"value": value, "reason": "Our policy"}, headers=headers)
        assert response.status_code == 200, response.text

    return put


@pytest.fixture
def sign(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A new release of the product, in which a clinician has signed the protocol."""

    def release() -> None:
        protocols = installed_catalogue().protocols
        monkeypatch.setitem(protocols, "hip_strength", replace(protocols["hip_strength"], review=SIGNED))
        forget_contents()

    return release


def new_version(monkeypatch: pytest.MonkeyPatch, review: Review = UNREVIEWED) -> None:
    protocols = installed_catalogue().protocols
    entry = protocols["hip_strength"]
    later = replace(entry.protocol, version="9.0.0", policy="acute")
    monkeypatch.setitem(protocols, "hip_strength", replace(entry, protocol=later, review=review))


def marks(practice: Practice, plan_id: str) -> tuple[object, ...]:
    protocol = practice.plan(plan_id)["protocol"]
    (mine,) = practice.phone().get("/v1/me/plan").get_json()["plans"]
    return protocol["reviewed"], protocol["reviewed_by"], protocol["reviewed_on"], mine["reviewed"]


def test_an_unreviewed_protocol_is_marked_in_the_library_in_the_plan_and_on_the_phone(practice: Practice):
    items = practice.get("/v1/protocols").get_json()["items"]
    assert [item["reviewed"] for item in items] == [False] * len(items)
    assert practice.get("/v1/protocols/hip_strength").get_json()["reviewed"] is False
    assert marks(practice, practice.assign()) == (False, None, None, False)


def test_a_signature_shows_with_who_and_when(practice: Practice, sign: Callable[[], None]):
    sign()
    assert practice.get("/v1/protocols/hip_strength").get_json()["reviewed"] is True
    answer = practice.post(f"{practice.patient_url}/plans", practice.programme()).get_json()
    assert answer["reviewed"] is True
    assert marks(practice, answer["plan_id"]) == (True, "Dr Ana Ruiz", "2026-03-02", True)


def test_what_is_signed_without_a_change_is_signed_for_plans_assigned_before(
    practice: Practice, sign: Callable[[], None]
):
    plan_id = practice.assign()
    sign()
    assert marks(practice, plan_id)[0] is True


def test_a_signature_stays_with_its_plan_when_a_new_version_comes(
    practice: Practice, sign: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    sign()
    plan_id = practice.assign()
    new_version(monkeypatch)
    forget_contents()
    assert marks(practice, plan_id) == (True, "Dr Ana Ruiz", "2026-03-02", True)


def test_the_signature_of_a_new_version_does_not_reach_plans_on_the_old_one(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
):
    plan_id = practice.assign()
    new_version(monkeypatch, SIGNED)
    assert marks(practice, plan_id)[0] is False


def test_a_first_signature_is_noted_with_the_next_plan_of_the_same_content(
    practice: Practice, sign: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    first = practice.assign()
    sign()
    practice.assign()
    new_version(monkeypatch)
    forget_contents()
    assert practice.plan(first)["protocol"]["reviewed_by"] == "Dr Ana Ruiz"


def test_a_clinic_may_refuse_to_assign_what_nobody_has_signed(practice: Practice, choose: Callable[[str], None]):
    choose("refuse")
    refused = practice.post(f"{practice.patient_url}/plans", practice.programme())
    assert (refused.status_code, refused.get_json()["code"]) == (409, "protocol_unreviewed")
    choose("")
    assert practice.post(f"{practice.patient_url}/plans", practice.programme()).status_code == 201


def test_a_clinic_that_refuses_still_assigns_what_is_signed(
    practice: Practice, choose: Callable[[str], None], sign: Callable[[], None]
):
    choose("refuse")
    sign()
    assert practice.post(f"{practice.patient_url}/plans", practice.programme()).status_code == 201


def test_a_retry_of_what_was_assigned_before_gives_the_first_answer(practice: Practice, choose: Callable[[str], None]):
    body = practice.programme()
    first = practice.post(f"{practice.patient_url}/plans", body)
    choose("refuse")
    again = practice.post(f"{practice.patient_url}/plans", body)
    assert (again.status_code, again.data) == (200, first.data)


def test_the_choice_is_kept_with_who_and_why_and_alters_no_content(practice: Practice, choose: Callable[[str], None]):
    before = practice.post(f"{practice.patient_url}/plans", practice.programme()).get_json()["content_hash"]
    choose("refuse")
    choose("allow")
    items = practice.get("/v1/clinic/settings").get_json()["items"]
    shown = next(item for item in items if item["name"] == "unreviewed_protocols")
    assert (shown["value"], shown["default"], shown["allowed"]) == ("allow", "allow", ["allow", "refuse"])
    assert [(entry["value"], entry["reason"]) for entry in shown["history"]] == [
        ("allow", "Our policy"), ("refuse", "Our policy"),
    ]  # fmt: skip
    after = practice.post(f"{practice.patient_url}/plans", practice.programme()).get_json()["content_hash"]
    assert after == before
