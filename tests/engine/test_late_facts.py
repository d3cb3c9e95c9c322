"""Facts that come late, twice, corrected or out of order lead to the same course as if they had come in time."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

from hep_api.engine.course import advance, effective, replay, step
from hep_api.engine.facts import ExerciseLog, Fact, MorningReport, SessionLog, Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.slot import prescription_id
from hep_api.engine.state import Course, PlanStatus
from tests.engine.builders import PATIENT, PLAN, Story
from tests.engine.cases import story, unlock_all


def folded(told: Story, facts: list[Fact]) -> Course:
    """These facts from the beginning, as far as the story has come."""
    empty = Course(PATIENT, zone=told.zone, contents=told.course.contents)
    assert told.course.advanced_to is not None
    return advance(replay(empty, facts), told.course.advanced_to)


def test_every_order_of_arrival_gives_the_same_course() -> None:
    told = story()
    told.trained(0)
    told.trained(1, pain=3)
    told.until(3)
    for order in permutations(told.facts):
        assert folded(told, list(order)) == told.course


def test_a_fact_that_arrives_twice_counts_once() -> None:
    told = story()
    told.trained(0)
    told.trained(1)
    assert folded(told, [*told.facts, *told.facts]) == told.course


def test_late_bad_news_takes_the_step_back() -> None:
    told = story()
    told.trained(0)
    told.trained(1)
    assert told.slot().dose.target == 10
    first = told.facts[1]
    late = replace(first, id=PLAN, occurred_at=told.at(0, "20:00"), body=scored(first, 5))
    course = folded(told, [*told.facts, late])
    slot = course.plans[0].slot(prescription_id(PLAN, "clam"))
    assert slot is not None
    assert (slot.dose.sets, slot.dose.target) == (3, 8), "one set off on day 0, one set back on day 1, nothing earned"


def scored(fact: Fact, score: int, **changes: object) -> SessionLog:
    """The same session with this pain in every set."""
    body = fact.body
    assert isinstance(body, SessionLog)
    logs = tuple(_scored(log, score) for log in body.exercises)
    return replace(body, exercises=logs, **changes)  # type: ignore[arg-type]


def _scored(log: ExerciseLog, score: int) -> ExerciseLog:
    return replace(log, sets=tuple(replace(entry, pain=Decimal(score)) for entry in log.sets))


def morning_of(fact: Fact, **changes: object) -> MorningReport:
    """The same morning report, changed."""
    assert isinstance(fact.body, MorningReport)
    return replace(fact.body, **changes)  # type: ignore[arg-type]


def test_late_good_news_never_lifts_a_lock() -> None:
    told = story()
    told.session(0, limp=True)
    told.morning(1)
    for day in range(2, 6):
        told.morning(day, 0)
    late = replace(told.facts[-1], id=PLAN, occurred_at=told.at(1, "09:00"), credited_on=told.at(1, "09:00").date())
    assert [lock.rule for lock in folded(told, [*told.facts, late]).locks] == ["S2"]


def test_a_correction_replaces_what_was_said() -> None:
    told = story()
    wrong = told.session(0, pain=4)
    assert told.slot().dose.sets == 2
    right = replace(wrong, id=PLAN, body=scored(wrong, 1, corrects=wrong.id))
    morning = told.morning(1)
    course = folded(told, [told.facts[0], wrong, morning, right])
    slot = course.plans[0].slot(prescription_id(PLAN, "clam"))
    assert slot is not None
    assert (slot.dose.sets, slot.dose.target, len(slot.results)) == (3, 9, 1)


def test_a_corrected_session_leaves_its_stop_and_nothing_else() -> None:
    told = story()
    wrong = told.session(0, pain=9)
    right = replace(wrong, id=PLAN, body=scored(wrong, 1, corrects=wrong.id))
    course = folded(told, [told.facts[0], wrong, right])
    assert {lock.rule for lock in course.locks} == {"S3", "S4"}
    assert course.plans[0].reds == ()
    assert {d.outcome for d in course.emitted} == {Outcome.STOP_ALERT, Outcome.HOLD}


def test_a_corrected_morning_is_forgotten_and_the_new_one_decides() -> None:
    told = story()
    told.session(0)
    wrong = told.morning(1, 3)
    right = replace(wrong, id=PLAN, body=morning_of(wrong, corrects=wrong.id, pain=None))
    told.until(2)
    course = folded(told, [*told.facts, right])
    slot = course.plans[0].slot(prescription_id(PLAN, "clam"))
    assert slot is not None
    assert (slot.results[-1].via, slot.rest_from) == ("H1", None)


def test_a_correction_is_marked_on_what_it_corrects() -> None:
    told = story()
    wrong = told.morning(1, 3)
    right = replace(wrong, id=PLAN, body=morning_of(wrong, corrects=wrong.id))
    marked = {fact.id: fact.superseded for fact in effective([told.facts[0], wrong, right])}
    assert marked == {told.facts[0].id: False, wrong.id: True, right.id: False}


def test_a_fact_that_drives_nothing_changes_nothing() -> None:
    told = story()
    told.trained(0)
    idle = replace(told.facts[1], id=PLAN, occurred_at=told.at(5, "12:00"), drives=False)
    assert step(told.course, idle) == told.course


def test_unlocking_survives_a_late_fact() -> None:
    told = story()
    told.adjust(0, "clam", rung=2)
    told.session(0, limp=True)
    unlock_all(told, 0, "20:00")
    told.morning(1)
    late = replace(
        told.facts[-1], id=PLAN, occurred_at=told.at(0, "06:00") + timedelta(hours=3), credited_on=told.start
    )
    course = folded(told, [*told.facts, late])
    assert course.locks == ()
    slot = course.plans[0].slot(prescription_id(PLAN, "clam"))
    assert slot is not None
    assert slot.rung == 1


def test_a_plan_that_ended_takes_in_nothing_more() -> None:
    told = story()
    told.session(0)
    told.act(0, Verb.END, "20:00")
    told.morning(1)
    told.session(2)
    assert told.plan.status is PlanStatus.ENDED
    assert told.slot().dose.target == 8
    assert len(told.plan.sessions) == 1
