"""What a move to another version does to doses: the same, or the nearest that is not harder."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_api.engine.dose import Dose, DoseRange, Frequency, Load, LoadKind, Unit
from hep_api.engine.facts import Verb
from hep_api.engine.moving import not_harder
from hep_api.engine.protocol import Listing, Rung
from hep_api.engine.schedule import Quota
from tests.engine.builders import Story, content, exercise, loaded, phase
from tests.engine.versions import WIDE, at, moved, version


def test_a_dose_that_the_new_range_still_holds_is_kept():
    told = at(Story(content(exercise("clam", dose=WIDE))), dose=Dose(3, 11))
    moved(told, 2, version(exercise("clam", dose=DoseRange(3, 3, 8, 12))))
    assert (told.slot().dose, told.slot().range.high) == (Dose(3, 11), 12)


def test_a_dose_above_the_new_range_becomes_its_top():
    told = at(Story(content(exercise("clam", dose=WIDE))), dose=Dose(3, 15))
    moved(told, 2, version(exercise("clam", dose=DoseRange(2, 2, 8, 12))))
    assert told.slot().dose == Dose(2, 12)
    assert told.slot().extension == 0


def test_a_dose_below_the_new_range_stays_where_it_is_and_climbs_by_good_sessions():
    told = at(Story(content(exercise("clam", dose=WIDE))), dose=Dose(3, 8))
    moved(told, 2, version(exercise("clam", dose=DoseRange(4, 4, 12, 15))))
    assert told.slot().dose == Dose(3, 8)
    told.trained(2)
    assert told.slot().dose.target > 8


def test_a_set_that_was_taken_off_stays_off_and_may_come_back():
    told = at(Story(content(exercise("clam", dose=WIDE))), dose=Dose(3, 10))
    told.trained(1, pain=3)
    moved(told, 2, version(exercise("clam", dose=DoseRange(3, 3, 8, 12))))
    assert (told.slot().dose, told.slot().sets_prescribed) == (Dose(3, 8), 3)
    told.trained(3, pain=3)
    moved(told, 4, replace(version(exercise("clam", dose=WIDE)), hash="v3"))
    assert (told.slot().dose.sets, told.slot().sets_prescribed) == (2, 3)
    moved(told, 5, replace(version(exercise("clam", dose=DoseRange(2, 2, 8, 12))), hash="v4"))
    assert (told.slot().dose.sets, told.slot().sets_prescribed) == (2, 2)


@pytest.mark.parametrize("high, target, extension", [(12, 14, 2), (13, 13, 0), (15, 14, 0)])
def test_repetitions_above_the_top_stay_only_above_the_same_top(high: int, target: int, extension: int):
    told = at(Story(content(exercise("clam", dose=DoseRange(3, 3, 8, 12)))), dose=Dose(3, 14))
    assert told.slot().extension == 2
    moved(told, 2, version(exercise("clam", dose=DoseRange(3, 3, 8, high))))
    assert (told.slot().dose.target, told.slot().extension) == (target, extension)


def test_weekdays_are_the_new_phases_unless_a_clinician_fixed_them():
    rarely = phase("P1", "clam", frequency=Frequency(2, 2))
    told, fixed = Story(content(exercise("clam"))), Story(content(exercise("clam")))
    fixed.act(1, Verb.ADJUST, days=(1, 5))
    for each in (told, fixed):
        moved(each, 2, version(exercise("clam"), phases=(rarely,)))
    assert (told.plan.days, fixed.plan.days) == ((0, 3), (1, 5))


@pytest.mark.parametrize("step, days", [(1, 2), (2, 0)])
def test_good_days_on_a_quota_count_on_the_same_quota_only(step: int, days: int):
    walk = exercise("walk", "conditioning", dose=DoseRange(1, 1, 5, 60, Unit.MINUTES))
    menus = [phase("P1", exercises=(Listing("walk", quota=Quota(10, each, 3, 12)),)) for each in (1, step)]
    told = Story(content(walk, phases=(menus[0],), policy="quota"))
    told.trained(0, slug="walk")
    told.trained(1, slug="walk")
    assert told.slot("walk").quota_days == 2
    moved(told, 3, version(walk, phases=(menus[1],)))
    assert told.slot("walk").quota_days == days


def test_a_load_that_was_found_is_kept_and_another_kind_of_load_is_still_to_be_found():
    heavy = Dose(3, 10, load=Load(LoadKind.KG, Decimal(40)))
    told = at(Story(content(loaded("press"))), "press", dose=heavy)
    moved(told, 2, version(replace(loaded("press"), dose=DoseRange(3, 3, 6, 8))))
    assert told.slot("press").dose == replace(heavy, target=8)
    moved(told, 3, replace(version(replace(loaded("press"), rungs=(Rung("loaded"),))), hash="v3"))
    assert told.slot("press").dose.load == Load()


def test_the_top_of_another_range_is_no_evidence_for_the_new_one():
    told = Story(content(exercise("clam", dose=DoseRange(3, 3, 8, 8))))
    told.trained(1)
    assert told.slot().results[-1].top_hit
    moved(told, 2, version(exercise("clam", dose=WIDE)))
    assert not any(result.top_hit or result.counts for result in told.slot().results)


@pytest.mark.parametrize(
    "kind, value", [(LoadKind.BAND, 0), (LoadKind.BAR, 0), (LoadKind.EFFORT, None), (LoadKind.NONE, None)]
)
def test_another_kind_of_load_is_the_lightest_or_still_to_be_found(kind: LoadKind, value: int | None) -> None:
    after = not_harder(Dose(3, 10, load=Load(LoadKind.KG, Decimal(20))), DoseRange(3, 3, 8, 12), kind)
    assert after.load == Load(kind, None if value is None else Decimal(value))


def test_what_is_core_in_the_new_version_is_core() -> None:
    told = Story(content(exercise("clam")))
    moved(told, 2, version(exercise("clam"), phases=(phase("P1", exercises=(Listing("clam", core=True),)),)))
    assert told.slot().core
