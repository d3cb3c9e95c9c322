"""When the short red-flag set is asked: at intake, weekly, and after what asks for it [SPEC 5.1]."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from hep_api.engine.changing import replace
from hep_api.engine.facts import Assign, MorningReport, Screen, Side
from hep_api.engine.screening import TIERS, screen_due
from tests.engine.builders import Story, content, exercise
from tests.engine.cases import lock_ids, story, unlock_all


def due(told: Story, day: int) -> bool:
    return screen_due(told.course, told.start + timedelta(days=day))


def screened(**changes: object) -> Story:
    """A plan whose patient answered the short set, all no, on the morning after it was assigned."""
    told = story(**changes)  # type: ignore[arg-type]
    told.screen(1)
    return told


def test_it_is_asked_at_intake_and_every_week() -> None:
    told = story()
    assert due(told, 0)
    told.screen(1)
    assert [day for day in range(1, 12) if due(told, day)] == [8, 9, 10, 11]


@pytest.mark.parametrize("pain, asked", [("5", False), ("5.1", True), ("6", True), ("10", True), (None, False)])
def test_a_morning_of_six_or_more_asks_for_it(pain: str | None, asked: bool) -> None:
    told = screened()
    told.morning(2, pain)
    assert due(told, 2) is asked
    told.screen(3)
    assert not due(told, 3)


def test_new_night_pain_asks_for_it_and_usual_night_pain_does_not() -> None:
    told = screened()
    told.morning(2, night_pain=True)
    assert due(told, 2)
    used_to_it = Story(content(exercise("clam")), usual_night_pain=True)
    used_to_it.screen(1)
    used_to_it.morning(2, night_pain=True)
    assert not due(used_to_it, 2)


def test_any_stop_asks_for_it_until_the_whole_set_is_answered() -> None:
    told = screened()
    told.session(1, pain=9)
    assert lock_ids(told)
    assert due(told, 1)
    unlock_all(told, 2)
    assert due(told, 2)
    told.add(3, "07:00", Screen((("RF01", False),), "1"))
    assert due(told, 3)
    told.screen(4)
    assert not due(told, 4)


def test_the_stop_that_the_set_itself_raised_does_not_ask_again() -> None:
    told = screened()
    told.screen(2, "RF08")
    assert lock_ids(told)
    assert not due(told, 2)


def test_a_single_yes_stops_and_the_rest_of_the_set_is_asked() -> None:
    told = screened()
    told.add(2, "07:00", Screen((("RF08", True),), "1"))
    assert lock_ids(told)
    assert due(told, 2)


def test_quiet_sessions_and_mornings_ask_for_nothing() -> None:
    told = screened()
    for day in range(1, 6):
        told.trained(day)
    assert not due(told, 6)


@pytest.mark.parametrize("region, day, asked", [("knee", 2, True), ("hip", 2, False), ("knee", 1, False)])
def test_a_first_plan_for_another_region_asks_for_it_unless_it_was_answered_today(
    region: str, day: int, asked: bool
) -> None:
    told = screened()
    other = content(exercise("step-down", "knee_ext_ckc"))
    other = replace(other, hash="other", protocol=replace(other.protocol, id="other", region=region))
    told.course = replace(told.course, contents={**told.course.contents, "other": other})
    body = Assign(
        UUID(int=9), "other", told.start + timedelta(days=day), Side.LEFT, "auto", morning_baseline=Decimal(1)
    )
    told.add(day, "09:00", body)
    assert told.content.protocol.region == "hip"
    assert due(told, day) is asked


def test_a_corrected_morning_has_asked_all_the_same() -> None:
    told = screened()
    wrong = told.morning(2, 7)
    told.add(2, "08:30", MorningReport(pain=Decimal(1), corrects=wrong.id))
    assert screen_due(told.replayed(), told.start + timedelta(days=2))


def test_a_replay_asks_for_the_same() -> None:
    told = screened()
    told.trained(2, morning=7)
    assert told.replayed().screen_wanted
    told.screen(4, *TIERS)
    assert not told.replayed().screen_wanted
