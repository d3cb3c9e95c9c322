"""What nobody sends on purpose is refused by name, before anything computes with it."""

from typing import Any
from uuid import uuid4

import pytest

from hep_api.store.scope import Role
from tests.builders.clinics import Clinic, add_colleague
from tests.builders.phones import Phone, mistakes

EDGES = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]


@pytest.mark.parametrize("edge", EDGES)
def test_an_instant_that_does_not_exist_in_every_zone_is_refused(phone: Phone, edge: str) -> None:
    sent = {"id": str(uuid4()), "slug": "stairs-pain", "value": 2, "measured_at": edge}
    assert mistakes(phone.post("/v1/me/measurements", sent)) == {"measured_at"}
    screen = {"id": str(uuid4()), "answers": {"RF01": False}, "version": "1", "reported_at": edge}
    assert mistakes(phone.post("/v1/me/screens", screen)) == {"reported_at"}


@pytest.mark.parametrize("edge", EDGES)
def test_what_a_phone_says_of_its_clock_costs_no_fact(phone: Phone, edge: str) -> None:
    """`sent_at` moves no date: a batch is not refused for it."""
    answer = phone.post("/v1/me/sync", {"sent_at": edge, "facts": [phone.morning()]})
    assert [result["status"] for result in answer.get_json()["results"]] == [201]


@pytest.mark.parametrize("edge", ["0002-01-01T00:00:00Z", "9998-12-31T23:59:59Z"])
def test_a_clock_that_is_mad_but_an_instant_is_kept(phone: Phone, edge: str) -> None:
    screen = {"id": str(uuid4()), "answers": {"RF01": False}, "version": "1", "reported_at": edge}
    assert phone.post("/v1/me/screens", screen).status_code == 201


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_all_break_nothing(phone: Phone, clinic: Clinic, day: str) -> None:
    person, desk = phone.scope.subject_id, phone.sign_in(clinic.therapist)
    colleague = str(add_colleague(clinic.therapist).subject_id)
    wide = {"from_on": "0001-01-01", "until_on": "9999-12-31"}
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("/v1/covers", {"staff_id": colleague, "from_on": day, "until_on": day}),
        ("/v1/covers", {"staff_id": colleague, **wide}),
        (f"/v1/patients/{person}/caregivers", {"name": "Sam", "relation": "parent", "until_on": day}),
        (f"/v1/patients/{person}/plans",
         {"id": str(uuid4()), "protocol_id": "pfp", "started_on": day, "side": "left",
          "episode": {"injury_on": day, "surgery_on": day, "race_on": day}}),
    ]  # fmt: skip
    for path, body in bodies:
        assert phone.client.post(path, json=body, headers=desk).status_code == 422, path
    admin = phone.sign_in(add_colleague(clinic.therapist, role=Role.ADMIN))
    assert mistakes(phone.client.get(f"/v1/clinic/audit?on={day}", headers=admin)) == {"on"}
    pause = {"id": str(uuid4()), "from_on": day, "until_on": day, "reason": "travel"}
    assert "from_on" in mistakes(phone.put("/v1/me/pauses", pause))


@pytest.mark.parametrize("key", ["RF01\x00", "RF01\n", "RF\u0661\u0662", "RF01" + "x" * 40, "rf01", "\x00RF01"])
def test_a_question_that_no_database_could_keep_is_refused(phone: Phone, key: str) -> None:
    screen = {"id": str(uuid4()), "answers": {key: False}, "version": "1"}
    assert phone.post("/v1/me/screens", screen).status_code == 422
    (result,) = phone.post("/v1/me/sync", {"facts": [{"kind": "screen", **screen}]}).get_json()["results"]
    assert result["status"] == 422


def test_a_question_that_we_do_not_know_yet_is_kept(phone: Phone) -> None:
    screen = {"id": str(uuid4()), "answers": {"RF99Z": False, "RF01": False, "RF01-left": False}, "version": "1"}
    assert phone.post("/v1/me/screens", screen).status_code == 201


@pytest.mark.parametrize(
    "query", ["limit=7&limit=8", "limit=%0B7", "limit=%207", "limit=%D9%A1", "limit=7&limit=x", "limit=1_0"]
)
def test_a_query_says_each_thing_once_and_plainly(phone: Phone, query: str) -> None:
    assert mistakes(phone.get(f"/v1/me/changes?{query}")) == {"limit"}
    assert phone.get("/v1/me/changes?limit=7").status_code == 200
