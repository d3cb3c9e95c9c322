"""Many at once: one fact is taken once, and a reader of the feed skips nothing whoever commits first."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

from flask import Flask

from hep_api import clock
from hep_api.store import changes, facts, patients
from hep_api.store.db import db, write
from hep_api.store.models import FactRow
from tests.builders.clinics import found_clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone
from tests.builders.plans import assign_plan

SYNC = "/v1/me/sync"
WAIT = 30.0
AWHILE = 2.0


def at_once(app: Flask, speaking: dict[str, str], bodies: list[Any]) -> list[dict[str, Any]]:
    """Every body in a batch of its own, all sent at the same moment from threads of their own."""
    together = Barrier(len(bodies), timeout=WAIT)

    def send(body: Any) -> dict[str, Any]:
        client = app.test_client()
        together.wait()
        answer = client.post(SYNC, json={"facts": [body]}, headers=speaking)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.get_json()["results"][0]
        return result

    with ThreadPoolExecutor(len(bodies)) as pool:
        return [future.result(WAIT) for future in [pool.submit(send, body) for body in bodies]]


def kept(phone: Phone, fact_id: str) -> list[FactRow]:
    return [row for row in facts.list_facts(phone.scope, phone.scope.subject_id) if str(row.id) == fact_id]


def test_one_fact_sent_eight_times_at_once_is_taken_once_and_answered_alike(app: Flask, phone: Phone) -> None:
    """D2: one 201, seven 200, no 5xx."""
    body = {"kind": "session", **phone.session()}
    results = at_once(app, phone.headers, [body] * 8)
    assert sorted(result["status"] for result in results) == [200] * 7 + [201]
    assert all(result["answer"] == results[0]["answer"] for result in results)
    assert len(kept(phone, body["id"])) == 1
    assert sum(len(plan.sessions) for plan in phone.course.plans) == 1


def test_one_id_with_eight_bodies_at_once_keeps_one_and_refuses_seven(app: Flask, phone: Phone) -> None:
    fact_id = str(uuid4())
    bodies = [phone.morning(pain) | {"id": fact_id} for pain in range(8)]
    results = at_once(app, phone.headers, bodies)
    assert sorted(result["status"] for result in results) == [201] + [409] * 7
    (winner,) = [body for body, result in zip(bodies, results, strict=True) if result["status"] == 201]
    assert kept(phone, fact_id)[0].body["pain"] == str(winner["pain"])


def test_an_id_that_another_tenant_used_neither_blocks_nor_tells(phone: Phone) -> None:
    """D4: ids are unique within a patient; the answer is that of an id never seen."""
    stranger = found_clinic("South Clinic")
    assign_plan(stranger)
    theirs = Phone(phone.client, phone.sign_in, stranger.patient)
    body = phone.morning(3)
    first = theirs.post("/v1/me/check-ins", body)
    second = phone.post("/v1/me/check-ins", body | {"pain": 1})
    assert (first.status_code, second.status_code) == (201, 201)
    assert [row.body["pain"] for row in (*kept(theirs, body["id"]), *kept(phone, body["id"]))] == ["3", "1"]


def test_a_reply_that_was_lost_is_given_again_as_it_was(phone: Phone, hand_clock: HandClock) -> None:
    """D1: five retries over days, the plan having moved on: the same bytes, one row."""
    body = phone.session()
    first = phone.post("/v1/me/sessions", body)
    for _ in range(5):
        hand_clock.wait(hours=13)
        phone.wake()
        again = phone.post("/v1/me/sessions", body)
        assert (again.status_code, again.data) == (200, first.data)
    assert len(kept(phone, body["id"])) == 1


def test_one_bad_fact_among_fifty_costs_itself_alone(phone: Phone, hand_clock: HandClock) -> None:
    """D7."""
    good = [phone.morning() for _ in range(49)]
    results = phone.post(SYNC, {"facts": [*good[:20], phone.morning(11), *good[20:]]}).get_json()["results"]
    assert [result["status"] for result in results] == [201] * 20 + [422] + [201] * 29


@contextmanager
def holding_a_number(app: Flask, phone: Phone) -> Iterator[None]:
    """A long transaction that has taken the next number of the feed, and commits at the end of the block."""
    taken_number, leave = Event(), Event()
    scope = phone.scope

    def hold() -> None:
        with app.app_context():
            with write():
                patients.lock_patient(scope, scope.subject_id)
                number = patients.take_sequence(scope, scope.subject_id)
                taken_number.set()
                assert leave.wait(WAIT)
                changes.announce(scope, scope.subject_id, "patient", "held", clock.now(), sequence=number)
            db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        assert taken_number.wait(WAIT)
        try:
            yield
        finally:
            leave.set()
            held.result(WAIT)


def test_a_reader_skips_nothing_while_a_lower_number_is_not_committed(app: Flask, phone: Phone) -> None:
    """D11: another fact is on its way while the holder thinks; whatever is seen meanwhile, neither is missed."""
    body, speaking = phone.morning(), phone.headers
    seen, cursor = read_on(phone, None, speaking)
    with ThreadPoolExecutor(1) as pool:
        with holding_a_number(app, phone):
            sent: Future[int] = pool.submit(
                lambda: app.test_client().post("/v1/me/check-ins", json=body, headers=speaking).status_code
            )
            # Behind the row lock it waits; whoever numbers without one lets it pass, and the reader with it.
            wait([sent], timeout=AWHILE)
            more, cursor = read_on(phone, cursor, speaking)
            seen += more
        assert sent.result(WAIT) == 201
    more, cursor = read_on(phone, cursor, speaking)
    seen += more
    stored = [row.ref_id for row in changes.list_changes(phone.scope, phone.scope.subject_id)]
    assert seen == stored
    assert {"held", body["id"]} <= set(seen)


def read_on(phone: Phone, cursor: str | None, speaking: dict[str, str]) -> tuple[list[str], str]:
    """What is new since a cursor, and the next one."""
    asked = {"cursor": cursor} if cursor else {}
    page = phone.client.get("/v1/me/changes", query_string=asked, headers=speaking).get_json()
    return [item["ref_id"] for item in page["items"]], page["next_cursor"]


def test_the_feed_is_ones_own(phone: Phone) -> None:
    stranger = found_clinic("South Clinic")
    assign_plan(stranger)
    theirs = Phone(phone.client, phone.sign_in, stranger.patient)
    _, end = read_on(phone, None, phone.headers)
    assert {item["ref_id"] for item in theirs.get("/v1/me/changes").get_json()["items"]}.isdisjoint(
        {row.ref_id for row in changes.list_changes(phone.scope, phone.scope.subject_id)}
    )
    assert theirs.get("/v1/me/changes", query_string={"cursor": end}).status_code == 200
