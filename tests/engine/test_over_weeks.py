"""A phase that lasts longer than its weeks is looked at again, unless its exit is met [SPEC 3.3 R8, 3.9.14]."""

from decimal import Decimal

import pytest

from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import SessionLog, Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import AllOf
from hep_api.engine.state import PlanStatus
from tests.engine.builders import Story, clause, content, exercise, phase
from tests.engine.cases import unlock_all


def test_a_phase_over_its_weeks_is_looked_at_again() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(2)),)))
    for day in range(14):
        told.trained(day)
    assert told.plan.status is PlanStatus.FROZEN
    decision = next(d for d in told.course.emitted if d.rule == "R8")
    assert (decision.outcome, decision.reasons[0].key) == (Outcome.REASSESS, "reassess.over_weeks")


@pytest.mark.parametrize("worst, status", [(1, PlanStatus.ACTIVE), (0, PlanStatus.FROZEN)])
def test_a_phase_over_its_weeks_goes_on_where_its_exit_is_met(worst: int, status: PlanStatus) -> None:
    met = AllOf((clause("pain_worst", "7d", at_most=worst), clause("rep", "clam", rung="easy", target=8)))
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(2), exit=met),)))
    for day in range(15):
        told.trained(day)
    assert told.plan.status is status


def test_days_frozen_are_days_held_and_no_suggestion_outlasts_the_freeze() -> None:
    short = exercise("clam", dose=DoseRange(3, 3, 10, 10))
    told = Story(content(short, phases=(phase("P1", "clam", weeks_max=Decimal(2)),)), autonomy="suggest")
    for day in range(13):
        told.trained(day)
    assert told.slot().proposal is not None
    told.until(15)
    assert (told.plan.status, told.slot().proposal) == (PlanStatus.FROZEN, None)
    told.act(20, Verb.RESUME)
    (held,) = told.plan.held
    assert ((held.from_on - told.start).days, (held.until_on - told.start).days) == (13, 19)


def test_paused_days_do_not_count_towards_the_weeks_of_a_phase() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(2)),)))
    for day in range(7):
        told.trained(day)
    told.pause(7, 11)
    told.until(18)
    assert told.plan.status is PlanStatus.ACTIVE
    told.until(20)
    assert told.plan.status is PlanStatus.FROZEN


def test_a_resumed_phase_goes_on_for_four_weeks() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(1)),)))
    for day in range(7):
        told.trained(day)
    told.until(8)
    unlock_all(told, 8)
    told.act(8, Verb.RESUME)
    for day in range(9, 35):
        told.trained(day)
    assert told.plan.status is PlanStatus.ACTIVE
    told.until(37)
    assert told.plan.status is PlanStatus.FROZEN


def test_a_gap_that_a_clinician_has_looked_at_begins_a_step_back_and_freezes_nothing_again() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(2)),)))
    told.act(0, Verb.ADJUST, days=(0, 1, 2, 3, 4, 5, 6))
    for day in range(11):
        told.trained(day)
    told.until(15)
    assert told.plan.status is PlanStatus.FROZEN, "days 12 and 13 were missed"
    told.act(44, Verb.RESUME)
    told.until(46)
    assert (told.plan.status, told.plan.gap_rule, told.said().rule) == (PlanStatus.ACTIVE, "R7", "R7")


def test_a_gap_seen_at_once_after_a_pause_counts_from_the_session_that_arrived_late() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(52)),)))
    told.act(0, Verb.ADJUST, days=(0, 1, 2, 3, 4, 5, 6))
    told.trained(0)
    told.trained(1)
    log = told.log()
    told.pause(3, 40)
    told.until(42)
    late = SessionLog((log,), limp=False, instability=False, swelling=0)
    told.add(2, "18:00", late, received_at=told.at(44, "09:00"))
    told.course = told.replayed()
    found = [decision for decision in told.course.emitted if decision.rule in ("R7", "R8")]
    assert [(decision.rule, decision.reasons[0].observed) for decision in found] == [("R7", "38"), ("R8", "38")]


def test_a_gap_that_was_looked_at_freezes_nothing_again_when_an_older_session_arrives_late() -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", weeks_max=Decimal(52)),)))
    told.act(0, Verb.ADJUST, days=(0, 1, 2, 3, 4, 5, 6))
    told.trained(0)
    log = told.log()
    told.until(31)
    assert told.plan.status is PlanStatus.FROZEN
    told.act(32, Verb.RESUME)
    told.until(33)
    late = SessionLog((log,), limp=False, instability=False, swelling=0)
    told.add(20, "18:00", late, received_at=told.at(34, "09:00"))
    told.course = told.replayed()
    told.until(36)
    assert [decision.rule for decision in told.course.emitted].count("R8") == 1
    assert told.plan.status is PlanStatus.ACTIVE
