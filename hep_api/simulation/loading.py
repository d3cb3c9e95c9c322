"""How much an exercise asks of tissue, and what the day leaves behind in it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hep_api.engine.dose import Dose, DoseRange, LoadKind
from hep_api.engine.protocol import Band, Exercise
from hep_api.simulation.model import Model
from hep_api.simulation.person import Person, Tissue, Traits

BANDS = (Band.MOBILITY, Band.ACTIVATION, Band.STRENGTH, Band.RETURN)
"""Easiest first."""


def demand(exercise: Exercise, rung: int, dose: Dose, within: DoseRange, model: Model) -> float:
    """The load (1.0 = what a well trained limb bears) of one exercise at one dose on its own family.

    It rises with the rung, the external load and the root of sets times amount.
    """
    middle = max(1.0, within.sets_low * (within.low + within.high) / 2)
    volume = float((max(1, dose.total) / middle) ** model.volume_power)
    return _band(exercise, model) * (1 + model.rung_share * rung) * _external(dose, model) * volume


def _band(exercise: Exercise, model: Model) -> float:
    by_band = {
        Band.MOBILITY: model.band_mobility, Band.ACTIVATION: model.band_activation,
        Band.STRENGTH: model.band_strength, Band.RETURN: model.band_return,
    }  # fmt: skip
    return by_band[min(exercise.bands, key=BANDS.index)]


def _external(dose: Dose, model: Model) -> float:
    value = dose.load.value
    if value is None:
        return 1.0
    match dose.load.kind:
        case LoadKind.KG:
            return max(0.3, float(value) / model.reference_kg)
        case LoadKind.BAND | LoadKind.BAR:
            return 1 + model.band_colour_share * float(value)
        case LoadKind.EFFORT:
            return max(0.3, float(value) / 100)
        case _:
            return 1.0


def day_loads(parts: Iterable[tuple[Exercise, float]], model: Model) -> dict[str, float]:
    """The load of a whole session on each family: its hardest exercise, and a share of every further one."""
    asked: dict[str, list[float]] = {}
    for exercise, load in parts:
        asked.setdefault(exercise.family, []).append(load)
        for family in exercise.also:
            asked.setdefault(family, []).append(load * model.secondary_share)
    return {family: max(loads) + model.shared_load * (sum(loads) - max(loads)) for family, loads in asked.items()}


def stress(tissue: Tissue, loads: Mapping[str, float], model: Model) -> dict[str, float]:
    """Load over today's capacity by family; irritable tissue bears less."""
    today = max(0.5, 1 - model.irritability_cost * tissue.irritability)
    return {family: load / (tissue.capacity[family] * today) for family, load in loads.items()}


def trained(tissue: Tissue, felt: Mapping[str, float], traits: Traits, model: Model) -> Tissue:
    """The tissue after a session of these stresses: stronger where it was enough, weaker and sore where too much."""
    capacity, irritability = dict(tissue.capacity), tissue.irritability
    for family, share in felt.items():
        over = max(0.0, share - traits.tolerance)
        useful = max(0.0, min(share, traits.tolerance) - model.training_from) / (1 - model.training_from)
        grown = capacity[family] * (1 + traits.gain * useful - model.loss * over)
        capacity[family] = min(model.capacity_top, max(0.2, grown))
    worst = max((share - traits.tolerance for share in felt.values()), default=0.0)
    irritability += model.irritability_gain * max(0.0, worst)
    return Tissue(capacity, min(10.0, irritability))


def flare_chance(felt: Mapping[str, float], traits: Traits, model: Model) -> float:
    """The chance 0-1 that a session of these stresses sets off a flare: it rises with load over what is tolerated."""
    share = max(felt.values(), default=0.0) / traits.tolerance
    return min(1.0, model.flare_chance * max(0.0, share - model.flare_from) / (1 - model.flare_from))


def flared(tissue: Tissue, model: Model) -> Tissue:
    """The tissue after a flare, whether a session or something outside the programme set it off."""
    return replace(tissue, irritability=min(10.0, tissue.irritability + model.flare_points))


def rested(person: Person, tissue: Tissue, worked: Iterable[str], model: Model) -> Tissue:
    """The tissue a night later: calmer, and families that were left alone lose a little of what they had won."""
    busy = set(worked)
    capacity = {
        family: value if family in busy else value - model.detraining * max(0.0, value - person.tissue.capacity[family])
        for family, value in tissue.capacity.items()
    }
    return Tissue(capacity, tissue.irritability * 0.5 ** (1 / person.traits.half_life))
