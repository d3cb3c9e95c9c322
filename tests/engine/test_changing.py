"""Changing a frozen value: the same as dataclasses.replace, for every kind of value the engine has."""

import dataclasses
import importlib
import pkgutil

import pytest

from hep_api import engine
from hep_api.engine.changing import replace
from hep_api.engine.dose import Dose
from tests.engine.cases import at_top


def kinds() -> list[type]:
    """Every dataclass of the engine."""
    names = [found.name for found in pkgutil.iter_modules(engine.__path__)]
    modules = [importlib.import_module(f"{engine.__name__}.{name}") for name in names]
    found = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    return sorted((k for k in found if dataclasses.is_dataclass(k)), key=lambda kind: kind.__qualname__)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__qualname__)
def test_every_value_of_the_engine_is_frozen_slotted_and_made_without_a_hook(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert hasattr(kind, "__slots__")
    assert not hasattr(kind, "__post_init__")
    assert all(field.init for field in dataclasses.fields(kind))


def test_a_changed_value_is_what_dataclasses_would_make_of_it() -> None:
    told = at_top()
    told.trained(6)
    plan = told.plan
    for value in (told.course, plan, plan.phase, plan.slots[0], plan.slots[0].results[0], told.course.emitted[-1]):
        assert replace(value) == value
        for field in dataclasses.fields(value):
            change = {field.name: "something else"}
            changed, meant = replace(value, **change), dataclasses.replace(value, **change)
            assert all(getattr(changed, f.name) == getattr(meant, f.name) for f in dataclasses.fields(value))


def test_a_change_leaves_the_original_as_it_was() -> None:
    dose = Dose(3, 10)
    assert (replace(dose, sets=2), dose) == (Dose(2, 10), Dose(3, 10))


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AttributeError):
        replace(Dose(3, 10), weight=2)  # type: ignore[call-arg]
