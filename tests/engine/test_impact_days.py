"""Jumps, runs and rebounds share their days [CORRECTIONS C7], and a taper thins the weeks before an event."""

from dataclasses import replace

import pytest

from hep_api.engine.agenda import Why, agenda
from hep_api.engine.dose import DoseRange, Frequency, Unit
from hep_api.engine.protocol import Content, Exercise, ImpactKind, Taper
from hep_api.engine.timetable import scheduled_days, tapers
from tests.engine.builders import MONDAY, Story, content, exercise, phase
from tests.engine.cases import SHORT


def jump(slug: str, kind: ImpactKind = ImpactKind.DRILL) -> Exercise:
    """Impact work without pain or progress in the way."""
    family = "calf_achilles" if kind is ImpactKind.REBOUND else "impact"
    return replace(exercise(slug, family, dose=SHORT), impact_kind=kind)


def sporty(*more: Exercise) -> Content:
    """A run, three drills and a rebound on one menu."""
    run = replace(jump("run", ImpactKind.RUN), dose=DoseRange(1, 1, 10, 20, Unit.MINUTES))
    return content(run, *(jump(name) for name in ("hop", "bound", "skip")), jump("rebound", ImpactKind.REBOUND), *more)


def resting(told: Story, day: int) -> dict[str, Why | None]:
    told.until(day, "06:00")
    found = agenda(told.course, told.plan, told.at(day, "12:00").date())
    return {item.slot.slug: item.resting for item in found.resting}


def doing(told: Story, day: int) -> list[str]:
    told.until(day, "06:00")
    return [item.slot.slug for item in agenda(told.course, told.plan, told.at(day, "12:00").date()).items]


def test_a_day_has_two_drills_at_most_and_the_run_comes_last() -> None:
    assert doing(Story(sporty()), 0) == ["hop", "bound", "rebound", "run"]


def test_drills_take_turns() -> None:
    told = Story(sporty())
    assert doing(told, 0)[:2] == ["hop", "bound"]
    told.session(0, *(told.log(slug) for slug in doing(told, 0)))
    assert doing(told, 2)[:2] == ["hop", "skip"]
    told.session(2, *(told.log(slug) for slug in doing(told, 2)))
    assert doing(told, 4)[:2] == ["bound", "skip"]


@pytest.mark.parametrize("done", ["hop", "run", "rebound"])
def test_after_a_day_of_impact_every_kind_of_it_rests_a_day(done: str) -> None:
    told = Story(sporty(exercise("clam", dose=SHORT)))
    told.trained(0, slug=done)
    rest = resting(told, 1)
    assert {rest[slug] for slug in ("run", "hop", "bound", "skip", "rebound")} == {Why.SPACING}
    assert doing(told, 1) == ["clam"]


def test_three_days_of_impact_are_a_week() -> None:
    told = Story(sporty())
    for day, slug in ((0, "hop"), (2, "run"), (4, "rebound")):
        told.trained(day, slug=slug)
    assert resting(told, 6)["bound"] is Why.WEEK_DONE
    assert resting(told, 7).get("bound") is not Why.WEEK_DONE, "a new week"


def test_impact_of_another_plan_counts() -> None:
    told = Story(sporty())
    told.trained(0, slug="hop")
    other = replace(told.plan, id=told.plan.slots[0].id, slots=tuple(replace(s, results=()) for s in told.plan.slots))
    course = replace(told.course, plans=(*told.course.plans, other))
    rest = agenda(course, other, told.at(1, "12:00").date()).resting
    assert {item.resting for item in rest} == {Why.SPACING}


def tapered() -> Story:
    """Three days a week, one in the last two weeks before a race on the third Sunday."""
    first = phase("P1", "clam", frequency=Frequency(3, 3), taper=Taper("race_on", 14, 1))
    return Story(content(exercise("clam"), phases=(first,)), episode=(("race_on", "2026-03-22"),))


def test_before_a_race_the_week_asks_for_one_session() -> None:
    told = tapered()
    told.until(0)
    days = scheduled_days(told.course, told.plan, MONDAY, MONDAY.replace(day=29))
    assert [day.day for day in days] == [2, 4, 6, 9, 16, 23, 25, 27]


@pytest.mark.parametrize("day, thinner", [(7, False), (8, True), (21, True), (22, False)])
def test_a_taper_is_the_days_before_the_race(day: int, thinner: bool) -> None:
    told = tapered()
    only = told.content.protocol.phases[0]
    assert tapers(only, told.plan, MONDAY.replace(day=day)) is thinner
    assert not tapers(only, replace(told.plan, episode=()), MONDAY.replace(day=day)), "no race is known"
    assert not tapers(replace(only, taper=None), told.plan, MONDAY.replace(day=day))


def test_one_session_of_such_a_week_is_enough() -> None:
    told = tapered()
    told.trained(7)
    assert resting(told, 9) == {"clam": Why.WEEK_DONE}
