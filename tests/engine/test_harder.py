"""What stands in the way of a harder step, and what it says."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from hep_api.engine import progression
from hep_api.engine.configuring import Config
from hep_api.engine.dose import DoseRange
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Rung
from tests.engine.builders import MONDAY, Story, content, exercise, hsr_content
from tests.engine.cases import LIFT, SHORT, at_top, hsr, lifting, story, week


def held(told: Story, slug: str = "clam") -> tuple[Outcome, str, str]:
    """Outcome, rule and first reason of the last decision about an exercise."""
    decision = told.said(slug)
    return decision.outcome, decision.rule, decision.reasons[0].key


@pytest.mark.parametrize(
    "strict, days_ago, allowed",
    [
        pytest.param(True, (), True, id="none yet"),
        pytest.param(True, (0,), False, id="one today"),
        pytest.param(True, (6,), False, id="one six days ago"),
        pytest.param(True, (7,), True, id="one seven days ago"),
        pytest.param(True, (-1,), True, id="one of tomorrow is none of these days"),
        pytest.param(False, (0,), True, id="one today of two"),
        pytest.param(False, (0, 6), False, id="two in seven days"),
        pytest.param(False, (0, 7), True, id="two in eight days"),
    ],
)
@pytest.mark.parametrize("because", ["tendon", "impact", "scheduled"])
def test_how_many_harder_changes_fit_into_seven_days(
    strict: bool, days_ago: tuple[int, ...], allowed: bool, because: str
) -> None:
    """One for tendon plans, impact and scheduled work, two otherwise [SPEC 3.3]."""
    on = tuple(MONDAY - timedelta(days=ago) for ago in days_ago)
    s = SimpleNamespace(
        policy=SimpleNamespace(tendon=strict and because == "tendon"),
        exercise=SimpleNamespace(impact=strict and because == "impact"),
        slot=SimpleNamespace(scheduled=strict and because == "scheduled", harder_on=on),
        config=Config(),
        decided_on=MONDAY,
    )
    assert progression.harder_allowed(s) is allowed  # type: ignore[arg-type]


def test_after_a_harder_step_this_week_it_says_so() -> None:
    told = Story(content(exercise("clam", dose=SHORT), policy="tendon"))
    for day in range(9):
        told.trained(day, pain=1)
    assert held(told) == (Outcome.HOLD, "A2", "hold.harder_recently")


def test_on_the_last_rung_with_nothing_heavier_it_says_so() -> None:
    told = Story(content(exercise("clam", dose=SHORT, rungs=(Rung("only"),))))
    for day in range(8):
        told.trained(day)
    assert held(told) == (Outcome.HOLD, "A2", "hold.nothing_harder")
    assert told.slot().dose.target == 10


def test_where_no_load_fits_the_effort_it_says_so() -> None:
    told = hsr()
    week(told, 0, load=10)
    week(told, 1)
    told.morning(14)
    told.trained(14, slug=LIFT, rpe=7)
    assert held(told, LIFT) == (Outcome.HOLD, "A2", "hold.no_load_fits")


@pytest.mark.parametrize("rpe, load", [(6, 105), ("6.5", 102), (7, 102)])
def test_only_an_effort_of_six_or_less_earns_five_percent(rpe: object, load: int) -> None:
    told = hsr()
    week(told, 0, load=100)
    week(told, 1)
    told.morning(14)
    told.trained(14, slug=LIFT, rpe=rpe)
    assert told.slot(LIFT).dose.load.value == load


def test_tuning_waits_where_the_step_of_the_next_week_is_due() -> None:
    told = Story(hsr_content())
    week(told, 0, load=100)
    for day in (7, 9, 11):
        told.morning(day)
        told.session(day, slug=LIFT, rpe=8)
    for day in (8, 10, 12, 13):
        told.morning(day)
    told.session(13, slug=LIFT, rpe=6)
    told.morning(14)
    assert held(told, LIFT) == (Outcome.HOLD, "A2", "hold.week_step_due")


def test_one_at_the_top_waits_for_a_second() -> None:
    told = at_top()
    told.trained(6, reps=9)
    told.trained(7)
    assert held(told) == (Outcome.HOLD, "H6", "hold.one_at_top")


def test_extended_repetitions_go_on_by_one_each_good_session() -> None:
    told = lifting(10)
    steps = []
    for day in range(6, 12):
        told.trained(day, slug="press")
        decision = told.said("press")
        steps.append((told.slot("press").dose.target, decision.outcome, decision.rule, decision.reasons[0].key))
    assert steps[0] == (11, Outcome.INCREASE_REPS, "A2", "earned.two_at_top")
    assert steps[1:5] == [
        (target, Outcome.INCREASE_REPS, "A1", "earned.extended") for target in (12, 13, 14, 15)
    ]  # fmt: skip
    assert steps[5][:3] == (15, Outcome.HOLD, "H6")
    extended = [d.reasons[0] for d in told.course.emitted if d.reasons[0].key == "earned.extended"]
    assert [reason.observed for reason in extended] == ["11", "12", "13", "14"]
    assert told.said("press").reasons[0].key == "hold.one_at_top"
    told.trained(12, slug="press")
    assert (told.slot("press").dose.target, told.slot("press").dose.load.value) == (10, Decimal("12.5"))


def test_a_second_bout_earns_nothing_however_good() -> None:
    told = story(dose=DoseRange(3, 3, 8, 20))
    told.session(0)
    told.session(0, clock="20:00", bout=2)
    told.morning(1)
    assert held(told) == (Outcome.HOLD, "H6", "hold.second_bout")
