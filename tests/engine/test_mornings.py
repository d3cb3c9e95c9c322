"""Which earlier mornings a stiff one is held against, and what it is that they say [SPEC 3.2, 3.9.17]."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_api.engine import mornings
from hep_api.engine.configuring import Config
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


@pytest.mark.parametrize("site, rule", [("hip", "M1"), (None, "M1"), ("knee", "H1")])
def test_mornings_that_ease_quota_work_are_those_of_its_site(site: str | None, rule: str) -> None:
    told = story("quota")
    for day in range(3):
        told.session(day)
        told.morning(day + 1, 3, site=site)
    told.until(3, "13:00")
    assert rule in {reason.rule for reason in told.said().reasons}
    assert ("M1" in {reason.rule for reason in told.said().reasons}) is (rule == "M1")


def test_a_morning_without_a_score_keeps_what_the_mornings_before_it_made_usual() -> None:
    told = story()
    for day in (8, 9, 10):
        told.morning(day, 0)
    told.morning(12, None)
    told.session(20)
    told.morning(21, 1)
    assert "H2" in {reason.rule for reason in told.said().reasons}


@pytest.mark.parametrize("site, stops", [("hip", True), (None, True), ("knee", False)])
def test_nights_that_stop_are_those_told_of_its_site(site: str | None, stops: bool) -> None:
    told = story()
    for day in range(2):
        told.session(day)
        told.morning(day + 1, night_pain=True, site=site)
    told.until(2, "13:00")
    assert ("S6" in {reason.rule for reason in told.said().reasons}) is stops


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


def test_a_weekly_mean_is_that_of_its_own_mornings_however_many() -> None:
    told = story("tendon")
    for day in (1, 3, 5, 7):
        told.morning(day, 1)
    for day, pain in zip(range(8, 15), ("1", "2", "1", "2", "1", "2", "1.5"), strict=True):
        told.morning(day, pain)
    assert mornings.trend_up(told.course, "hip", told.at(14, "12:00").date(), Config())


@pytest.mark.parametrize("site, told_of", [("hip", {"hip"}), ("knee", {"knee"}), (None, {"hip", "knee"})])
def test_a_morning_is_told_of_its_own_site_or_of_every_one(site: str | None, told_of: set[str]) -> None:
    told = story()
    told.morning(1, site=site)
    found = {at for at in ("hip", "knee") if mornings.told_on(told.course, at, told.at(1, "12:00").date())}
    assert found == told_of
    assert not mornings.told_on(told.course, "hip", told.at(2, "12:00").date())


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


@pytest.mark.parametrize("nights, count", [((1, 7), 2), ((0, 7), 1), ((7,), 1), ((), 0), ((1, 2, 3), 3)], ids=str)
def test_nights_with_pain_in_the_seven_days_to_a_morning(nights: tuple[int, ...], count: int) -> None:
    told = story()
    for day in range(9):
        told.morning(day, night_pain=day in nights)
    told.morning(7, clock="08:30", night_pain=7 in nights)
    on = told.at(7, "12:00").date()
    assert mornings.night_pain_nights(told.course, told.plan, "hip", on) == count
    assert mornings.night_pain_nights(told.course, told.plan, "knee", on) == count
    assert mornings.night_pain_nights(told.course, replace(told.plan, usual_night_pain=True), "hip", on) == 0


@pytest.mark.parametrize(
    "pains, count",
    [({5: 3, 6: 3, 7: 3}, 3), ({5: 3, 7: 3}, 1), ({5: 3, 6: 3}, 0), ({6: 3, 7: "2.9"}, 0), ({6: 3, 7: 3, 8: 3}, 2)],
    ids=str,
)
def test_mornings_running_that_are_up_by_two(pains: dict[int, object], count: int) -> None:
    told = story()
    for day, pain in pains.items():
        told.morning(day, pain)
    on = told.at(7, "12:00").date()
    assert mornings.sustained_mornings(told.course, "hip", on, Decimal(1)) == count
    assert mornings.sustained_mornings(told.course, "hip", on, None) == 0


@pytest.mark.parametrize(
    "before, after, rising",
    [
        pytest.param({1: 1, 2: 1, 3: 1, 7: 1}, {8: 1, 9: 1, 10: 2, 14: 2}, True, id="half a point, at both edges"),
        pytest.param({1: 1, 2: 1, 3: 1, 7: 1}, {8: 1, 9: 1, 10: 1, 14: "2.9"}, False, id="less than half a point"),
        pytest.param({0: 1, 1: 1, 2: 1, 3: 1}, {8: 2, 9: 2, 10: 2, 14: 2}, False, id="two weeks ago is too old"),
        pytest.param({1: 1, 2: 1, 3: 1, 7: 1}, {8: 2, 9: 2, 10: 2, 15: 2}, False, id="tomorrow is not told"),
        pytest.param({1: 2, 2: 2, 3: 2, 7: 2}, {8: 1, 9: 1, 10: 1, 14: 1}, False, id="falling"),
    ],
)
def test_mornings_that_rise_from_week_to_week(
    before: dict[int, object], after: dict[int, object], rising: bool
) -> None:
    told = story("tendon")
    for day, pain in (before | after).items():
        told.morning(day, pain)
    assert mornings.trend_up(told.course, "hip", told.at(14, "12:00").date(), Config()) is rising


def test_of_two_reports_of_a_morning_the_worse_pain_counts() -> None:
    told = story()
    for clock, pain in (("07:00", 1), ("07:30", 4), ("08:00", 2)):
        told.morning(3, pain, clock)
    on = told.at(3, "12:00").date()
    assert mornings.pain_by_day(told.course, "hip", on, on) == {on: Decimal(4)}
    assert mornings.pain_by_day(told.course, "hip", told.at(4, "12:00").date(), told.at(9, "12:00").date()) == {}


def test_mornings_running_are_counted_for_two_weeks_at_most() -> None:
    told = story()
    for day in range(20):
        told.morning(day, 3)
    on = told.at(19, "12:00").date()
    assert mornings.sustained_mornings(told.course, "hip", on, Decimal(1)) == 14


@pytest.mark.parametrize("site, counts", [("hip", True), (None, True), ("knee", False)])
def test_trends_and_mornings_running_are_of_one_site(site: str | None, counts: bool) -> None:
    told = story("tendon")
    for day in range(1, 15):
        told.morning(day, 1 if day < 8 else 3, site=site)
    on = told.at(14, "12:00").date()
    assert mornings.trend_up(told.course, "hip", on, Config()) is counts
    assert (mornings.sustained_mornings(told.course, "hip", on, Decimal(1)) == 7) is counts
    assert (len(mornings.pain_by_day(told.course, "hip", on, on)) == 1) is counts


@pytest.mark.parametrize(
    "answers, rules",
    [
        pytest.param({}, {"H1"}, id="nothing else told"),
        pytest.param({"limp": True}, {"S2", "H1"}, id="limping"),
        pytest.param({"swelling": 2}, {"S5", "H1"}, id="swollen"),
        pytest.param({"stiffness_minutes": 10}, {"H2", "H1"}, id="stiffer than usual"),
    ],
)
def test_a_morning_without_a_score_still_tells_the_rest(answers: dict[str, object], rules: set[str]) -> None:
    told = story()
    told.morning(10)
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, None, **answers)
    assert {reason.rule for reason in told.said().reasons} == rules


def test_stiffness_told_without_a_score_is_not_asked_again() -> None:
    told = story("tendon")
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, None)
    assert told.said().reasons[0].observed == "morning"


def test_a_flare_of_stiffness_without_a_score_eases_under_tendon() -> None:
    told = story("tendon")
    told.morning(10)
    told.session(SESSION_ON)
    told.morning(SESSION_ON + 1, None, stiffness_minutes=30)
    assert (told.said().outcome, told.said().rule) == (Outcome.MODIFY, "M2")


@pytest.mark.parametrize("first, baseline", [(1, 0), (0, 3)], ids=["seven days before", "eight days before"])
def test_the_baseline_is_of_the_seven_days_before_the_session(first: int, baseline: int) -> None:
    told = Story(content(exercise("clam")), baseline="3")
    for day in (first, 2, 3):
        told.morning(day, 0, clock="09:00")
    found = mornings.baseline_for(told.course, replace(told.plan, baseline=None), "hip", told.at(8, "12:00").date())
    assert found == baseline
