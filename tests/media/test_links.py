"""Links: looked at before they are taken and every day after, hidden while they are broken."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from hep_api import clock
from hep_api.media import checking
from hep_api.media.checking import check_links
from hep_api.store.db import session
from hep_api.store.models import MediaRow
from hep_api.web.links import link_checker
from tests.builders.clocks import HandClock
from tests.builders.link_world import Answer, World
from tests.builders.phones import mistakes
from tests.builders.shelves import CLAMSHELL, Staff, taken

AT = "pictures.example/a.jpg"
URL = f"https://{AT}"
WAYS = [Answer(404), Answer(content_type="text/html"), Answer(302, location="http://pictures.example/b")]


@pytest.fixture
def good(world: World) -> World:
    world.answers[AT] = Answer()
    return world


@pytest.fixture
def item(staff: Staff, good: World, hand_clock: HandClock) -> dict[str, Any]:
    hand_clock.at = clock.now()
    return taken(staff.link(URL))


def shown(staff: Staff) -> list[str]:
    """The addresses that everybody is given for the exercise."""
    return [entry["url"] for entry in staff.get(CLAMSHELL).get_json()["media"]]


def look_again(hand_clock: HandClock, **later: float) -> int:
    """One round some time later."""
    hand_clock.wait(**later)
    return check_links(link_checker(), clock.now(), 60)


def test_a_link_that_answers_is_taken(staff: Staff, item: dict[str, Any]) -> None:
    assert (item["kind"], item["access"], item["url"], item["media_type"]) == ("picture", "web", URL, "image/jpeg")
    assert (item["size_bytes"], item["width"], item["shown"], item["failed_why"]) == (None, None, True, "")
    assert item["checked_at"] == item["added_at"]
    assert shown(staff) == [URL]
    assert staff.get(f"/v1/media/{item['id']}/file").status_code == 404


def test_the_page_of_a_film_is_one_to_open(staff: Staff, world: World) -> None:
    told = "www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabc"
    world.answers[told] = Answer(content_type="application/json")
    item = taken(staff.link("https://www.youtube.com/watch?v=abc"))
    assert (item["kind"], item["access"], item["media_type"]) == ("video", "page", "text/html")


@pytest.mark.parametrize("answer", [*WAYS, Answer(500)])
def test_a_link_that_does_not_answer_is_not_taken(staff: Staff, world: World, answer: Answer) -> None:
    world.answers[AT] = answer
    assert mistakes(staff.link(URL, rung_id="no-such")) == {"url", "rung_id"}
    assert staff.listed() == []


@pytest.mark.parametrize("url", ["http://pictures.example/a.jpg", "https://u:p@pictures.example/", "no address"])
def test_what_is_no_safe_address_is_refused_and_nobody_is_asked(staff: Staff, world: World, url: str) -> None:
    response = staff.link(url)
    assert mistakes(response) == {"url"}
    assert response.get_json()["errors"][0]["message"]
    assert world.resolved == []


def test_the_same_id_again_is_not_looked_at_again(staff: Staff, good: World) -> None:
    again = {"id": str(uuid4())}
    first = taken(staff.link(URL, **again))
    asked = len(good.asked)
    second = staff.link(URL, **again)
    assert (second.status_code, second.get_json(), len(good.asked)) == (200, first, asked)
    assert staff.link(f"{URL}?b", **again).get_json()["code"] == "media_conflict"


def test_nothing_is_looked_at_before_a_day_has_passed(item: dict[str, Any], good: World, hand_clock: HandClock) -> None:
    asked = len(good.asked)
    assert look_again(hand_clock, hours=23.9) == 0
    assert look_again(hand_clock, hours=0.2) == 1
    assert look_again(hand_clock, hours=1) == 0
    assert len(good.asked) == asked + 1


@pytest.mark.parametrize("answer", WAYS)
def test_a_clear_no_hides_it_at_once_and_staff_are_told_since_when_and_why(
    staff: Staff, item: dict[str, Any], good: World, hand_clock: HandClock, answer: Answer
) -> None:
    good.answers[AT] = answer
    look_again(hand_clock, days=1)
    assert shown(staff) == []
    (told,) = staff.listed()
    assert (told["shown"], bool(told["failed_why"]), told["id"]) == (False, True, item["id"])
    assert told["failing_since"] == told["checked_at"] != item["checked_at"]


def test_a_doubt_hides_it_only_when_it_comes_twice(
    staff: Staff, item: dict[str, Any], good: World, hand_clock: HandClock
) -> None:
    good.answers[AT] = Answer(503)
    look_again(hand_clock, days=1)
    (doubted,) = staff.listed()
    assert (shown(staff), doubted["shown"], "503" in doubted["failed_why"]) == ([URL], True, True)
    look_again(hand_clock, hours=1)
    (hidden,) = staff.listed()
    assert (shown(staff), hidden["shown"]) == ([], False)
    assert hidden["failing_since"] == doubted["failing_since"]


def test_a_doubt_that_passes_is_forgotten(
    staff: Staff, item: dict[str, Any], good: World, hand_clock: HandClock
) -> None:
    for answer, later in ((Answer(503), 24), (Answer(), 1), (Answer(503), 24)):
        good.answers[AT] = answer
        assert look_again(hand_clock, hours=later) == 1
    assert shown(staff) == [URL]


def test_it_comes_back_when_it_answers_again(
    staff: Staff, item: dict[str, Any], good: World, hand_clock: HandClock
) -> None:
    good.answers[AT] = Answer(404)
    look_again(hand_clock, days=1)
    good.answers[AT] = Answer(content_type="image/png")
    assert look_again(hand_clock, hours=5) == 0
    assert look_again(hand_clock, hours=1) == 1
    (told,) = staff.listed()
    assert (shown(staff), told["shown"], told["failing_since"], told["failed_why"]) == ([URL], True, None, "")
    assert told["media_type"] == "image/png"


def test_a_picture_that_became_a_film_is_not_what_was_added(
    staff: Staff, item: dict[str, Any], good: World, hand_clock: HandClock
) -> None:
    good.answers[AT] = Answer(content_type="video/mp4")
    look_again(hand_clock, days=1)
    (told,) = staff.listed()
    assert (told["shown"], told["kind"]) == (False, "picture")
    assert told["failed_why"] == "It was a picture when it was added, and is 'video/mp4' now."


def test_what_was_removed_is_not_looked_at(
    staff: Staff, item: dict[str, Any], good: World, hand_clock: HandClock
) -> None:
    staff.remove(item)
    assert look_again(hand_clock, days=3) == 0


def test_uploads_are_not_looked_at(staff: Staff, world: World, hand_clock: HandClock) -> None:
    hand_clock.at = clock.now()
    taken(staff.upload())
    assert look_again(hand_clock, days=3) == 0


def test_a_round_is_bounded_and_the_next_goes_on(
    app: Flask, staff: Staff, item: dict[str, Any], good: World, hand_clock: HandClock
) -> None:
    for _ in range(checking.BATCH):
        taken(staff.link(URL))
    hand_clock.wait(days=1)
    checker, now = link_checker(), clock.now()
    assert check_links(checker, now, 0) == 0
    rounds = [check_links(checker, now, 60), check_links(checker, now, 60)]
    assert rounds == [1, 0]
    assert look_again(hand_clock, seconds=checking.LEASE.total_seconds()) == checking.BATCH


def test_looking_holds_no_transaction(staff: Staff, item: dict[str, Any], hand_clock: HandClock) -> None:
    """Somebody removes it while it is looked at: nothing is written on it afterwards."""
    real = link_checker()

    class Slow:
        def look(self, url: str) -> Any:
            assert staff.remove(item).status_code == 204
            return real.look(url)

    hand_clock.wait(days=1)
    assert check_links(Slow(), clock.now(), 60) == 1
    row = session().scalars(select(MediaRow)).one()
    assert row.next_check_at is None
    assert clock.now() - (row.checked_at or clock.now()) == timedelta(days=1)
