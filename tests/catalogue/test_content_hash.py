"""The content version of a protocol: the same for the same numbers, another for any other."""

from decimal import Decimal

import pytest

from hep_api import catalogue as content
from hep_api.codec import content_from, content_plain
from hep_api.errors import NotFound

EXERCISES = "exercises.yaml"
ITBS = "hep_api/catalogue/protocols/itbs.yaml"


def test_reading_twice_gives_the_same_version(catalogue, copy):
    assert content.load(copy.root).content("itbs").hash == catalogue.content("itbs").hash


def test_content_holds_exactly_the_exercises_of_the_protocol(catalogue):
    itbs = catalogue.content("itbs")
    assert set(itbs.exercises) == set(catalogue.protocols["itbs"].slugs)
    assert itbs.protocol.id == "itbs"


@pytest.mark.parametrize(
    "file, old, new",
    [
        (ITBS, "dose: 3x10-20, start_rung", "dose: 3x12-20, start_rung"),
        (ITBS, "weeks: [1, 2]", "weeks: [1, 3]"),
        (ITBS, "{measure: walk-20min-pain, at_most: 2}", "{measure: walk-20min-pain, at_most: 1}"),
        (ITBS, "pain_policy: moderate", "pain_policy: standard"),
        (EXERCISES, "load_step_kg: 0.5", "load_step_kg: 1"),
    ],
)
def test_a_changed_number_is_another_version(catalogue, copy, file, old, new):
    copy.edit(file, old, new)
    changed = content.load(copy.root)
    assert changed.content("itbs").hash != catalogue.content("itbs").hash


def test_a_change_elsewhere_leaves_the_version(catalogue, copy):
    copy.edit(EXERCISES, "3x20-30 r60 f2", "3x15-30 r60 f2")
    changed = content.load(copy.root)
    assert changed.content("itbs").hash == catalogue.content("itbs").hash
    assert changed.content("achilles_mid_hsr").hash != catalogue.content("achilles_mid_hsr").hash


def test_a_number_written_with_trailing_zeros_is_the_same_version(catalogue, copy):
    copy.edit(ITBS, "hip-abd-strength, at_least: 90", "hip-abd-strength, at_least: 90.0")
    assert content.load(copy.root).content("itbs").hash == catalogue.content("itbs").hash


@pytest.mark.parametrize("protocol_id", ["pfp", "itbs", "hip_strength", "achilles_mid_hsr"])
def test_content_survives_being_stored(catalogue, protocol_id):
    own = catalogue.content(protocol_id)
    assert content_from(content_plain(own.protocol, own.exercises, own.config), own.hash) == own


def test_an_unknown_protocol_is_not_found(catalogue):
    with pytest.raises(NotFound):
        catalogue.content("nothing")


def test_load_steps_are_exact(catalogue):
    assert catalogue.exercises["hip-hike"].exercise.load_step == Decimal(1)
    assert catalogue.exercises["step-down"].exercise.load_step == Decimal("2.5")
