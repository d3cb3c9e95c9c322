"""What the rules look back on: reds, flares, baselines, trends, rests, skipped days and adherence."""

from decimal import Decimal

import pytest

from hep_api.engine import mornings as told_mornings
from hep_api.engine.agenda import Why, agenda
from hep_api.engine.configuring import Config
from hep_api.engine.dose import Dose, Frequency
from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.results import Settled
from tests.engine.builders import Story, content, exercise, phase
from tests.engine.cases import SHORT, story


def resting(told: Story, day: int, slug: str = "clam") -> Why | None:
    """Why an exercise is left out on a day, None when it is there to do."""
    today = agenda(told.course, told.plan, told.at(day, "09:00").date())
    return next((item.resting for item in today.resting if item.slot.slug == slug), None)


@pytest.mark.parametrize("day", [6, 7, 10])
def test_a_red_stays_in_the_window_until_three_sessions_have_passed(day: int) -> None:
    told = story("tendon")
    told.trained(0, pain=6)
    told.trained(day)
    assert told.said().rule == "H3"


def test_the_window_ends_when_both_seven_days_and_three_sessions_have_passed() -> None:
    told = story("tendon")
    told.trained(0, pain=6)
    for day in (2, 4, 6):
        told.trained(day)
        assert told.said().rule == "H3"
    told.trained(7)
    assert told.said().rule == "A1"


def test_a_red_six_days_ago_holds_however_many_sessions_came_since() -> None:
    told = story("tendon")
    told.trained(0, pain=6)
    for day in (1, 2, 3, 4, 5, 6):
        told.trained(day)
    assert told.said().rule == "H3"
    told.trained(7)
    assert told.said().rule == "A1"


def test_the_morning_after_a_session_belongs_to_that_sessions_day() -> None:
    told = story("tendon")
    told.session(0)
    told.morning(1, 1)
    told.after(1, clock="09:00", pain=Decimal(8))
    assert {red.on for red in told.plan.reds} == {told.start}


def test_a_session_held_by_a_red_does_not_count_towards_two_in_a_row() -> None:
    told = story("tendon")
    told.trained(0, pain=6)
    told.trained(2)
    assert [result.counts for result in told.slot().results] == [False, False]


def test_two_in_a_row_begin_after_the_window_has_passed() -> None:
    told = Story(content(exercise("clam", dose=SHORT), policy="tendon"))
    told.act(0, Verb.ADJUST, days=(0,))
    for day in (1, 2, 3):
        told.trained(day)
    told.morning(7, 3)
    rules = []
    for day in (8, 10, 12, 14, 15):
        told.trained(day)
        rules.append(told.said().rule)
    assert rules == ["H3", "H3", "H3", "H6", "A2"]


def test_a_red_of_one_exercise_holds_its_family_and_leaves_the_others() -> None:
    menu = (exercise("clam"), exercise("side"), exercise("calf", "calf_achilles"))
    told = Story(content(*menu, policy="tendon"))
    told.trained(0, slug="clam", pain=6)
    told.session(2, told.log("side"), told.log("calf"))
    told.morning(3)
    assert [told.said(slug).rule for slug in ("side", "calf")] == ["H3", "A1"]


def test_mobility_is_held_by_region_only() -> None:
    menu = (exercise("neck", "mobility", region="neck"), exercise("ankle", "mobility", region="ankle"))
    told = Story(content(*menu, policy="tendon"))
    told.trained(0, slug="neck", pain=6)
    told.session(2, told.log("neck"), told.log("ankle"))
    told.morning(3)
    assert [told.said(slug).rule for slug in ("neck", "ankle")] == ["H3", "A1"]


def test_a_flare_on_a_rest_day_is_written_down_holds_progress_and_changes_no_dose() -> None:
    told = story("tendon")
    told.trained(0)
    dose = told.slot().dose
    told.morning(3, 3)
    assert (told.last().rule, told.last().reasons[0].key) == ("H3", "hold.flare_at_rest")
    assert told.slot().dose == dose
    told.trained(4)
    assert told.said().rule == "H3"


def test_several_reds_of_one_session_day_are_one() -> None:
    told = Story(content(exercise("clam"), exercise("calf", "calf_achilles"), policy="tendon"))
    told.session(0, told.log("clam", pain=6), told.log("calf", pain=7))
    told.morning(1)
    assert not told.course.locks


def test_a_tendon_flare_is_no_red() -> None:
    told = story("tendon")
    told.trained(0, 3)
    told.trained(3, pain=6)
    assert not told.course.locks


def test_after_a_red_the_exercise_rests_a_day_and_until_a_morning_is_settled() -> None:
    told = story("tendon")
    told.session(0, pain=6)
    assert resting(told, 1) is Why.RESTING
    told.morning(1)
    assert resting(told, 1) is Why.RESTING
    told.until(2)
    assert resting(told, 2) is None


def test_after_a_red_without_a_settled_morning_it_keeps_resting() -> None:
    told = story("tendon")
    told.session(0, pain=6)
    told.morning(1, 2)
    told.until(4)
    assert resting(told, 4) is Why.RESTING
    told.morning(5)
    assert resting(told, 5) is None


