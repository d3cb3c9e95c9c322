"""Which earlier mornings a stiff one is held against, and what it is that they say [SPEC 3.2, 3.9.17]."""

import pytest

from hep_api.engine.facts import Form
from hep_api.engine.outcomes import Outcome
from tests.engine.builders import MONDAY, Story, content, exercise
from tests.engine.cases import story

SESSION_ON = 12


def stiff(told: Story, minutes: object = 10, pain: object = 1, **answers: object) -> set[str]:
    """A session on day 12 and a stiff morning after it; the rules that matched."""
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, pain, stiffness_minutes=minutes, stiffness=None, **answers)
    return {reason.rule for reason in told.said().reasons}


@pytest.mark.parametrize("day, held_against", [(4, False), (5, True), (11, True), (12, False)])
def test_stiffness_is_held_against_the_seven_days_before_the_session(day: int, held_against: bool) -> None:
    told = story()
    told.morning(day, stiffness_minutes=0)
    assert ("H2" in stiff(told)) is held_against


@pytest.mark.parametrize(
    "usual, now, rules", [(20, 20, {"A1"}), (20, 29, {"A1"}), (20, 30, {"H2"}), (20, 15, {"A1"})], ids=str
)
def test_only_ten_minutes_more_than_usual_are_a_sign(usual: int, now: int, rules: set[str]) -> None:
    told = story()
    for day in (8, 9, 10):
        told.morning(day, stiffness_minutes=usual)
    assert stiff(told, now) == rules


@pytest.mark.parametrize(
    "usual, now, outcome, rule",
    [
        (3, 3, Outcome.INCREASE_REPS, "A1"),
        (3, 4, Outcome.HOLD, "H2"),
        (3, 5, Outcome.MODIFY, "M2"),
        (3, 2, Outcome.INCREASE_REPS, "A1"),
    ],
    ids=str,
)
def test_stiffness_as_a_score_is_a_sign_from_one_and_a_flare_from_two(
    usual: int, now: int, outcome: Outcome, rule: str
) -> None:
    told = story("tendon")
    for day in (8, 9, 10):
        told.morning(day, stiffness_minutes=None, stiffness=usual)
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, stiffness_minutes=None, stiffness=now)
    assert (told.said().outcome, told.said().rule) == (outcome, rule)


def test_of_minutes_and_score_the_worse_one_counts() -> None:
    told = story()
    told.morning(10, stiffness_minutes=0, stiffness=0)
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, stiffness_minutes=10, stiffness=0)
    assert told.said().rule == "H2"


def test_stiffness_told_in_either_way_is_an_answer() -> None:
    told = story("tendon")
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, stiffness_minutes=None, stiffness=0)
    assert told.said().rule == "A1"


def test_a_flare_is_no_morning_to_be_held_against() -> None:
    told = story()
    told.morning(8, 4, stiffness_minutes=0)
    assert "H2" not in stiff(told)


def test_the_morning_after_a_red_is_no_morning_to_be_held_against() -> None:
    told = story("tendon")
    told.session(7, pain=6)
    told.morning(8, stiffness_minutes=0)
    assert "H2" not in stiff(told)


@pytest.mark.parametrize("site, held_against", [("hip", True), ("knee", False), (None, True)])
def test_only_mornings_of_the_same_site_are_held_against(site: str | None, held_against: bool) -> None:
    told = story()
    told.morning(10, stiffness_minutes=0, site=site)
    assert ("H2" in stiff(told)) is held_against


def test_the_baseline_is_of_the_same_site() -> None:
    told = Story(content(exercise("clam")), baseline="3")
    for day in (8, 9, 10):
        told.morning(day, 1, site="hip")
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, 2, site="hip")
    assert told.said().rule == "H2"


def test_the_baseline_of_a_session_ends_on_the_day_before_it() -> None:
    told = Story(content(exercise("clam")), baseline="3")
    for day in (10, 11):
        told.morning(day, 1)
    told.morning(SESSION_ON, 1, clock="07:00")
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, 2)
    assert told.said().rule == "A1", "two mornings are too few, so that the 3 of the intake stays"


def test_of_two_bouts_of_an_earlier_day_the_worse_one_is_remembered() -> None:
    told = story()
    told.session(0)
    told.session(0, clock="20:00", bout=2, pain=3)
    told.morning(1)
    told.trained(1, pain=3)
    assert (told.said().outcome, told.said().rule) == (Outcome.REGRESS, "R4")


def test_the_three_latest_sessions_of_a_mobility_exercise_are_its_window() -> None:
    told = Story(content(exercise("stretch", "mobility"), policy="tendon"))
    told.trained(0, slug="stretch", pain=6)
    told.trained(10, slug="stretch", form=Form.MINOR)
    held = next(reason for reason in told.said("stretch").reasons if reason.rule == "H3")
    assert held.observed == str(MONDAY)
