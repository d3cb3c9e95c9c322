"""What chance brings on one day, drawn before anything is decided: two protocols meet the same luck."""

from dataclasses import dataclass
from random import Random

from hep_api.simulation.model import Model
from hep_api.simulation.person import Traits


@dataclass(frozen=True, slots=True)
class Luck:
    """One day's chance. Flags are what would happen if it came to it; noise is in points of a 0-10 score.

    `offline_days` > 0 = the phone goes out of reach for so many days. `answers` draws what one exercise needs.
    """

    trains: bool
    reports: bool
    unasked: bool
    tells_after: bool
    life_flare: bool
    offline_days: int
    pain: float
    morning: float
    limps: float
    night: float
    flare: float
    stream: str

    def of(self, what: str) -> Random:
        """The day's own stream for one subject, such as an exercise."""
        return Random(f"{self.stream}:{what}")


def luck_of(seed: int, index: int, day: int, traits: Traits, model: Model) -> Luck:
    """The luck of one patient on one day, the same whatever happened before."""
    stream = f"{seed}:{index}:{day}"
    chance = Random(stream)
    roll = chance.random
    return Luck(
        trains=roll() < traits.adherence,
        reports=roll() < 1 - traits.missing,
        unasked=roll() < model.unasked,
        tells_after=roll() < 1 - 2 * traits.missing,
        life_flare=roll() < traits.life_flares,
        offline_days=chance.randint(1, model.offline_days_max) if roll() < traits.offline else 0,
        pain=chance.gauss(0, model.pain_noise),
        morning=chance.gauss(0, model.morning_noise),
        limps=roll(),
        night=roll(),
        flare=roll(),
        stream=stream,
    )
