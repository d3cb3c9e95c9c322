"""The hour after and the next morning: what settles a session, or stops it."""

from uuid import uuid4

from tests.builders.clocks import HandClock
from tests.builders.phones import Phone, mistakes, taken

CHECK_INS = "/v1/me/check-ins"


def test_the_morning_makes_the_session_final(phone: Phone, hand_clock: HandClock) -> None:
    phone.log()
    hand_clock.wait(hours=22)
    answer = phone.wake()
    assert [(d["stage"], d["slug"]) for d in answer["decisions"]] == [("final", "clamshell")]
    assert answer["decisions"][0]["outcome"] == "INCREASE_REPS"
    assert answer["decisions"][0]["change"] == "2x8 becomes 2x10."


def test_a_severe_morning_stops_everything_at_once(phone: Phone, hand_clock: HandClock) -> None:
    phone.log()
    hand_clock.wait(hours=22)
    answer = phone.wake(8)
    assert answer["advice"]["urgent"] is True
    assert "S4" in {alert["rule"] for alert in answer["alerts"]}


def test_a_morning_is_about_a_site_of_a_plan(phone: Phone) -> None:
    assert mistakes(phone.post(CHECK_INS, phone.morning(site="elbow"))) == {"site"}
    assert taken(phone.post(CHECK_INS, phone.morning(site="hip")))["kind"] == "morning"


def test_the_hour_after_belongs_to_a_session_that_we_know(phone: Phone, hand_clock: HandClock) -> None:
    session = phone.log()
    hand_clock.wait(hours=1)
    after = {"id": str(uuid4()), "kind": "after", "session_id": session["id"], "pain": 2, "settle_minutes": 30}
    assert taken(phone.post(CHECK_INS, after))["kind"] == "after"
    assert phone.course.plans[0].sessions[0].settle_minutes == 30
    unknown = after | {"id": str(uuid4()), "session_id": str(uuid4())}
    early = phone.post(CHECK_INS, unknown)
    assert (early.status_code, early.get_json()["errors"][0]["path"]) == (424, "session_id")


def test_an_unknown_kind_is_named_with_every_other_mistake(phone: Phone) -> None:
    assert {"kind", "pain"} <= mistakes(phone.post(CHECK_INS, phone.morning(pain=11) | {"kind": "evening"}))


def test_a_report_without_an_instant_is_of_now_and_a_retry_later_is_the_same(
    phone: Phone, hand_clock: HandClock
) -> None:
    body = phone.morning()
    first = phone.post(CHECK_INS, body)
    hand_clock.wait(days=2)
    again = phone.post(CHECK_INS, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data
    assert first.get_json()["credited_on"] == "2026-03-02"


def test_a_morning_may_correct_a_morning_but_no_session(phone: Phone, hand_clock: HandClock) -> None:
    session = phone.log()
    hand_clock.wait(hours=22)
    first = phone.wake(6)
    assert mistakes(phone.post(CHECK_INS, phone.morning(corrects=session["id"]))) == {"corrects"}
    hand_clock.wait(minutes=1)
    assert phone.wake(1, corrects=first["id"])["replayed"] is True
