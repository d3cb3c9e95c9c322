"""Objective tests as hidden capacity would let them come out, and which of them a phase asks for."""

from collections.abc import Iterator
from decimal import Decimal

from hep_api.catalogue.clause_tree import asked
from hep_api.catalogue.values import MeasurementEntry
from hep_api.engine.facts import Measurement, Side
from hep_api.engine.protocol import Phase
from hep_api.simulation.chance import Luck
from hep_api.simulation.model import Model
from hep_api.simulation.person import Person, Tissue

MEASURED = frozenset({"measure", "lsi", "side_diff"})

TYPICAL = {"reps": 14.0, "seconds": 38.0, "newtons": 180.0, "cm": 95.0, "percent": 92.0}
"""What a limb of capacity 1.0 reaches in each unit [choice]."""

OWN_TYPICAL = {"heel-raise-sl-reps": 24.0, "hop-single-cm": 120.0, "y-reach-anterior-cm": 60.0}
"""The same for tests that differ from their unit's usual size [choice]."""


def asked_tests(phase: Phase, after: Phase | None) -> tuple[str, ...]:
    """The tests that leaving a phase and entering the next one ask for, sorted."""
    gates = [phase.exit, *([after.entry] if after else [])]
    found = {clause.subject for gate in gates for clause in asked(gate) if clause.word in MEASURED}
    return tuple(sorted(found))


def measured(
    entry: MeasurementEntry, person: Person, tissue: Tissue, luck: Luck, model: Model
) -> Iterator[Measurement]:
    """One test, on both sides where its kind asks for it. The other side is stronger and never hurts."""
    chance = luck.of(entry.slug)
    sound = Side.RIGHT if person.traits.side is Side.LEFT else Side.LEFT
    noise = 1 + chance.gauss(0, model.test_spread)
    involved = _value(entry, tissue.mean, tissue.irritability, noise, model)
    if entry.sides not in {"both", "lsi"}:
        yield Measurement(entry.slug, involved)
        return
    strong = max(tissue.mean, person.tissue.mean * person.traits.sound_side)
    yield Measurement(entry.slug, involved, person.traits.side)
    yield Measurement(entry.slug, _value(entry, strong, 0.0, 1 + chance.gauss(0, model.test_spread), model), sound)


def _value(entry: MeasurementEntry, capacity: float, irritability: float, noise: float, model: Model) -> Decimal:
    if entry.unit == "nrs":
        hurt = model.pain_of_irritability * irritability + 2 * max(0.0, 0.95 - capacity) + 4 * (noise - 1)
        return _within(entry, hurt)
    if entry.unit == "yes-no":
        return Decimal(int(capacity * noise >= 0.75 and irritability < 3))
    if entry.better == "lower":
        return _within(entry, 20 * max(0.0, 0.8 - capacity * noise))
    less = max(0.5, 1 - model.irritability_cost * irritability)
    return _within(entry, OWN_TYPICAL.get(entry.slug, TYPICAL.get(entry.unit, 100.0)) * capacity * less * noise)


def _within(entry: MeasurementEntry, value: float) -> Decimal:
    return min(entry.high, max(entry.low, Decimal(round(value))))
