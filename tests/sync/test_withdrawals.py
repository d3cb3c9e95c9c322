"""A report that was logged by mistake is taken back: it stays, decides nothing more, and nothing brings it back."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from hep_api.engine.facts import Verb
from hep_api.engine.state import PlanStatus
from hep_api.store import alerts, facts
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone, mistakes, taken
from tests.builders.plans import act
from tests.builders.told import at

WITHDRAWALS = "/v1/me/withdrawals"


def withdrawal(fact_id: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "corrects": fact_id, **more}


def withdraw(phone: Phone, fact_id: str) -> dict[str, Any]:
    return taken(phone.post(WITHDRAWALS, withdrawal(fact_id)))


def sync(phone: Phone, *batch: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.post("/v1/me/sync", {"facts": list(batch)}).get_json()["results"]
    return found


def trained(phone: Phone) -> int:
    return sum(len(plan.sessions) for plan in phone.course.plans)


def test_a_withdrawn_session_counts_no_more_and_stays_readable(phone: Phone) -> None:
    logged = phone.log()
    answer = withdraw(phone, logged["id"])
    assert answer["replayed"] is True
    assert trained(phone) == 0
    kept = facts.find_fact(phone.scope, phone.scope.subject_id, UUID(logged["id"]))
    assert kept is not None
    assert kept.body["exercises"][0]["sets"][0]["pain"] == "1"


def test_a_hold_that_followed_from_it_is_lifted(phone: Phone, hand_clock: HandClock) -> None:
    """A morning of pain 4 that was told by mistake makes a flare; without it the session's increase stands."""
    hand_clock.at = at(0, "19:00")
    phone.log()
    hand_clock.at = at(1, "07:30")
    phone.wake(1)
    wrong = phone.wake(4)
    held = phone.shown("clamshell").dose
    withdraw(phone, wrong["id"])
    assert phone.shown("clamshell").dose.target > held.target


def test_a_lock_of_a_clinician_stays_and_so_does_its_alert(phone: Phone, clinic: Clinic) -> None:
    wrong = phone.log(phone.done("clamshell", pain=9))
    withdraw(phone, wrong["id"])
    assert trained(phone) == 0
    assert "S4" in {lock.rule for lock in phone.course.locks}
    assert len(alerts.list_alerts(clinic.therapist)) == 1


def test_a_hold_of_a_clinician_stays(phone: Phone, clinic: Clinic, plan_id: UUID) -> None:
    wrong = phone.log(phone.done("clamshell", pain=4))
    act(clinic, plan_id, Verb.HOLD)
    withdraw(phone, wrong["id"])
    assert phone.course.plans[0].status is PlanStatus.HELD


def test_a_restored_backup_does_not_bring_it_back(phone: Phone) -> None:
    """The phone was set back to yesterday: it sends again what it has withdrawn since."""
    body = phone.session()
    first = taken(phone.post("/v1/me/sessions", body))
    withdraw(phone, first["id"])
    again = phone.post("/v1/me/sessions", body)
    assert (again.status_code, again.get_json()) == (200, first)
    assert trained(phone) == 0


@pytest.mark.parametrize("pain, locked", [(1, False), (9, True)])
def test_a_withdrawal_that_comes_first_waits_for_its_report(phone: Phone, pain: int, locked: bool) -> None:
    """Whatever the order of arrival: the report is kept, decides nothing, and what it must stop is stopped."""
    body = phone.session(phone.done("clamshell", pain=pain))
    withdraw(phone, body["id"])
    answer = taken(phone.post("/v1/me/sessions", body))
    assert (answer["drives"], answer["kept"]["code"]) == (False, "withdrawn")
    assert trained(phone) == 0
    assert bool(phone.course.locks) is locked


