"""Routines: always as written, outside what is due, closed by what closes the programme [CORRECTIONS F]."""

from dataclasses import replace

import pytest

from hep_api.engine.agenda import Day, agenda
from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import Verb
from hep_api.engine.routine import Routine, RoutineItem, When
from hep_api.engine.routines_open import open_routines
from tests.engine.builders import Story, content, exercise
from tests.engine.cases import first_week, two_phases

ONCE = DoseRange(1, 1, 10, 10)
BREAK = Routine("micro-break", When.HOURLY, (RoutineItem("stretch", ONCE), RoutineItem("nod", ONCE)))


def desk(*phases: str, **episode: str) -> Story:
    """A programme of one exercise with a break of two others."""
    made = content(
        exercise("clam"), exercise("stretch", "mobility"), replace(exercise("nod", "neck"), not_with=("pars-injury",))
    )
    only = replace(made.protocol.phases[0], exercises=made.protocol.phases[0].exercises[:1])
    protocol = replace(made.protocol, phases=(only,), routines=(replace(BREAK, phases=phases),))
    return Story(replace(made, protocol=protocol), episode=tuple(episode.items()))


def offered(told: Story, day: int = 0) -> list[str]:
    told.until(day, "12:00")
    found = open_routines(told.course, told.plan, told.at(day, "12:00").date())
    return [item.slug for routine in found for item in routine.items]


def test_a_routine_is_offered_beside_the_programme_and_is_never_due() -> None:
    told = desk()
    assert offered(told) == ["stretch", "nod"]
    told.trained(0)
    told.until(1, "20:00")
    day = agenda(told.course, told.plan, told.at(0, "12:00").date())
    assert day.day is Day.DONE, "the routine was not done, and nothing is missing"
    assert {item.slot.slug for item in (*day.items, *day.resting)} == {"clam"}


def test_what_is_locked_is_left_out_and_an_empty_routine_is_not_offered() -> None:
    told = desk()
    told.screen(1, "RF08")
    assert offered(told, 1) == []


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.END])
def test_a_plan_on_hold_or_over_offers_none(verb: Verb) -> None:
    told = desk()
    told.act(1, verb)
    assert offered(told, 2) == []


def test_a_condition_takes_an_exercise_out_of_a_routine() -> None:
    assert offered(desk(conditions="pars-injury")) == ["stretch"]


def test_a_routine_belongs_to_the_phases_it_names() -> None:
    assert offered(desk("P1")) == ["stretch", "nod"]
    made = two_phases()
    clam = replace(BREAK, items=(RoutineItem("clam", ONCE),), phases=("P2",))
    told = first_week(Story(replace(made, protocol=replace(made.protocol, routines=(clam,)))))
    assert offered(told, 6) == []
    told.act(6, Verb.ADVANCE, "13:00")
    assert offered(told, 7) == ["clam"]
