"""Settings of one plan: changed with a reason, bounded, and never past an invariant."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from hep_api.engine import configuring
from hep_api.engine.configuring import ORDER, SETTINGS, WHOLE, Config, NotAllowed, configured, problems
from hep_api.engine.outcomes import Outcome
from hep_api.engine.pain import POLICIES, adjusted
from tests.engine.cases import story


def test_every_number_of_the_configuration_is_a_setting_with_bounds_around_its_default() -> None:
    assert {field.name for field in fields(Config)} == set(SETTINGS)
    for name, setting in SETTINGS.items():
        default = getattr(Config(), name)
        assert default is None or setting.low <= default <= setting.high, name
        assert setting.what
        assert setting.source


def test_the_defaults_are_in_order() -> None:
    for below, above in ORDER:
        low, high = getattr(Config(), below), getattr(Config(), above)
        assert low is None or low <= high


@pytest.mark.parametrize(
    "overrides, message",
    [
        pytest.param((("nonsense", "1"),), "There is no setting 'nonsense'", id="unknown"),
        pytest.param((("load_step_high", "0.2"),), "safety invariant", id="an invariant"),
        pytest.param((("max_family_advances_per_day", "2"),), "safety invariant", id="another invariant"),
        pytest.param((("effort_cap", "many"),), "not a number", id="no number"),
        pytest.param((("effort_cap", "NaN"),), "out of bounds", id="not a number at all"),
        pytest.param((("effort_cap", "9"),), "from 4 to 8", id="out of bounds"),
        pytest.param((("top_sessions", "2.5"),), "whole number", id="not whole"),
        pytest.param((("tolerated_max", "5"), ("yellow_max", "3")), "may not be above", id="out of order"),
    ],
)
def test_what_cannot_be_set_says_why(overrides: tuple[tuple[str, str], ...], message: str) -> None:
    with pytest.raises(NotAllowed, match=message):
        configured(Config(), overrides)
    assert message in " ".join(why for _, why in problems(overrides))


def test_whole_settings_stay_whole() -> None:
    found = configured(Config(), (("top_sessions", "3"), ("effort_cap", "6.5")))
    assert isinstance(found.top_sessions, int)
    assert str(found.effort_cap) == "6.5"
    assert "top_sessions" in WHOLE
    assert "effort_cap" not in WHOLE


def test_a_setting_of_one_plan_changes_what_follows_and_is_written_down_with_its_reason() -> None:
    told = story()
    told.set(0, "tolerated_max", "3")
    assert (told.last().outcome, told.last().reasons[0].values) == (Outcome.CLINICIAN, (("reason", "because"),))
    told.trained(0, pain=3)
    assert told.said().outcome is Outcome.INCREASE_REPS
    told.set(1, "tolerated_max", "")
    told.trained(1, pain=3)
    assert told.said().rule == "M1"


def test_what_may_not_be_set_changes_nothing() -> None:
    told = story()
    before = told.course
    told.set(0, "max_family_advances_per_day", "5")
    assert told.plan.overrides == ()
    assert len(told.course.emitted) == len(before.emitted)


def test_a_flare_may_be_made_to_stop() -> None:
    told = story()
    told.set(0, "flare_stops", "1")
    told.trained(0, 3)
    assert (told.said().outcome, told.said().rule) == (Outcome.STOP_ALERT, "R2")
    assert [lock.rule for lock in told.course.locks] == ["R2"]


def test_numbers_of_a_policy_that_contradict_each_other_give_the_lower() -> None:
    changed = adjusted(POLICIES["standard"], configured(Config(), (("red_lock", "4"),)))
    assert (changed.red_lock, changed.yellow_max, changed.tolerated_max) == (4, 3, 2)


def test_a_bone_is_never_adjusted() -> None:
    assert adjusted(POLICIES["bone"], configured(Config(), (("tolerated_max", "2"),))) is POLICIES["bone"]


def test_every_setting_is_read_by_the_engine() -> None:
    """A number that nobody reads would be a promise to whoever sets it."""
    engine = Path(configuring.__file__).parent
    read = "\n".join(path.read_text() for path in engine.glob("*.py") if path.name != "configuring.py")
    assert {name for name in SETTINGS if not re.search(rf"\b{name}\b", read)} == set()
