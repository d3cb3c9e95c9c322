"""What a clinician's act leaves in the record, and what it does to the days around it."""

from dataclasses import replace

import pytest

from hep_api.engine.agenda import locks_of
from hep_api.engine.dose import Dose
from hep_api.engine.facts import Pause, Usual, Verb
from hep_api.engine.outcomes import Outcome, ScopeKind, Stage
from hep_api.engine.phases import readiness
from hep_api.engine.protocol import Listing
from hep_api.engine.schedule import Table
from tests.engine.builders import Story, content, exercise
from tests.engine.cases import first_week, story, two_phases, unlock_all
from tests.engine.test_tables import HOLDS, scheduled
from tests.engine.test_tables import week as trained_week


def test_an_adjustment_is_a_decision_about_its_exercise_with_before_and_after() -> None:
    told = story()
    act = told.adjust(0, "clam", rung=1)
    decision = told.last()
    assert (decision.outcome, decision.rule, decision.stage) == (Outcome.CLINICIAN, "clinician", Stage.AT_ONCE)
    assert (decision.slot_id, decision.facts) == (told.slot().id, (act.id,))
    assert decision.before is not None
    assert decision.after is not None
    assert (decision.before.rung, decision.after.rung, decision.after.revision) == (0, 1, 2)
    (reason,) = decision.reasons
    assert (reason.rule, reason.key, dict(reason.values)) == ("clinician", "clinician.adjust", {"reason": "because"})


@pytest.mark.parametrize("target, extension", [(10, 0), (12, 0), (14, 2)])
def test_a_dose_above_the_range_counts_as_extended(target: int, extension: int) -> None:
    told = story()
    told.adjust(0, "clam", dose=Dose(2, target))
    assert (told.slot().extension, told.slot().dose, told.slot().sets_prescribed) == (extension, Dose(2, target), 2)


def test_days_behind_a_lock_begin_the_day_after_it_and_end_with_its_opening() -> None:
    told = story()
    told.screen(2, "RF08")
    unlock_all(told, 5)
    (out,) = told.course.days_out
    assert ((out.from_on - told.start).days, (out.until_on - told.start).days, out.locked) == (3, 5, True)  # type: ignore[operator]


@pytest.mark.parametrize("day, held", [(4, []), (5, [(4, 4)]), (7, [(4, 6)])])
def test_days_held_end_the_day_before_the_plan_goes_on(day: int, held: list[tuple[int, int]]) -> None:
    told = story()
    told.act(4, Verb.HOLD, "09:00")
    told.act(day, Verb.RESUME)
    days = [((out.from_on - told.start).days, (out.until_on - told.start).days) for out in told.plan.held]  # type: ignore[operator]
    assert days == held


def test_unlocking_goes_one_step_back_as_a_decision_of_the_clinician() -> None:
    told = story()
    told.adjust(0, "clam", rung=2)
    told.trained(1, pain=6)
    lock = told.course.locks[0]
    assert locks_of(told.course, told.plan) == (lock,)
    act = told.act(3, Verb.UNLOCK, target=lock.id)
    decision = told.said()
    assert (decision.outcome, decision.rule, decision.stage) == (Outcome.REGRESS, "clinician", Stage.AT_ONCE)
    assert (decision.scope, decision.scope_value) == (ScopeKind.EXERCISE, f"clam:{lock.id}")
    assert (decision.facts, told.slot().rung) == ((act.id,), 1)
    assert locks_of(told.course, told.plan) == ()


def test_locks_of_another_family_are_no_locks_of_a_plan_without_it() -> None:
    told = Story(content(exercise("clam"), exercise("calf", "calf_achilles")))
    told.session(0, told.log("clam"), told.log("calf", pain=6))
    assert [lock.families for lock in locks_of(told.course, told.plan)] == [("calf_achilles",)]
    told.adjust(1, "calf", active=False)
    assert locks_of(told.course, told.plan) == ()


