"""A batch: each fact on its own, in the order in which things happened, with a result in the order sent."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from hep_api.engine.facts import Fact
from hep_api.store import facts
from hep_api.store.db import StoreBusy
from hep_api.sync.schemas import ResultsOut
from hep_api.sync.service import apply_batch
from hep_api.web.answers import Taken, Teller
from hep_api.web.content import installed_catalogue
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone, mistakes

SYNC = "/v1/me/sync"


def session(phone: Phone, **more: Any) -> dict[str, Any]:
    return {"kind": "session"} | phone.session(**more)


def results(phone: Phone, *batch: Any) -> list[dict[str, Any]]:
    response = phone.post(SYNC, {"facts": list(batch)})
    assert response.status_code == 200, response.text
    assert ResultsOut().validate(response.get_json()) == {}
    found: list[dict[str, Any]] = response.get_json()["results"]
    return found


def test_answers_in_the_order_sent_and_applies_in_the_order_of_events(phone: Phone, hand_clock: HandClock) -> None:
    evening = session(phone)
    hand_clock.wait(hours=22)
    morning = phone.morning(reported_at=hand_clock.at.isoformat())
    first, second = results(phone, morning, evening)
    assert (first["id"], second["id"]) == (morning["id"], evening["id"])
    assert [decision["stage"] for decision in first["answer"]["decisions"]] == ["final"]
    assert [decision["stage"] for decision in second["answer"]["decisions"]] == ["provisional"]
    assert (first["answer"]["replayed"], second["answer"]["replayed"]) == (False, False)


def test_one_bad_fact_stops_no_other(phone: Phone, hand_clock: HandClock) -> None:
    good = [phone.morning(reported_at=(hand_clock.at + timedelta(minutes=n)).isoformat()) for n in range(3)]
    bad: list[Any] = [
        {"kind": "session", "id": str(uuid4())},
        {"kind": "birthday", "id": str(uuid4())},
        "hello",
        None,
        session(phone, note=7, colour="red"),
        {"kind": "morning", "id": "not an id"},
    ]
    batch = [good[0], bad[0], bad[1], good[1], bad[2], bad[3], bad[4], good[2], bad[5]]
    found = results(phone, *batch)
    assert [result["status"] for result in found] == [201, 422, 422, 201, 422, 422, 422, 201, 422]
    assert {error["path"] for error in found[6]["errors"]} == {"note", "colour"}
    assert found[2]["errors"][0]["path"] == "kind"
    assert found[8]["id"] is None
    assert len(facts.list_facts(phone.scope, phone.scope.subject_id)) == 1 + len(good)


@pytest.mark.parametrize("kind", [{}, [], ["session"], None, 1, True, {"kind": "session"}])
def test_a_kind_that_is_no_word_is_the_mistake_of_its_fact_alone(phone: Phone, kind: Any) -> None:
    odd, fine = results(phone, {"kind": kind, "id": str(uuid4())}, phone.morning())
    assert odd["status"] == 422
    assert [error["path"] for error in odd["errors"]] == ["kind"]
    assert fine["status"] == 201


def test_of_two_with_one_id_the_first_sent_counts(phone: Phone) -> None:
    body = session(phone)
    earlier = body | {"performed_at": "2026-03-02T09:30:00+01:00"}
    found = results(phone, body, dict(body), earlier)
    assert [result["status"] for result in found] == [201, 200, 409]
    assert found[0]["answer"] == found[1]["answer"]
    assert found[2]["code"] == "fact_conflict"


def test_a_fact_sent_alone_and_again_in_a_batch_is_the_same(phone: Phone) -> None:
    body = phone.session()
    alone = phone.post("/v1/me/sessions", body)
    assert alone.status_code == 201
    assert results(phone, {"kind": "session"} | body)[0]["answer"] == alone.get_json()


def test_a_whole_batch_again_changes_nothing(phone: Phone, hand_clock: HandClock) -> None:
    batch = [
        session(phone),
        phone.morning(),
        {"kind": "pause", "id": str(uuid4()), "from_on": "2026-03-02", "reason": "travel"},
    ]
    first = results(phone, *batch)
    hand_clock.wait(days=1)
    again = results(phone, *batch)
    assert [result["status"] for result in again] == [200, 200, 200]
    assert [result["answer"] for result in again] == [result["answer"] for result in first]


def test_every_kind_of_fact_can_be_sent(phone: Phone, hand_clock: HandClock) -> None:
    log = session(phone)
    hand_clock.wait(hours=1)
    batch = [
        {"kind": "after", "id": str(uuid4()), "session_id": log["id"], "pain": 1},
        log,
        {"kind": "screen", "id": str(uuid4()), "version": "1", "answers": {"RF16": True}},
        {"kind": "measurement", "id": str(uuid4()), "slug": "stairs-pain", "value": 1},
        {"kind": "pause", "id": str(uuid4()), "from_on": "2026-03-04", "reason": "illness"},
        phone.morning(),
    ]
    found = results(phone, *batch)
    assert [result["status"] for result in found] == [201] * 6
    assert found[2]["answer"]["screen"]["tier"] == "E"


def test_a_batch_is_bounded(phone: Phone) -> None:
    assert mistakes(phone.post(SYNC, {"facts": [{}] * 201})) == {"facts"}
    assert mistakes(phone.post(SYNC, {"facts": {}, "more": 1})) == {"facts", "more"}
    assert phone.post(SYNC, {"facts": ["x" * 1_100_000]}).status_code == 413


@dataclass(frozen=True)
class Stumbling(Teller):
    """Finds no words for one fact."""

    over: UUID = field(default_factory=uuid4)
    error: Exception = field(default_factory=RuntimeError)

    def answer(self, fact: Fact, taken: Taken, kept: str) -> dict[str, Any]:
        if fact.id == self.over:
            raise self.error
        return super().answer(fact, taken, kept)


@pytest.mark.parametrize(
    "error, refusal",
    [(RuntimeError("pain 9"), (500, "internal_error")), (StoreBusy("Busy."), (503, "store_busy"))],
)
def test_a_fact_that_breaks_us_holds_nothing_back_and_may_come_again(
    phone: Phone, hand_clock: HandClock, capfd: pytest.CaptureFixture[str], error: Exception, refusal: tuple[int, str]
) -> None:
    batch = [phone.morning() for _ in range(3)]
    teller = Stumbling(installed_catalogue(), "en", over=UUID(batch[1]["id"]), error=error)
    patient = phone.scope.subject_id
    found = apply_batch(phone.scope, patient, batch, teller, now=hand_clock.now())
    assert [result["status"] for result in found] == [201, refusal[0], 201]
    assert found[1]["code"] == refusal[1]
    assert "pain 9" not in capfd.readouterr().err
    again = results(phone, *batch)
    assert [result["status"] for result in again] == [200, 201, 200]
