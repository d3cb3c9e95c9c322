"""The scenario that throws the contract at the server: what it holds against an answer, and that it runs."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from requests import Request
from schemathesis.openapi.checks import RejectedPositiveData

from bench.abuse import fuzz
from bench.abuse.fuzzing import naming
from bench.abuse.fuzzing.checks import is_one
from bench.abuse.fuzzing.engine import Bounds
from bench.abuse.fuzzing.watch import Watch

CANARY, FOREIGN_ID = "Canarybird", "6f1f0b6e-2f3c-4a8e-9a3f-3a2f5f6c7d8e"
REFUSED = RejectedPositiveData(operation="POST /x", message="", status_code=422, allowed_statuses=["2xx"])


def asked(path: str = "/x") -> Any:
    return SimpleNamespace(operation=SimpleNamespace(path=path, label=f"POST {path}"))


def answer(body: Any, status: int = 200, sent: Any = None, **headers: str) -> Any:
    request = Request("POST", "http://127.0.0.1/x", json=sent).prepare()
    return SimpleNamespace(status_code=status, content=json.dumps(body).encode(), headers=headers, request=request)


def refused(*errors: tuple[str, str]) -> Any:
    told = [{"path": path, "message": message} for path, message in errors]
    return answer({"detail": "Some fields are not as they must be.", "errors": told}, 422)


@pytest.fixture
def watch() -> Watch:
    return Watch(frozenset({CANARY, FOREIGN_ID}))


@pytest.mark.parametrize("shown", [answer({"name": f"Alex {CANARY}"}), answer({}, 404, ETag=CANARY)])
def test_a_word_of_the_other_clinic_is_a_leak_wherever_it_shows(watch: Watch, shown: Any) -> None:
    watch.see(asked(), shown)
    assert list(watch.leaks) == [f"POST /x showed {CANARY}"]


def test_an_id_of_the_other_clinic_is_a_leak_until_the_role_has_sent_it(watch: Watch) -> None:
    watch.see(asked(), answer({"corrects": FOREIGN_ID}, sent={"corrects": FOREIGN_ID}))
    watch.see(asked(), answer({"items": [FOREIGN_ID]}))
    assert watch.leaks == {}
    fresh = Watch(watch.known)
    fresh.see(asked(), answer({"items": [FOREIGN_ID]}))
    assert len(fresh.leaks) == 1


def test_one_refusal_that_the_contract_could_have_told_is_a_failure_beside_others_that_it_could_not() -> None:
    beyond = ("exercises.0.prescription_id", "No prescription of yours has this id.")
    assert not is_one(REFUSED, asked(), refused(beyond))
    assert is_one(REFUSED, asked(), refused(beyond, ("note", "Longer than maximum length 2000.")))


def test_facts_of_a_batch_are_remembered_when_they_were_acknowledged(watch: Watch) -> None:
    facts = [{"kind": "morning", "id": "a"}, {"kind": "birthday", "id": "b"}]
    results = {"results": [{"status": 201}, {"status": 422}]}
    watch.see(asked("/v1/me/sync"), answer(results, sent={"facts": facts}))
    assert [one.body["id"] for one in watch.recorded] == ["a"]


def test_no_key_of_the_other_clinic_is_ever_tried() -> None:
    offered = naming.mixed({"plan_id": ["own"], "code": ["mine"]}, {"plan_id": ["theirs"], "code": ["secret"]})
    assert offered == {"plan_id": ["own", "theirs"], "code": ["mine"]}


def test_a_small_run_finds_nothing() -> None:
    """A patient, over HTTP, with one case a route: that the whole scenario works."""
    (tally,) = (fuzz.fuzz(ground, "patient", Bounds(1, 300, boundaries=False)) for ground in fuzz.grounds("sqlite"))
    assert tally.faults == 0, tally.lines()
    assert tally.tries > 100
    assert tally.seen["answered 200"] > 0
