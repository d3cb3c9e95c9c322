"""How old evidence may be, and from which day on something counts or stops counting."""

from decimal import Decimal

import pytest

from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.timetable import is_training_day, out_of_programme
from tests.engine.builders import Story, clause, content, exercise
from tests.engine.cases import SHORT, story
from tests.engine.gating import judged


@pytest.mark.parametrize("day, seen", [(16, "4"), (17, "")])
def test_soreness_told_is_evidence_for_fourteen_days(day: int, seen: str) -> None:
    told = story()
    told.trained(0)
    told.morning(3, muscle_soreness=Decimal(4))
    assert judged(told, clause("soreness_72h", "3d", at_most=3), day).observed == seen


def test_soreness_of_another_day_than_the_third_is_no_evidence() -> None:
    told = story()
    told.trained(0)
    told.morning(2, muscle_soreness=Decimal(4))
    told.morning(3)
    assert judged(told, clause("soreness_72h", "3d", at_most=3)).observed == ""


def test_the_pain_of_todays_session_counts() -> None:
    told = story()
    told.trained(6)
    told.session(8, pain=3)
    assert not judged(told, clause("pain_worst", "7d", at_most=2)).met


@pytest.mark.parametrize("day, worst", [(2, "3"), (1, "1")])
def test_swelling_counts_for_seven_days(day: int, worst: str) -> None:
    told = story()
    told.morning(day, swelling=3)
    told.morning(5, swelling=1)
    told.morning(6, swelling=1)
    told.morning(7)
    assert judged(told, clause("swelling", "7d", at_most=2)).observed == worst


@pytest.mark.parametrize("days", [(*range(2, 9), 9, 11, 13, 15), (2, 4, 6, 8, *range(9, 16))])
def test_stiffness_told_more_or_less_often_is_not_rising(days: tuple[int, ...]) -> None:
    told = story()
    for day in days:
        told.morning(day, stiffness_minutes=10)
    assert judged(told, clause("stiff_trend", equals="false"), 15).observed == "not rising"


def test_an_amount_is_asked_at_the_rung_that_is_named() -> None:
    told = story(dose=SHORT)
    told.trained(0)
    assert judged(told, clause("rep", "clam", rung="easy", target=10)).met
    assert not judged(told, clause("rep", "clam", rung="easy", target=11)).met


@pytest.mark.parametrize("day, out", [(2, False), (3, True), (5, True)])
def test_a_lock_takes_days_out_from_the_day_after_it(day: int, out: bool) -> None:
    told = story()
    told.screen(2, "RF08")
    assert out_of_programme(told.course, told.plan, told.at(day, "12:00").date()) is out


def test_a_day_that_was_trained_stays_a_training_day() -> None:
    told = story()
    told.act(0, Verb.ADJUST, "08:30", days=(0, 1, 2, 3, 4, 5, 6))
    told.session(3)
    assert is_training_day(told.course, told.plan, told.at(3, "12:00").date())


def test_a_baseline_stays_while_too_few_mornings_are_told() -> None:
    told = Story(content(exercise("clam")), baseline="3")
    for day in range(1, 6):
        told.trained(day)
    told.session(20)
    told.morning(21, 2)
    assert "H2" in {reason.rule for reason in told.said().reasons}


@pytest.mark.parametrize("pain, outcome", [("5", Outcome.HOLD), ("5.1", Outcome.REGRESS)])
def test_a_morning_is_a_flare_only_above_yellow(pain: str, outcome: Outcome) -> None:
    told = Story(content(exercise("clam")), baseline="4")
    told.trained(0, pain)
    assert told.said().outcome is outcome


def test_a_night_woken_by_pain_counts_without_a_score_in_the_morning() -> None:
    told = story()
    for day in (0, 2):
        told.session(day)
        told.morning(day + 1, None, night_pain=True)
    assert "S6" in {reason.rule for reason in told.said().reasons}


def test_a_flare_that_is_a_red_is_not_told_as_an_easing_besides() -> None:
    told = story()
    told.trained(0, 3)
    assert "M2" not in {reason.rule for reason in told.said().reasons}
