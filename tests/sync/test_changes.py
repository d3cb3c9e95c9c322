"""The feed: who follows the cursor sees everything once, in order."""

from typing import Any
from uuid import UUID

from hep_api.engine.facts import Verb
from hep_api.sync.schemas import ChangesOut
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone, mistakes
from tests.builders.plans import act

CHANGES = "/v1/me/changes"


def page(phone: Phone, **query: Any) -> dict[str, Any]:
    response = phone.get(CHANGES, query_string=query)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    assert ChangesOut().validate(found) == {}
    return found


def test_tells_facts_and_decisions_in_order(phone: Phone, plan_id: UUID) -> None:
    session = phone.log()
    items = page(phone)["items"]
    assert [item["kind"] for item in items] == ["assign", "session", "decision"]
    assert items[1]["fact"]["id"] == session["id"]
    assert items[1]["fact"]["body"]["exercises"][0]["sets"][0]["pain"] == "1"
    told = items[2]["decision"]
    assert {name: told[name] for name in session["decisions"][0]} == session["decisions"][0]
    assert (told["revision"], told["superseded_by"]) == (1, None)


def test_what_a_clinician_did_is_told_without_its_body(phone: Phone, clinic: Clinic, plan_id: UUID) -> None:
    act(clinic, plan_id, Verb.HOLD)
    items = page(phone)["items"]
    assert [item["kind"] for item in items] == ["assign", "action", "decision", "plan"]
    assert items[1]["fact"] is None
    assert items[3]["ref_id"] == str(plan_id)


def test_following_the_cursor_skips_and_repeats_nothing(phone: Phone, hand_clock: HandClock) -> None:
    for _ in range(4):
        phone.log()
        hand_clock.wait(hours=22)
        phone.wake()
        hand_clock.wait(hours=2)
    whole = [item["ref_id"] for item in page(phone, limit=200)["items"]]
    followed: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(len(whole)):
        found = page(phone, limit=3, **cursor)
        followed += [item["ref_id"] for item in found["items"]]
        cursor = {"cursor": found["next_cursor"]}
        if not found["more"]:
            break
    assert followed == whole


def test_a_cursor_is_given_also_when_nothing_changed_and_finds_what_comes_later(phone: Phone) -> None:
    end = page(phone)["next_cursor"]
    assert page(phone, cursor=end) == {"items": [], "next_cursor": end, "more": False}
    session = phone.log()
    later = page(phone, cursor=end)["items"]
    assert later[0]["ref_id"] == session["id"]


def test_an_unchanged_page_is_not_sent_again(phone: Phone, hand_clock: HandClock) -> None:
    first = phone.get(CHANGES)
    hand_clock.wait(minutes=5)
    unchanged = phone.get(CHANGES, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    phone.log()
    assert phone.get(CHANGES, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_foreign_cursor_or_an_unknown_question_is_refused(phone: Phone) -> None:
    for cursor in ("hello", "W3RydWVd", "WyJ4Il0", "WzEsMl0"):
        assert mistakes(phone.get(CHANGES, query_string={"cursor": cursor})) == {"cursor"}
    assert mistakes(phone.get(CHANGES, query_string={"limit": 0, "since": 3})) == {"limit", "since"}


def test_a_superseded_decision_says_by_what(phone: Phone, hand_clock: HandClock) -> None:
    """A limp told too late turns the session's judgement around; both revisions stay in the feed."""
    first = phone.log()
    hand_clock.wait(minutes=5)
    phone.log(phone.done("clamshell", pain=4), corrects=first["id"])
    decisions = [item["decision"] for item in page(phone)["items"] if item["decision"]]
    withdrawn = next(d for d in decisions if d["outcome"] == "WITHDRAWN")
    assert decisions[0]["superseded_by"] == withdrawn["id"]
