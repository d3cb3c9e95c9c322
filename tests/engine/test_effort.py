"""Reported effort tunes the load of repetition-maximum work."""

from decimal import Decimal

import pytest

from tests.engine.cases import LIFT, hsr, week


@pytest.mark.parametrize(
    "rpe, load, rule",
    [
        pytest.param(6, "63", "A2", id="effort 6: five percent more"),
        pytest.param(7, "61", "A2", id="effort 7: two and a half"),
        pytest.param(8, "60", "A2", id="effort 8: right"),
        pytest.param(9, "58", "M4", id="effort 9: two and a half less, rounded down"),
        pytest.param(10, "57", "M4", id="effort 10: five less"),
        pytest.param(None, "60", "H1", id="effort unknown"),
    ],
)
def test_effort_tunes_the_load(rpe: object, load: str, rule: str) -> None:
    told = hsr()
    week(told, 0, load=60)
    week(told, 1)
    told.morning(14)
    told.trained(14, slug=LIFT, rpe=rpe)
    assert (str(told.slot(LIFT).dose.load.value), told.said(LIFT).rule) == (load, rule)


def test_effort_9_twice_running_takes_five_percent_once() -> None:
    told = hsr()
    told.trained(0, slug=LIFT, load=100, pain=6, rpe=9)
    told.trained(2, slug=LIFT, rpe=9)
    assert (told.said(LIFT).rule, told.slot(LIFT).dose.load.value) == ("M4", Decimal(95))


def test_pain_3_to_5_lets_the_scheduled_step_come_but_not_the_load() -> None:
    told = hsr()
    week(told, 0, load=100)
    for day in range(7, 14):
        told.morning(day)
        if day in (7, 9, 11):
            told.session(day, slug=LIFT, rpe=6, pain=4)
    assert told.said(LIFT).rule == "H12"
    told.until(14)
    assert told.plan.schedule_week == 3


@pytest.mark.parametrize(
    "rpe, rule, key, observed",
    [
        pytest.param(6, "A2", "earned.effort_low", "6", id="low"),
        pytest.param(8, "A2", "hold.effort_on_target", "", id="right"),
        pytest.param(None, "H1", "hold.effort_unknown", "", id="unknown"),
    ],
)
def test_tuning_says_what_effort_it_heard(rpe: object, rule: str, key: str, observed: str) -> None:
    told = hsr()
    week(told, 0, load=60)
    week(told, 1)
    told.morning(14)
    told.trained(14, slug=LIFT, rpe=rpe)
    assert [(entry.rule, entry.key, entry.observed) for entry in told.said(LIFT).reasons] == [(rule, key, observed)]


def test_what_stands_in_the_way_of_tuning_is_told_with_its_numbers() -> None:
    told = hsr()
    week(told, 0, load=100)
    told.morning(7)
    told.trained(7, slug=LIFT, rpe=6, pain=4)
    (reason,) = told.said(LIFT).reasons
    assert (reason.key, reason.observed, reason.threshold) == ("rule.H12", "4", "2")
