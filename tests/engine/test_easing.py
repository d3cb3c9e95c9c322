"""How much an easing takes off, whichever row of the table eases, and where counting to two begins anew."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from hep_api.engine.outcomes import Outcome
from tests.engine.builders import Story, content, loaded
from tests.engine.cases import LIFT, SHORT, hsr, story

Tell = Callable[[Story], object]


def lifting_50(policy: str, **settings: str) -> Story:
    """A press of 50 kg in steps of 2.5, with settings of this plan."""
    told = Story(content(loaded(dose=SHORT), policy=policy))
    for name, value in settings.items():
        told.set(0, name, value)
    told.trained(0, slug="press", load=50)
    return told


def presses(*days: int, morning: object = 1, **answers: object) -> Tell:
    return lambda told: [told.trained(day, morning, slug="press", **answers) for day in days]


EASED: list[tuple[str, str, str, Tell, int]] = [
    ("M1", "standard", "ease_load", presses(1, pain=4), 40),
    ("M1", "quota", "ease_load", presses(1, 2, 3, morning=3), 35),
    ("M2", "tendon", "flare_load", presses(1, morning=3), 40),
    ("M3", "tendon", "ease_load", presses(1, pains=[1, 1, 3]), 40),
    ("M5", "standard", "ease_load", presses(1, 2, reps=7), 40),
]


@pytest.mark.parametrize("rule, policy, setting, tell, kg", EASED, ids=[f"{row[0]} {row[1]}" for row in EASED])
def test_an_easing_takes_off_what_the_setting_says(rule: str, policy: str, setting: str, tell: Tell, kg: int) -> None:
    told = lifting_50(policy, **{setting: "0.2"})
    tell(told)
    assert rule in {reason.rule for reason in told.said("press").reasons}
    assert told.slot("press").dose.load.value == kg


@pytest.mark.parametrize("rpe, kg", [(9, 97), (10, 95)])
def test_too_heavy_work_at_a_repetition_maximum_gets_lighter_by_the_effort(rpe: int, kg: int) -> None:
    told = hsr()
    told.trained(0, slug=LIFT, load=100, rpe=8)
    told.trained(2, slug=LIFT, rpe=rpe)
    assert (told.said(LIFT).rule, told.said(LIFT).outcome) == ("M4", Outcome.MODIFY)
    assert told.slot(LIFT).dose.load.value == kg


ONCE: list[tuple[str, int, int, Outcome, str]] = [
    ("less than half, then exactly half", 3, 4, Outcome.MODIFY, "M5"),
    ("exactly half, then less than half", 4, 3, Outcome.MODIFY, "M5"),
    ("exactly three quarters, then less", 6, 5, Outcome.HOLD, "H5"),
    ("less than three quarters, then exactly", 5, 6, Outcome.HOLD, "H5"),
]


@pytest.mark.parametrize("first, second, outcome, rule", [row[1:] for row in ONCE], ids=[row[0] for row in ONCE])
def test_what_only_touches_the_line_does_not_count_twice(first: int, second: int, outcome: Outcome, rule: str) -> None:
    told = story()
    told.trained(0, reps=first)
    told.trained(1, reps=second)
    assert (told.said().outcome, told.said().rule) == (outcome, rule)


def test_a_score_in_the_lock_band_is_no_red_below_it() -> None:
    told = story("tendon")
    told.trained(0, pain=8)
    assert {"S3", "S4"} <= {reason.rule for reason in told.said().reasons}
    assert "R1" not in {reason.rule for reason in told.said().reasons}


def test_soreness_after_three_days_and_then_pain_are_two_eased_sessions() -> None:
    told = story()
    told.trained(0)
    told.morning(3, muscle_soreness=Decimal(4))
    assert told.said().rule == "M6"
    told.trained(3, pain=4)
    assert "rule.R4" in {reason.key for reason in told.said().reasons}


def test_three_quarters_exactly_is_not_too_little_three_times() -> None:
    told = story()
    for day, reps in enumerate((6, 5, 5)):
        told.trained(day, reps=reps)
    assert told.said().rule == "M5"


def test_pain_that_rises_in_two_sessions_running_is_a_step_back() -> None:
    told = story("moderate")
    told.trained(0, pains=[1, 2, 3])
    assert told.said().rule == "M3"
    told.trained(1, pains=[1, 2, 3])
    assert told.said().rule == "R4"
