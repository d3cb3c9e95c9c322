"""Edits that did not know of each other: one counts by a rule that is written down, and both values are kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from hep_api.store.scope import Scope
from hep_api.sync.schemas import ConflictsOut
from tests.builders.clinics import Clinic, add_patient, found_clinic
from tests.builders.phones import Phone

REMINDERS = "/v1/me/reminders"
Edit = Callable[..., TestResponse]


@pytest.fixture
def desk(client: FlaskClient, clinic: Clinic, headers: Callable[[Scope], dict[str, str]]) -> Callable[..., Any]:
    """Return a function that asks as the therapist."""

    def ask(method: str, path: str, body: Any = None, **more: str) -> TestResponse:
        return client.open(path, method=method, json=body, headers=headers(clinic.therapist) | more)

    return ask


def conflicts(desk: Edit, patient_id: UUID) -> list[dict[str, Any]]:
    response = desk("GET", f"/v1/patients/{patient_id}/conflicts")
    assert response.status_code == 200, response.text
    assert ConflictsOut().validate(response.get_json()) == {}
    found: list[dict[str, Any]] = response.get_json()["items"]
    return found


def days(desk: Edit, plan_id: UUID, version: str, *wanted: int, fact_id: str = "") -> TestResponse:
    body = {"id": fact_id or str(uuid4()), "reason": "Busy week", "days": list(wanted)}
    return desk("PATCH", f"/v1/plans/{plan_id}", body, **{"If-Match": version})


class TestTwoTherapistsAndOnePlan:
    """The earlier edit counts: whoever came second had not seen it."""

    def test_the_second_is_set_aside_with_all_it_said(self, desk: Edit, phone: Phone, plan_id: UUID) -> None:
        seen = desk("GET", f"/v1/plans/{plan_id}").headers["ETag"]
        assert days(desk, plan_id, seen, 0, 2, 4).status_code == 200
        late = days(desk, plan_id, seen, 1, 3)
        assert (late.status_code, late.get_json()["code"]) == (412, "stale_version")
        (kept,) = conflicts(desk, phone.scope.subject_id)
        assert kept["id"] == late.get_json()["conflict_id"]
        assert (kept["subject"], kept["winner"], kept["settled_at"]) == ("plan", "earlier", None)
        assert (kept["stands"]["days"], kept["set_aside"]["days"]) == ([0, 2, 4], [1, 3])
        assert phone.course.plans[0].days == (0, 2, 4)

    def test_the_same_late_edit_again_is_the_same_conflict(self, desk: Edit, phone: Phone, plan_id: UUID) -> None:
        seen = desk("GET", f"/v1/plans/{plan_id}").headers["ETag"]
        days(desk, plan_id, seen, 0, 2, 4)
        fact_id = str(uuid4())
        told = {days(desk, plan_id, seen, 1, fact_id=fact_id).get_json()["conflict_id"] for _ in range(3)}
        assert [kept["id"] for kept in conflicts(desk, phone.scope.subject_id)] == list(told)

    def test_made_again_upon_what_stands_it_counts_and_the_conflict_is_settled(
        self, desk: Edit, phone: Phone, plan_id: UUID
    ) -> None:
        seen = desk("GET", f"/v1/plans/{plan_id}").headers["ETag"]
        newer = days(desk, plan_id, seen, 0, 2, 4).headers["ETag"]
        fact_id = str(uuid4())
        days(desk, plan_id, seen, 1, fact_id=fact_id)
        assert days(desk, plan_id, newer, 1, fact_id=fact_id).status_code == 200
        assert phone.course.plans[0].days == (1,)
        assert conflicts(desk, phone.scope.subject_id)[0]["settled_at"] is not None

    def test_somebody_says_that_both_were_looked_at(self, desk: Edit, phone: Phone, plan_id: UUID) -> None:
        seen = desk("GET", f"/v1/plans/{plan_id}").headers["ETag"]
        days(desk, plan_id, seen, 0, 2, 4)
        conflict_id = days(desk, plan_id, seen, 1).get_json()["conflict_id"]
        settled = [desk("POST", f"/v1/conflicts/{conflict_id}/settle").get_json()["settled_at"] for _ in range(2)]
        assert settled[0] == settled[1] != None  # noqa: E711 - both at once

    def test_the_phone_hears_of_it(self, desk: Edit, phone: Phone, plan_id: UUID) -> None:
        seen = desk("GET", f"/v1/plans/{plan_id}").headers["ETag"]
        days(desk, plan_id, seen, 0, 2, 4)
        conflict_id = days(desk, plan_id, seen, 1).get_json()["conflict_id"]
        told = [(item["kind"], item["ref_id"]) for item in phone.get("/v1/me/changes").get_json()["items"]]
        assert ("conflict", conflict_id) in told
        assert phone.get("/v1/me/conflicts").get_json()["items"][0]["id"] == conflict_id


def test_two_edits_of_a_patients_record_keep_both(desk: Edit, phone: Phone) -> None:
    where = f"/v1/patients/{phone.scope.subject_id}"
    seen = {"If-Match": desk("GET", where).headers["ETag"]}
    assert desk("PATCH", where, {"zone": "Atlantic/Canary"}, **seen).status_code == 200
    late = desk("PATCH", where, {"zone": "Europe/Lisbon", "name": "Alex S."}, **seen)
    assert late.status_code == 412
    (kept,) = conflicts(desk, phone.scope.subject_id)
    assert (kept["stands"]["zone"], kept["set_aside"]["zone"]) == ("Atlantic/Canary", "Europe/Lisbon")
    assert kept["set_aside"]["name"] == "Alex S."


class TestRemindersOfAPatientWhoWasOffline:
    """The patient's latest wishes count; what they replace unseen is kept."""

    WISHES: dict[str, Any] = {"times": ["07:00"], "zone": "Europe/Madrid"}  # noqa: RUF012 - read only

    def put(self, phone: Phone, tag: str, **wishes: Any) -> dict[str, Any]:
        response = phone.client.put(REMINDERS, json=self.WISHES | wishes, headers=phone.headers | {"If-Match": tag})
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.get_json()
        return found

    def test_a_zone_that_a_therapist_set_meanwhile_is_kept_beside_the_patients(self, desk: Edit, phone: Phone) -> None:
        seen = phone.get(REMINDERS).headers["ETag"]
        desk("PATCH", f"/v1/patients/{phone.scope.subject_id}", {"zone": "Atlantic/Canary"})
        answer = self.put(phone, seen, zone="America/Bogota")
        (kept,) = conflicts(desk, phone.scope.subject_id)
        assert kept["id"] == answer["conflict_id"]
        assert (kept["subject"], kept["winner"]) == ("reminders", "later")
        assert (kept["stands"]["zone"], kept["set_aside"]["zone"]) == ("America/Bogota", "Atlantic/Canary")

    def test_the_times_of_another_device_are_kept(self, desk: Edit, phone: Phone) -> None:
        seen = phone.get(REMINDERS).headers["ETag"]
        self.put(phone, seen, times=["19:30"])
        answer = self.put(phone, seen)
        (kept,) = conflicts(desk, phone.scope.subject_id)
        assert (answer["times"], kept["set_aside"]["times"]) == (["07:00"], ["19:30"])

    def test_the_same_wishes_again_cross_nothing(self, desk: Edit, phone: Phone) -> None:
        seen = phone.get(REMINDERS).headers["ETag"]
        assert [self.put(phone, seen)["conflict_id"] for _ in range(3)] == [None, None, None]
        assert conflicts(desk, phone.scope.subject_id) == []

    def test_wishes_made_upon_those_that_stand_cross_nothing(self, desk: Edit, phone: Phone) -> None:
        for wall in ("07:00", "08:00", "09:00"):
            self.put(phone, phone.get(REMINDERS).headers["ETag"], times=[wall])
        assert conflicts(desk, phone.scope.subject_id) == []