def test_every_report_but_answers_to_red_flags_may_be_withdrawn(phone: Phone) -> None:
    session = phone.log()
    later = [
        {"kind": "after", "id": str(uuid4()), "session_id": session["id"], "pain": 1},
        phone.morning(),
        {"kind": "measurement", "id": str(uuid4()), "slug": "stairs-pain", "value": 1},
        {"kind": "pause", "id": str(uuid4()), "from_on": "2026-03-04", "reason": "illness"},
    ]
    screen = {"kind": "screen", "id": str(uuid4()), "version": "1", "answers": {"RF16": True}}
    assert {result["status"] for result in sync(phone, *later, screen)} == {201}
    back = [{"kind": "withdrawal", **withdrawal(fact["id"])} for fact in later]
    assert [result["answer"]["drives"] for result in sync(phone, *back)] == [True] * len(back)
    assert phone.course.mornings == ()
    assert mistakes(phone.post(WITHDRAWALS, withdrawal(screen["id"]))) == {"corrects"}


def test_what_a_clinician_said_cannot_be_withdrawn(phone: Phone, clinic: Clinic, plan_id: UUID) -> None:
    held = act(clinic, plan_id, Verb.HOLD)
    assert mistakes(phone.post(WITHDRAWALS, withdrawal(str(held)))) == {"corrects"}


def test_of_two_that_replace_one_report_the_first_received_counts_and_both_are_kept(
    phone: Phone, hand_clock: HandClock
) -> None:
    """Two devices of one patient: one corrects, the other withdraws, offline both."""
    wrong = phone.log(phone.done("clamshell", pain=4))
    corrected = phone.session(phone.done("clamshell", pain=2), corrects=wrong["id"])
    taken(phone.post("/v1/me/sessions", corrected))
    hand_clock.wait(minutes=1)
    second = withdraw(phone, wrong["id"])
    assert (second["drives"], second["kept"]["code"]) == (False, "corrected_before")
    assert trained(phone) == 1


@pytest.mark.parametrize("pain, stops", [(4, False), (9, True)])
def test_what_a_second_correction_must_stop_is_stopped(
    phone: Phone, clinic: Clinic, hand_clock: HandClock, pain: int, stops: bool
) -> None:
    """It does not count; still nobody trains on through a 9."""
    wrong = phone.log()
    withdraw(phone, wrong["id"])
    hand_clock.wait(minutes=1)
    answer = phone.log(phone.done("clamshell", pain=pain), corrects=wrong["id"])
    assert answer["kept"]["code"] == "corrected_before"
    assert trained(phone) == 0
    assert ("S4" in {lock.rule for lock in phone.course.locks}) is stops
    assert bool(alerts.list_alerts(clinic.therapist)) is stops
    assert not stops or answer["advice"]["urgent"] is True


def test_a_phone_whose_clock_runs_ahead_withdraws_all_the_same(phone: Phone, hand_clock: HandClock) -> None:
    wrong = phone.log()
    ahead = {"reported_at": at(3, "09:00").isoformat()}
    assert taken(phone.post(WITHDRAWALS, withdrawal(wrong["id"], **ahead)))["drives"] is True
    assert trained(phone) == 0


def test_what_speaks_of_a_fact_that_is_not_here_yet_may_come_again_after_it(phone: Phone) -> None:
    """424 in a batch as alone; the same bodies are taken once the session has come."""
    log = phone.session()
    after = {"kind": "after", "id": str(uuid4()), "session_id": log["id"], "pain": 1}
    better = {"kind": "session", **phone.session(corrects=log["id"])}
    early = sync(phone, after, better)
    assert [(result["status"], result["code"]) for result in early] == [(424, "fact_unknown")] * 2
    assert phone.post("/v1/me/check-ins", after).status_code == 424
    taken(phone.post("/v1/me/sessions", log))
    assert [result["status"] for result in sync(phone, after, better)] == [201, 201]


def test_a_mistake_beside_an_unknown_fact_is_final(phone: Phone) -> None:
    after = {"kind": "after", "id": str(uuid4()), "session_id": str(uuid4()), "pain": 11}
    assert mistakes(phone.post("/v1/me/check-ins", after)) == {"session_id", "pain"}
