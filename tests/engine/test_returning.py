"""What a gap and a lighter week leave behind: no open suggestion, the session they rest on, the next one in time."""

from decimal import Decimal

import pytest

from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import Usual, Verb
from hep_api.engine.outcomes import Decision, Outcome, Stage
from hep_api.engine.schedule import ScheduleRow
from tests.engine.builders import Story, content, exercise, phase
from tests.engine.cases import at_top, story
from tests.engine.test_tables import scheduled
from tests.engine.test_tables import week as trained_week


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


def test_the_alert_of_two_exercises_of_one_region_still_names_it() -> None:
    told = Story(content(exercise("stretch", "mobility"), exercise("nod", "mobility")))
    told.session(0, told.log("stretch", pain=7), told.log("nod", pain=7))
    assert [(alert.rule, alert.region) for alert in told.course.alerts] == [("S3", "hip")]


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


def test_a_lock_of_one_family_leaves_the_sets_of_another_to_come_back() -> None:
    four = DoseRange(4, 4, 8, 20)
    both = (exercise("clam", dose=four), exercise("calf", "calf_achilles", dose=four))
    told = Story(content(*both, phases=(phase("P1", "clam", "calf", weeks_max=Decimal(52)),)))
    told.act(0, Verb.ADJUST, days=(0, 1, 2, 3, 4, 5, 6))
    told.session(0, told.log("clam"), told.log("calf"))
    told.morning(1)
    told.until(15)
    told.session(15, told.log("clam", pain=7), told.log("calf"))
    told.morning(16)
    for day in range(16, 31):
        told.trained(day, slug="calf")
    weeks = [told.slot(name).comeback and told.slot(name).comeback.week for name in ("clam", "calf")]
    assert weeks == [0, 2]


def test_unequal_sets_come_back_with_what_each_of_them_asks() -> None:
    told = Story(scheduled(rows=(ScheduleRow(1, 6, 4, 12, rep_max=False, targets=(12, 11, 10, 8)),)))
    trained_week(told, 0)
    told.until(27)
    for number in range(4, 7):
        trained_week(told, number)
    dose = told.slot("nordic").dose
    assert (dose.sets, len(dose.targets)) == (3, 3)
