"""A morning nobody trained before, and what else leaves numbers behind: said as plainly as after a session."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from hep_api.engine.facts import Usual, Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.timetable import scheduled_days
from tests.engine.builders import Story, clause, content, exercise
from tests.engine.cases import SHORT, story
from tests.engine.gating import judged


def woken_twice(told: Story) -> None:
    """Two mornings of a week after nights in which pain woke the patient, no session before them."""
    told.morning(4, night_pain=True)
    told.morning(7, night_pain=True)


@pytest.mark.parametrize(
    "policy, answers, rule, observed, threshold",
    [
        ("standard", {"limp": True}, "S2", "limp", "no limp"),
        ("standard", {"swelling": 3}, "S5", "swelling +3", "swelling +2"),
        ("bone", {"pain": "1.5"}, "S7", "2", "0"),
    ],
)
def test_what_stops_on_a_morning_at_rest_says_what_it_saw(
    policy: str, answers: dict[str, object], rule: str, observed: str, threshold: str
) -> None:
    told = story(policy)
    told.morning(5, **answers)
    (reason,) = told.last().reasons
    assert (told.last().outcome, told.last().rule) == (Outcome.STOP_ALERT, rule)
    assert (reason.rule, reason.key, reason.observed, reason.threshold) == (rule, f"rule.{rule}", observed, threshold)


def test_a_second_night_of_a_week_stops_on_a_morning_at_rest() -> None:
    told = story()
    woken_twice(told)
    (reason,) = told.last().reasons
    assert (told.last().rule, reason.key, reason.observed, reason.threshold) == ("S6", "rule.S6", "2", "2")


def test_a_flare_at_rest_tells_how_much_and_rests_on_its_morning() -> None:
    told = story()
    morning = told.morning(5, 4)
    (reason,) = told.last().reasons
    assert (reason.rule, reason.key, reason.observed, reason.threshold) == ("H3", "hold.flare_at_rest", "3", "2")
    assert told.last().facts == (morning.id,)


def test_a_reset_of_swelling_leaves_the_mornings_and_one_of_the_mornings_begins_them_anew() -> None:
    told = Story(content(exercise("clam")), baseline="3")
    for day in range(1, 6):
        told.trained(day)
    assert told.plan.baseline == 1
    told.act(7, Verb.RESET, usual=Usual(swelling=1))
    assert (told.plan.baseline, told.plan.morning_baseline, told.plan.usual_swelling) == (1, 3, 1)
    told.act(8, Verb.RESET, usual=Usual(morning_pain=Decimal(4)))
    assert (told.plan.baseline, told.plan.morning_baseline, told.plan.usual_swelling) == (None, 4, 1)


@pytest.mark.parametrize("first, rule", [(4, "A1"), (5, "H2")])
def test_a_baseline_looks_back_seven_days_from_the_session(first: int, rule: str) -> None:
    told = Story(content(exercise("clam")), baseline="3")
    for day in (first, 10, 11):
        told.course = replace(told.course, plans=(replace(told.plan, baseline=None),))
        told.morning(day)
    told.course = replace(told.course, plans=(replace(told.plan, baseline=None),))
    told.session(12)
    told.morning(13, 2)
    assert told.said().rule == rule


def test_a_stop_names_the_region_it_is_about() -> None:
    told = story()
    told.trained(0, pain=6)
    assert [(alert.rule, alert.region) for alert in told.course.alerts] == [("S3", "hip")]
    assert [(lock.rule, lock.region) for lock in told.course.locks] == [("S3", "hip")]


def test_an_exercise_that_is_not_prescribed_is_left_out_of_a_session() -> None:
    told = story()
    unknown = replace(told.log(), prescription_id=UUID(int=77))
    told.session(0, told.log(), unknown)
    assert told.plan.sessions[-1].slots == (told.slot().id,)


def test_days_before_a_hold_stay_scheduled() -> None:
    told = story()
    told.act(5, Verb.ADJUST, "06:00", days=(0, 1, 2, 3, 4, 5, 6))
    told.act(5, Verb.HOLD)
    days = scheduled_days(told.course, told.plan, told.start, told.at(8, "12:00").date())
    assert [(day - told.start).days for day in days] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("day, week", [(6, "1"), (7, "2"), (13, "2"), (14, "3")])
def test_a_programme_week_begins_every_seventh_day(day: int, week: str) -> None:
    assert judged(story(), clause("programme_week", "1"), day).observed == week


def test_a_session_in_which_pain_rose_by_two_proves_nothing() -> None:
    told = story(dose=SHORT)
    told.trained(0, pains=[0, 1, 2])
    assert not judged(told, clause("rep", "clam", target=10)).met


def test_a_session_below_the_top_does_not_prove_the_top() -> None:
    told = story()
    told.trained(0)
    assert not judged(told, clause("rep", "clam", top="true")).met
    assert judged(told, clause("rep", "clam", target=8)).met


def test_several_exercises_keep_what_each_of_them_says() -> None:
    told = story(dose=SHORT)
    told.trained(0)
    parts = judged(told, clause("rep", "clam,bridge", target=10)).parts
    assert [(part.subject, part.met) for part in parts] == [("clam", True), ("bridge", False)]
