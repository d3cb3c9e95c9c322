"""What days away, the way back and a lighter week write down, exercise by exercise [SPEC 3.3 R7, R8, M7, M9]."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from hep_api.engine.dose import Dose, DoseRange, Frequency, Unit
from hep_api.engine.facts import Form, SessionLog, Verb
from hep_api.engine.outcomes import Decision, Outcome, ScopeKind, Stage
from hep_api.engine.protocol import Listing, LoadBasis, Rung
from hep_api.engine.schedule import Quota
from hep_api.engine.slot import Comeback
from hep_api.engine.weights import DEFAULT_LOAD_STEP_KG
from tests.engine.builders import Story, content, exercise, loaded, phase
from tests.engine.cases import SHORT, at_top, lifting

WIDE = DoseRange(4, 4, 8, 20)
DAYS = (0, 1, 2, 3, 4, 5, 6)


def three(policy: str = "standard") -> Story:
    """Every day; the first of three exercises is not active, the two others stand on their second rung."""
    names = ("off", "clam", "bridge")
    long = phase("P1", *names, weeks_max=Decimal(52), frequency=Frequency(7, 7))
    told = Story(content(*(exercise(name, dose=WIDE) for name in names), phases=(long,), policy=policy))
    told.act(0, Verb.ADJUST, "08:30", days=DAYS)
    told.adjust(0, "off", active=False)
    for name in names[1:]:
        told.adjust(0, name, rung=1)
    return told


def train(told: Story, *days: int, **answers: object) -> None:
    """Both active exercises on each of these days, and the morning after."""
    for day in days:
        told.session(day, told.log("clam", **dict(answers)), told.log("bridge", **dict(answers)))
        told.morning(day + 1)


def by(told: Story, rule: str) -> list[Decision]:
    """The decisions of a rule."""
    return [decision for decision in told.course.emitted if decision.rule == rule]


@pytest.mark.parametrize(
    "day, rule, outcome, gap",
    [(8, "M7", Outcome.MODIFY, "7"), (15, "R7", Outcome.REGRESS, "14")],
)
def test_days_away_are_a_decision_about_every_active_exercise(day: int, rule: str, outcome: Outcome, gap: str) -> None:
    told = three()
    train(told, 0)
    session = next(fact for fact in told.facts if isinstance(fact.body, SessionLog))
    told.until(day)
    found = by(told, rule)
    assert [decision.slot_id for decision in found] == [told.slot("clam").id, told.slot("bridge").id]
    for decision, name in zip(found, ("clam", "bridge"), strict=True):
        (reason,) = decision.reasons
        assert (reason.rule, reason.key, reason.observed, reason.threshold) == (rule, f"rule.{rule}", gap, gap)
        assert (decision.outcome, decision.stage, decision.facts) == (outcome, Stage.AT_ONCE, (session.id,))
        assert (decision.scope, decision.scope_value) == (ScopeKind.EXERCISE, name)
        assert decision.before is not None
        assert decision.after == told.slot(name).shown != decision.before
        assert decision.trigger.startswith(f"gap:{rule}:")


def test_four_weeks_away_tell_their_days() -> None:
    told = three()
    train(told, 0)
    told.until(29)
    (decision,) = by(told, "R8")
    (reason,) = decision.reasons
    assert (decision.outcome, reason.rule, reason.key, reason.observed, reason.threshold) == (
        Outcome.REASSESS, "R8", "rule.R8", "28", "28",
    )  # fmt: skip
    assert {entry.phase_after for entry in told.course.emitted} == {""}, "no phase was entered"
    assert [entry.slot_id for entry in by(told, "R7")] == [told.slot("clam").id, told.slot("bridge").id], "once each"


def test_a_longer_gap_is_judged_from_where_it_began() -> None:
    told = three()
    train(told, 0)
    before = told.slot()
    told.until(8)
    assert told.slot().stood is not None
    told.until(15)
    after = told.slot()
    assert (before.rung, after.rung, after.range) == (1, 0, WIDE)
    assert after.dose == Dose(2, 14), "half of four sets, the middle of the range one rung below"


def test_a_longer_gap_is_judged_from_the_rung_that_was_earned_though_it_was_not_done_yet() -> None:
    told = at_top()
    told.act(0, Verb.ADJUST, "23:00", days=DAYS)
    told.trained(6)
    assert told.slot().rung == 1
    told.until(11)
    assert (told.slot().rung, told.slot().dose) == (0, Dose(3, 10)), "the last dose again"
    told.until(21)
    assert (told.slot().rung, told.slot().dose) == (0, Dose(1, 10)), "one rung below the one that was earned"


def test_a_gap_is_judged_from_its_own_beginning_not_from_that_of_one_before() -> None:
    told = three()
    train(told, 0)
    told.until(5)
    train(told, *range(5, 15))
    before = told.slot()
    told.until(22)
    assert by(told, "M7")
    assert told.slot().dose == Dose(3, before.dose.target)


def test_a_longer_gap_knows_the_range_of_the_rung_that_was_earned() -> None:
    own = DoseRange(3, 3, 5, 8)
    told = Story(content(exercise("clam", dose=SHORT, rungs=(Rung("easy"), Rung("middle", dose=own)))), autonomy="auto")
    told.act(0, Verb.ADJUST, "08:30", days=DAYS)
    for day in range(7):
        told.trained(day)
    assert (told.slot().rung, told.slot().range) == (1, own)
    told.until(11)
    assert (told.slot().rung, told.slot().range) == (0, SHORT)
    told.until(14)
    assert (told.slot().rung, told.slot().range, told.slot().dose) == (1, own, Dose(2, 5))


def test_the_last_dose_is_repeated_also_behind_an_exercise_that_had_earned_nothing() -> None:
    told = three()
    told.session(0, told.log("clam", form=Form.MINOR), told.log("bridge"))
    told.morning(1)
    assert [told.slot(name).dose.target for name in ("clam", "bridge")] == [8, 10]
    told.until(5)
    assert [told.slot(name).dose.target for name in ("clam", "bridge")] == [8, 8]


def test_the_last_dose_is_repeated_with_the_load_that_the_second_bout_found() -> None:
    told = Story(content(replace(loaded(dose=WIDE), frequency=Frequency(7, 7, bouts=2))))
    told.act(0, Verb.ADJUST, "08:30", days=DAYS)
    told.session(0, slug="press", clock="09:00")
    told.session(0, slug="press", clock="18:00", load=20)
    told.morning(1)
    assert (told.slot("press").dose.target, told.slot("press").dose.load.value) == (10, 20)
    told.until(5)
    assert (told.slot("press").dose.target, told.slot("press").dose.load.value) == (8, 20)


def test_a_quota_is_a_plan_and_not_taken_back_by_four_days_away() -> None:
    walk = exercise("walk", "conditioning", dose=DoseRange(1, 1, 5, 60, Unit.MINUTES))
    menu = (Listing("walk", quota=Quota(10, 1, 3, 12)),)
    told = Story(content(walk, phases=(phase("P1", exercises=menu),), policy="quota"))
    told.act(0, Verb.ADJUST, "08:30", days=DAYS)
    for day in range(3):
        told.trained(day, slug="walk")
    assert told.slot("walk").dose.target == 11
    told.until(7)
    assert (told.plan.gap_rule, told.slot("walk").dose.target) == ("H7", 11)


def test_repetitions_above_the_top_are_counted_again_from_where_a_longer_gap_began() -> None:
    told = lifting(5, days=7)
    told.act(6, Verb.ADJUST, "23:00", days=DAYS)
    assert (told.slot("press").dose.target, told.slot("press").extension) == (11, 1)
    told.until(11)
    assert (told.slot("press").dose.target, told.slot("press").extension) == (10, 0), "the last dose again"
    told.until(14)
    assert (told.slot("press").dose.target, told.slot("press").extension) == (11, 1)


def test_a_step_that_waited_is_gone_after_days_away() -> None:
    told = at_top(autonomy="suggest")
    told.act(0, Verb.ADJUST, "23:00", days=DAYS)
    told.trained(6)
    assert told.slot().proposal is not None
    assert told.slot().proposal.phase_after == ""
    told.until(14)
    assert told.slot().proposal is None


def test_every_week_back_is_told_with_its_sets() -> None:
    told = three()
    train(told, 0)
    told.until(15)
    train(told, *range(15, 45), form=Form.MINOR)
    weeks = [decision for decision in by(told, "R7") if decision.reasons[0].key == "earned.return_week"]
    assert {decision.slot_id for decision in weeks} == {told.slot("clam").id, told.slot("bridge").id}
    first = weeks[0]
    assert (first.outcome, first.stage) == (Outcome.INCREASE_REPS, Stage.AT_ONCE)
    assert first.before is not None
    assert first.after is not None
    assert (first.before.dose.sets, first.after.dose.sets) == (2, 3)
    said = [(decision.reasons[0].observed, decision.reasons[0].threshold) for decision in weeks]
    assert said == [("2", "3"), ("2", "3"), ("3", "4"), ("3", "4")]


def test_a_lighter_week_is_a_decision_about_every_active_exercise_and_comes_again() -> None:
    told = three()
    told.set(0, "deload_every_weeks", "3")
    train(told, *range(21), form=Form.MINOR)
    told.until(21, "01:00")
    found = by(told, "M9")
    assert [decision.slot_id for decision in found] == [told.slot("clam").id, told.slot("bridge").id]
    for decision in found:
        (reason,) = decision.reasons
        assert (reason.rule, reason.key, reason.observed, reason.threshold) == ("M9", "rule.M9", "3", "3")
        assert decision.facts == (told.plan.sessions[-1].id,)
        assert (decision.outcome, decision.stage) == (Outcome.MODIFY, Stage.AT_ONCE)
        assert decision.before is not None
        assert decision.after is not None
        assert (decision.before.dose.sets, decision.after.dose.sets) == (4, 3)
    assert told.slot().comeback == Comeback("M9", (3,), told.start + timedelta(days=21))
    train(told, *range(21, 49), form=Form.MINOR)
    told.until(49, "01:00")
    lighter = [decision for decision in by(told, "M9") if decision.outcome is Outcome.MODIFY]
    assert [(decision.decided_on - told.start).days for decision in lighter] == [20, 20, 48, 48]


@pytest.mark.parametrize("last, paused, lighter", [(19, False, True), (19, True, False), (15, False, False)])
def test_no_lighter_week_begins_on_a_paused_day_or_in_a_gap(last: int, paused: bool, lighter: bool) -> None:
    told = three()
    told.set(0, "deload_every_weeks", "3")
    train(told, *range(last + 1))
    if paused:
        told.pause(last + 1, last + 4)
    told.until(22)
    assert bool(by(told, "M9")) is lighter


def test_sets_wait_for_the_alert_of_a_freeze_that_nobody_has_acknowledged() -> None:
    told = three()
    train(told, 0)
    told.until(30)
    told.act(31, Verb.RESUME)
    train(told, *range(32, 42))
    assert (told.slot().comeback is not None, told.slot().dose.sets) == (True, 2)
    assert told.slot().comeback.week == 0
    told.act(42, Verb.ACKNOWLEDGE, target=told.course.alerts[0].id)
    told.until(44)
    assert told.slot().comeback.week == 1


@pytest.mark.parametrize("policy, red_on", [("standard", [16]), ("tendon", [16, 18])], ids=["a family", "the plan"])
def test_sets_wait_behind_a_lock_though_its_alert_is_acknowledged_and_its_red_is_long_ago(
    policy: str, red_on: list[int]
) -> None:
    told = three(policy)
    train(told, 0)
    told.until(15)
    train(told, 15)
    train(told, *red_on, pain=6)
    for number, alert in enumerate(told.course.alerts):
        told.act(19, Verb.ACKNOWLEDGE, f"13:0{number}", target=alert.id)
    train(told, *range(20, 40))
    assert (told.course.alerts, len(told.course.locks)) == ((), 1)
    assert told.slot().comeback is not None
    assert told.slot().comeback.week == 0


def test_where_nothing_names_a_step_loads_go_in_two_and_a_half_kilograms() -> None:
    plain = exercise("press", "knee_ext_ckc", rungs=loaded().rungs, progress_order=loaded().progress_order, dose=SHORT)
    told = Story(content(plain))
    told.trained(0, slug="press", load=50)
    told.trained(1, slug="press", pain=4)
    assert told.slot("press").dose.load.value == Decimal(45)
    assert Decimal("2.5") == DEFAULT_LOAD_STEP_KG


def test_a_week_away_takes_a_tenth_of_all_that_is_lifted_where_body_mass_counts() -> None:
    told = Story(content(replace(loaded(dose=WIDE), load_basis=LoadBasis.SYSTEM)))
    told.act(0, Verb.ADJUST, "08:30", days=DAYS)
    told.measure(0, "body-mass-kg", 70)
    told.trained(0, slug="press", load=50)
    told.until(8)
    assert told.slot("press").dose.load.value == Decimal("37.5")


def test_nothing_lower_is_told_beside_the_rule() -> None:
    told = Story(content(exercise("clam", rungs=(Rung("only"),)), policy="tendon"))
    told.trained(0, pain=6)
    assert [reason.key for reason in told.said().reasons if reason.rule == "R1"] == [
        "rule.R1", "regress.nothing_lower",
    ]  # fmt: skip
    higher = Story(content(exercise("clam"), policy="tendon"))
    higher.adjust(0, "clam", rung=1)
    higher.trained(0, pain=6)
    assert [reason.key for reason in higher.said().reasons if reason.rule == "R1"] == ["rule.R1"]
