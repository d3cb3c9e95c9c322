"""One invented patient: what never changes about them, and the state of their body that nobody sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from hep_api.engine.facts import Side
from hep_api.simulation.model import Model


@dataclass(frozen=True, slots=True)
class Traits:
    """What stays as it is. Chances and shares 0-1, days, pain in points of a 0-10 score.

    `missing` is the chance that an answer is left out, `understates` the pain not told, `effort` what is added to
    effort. `tolerance` is stress; `gain` capacity won by a session at full stress; `half_life` of irritability, in
    days; `sound_side` the other side against the treated one on the first day.
    """

    side: Side
    adherence: float
    missing: float
    understates: float
    effort: float
    tolerance: float
    gain: float
    half_life: float
    life_flares: float
    usual_pain: float
    offline: float
    sound_side: float


@dataclass(frozen=True, slots=True)
class Tissue:
    """The hidden state: capacity by load family (1.0 = well trained), irritability in points 0-10."""

    capacity: Mapping[str, float]
    irritability: float

    @property
    def mean(self) -> float:
        """Mean capacity over the families that the protocol trains."""
        return sum(self.capacity.values()) / len(self.capacity)


@dataclass(frozen=True, slots=True)
class Person:
    """A patient of the cohort on the first day."""

    index: int
    traits: Traits
    tissue: Tissue


def draw(seed: int, index: int, families: tuple[str, ...], model: Model) -> Person:
    """The patient of this number; the same seed, number and families draw the same one.

    Each family draws from a stream of its own, so that a protocol which trains one more family changes no other.
    """
    chance = Random(f"{seed}:{index}")
    flat = chance.uniform
    stoic, offline = chance.random() < model.stoic_share, chance.random() < model.offline_share
    traits = Traits(
        side=Side.LEFT if chance.random() < 0.5 else Side.RIGHT,
        adherence=flat(model.adherence_low, model.adherence_high),
        missing=flat(0, model.missing_high),
        understates=flat(0.5, model.stoic_points) if stoic else 0.0,
        effort=flat(-model.effort_bias, model.effort_bias),
        tolerance=flat(model.tolerance_low, model.tolerance_high),
        gain=flat(model.gain_low, model.gain_high),
        half_life=flat(model.half_life_low, model.half_life_high),
        life_flares=flat(model.life_flare_low, model.life_flare_high),
        usual_pain=flat(0, model.usual_pain_high),
        offline=model.offline_daily if offline else 0.0,
        sound_side=flat(model.sound_side_low, model.sound_side_high),
    )
    start, irritability = flat(model.capacity_low, model.capacity_high), flat(0, model.irritability_start)
    spread = model.capacity_spread
    capacity = {
        family: start + Random(f"{seed}:{index}:{family}").uniform(-spread, spread) for family in sorted(families)
    }
    return Person(index, traits, Tissue(capacity, irritability))
