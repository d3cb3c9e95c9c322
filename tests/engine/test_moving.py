"""A plan moves to another version of its protocol: what was earned stays, nothing becomes harder."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hep_api import codec
from hep_api.engine.dose import Dose, DoseRange, Load, LoadKind, Unit
from hep_api.engine.facts import Verb
from hep_api.engine.moving import carried_exercises, not_harder
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Band, Listing, Rung
from hep_api.engine.schedule import Schedule, ScheduleRow
from hep_api.engine.state import Course
from tests.engine.builders import Story, content, exercise, hsr_content, phase
from tests.engine.histories import AUTONOMY, HISTORIES, Day, length, live, menu, numbered, second
from tests.engine.test_properties import FEW
from tests.engine.versions import WIDE, at, moved, offered, version


def test_a_rung_is_kept_by_its_id_on_a_ladder_that_grew_below_it():
    told = at(Story(content(exercise("clam"))), rung=1)
    moved(told, 2, version(exercise("clam", rungs=(Rung("easiest"), Rung("easy"), Rung("middle"), Rung("hard")))))
    assert told.slot().rung == 2


def test_a_rung_that_is_gone_becomes_the_nearest_easier_one():
    told = at(Story(content(exercise("clam"))), rung=2)
    moved(told, 2, version(exercise("clam", rungs=(Rung("easy"), Rung("middle"), Rung("new")))))
    assert told.slot().rung == 1


def test_an_exercise_of_which_only_harder_rungs_are_left_rests():
    told = Story(content(exercise("clam")))
    moved(told, 2, version(exercise("clam", rungs=(Rung("middle"), Rung("hard")))))
    assert not told.slot().active


def test_a_phase_that_begins_higher_raises_nobody_and_one_that_ends_lower_lowers():
    told = at(Story(content(exercise("clam"))), rung=1)
    high = phase("P1", exercises=(Listing("clam", from_rung="hard"),))
    moved(told, 2, version(exercise("clam"), phases=(high,)))
    assert (told.slot().rung, told.slot().floor) == (1, 1)
    told = at(Story(content(exercise("clam"))), rung=2)
    low = phase("P1", exercises=(Listing("clam", to_rung="middle"),))
    moved(told, 2, version(exercise("clam"), phases=(low,)))
    assert (told.slot().rung, told.slot().ceiling) == (1, 1)


def test_a_clinicians_pins_go_along_by_id():
    told = at(Story(content(exercise("clam"))), rung=1, rung_floor=1, rung_ceiling=1)
    moved(told, 2, version(exercise("clam", rungs=(Rung("new"), Rung("easy"), Rung("middle"), Rung("hard")))))
    assert (told.slot().pin_floor, told.slot().rung, told.slot().pin_ceiling) == (2, 2, 2)


def test_exercises_that_are_gone_rest_with_what_they_earned_and_new_ones_begin_at_their_start():
    told = at(Story(content(exercise("clam"), exercise("side"))), "side", dose=Dose(3, 12))
    moved(told, 2, version(exercise("clam"), exercise("bridge", family="hip_ext")))
    assert not told.slot("side").active
    assert told.slot("side").dose == Dose(3, 12)
    assert (told.slot("bridge").active, told.slot("bridge").dose, told.slot("bridge").rung) == (True, Dose(3, 8), 0)
    told.until(30)


def test_what_a_clinician_took_out_stays_out():
    told = at(Story(content(exercise("clam"), exercise("side"))), "side", active=False)
    moved(told, 2, version(exercise("clam"), exercise("side")))
    assert not told.slot("side").active


def test_weeks_of_a_schedule_are_kept_and_the_row_that_stands_is_not_made_harder():
    old = hsr_content()
    told = Story(old)
    told.act(1, Verb.SIGN_OFF, phase="P2")
    for day in (1, 3, 5):
        told.session(day, slug="heel-raise", load=40)
        told.morning(day + 1)
    told.until(15)
    rows = (ScheduleRow(1, 12, 5, 6),)
    before = told.slot("heel-raise")
    counted, week = told.plan.weeks_counted, told.plan.schedule_week
    assert counted > 0
    new = replace(old, hash="v2", protocol=replace(old.protocol, version="2.0.0", schedule=Schedule(rows, 48)))
    moved(told, 15, new)
    after = told.slot("heel-raise")
    assert (after.dose, after.range) == (before.dose, before.range)
    assert (told.plan.weeks_counted, told.plan.schedule_week) == (counted, week)
    told.until(60)


def test_a_phase_that_the_version_has_not_changes_nothing():
    told = Story(content(exercise("clam")))
    before = told.plan
    moved(told, 2, version(exercise("clam"), phases=(phase("P9", "clam"),)))
    assert told.plan.content_hash == before.content_hash
    assert not any(decision.actor != "engine" for decision in told.course.emitted)


def test_what_was_signed_for_later_phases_is_void_and_what_was_signed_here_stays():
    first, last = phase("P1", "clam"), phase("P2", "clam", band=Band.RETURN)
    told = Story(content(exercise("clam"), phases=(first, last)))
    told.act(1, Verb.SIGN_OFF, phase="P2")
    told.act(1, Verb.SIGN_OFF, "13:30", phase="P1")
    moved(told, 2, version(exercise("clam"), phases=(first, last)))
    assert [sign.phase for sign in told.plan.signed] == ["P1"]


def test_every_prescription_that_changes_says_so_with_the_reason_and_the_actor():
    told = at(Story(content(exercise("clam", dose=WIDE), exercise("side"))), dose=Dose(3, 15))
    moved(told, 2, version(exercise("clam"), exercise("bridge")))
    made = [d for d in told.course.emitted if d.decided_on == told.at(2, "12:00").date() and d.actor != "engine"]
    assert {d.outcome for d in made} == {Outcome.CLINICIAN}
    assert {d.content_hash for d in made} == {"v2"}
    assert all(d.reasons[0].key == "clinician.move" for d in made)
    about = {d.slot_id: (d.before and d.before.dose, d.after and d.after.dose) for d in made}
    assert about[None] == (None, None)
    assert {d.before.rung for d in made if d.before is not None} == {0}
    assert about[told.slot("clam").id] == (Dose(3, 15), Dose(3, 12))
    assert about[told.slot("side").id] == (Dose(3, 8), None)
    assert about[told.slot("bridge").id] == (None, Dose(3, 8))


def test_a_phone_that_has_not_heard_of_the_move_is_understood_by_the_ladder_that_it_showed():
    told = at(Story(content(exercise("clam"))), rung=1)
    stale = told.log()
    moved(told, 2, version(exercise("clam", rungs=(Rung("new"), Rung("easy"), Rung("middle"), Rung("hard")))))
    told.session(2, stale)
    assert told.slot().results[-1].rung == told.slot().rung == 2
    told.session(3)
    assert told.slot().results[-1].rung == 2, "and what it shows since then is read as it is"


def test_what_was_done_before_a_move_is_kept_on_its_rung():
    told = at(Story(content(exercise("clam"))), rung=1)
    told.session(1)
    moved(told, 2, version(exercise("clam", rungs=(Rung("new"), Rung("easy"), Rung("middle"), Rung("hard")))))
    assert [result.rung for result in told.slot().results] == [2]


def test_rungs_of_older_revisions_are_read_by_the_old_ladder_and_newer_ones_as_they_are():
    slot = replace(Story(content(exercise("clam"))).slot(), ladder_since=3, ladder_places=(1, 2))
    assert [slot.rung_shown(rung, 2) for rung in (0, 1, 5)] == [1, 2, 2]
    assert [slot.rung_shown(rung, revision) for rung in (0, 2) for revision in (3, 4)] == [0, 0, 2, 2]
    assert replace(slot, ladder_places=()).rung_shown(1, 2) == 1


AMOUNTS = st.integers(1, 30)
RANGES = st.builds(
    lambda sets, more, low, wide, unit: DoseRange(sets, sets + more, low, low + wide, unit),
    st.integers(1, 5), st.integers(0, 2), AMOUNTS, st.integers(0, 12), st.sampled_from([Unit.REPS, Unit.SECONDS]),
)  # fmt: skip


@FEW
@given(st.integers(1, 6), AMOUNTS, RANGES)
def test_no_range_makes_a_dose_harder(sets: int, target: int, found: DoseRange) -> None:
    before = Dose(sets, target, load=Load(LoadKind.KG, Decimal(20)))
    after = not_harder(before, found, LoadKind.KG)
    assert after.sets <= before.sets
    assert after.load == before.load
    if after.unit is before.unit:
        assert after.target <= before.target
        assert after.target in (before.target, found.high)


def lived(days: list[Day], autonomy: str, there: int, back: int) -> Story:
    told = Story(menu("standard"), autonomy=autonomy)
    old = told.content
    offered(told, second())
    number = 0
    for index, (number, day) in enumerate(numbered(days)):
        if index == there:
            told.act(number, Verb.MOVE, "05:30", content_hash="v2", subject="2.0.0")
        if index == back:
            carried = replace(old, hash="v3", exercises=carried_exercises(told.course.contents["v2"], old))
            told.course = replace(told.course, contents={**told.course.contents, "v3": carried})
            told.act(number, Verb.MOVE, "05:40", content_hash="v3", subject="1.0.0")
        live(told, number, day)
    told.until(number + 2)
    return told


@FEW
@given(HISTORIES, AUTONOMY, st.integers(0, 8), st.integers(3, 14), st.randoms(use_true_random=False))
def test_moves_at_any_time_fold_the_same_in_any_order_of_arrival(
    days: list[Day], autonomy: str, there: int, back: int, chance: object
) -> None:
    told = lived(days, autonomy, there, back)
    assert told.replayed() == told.course
    shuffled = list(told.facts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    told.facts = shuffled
    assert told.replayed() == told.course
    back_again = codec.from_plain(codec.to_plain(told.course), Course)
    assert replace(back_again, emitted=told.course.emitted) == told.course
    assert length(days) >= 1


@FEW
@given(HISTORIES, AUTONOMY)
def test_whatever_happened_before_a_move_never_makes_anything_harder(days: list[Day], autonomy: str) -> None:
    told = lived(days, autonomy, 99, 99)
    before = {slot.slug: slot for slot in told.plan.slots if slot.active}
    rungs = {slug: content_.rungs for slug, content_ in told.course.content(told.plan).exercises.items()}
    told.act(length(days) + 3, Verb.MOVE, content_hash="v2", subject="2.0.0")
    ladder = told.course.content(told.plan).exercises
    for slot in told.plan.slots:
        was = before.get(slot.slug)
        if was is None or not slot.active:
            continue
        ids = [rung.id for rung in rungs[slot.slug]]
        assert ids.index(ladder[slot.slug].rungs[slot.rung].id) <= was.rung
        assert slot.dose.sets <= was.dose.sets
        assert slot.dose.target <= was.dose.target
        assert slot.dose.load == was.dose.load
        assert slot.sets_prescribed <= max(was.sets_prescribed, slot.dose.sets)


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.END])
def test_a_held_plan_moves_and_stays_held_and_an_ended_one_does_not_move(verb: Verb):
    told = Story(content(exercise("clam")))
    told.act(1, verb)
    moved(told, 2, version(exercise("clam")))
    assert told.plan.content_hash == ("v2" if verb is Verb.HOLD else "c")
    assert told.plan.status.value == ("held" if verb is Verb.HOLD else "ended")
