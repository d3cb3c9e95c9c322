"""What a gap and a lighter week leave behind: no open suggestion, the session they rest on, the next one in time."""

from decimal import Decimal

import pytest

from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import Usual, Verb
from hep_api.engine.outcomes import Decision, Outcome, Stage
from tests.engine.builders import Story, content, exercise, phase
from tests.engine.cases import at_top, story


def by(told: Story, rule: str) -> list[Decision]:
    return [decision for decision in told.course.emitted if decision.rule == rule]


@pytest.mark.parametrize("rule, away", [("M7", 8), ("R7", 15)])
def test_a_gap_takes_the_open_suggestion_away_and_names_the_last_session(rule: str, away: int) -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    told.trained(7)
    last = told.plan.sessions[-1]
    assert told.slot().proposal is not None
    told.until(7 + away + 7)
    assert told.slot().proposal is None
    assert [decision.facts for decision in by(told, rule)] == [(last.id,)]
    assert all(decision.after not in (None, decision.before) for decision in by(told, rule))
    assert [reason.rule for decision in by(told, rule) for reason in decision.reasons] == [rule]


def test_every_fourth_week_is_lighter_not_every_week_after_the_first() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(52)),)))
    told.set(0, "deload_every_weeks", "3")
    for day in range(8 * 7):
        told.trained(day)
    lighter = [decision for decision in by(told, "M9") if decision.outcome is Outcome.MODIFY]
    assert [(decision.decided_on - told.start).days for decision in lighter] == [20, 48]
    assert {(d.stage, d.reasons[0].observed, d.reasons[0].threshold) for d in lighter} == {(Stage.AT_ONCE, "3", "3")}


@pytest.mark.parametrize("every, lighter_on", [("0", []), ("1", [6, 20]), ("2", [13])])
def test_a_lighter_week_comes_after_as_many_as_are_set_and_never_by_itself(every: str, lighter_on: list[int]) -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(52)),)))
    told.set(0, "deload_every_weeks", every)
    for day in range(21):
        told.trained(day)
    lighter = [decision for decision in by(told, "M9") if decision.outcome is Outcome.MODIFY]
    assert [(decision.decided_on - told.start).days for decision in lighter] == lighter_on


def test_nights_of_pain_on_rest_days_stop_the_plan_and_say_how_many() -> None:
    told = story()
    for day in (1, 2):
        told.morning(day, night_pain=True)
    assert [(reason.rule, reason.observed) for reason in told.last().reasons] == [("S6", "2")]


def test_the_alert_of_a_stopped_region_names_the_region() -> None:
    told = story()
    told.session(0, instability=True)
    assert [(alert.rule, alert.region) for alert in told.course.alerts] == [("S5", "hip")]


def test_a_reset_of_what_is_usual_forgets_the_baseline_of_that_alone() -> None:
    told = story()
    for day in range(4):
        told.trained(day, 0)
    before = told.plan.baseline
    assert before is not None
    told.act(5, Verb.RESET, usual=Usual(swelling=1))
    assert told.plan.baseline == before
    told.act(5, Verb.RESET, "14:00", usual=Usual(morning_pain=Decimal(2)))
    assert told.plan.baseline is None


def test_after_a_lighter_week_sets_come_back_also_behind_an_exercise_that_had_none_to_lose() -> None:
    one = exercise("one", "trunk", dose=DoseRange(1, 1, 8, 12))
    told = Story(content(one, exercise("clam"), phases=(phase("P1", "one", "clam", weeks_max=Decimal(52)),)))
    told.set(0, "deload_every_weeks", "3")
    for day in range(28):
        told.session(day, told.log("one"), told.log("clam"))
        told.morning(day + 1)
        if day == 22:
            assert told.slot("clam").dose.sets == 2
    told.until(29)
    assert told.slot("clam").dose.sets == 3
    assert by(told, "M9")[-1].slot_id == told.slot("clam").id