@pytest.mark.parametrize(
    "signs, reasons",
    [
        ({"spike": "0.30"}, []),
        ({"spike": "0.31"}, [("run_load.spike", "31%", "30%")]),
        ({"spike": "1.00"}, [("run_load.spike", "100%", "30%")]),
        ({"spike": "1.01"}, [("run_load.spike", "101%", "100%")]),
        ({"acwr": "1.51"}, [("run_load.acwr", "1.51", "1.5")]),
        ({"acwr": "1.5"}, []),
        ({"warning_signs": 3}, [("run_load.warning_signs", "3", "2")]),
        ({"warning_signs": 1}, []),
    ],
    ids=str,
)
def test_signs_of_the_run_programme_say_what_they_are(
    signs: dict[str, object], reasons: list[tuple[str, str, str]]
) -> None:
    told = Story(content(exercise("hop", "impact")))
    told.trained(0, slug="hop")
    told.run_load(2, **signs)
    found = [reason for decision in told.course.emitted for reason in decision.reasons if reason.rule == "M8"]
    assert [(entry.key, entry.observed, entry.threshold) for entry in found] == reasons


def test_what_stands_before_a_phase_says_its_numbers() -> None:
    told = first_week(Story(two_phases()))
    checks = {check.key: check for check in readiness(told.course, told.plan, told.at(6, "12:00").date())}
    assert (checks["gate.red_free"].observed, checks["gate.red_free"].threshold) == ("", "14")
    assert (checks["gate.adherence"].observed, checks["gate.adherence"].threshold) == ("100%", "80%")
    assert (checks["gate.min_weeks"].observed, checks["gate.min_weeks"].threshold) == ("2026-03-08", "1")
    assert checks["gate.no_open_alert"].met


def test_a_red_before_a_phase_says_its_day() -> None:
    told = first_week(Story(two_phases()))
    told.trained(5, 3)
    checks = {check.key: check for check in readiness(told.course, told.plan, told.at(7, "12:00").date())}
    assert (checks["gate.red_free"].met, checks["gate.red_free"].observed) == (False, "2026-03-07")


def test_bounds_that_a_clinician_set_outlast_a_later_change_and_the_next_phase() -> None:
    told = Story(two_phases())
    told.adjust(0, "clam", rung_floor=1, rung_ceiling=1)
    told.adjust(1, "clam", dose=Dose(2, 9))
    assert (told.slot().pin_floor, told.slot().pin_ceiling, told.slot().rung) == (1, 1, 0)
    first_week(told)
    told.act(6, Verb.ADVANCE)
    assert (told.last().outcome, told.last().phase_after) == (Outcome.ADVANCE_PHASE, "P2")
    assert (told.slot().floor, told.slot().ceiling, told.slot().rung) == (1, 1, 1)


def test_no_days_are_the_phases_own_again() -> None:
    told = Story(content(exercise("clam")))
    own = told.plan.days
    told.act(0, Verb.ADJUST, days=(1, 3))
    assert (told.plan.days, told.plan.days_fixed) == ((1, 3), True)
    told.act(1, Verb.ADJUST, days=())
    assert (told.plan.days, told.plan.days_fixed) == (own, False)


def test_what_is_reset_alone_leaves_usual_night_pain() -> None:
    told = Story(two_phases(), usual_night_pain=True)
    told.act(1, Verb.RESET, usual=Usual(swelling=1))
    assert (told.plan.usual_night_pain, told.plan.usual_swelling) == (True, 1)


@pytest.mark.parametrize("later", [(3, 4), (10, 12)])
def test_a_pause_that_is_known_already_stays_beside_one_told_later(later: tuple[int, int]) -> None:
    told = Story(two_phases())
    days = [told.at(day, "12:00").date() for day in (6, 8, *later)]
    told.add(1, "06:00", Pause(days[0], days[1], "travel"))
    told.add(2, "06:00", Pause(days[2], days[3], "travel"))
    assert [(out.from_on, out.until_on) for out in told.course.days_out] == [(days[0], days[1]), (days[2], days[3])]


def test_unlocking_takes_every_table_back_to_the_same_week() -> None:
    made = scheduled((Table("holds", HOLDS),))
    only, beside = made.protocol.phases[0], exercise("beside", "calf_achilles")
    protocol = replace(made.protocol, phases=(replace(only, exercises=(Listing("beside"), *only.exercises)),))
    told = Story(replace(made, protocol=protocol, exercises={**made.exercises, "beside": beside}))
    for number in range(3):
        trained_week(told, number)
    told.screen(21, "RF08")
    told.act(22, Verb.UNLOCK, target=told.course.locks[0].id)
    assert told.plan.schedule_week == 1
    assert {name: told.slot(name).dose.target for name in ("nordic", "hold")} == {"nordic": 5, "hold": 20}
    assert told.last().slot_id == told.slot("nordic").id
