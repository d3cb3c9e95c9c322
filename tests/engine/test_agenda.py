"""What there is to do on a day, and why the rest rests."""

from decimal import Decimal

import pytest

from hep_api.engine.agenda import Agenda, Day, Why, agenda
from hep_api.engine.dose import Frequency
from hep_api.engine.facts import Equipment, Verb
from hep_api.engine.protocol import Band, Listing
from tests.engine.builders import Story, content, exercise, loaded, phase
from tests.engine.cases import SHORT, story

SIX = ("a", "b", "c", "d", "e", "f")


def today(told: Story, day: int) -> Agenda:
    """The agenda of a day of the story."""
    return agenda(told.course, told.plan, told.at(day, "09:00").date())


def slugs(found: Agenda) -> list[str]:
    """The exercises to do, in order."""
    return [item.slot.slug for item in found.items]


def test_at_most_four_exercises_take_turns_from_session_to_session() -> None:
    told = Story(content(*(exercise(slug, slug) for slug in SIX)))
    seen = [slugs(today(told, 0))]
    for day in range(3):
        told.session(day, *(told.log(slug) for slug in seen[-1]))
        seen.append(slugs(today(told, day + 1)))
    assert seen == [["a", "b", "c", "d"], ["a", "b", "e", "f"], ["c", "d", "e", "f"], ["a", "b", "c", "d"]]
    assert {item.resting for item in today(told, 3).resting} == {Why.ROTATED}


def test_core_exercises_never_rotate_out() -> None:
    listed = tuple(Listing(slug, core=slug in {"e", "f"}) for slug in SIX)
    told = Story(content(*(exercise(slug, slug) for slug in SIX), phases=(phase("P1", exercises=listed),)))
    for day in range(3):
        found = slugs(today(told, day))
        assert found[-2:] == ["e", "f"]
        told.session(day, *(told.log(slug) for slug in found))


def test_four_core_exercises_leave_no_place_for_another() -> None:
    listed = tuple(Listing(slug, core=slug in {"a", "b", "e", "f"}) for slug in SIX)
    told = Story(content(*(exercise(slug, slug) for slug in SIX), phases=(phase("P1", exercises=listed),)))
    assert slugs(today(told, 0)) == ["a", "b", "e", "f"]


@pytest.mark.parametrize(
    "what, due",
    [
        pytest.param(exercise("hop", "impact"), Why.SPACING, id="impact needs a day in between"),
        pytest.param(loaded("press"), Why.SPACING, id="so does loaded strength work"),
        pytest.param(exercise("clam"), None, id="body weight does not"),
    ],
)
def test_a_day_in_between(what: object, due: Why | None) -> None:
    told = Story(content(what, phases=(phase("P1", what.slug, band=Band.STRENGTH),)))  # type: ignore[arg-type, attr-defined]
    told.session(0, slug=what.slug, load=20 if what.slug == "press" else None)  # type: ignore[attr-defined]
    assert [item.resting for item in today(told, 1).resting] == ([due] if due else [])
    assert slugs(today(told, 2)) == [what.slug]  # type: ignore[attr-defined]


@pytest.mark.parametrize("times, due", [(4, ["press"]), (5, [])])
def test_loaded_work_listed_for_most_days_needs_no_day_in_between(times: int, due: list[str]) -> None:
    listed = (Listing("press", frequency=Frequency(times, times)),)
    told = Story(content(loaded("press"), phases=(phase("P1", band=Band.STRENGTH, exercises=listed),)))
    told.session(0, slug="press", load=20)
    found = today(told, 1).resting
    assert [item.slot.slug for item in found if item.resting is Why.SPACING] == due


def test_an_exercise_done_often_enough_this_week_rests_until_monday() -> None:
    listed = (Listing("clam", frequency=Frequency(2, 2)),)
    told = Story(content(exercise("clam"), phases=(phase("P1", exercises=listed),)))
    for day in (0, 2):
        told.session(day)
    assert [item.resting for item in today(told, 4).resting] == [Why.WEEK_DONE]
    assert slugs(today(told, 7)) == ["clam"]


@pytest.mark.parametrize(
    "tell, day, expected",
    [
        pytest.param(lambda s: s, 0, Day.DUE, id="a training day"),
        pytest.param(lambda s: s, 1, Day.FREE, id="a day between"),
        pytest.param(lambda s: s.session(0), 0, Day.DONE, id="done"),
        pytest.param(lambda s: s.pause(2, 4), 2, Day.PAUSED, id="paused"),
        pytest.param(lambda s: s.pause(2, 4), 7, Day.DUE, id="after the pause"),
        pytest.param(lambda s: s.screen(1, "RF01"), 2, Day.LOCKED, id="everything locked"),
        pytest.param(lambda s: s.act(1, Verb.HOLD), 2, Day.HELD, id="held"),
        pytest.param(lambda s: (s.act(1, Verb.HOLD), s.act(1, Verb.RESUME, "14:00")), 2, Day.DUE, id="resumed"),
        pytest.param(lambda s: s.act(1, Verb.END), 2, Day.ENDED, id="ended"),
    ],
)
def test_what_a_day_is(tell: object, day: int, expected: Day) -> None:
    told = Story(content(exercise("clam"), phases=(phase("P1", "clam", frequency=Frequency(3, 3)),)))
    tell(told)  # type: ignore[operator]
    if day:
        told.until(day, "09:00")
    found = today(told, day)
    assert found.day is expected
    assert bool(found.items) == (expected in {Day.DUE, Day.DONE, Day.FREE})


def test_the_day_before_the_first_is_not_started() -> None:
    told = story()
    assert today(told, -1).day is Day.NOT_STARTED


def test_a_morning_is_awaited_after_a_session_until_it_is_told() -> None:
    told = story()
    told.session(0)
    assert today(told, 1).morning_due
    told.morning(1)
    assert not today(told, 1).morning_due


def test_the_clinicians_weekdays_win() -> None:
    told = story()
    told.act(0, Verb.ADJUST, days=(1, 3))
    assert [today(told, day).day for day in range(4)] == [Day.FREE, Day.DUE, Day.FREE, Day.DUE]


def test_an_exercise_taken_off_is_neither_done_nor_resting() -> None:
    told = Story(content(exercise("clam"), exercise("bridge", "hip_ext")))
    told.adjust(0, "clam", active=False)
    assert slugs(today(told, 1)) == ["bridge"]
    assert today(told, 1).resting == ()


def test_the_equipment_of_the_patient_sets_the_step() -> None:
    told = Story(content(loaded("press", dose=SHORT)))
    told.add(0, "09:00", Equipment(Decimal(1)))
    for day in range(7):
        told.trained(day, slug="press", load=20 if day == 0 else None)
    assert told.slot("press").dose.load.value == Decimal(21)


def test_an_exercise_that_rests_until_a_morning_settles_keeps_asking_for_one() -> None:
    """Otherwise it would wait for a report that no phone ever asks for."""
    told = story()
    told.trained(0, 3)
    assert told.slot().rest_from is not None
    told.until(2, "06:00")
    assert today(told, 2).morning_due
    told.morning(2)
    told.morning(3)
    told.until(4, "06:00")
    assert not today(told, 4).morning_due


def test_muscle_soreness_is_asked_for_on_the_third_morning() -> None:
    told = story()
    told.trained(0)
    due = {day: (told.until(day, "06:00"), today(told, day).morning_due)[1] for day in range(1, 6)}
    assert [day for day, asked in due.items() if asked] == [3], "the first morning was told"