def test_conflicts_of_others_are_not_there(desk: Edit, clinic: Clinic) -> None:
    stranger = found_clinic("South Clinic")
    assert desk("GET", f"/v1/patients/{stranger.patient.subject_id}/conflicts").status_code == 404
    assert desk("POST", f"/v1/conflicts/{uuid4()}/settle").status_code == 404


EDITS = st.lists(
    st.tuples(st.sampled_from(["desk", "phone", "read desk", "read phone"]), st.integers(0, 5)), min_size=4, max_size=12
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_whatever_way_two_of_them_edit_no_value_vanishes_unseen(
    edits: list[tuple[str, int]], app: Flask, client: FlaskClient, clinic: Clinic,
    headers: Callable[[Scope], dict[str, str]], hand_clock: object,
) -> None:  # fmt: skip
    """The zone as the field of both. A value may end only seen by whoever replaced it, or kept in a conflict."""
    zones = ("Europe/Madrid", "Atlantic/Canary", "Europe/Lisbon", "America/Bogota", "Asia/Tokyo", "UTC")
    patient = add_patient(clinic.therapist)
    staff, own = headers(clinic.therapist), headers(patient)
    record = f"/v1/patients/{patient.subject_id}"
    seen = {who: (_zone(client, record, staff), _tag(client, record, staff)) for who in ("desk",)}
    seen["phone"] = (_zone(client, REMINDERS, own), _tag(client, REMINDERS, own))
    silent: list[tuple[str, str]] = []
    for what, choice in edits:
        who = what.rpartition(" ")[2]
        path, speaking = (record, staff) if who == "desk" else (REMINDERS, own)
        if what.startswith("read"):
            seen[who] = (_zone(client, path, speaking), _tag(client, path, speaking))
            continue
        before, wanted = _zone(client, record, staff), zones[choice]
        body = {"zone": wanted} if who == "desk" else {"zone": wanted, "times": ["18:00"]}
        method = "PATCH" if who == "desk" else "PUT"
        client.open(path, method=method, json=body, headers=speaking | {"If-Match": seen[who][1]})
        after = _zone(client, record, staff)
        kept = [(k["stands"].get("zone"), k["set_aside"].get("zone")) for k in _kept(client, record, staff)]
        lost = before if after == wanted else wanted
        if lost != after and seen[who][0] != lost and (after, lost) not in kept:
            silent.append((after, lost))
    assert silent == []


def _zone(client: FlaskClient, path: str, speaking: dict[str, str]) -> str:
    zone: str = client.get(path, headers=speaking).get_json()["zone"]
    return zone


def _tag(client: FlaskClient, path: str, speaking: dict[str, str]) -> str:
    return client.get(path, headers=speaking).headers["ETag"]


def _kept(client: FlaskClient, record: str, speaking: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{record}/conflicts", headers=speaking).get_json()["items"]
    return found