def test_after_a_flare_it_rests_until_a_morning_is_settled() -> None:
    told = story()
    told.trained(0, 3)
    assert resting(told, 1) is Why.RESTING
    told.morning(2, 2)
    assert resting(told, 2) is Why.RESTING
    told.morning(3)
    assert resting(told, 3) is None


def test_after_a_tendon_flare_the_next_training_day_is_skipped_and_only_that() -> None:
    first = phase("P1", "clam", frequency=Frequency(3, 3))
    told = Story(content(exercise("clam"), phases=(first,), policy="tendon"))
    told.trained(0, 3)
    for day in (1, 2):
        told.until(day, "13:00")
        assert resting(told, day) is Why.SKIPPED
    told.until(4)
    assert resting(told, 4) is None


def test_a_flare_skips_a_day_even_where_nothing_is_left_to_take_off() -> None:
    told = story("tendon")
    told.adjust(0, "clam", dose=Dose(1, 8))
    told.trained(1, 3)
    assert (told.said().rule, told.said().outcome) == ("M2", Outcome.HOLD)
    assert resting(told, 2) is Why.SKIPPED


@pytest.mark.parametrize(
    "intake, mornings, expected",
    [
        pytest.param("1", [], "1", id="nothing told yet: intake"),
        pytest.param("1", [0, 0, 0], "0", id="the median of the week before"),
        pytest.param("1", [0, 0], "1", id="two mornings are not enough"),
        pytest.param("1", [2, 2, 2], "1", id="never above intake"),
        pytest.param(None, [1], "1", id="no intake: the first morning"),
        pytest.param(None, [2, 2, 2], "2", id="no intake: at most two"),
        pytest.param("3", [0, 1, 2], "1", id="median of three"),
    ],
)
def test_the_morning_baseline(intake: str | None, mornings: list[int], expected: str) -> None:
    told = Story(content(exercise("clam")), baseline=intake)
    for day, pain in enumerate(mornings, start=1):
        told.morning(day, pain)
    on = told.at(len(mornings) + 1, "12:00").date()
    found = told_mornings.baseline_for(told.course, told.plan, "hip", on)
    assert found == Decimal(expected)


def test_a_first_morning_above_two_without_an_intake_is_a_flare() -> None:
    told = Story(content(exercise("clam")), baseline=None)
    told.trained(0, 4)
    assert told.said().rule == "R2"


def test_mornings_that_flared_or_followed_a_red_do_not_move_the_baseline() -> None:
    told = story("tendon")
    told.session(0, pain=6)
    told.morning(1, 0)
    told.morning(2, 0)
    told.morning(3, 0)
    assert told_mornings.baseline_for(told.course, told.plan, "hip", told.at(4, "12:00").date()) == Decimal(1)


def test_a_morning_above_five_and_above_usual_is_a_flare_however_small_the_rise() -> None:
    told = Story(content(exercise("clam"), policy="tendon"), baseline="5")
    told.trained(0, "5.5")
    assert told.said().rule == "M2"
    told.trained(2, 5)
    assert told.said().rule == "H3"


@pytest.mark.parametrize(
    "morning, state",
    [("1", Settled.SETTLED), ("1.1", Settled.WATCH), ("2.9", Settled.WATCH), ("3", Settled.FLARE)],
)
def test_a_morning_against_its_baseline(morning: str, state: Settled) -> None:
    told = story()
    told.trained(0, morning)
    expected = {Settled.SETTLED: "A1", Settled.WATCH: "H2", Settled.FLARE: "R2"}
    assert told.said().rule == expected[state]


@pytest.mark.parametrize("reports, rising", [(4, True), (3, False)])
def test_a_trend_needs_four_mornings_in_each_week(reports: int, rising: bool) -> None:
    told = story("tendon")
    for day in (1, 2, 3, 4):
        told.morning(day, 0)
    for day in range(8, 8 + reports):
        told.morning(day, "0.5")
    assert told_mornings.trend_up(told.course, "hip", told.at(14, "12:00").date(), Config()) == rising


def test_two_reports_of_one_morning_are_one_value() -> None:
    told = story("tendon")
    for day in (1, 2, 3, 4):
        told.morning(day, 0)
    for clock in ("06:00", "07:00", "08:00", "09:00"):
        told.morning(8, 1, clock)
    assert not told_mornings.trend_up(told.course, "hip", told.at(14, "12:00").date(), Config())


@pytest.mark.parametrize(
    "told_about, rule",
    [
        ({"stiffness": None}, "A1"),
        ({"stiffness_minutes": None}, "A1"),
        ({"stiffness": None, "stiffness_minutes": None}, "H1"),
    ],
    ids=["minutes alone", "a score alone", "neither"],
)
def test_stiffness_may_be_told_in_minutes_or_as_a_score(told_about: dict[str, object], rule: str) -> None:
    told = story("tendon")
    told.session(0)
    told.morning(1, **told_about)
    assert told.said().rule == rule
