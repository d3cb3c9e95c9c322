"""Which loads are at hand, and what the percent of a load step is reckoned on [SPEC 3.4, CORRECTIONS B8]."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from hep_api.engine.configuring import Config
from hep_api.engine.protocol import Exercise, LoadBasis
from hep_api.engine.state import Course, Plan

DEFAULT_LOAD_STEP_KG = Decimal("2.5")
"""The step between available loads when neither patient nor exercise names one."""

BODY_MASS = "body-mass-kg"
"""The measurement that says what a patient weighs [MEASUREMENTS B.1]."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The step between available loads in kg, what the patient weighs (None = unknown), and how much of it counts.

    `carried` is body mass where percent is of the whole system, else 0: then percent is of the external load alone, the
    smaller step.
    """

    step: Decimal
    body_mass: Decimal | None = None
    carried: Decimal = Decimal(0)

    def floor(self, load: Decimal) -> Decimal:
        """Rounded down to an available load."""
        return (load / self.step).to_integral_value(rounding=ROUND_FLOOR) * self.step

    def scaled(self, load: Decimal, share: Decimal) -> Decimal:
        """The external load at which everything lifted is this share of now."""
        return (self.carried + load) * share - self.carried

    def above(self, load: Decimal, config: Config) -> Decimal | None:
        """The available load in the +2 to +10 % band closest to +5 %, ties lower; None when none fits."""
        low, high = (self.scaled(load, 1 + share) for share in (config.load_step_low, config.load_step_high))
        candidates = []
        candidate = self.floor(load) + self.step
        while candidate <= high:
            if candidate >= low:
                candidates.append(candidate)
            candidate += self.step
        aim = self.scaled(load, 1 + config.load_step_target)
        return min(candidates, key=lambda value: (abs(value - aim), value), default=None)

    def smallest_above(self, load: Decimal, config: Config) -> Decimal | None:
        """The next available load, where it is at most a quarter more [small-weight rule]."""
        found = self.floor(load) + self.step
        return found if found <= self.scaled(load, 1 + config.smallest_step_max) else None

    def below(self, load: Decimal, cut: Decimal, config: Config) -> Decimal | None:
        """Down by a share, rounded down to an available load; None where that is zero or over a quarter less."""
        found = self.floor(self.scaled(load, 1 - cut))
        return found if found > 0 and found >= self.scaled(load, 1 - config.smallest_step_max) else None


def weights_of(course: Course, plan: Plan, exercise: Exercise) -> Weights:
    """What this patient can load this exercise with: the patient's own step, else the exercise's."""
    step = course.load_step_kg or exercise.load_step or DEFAULT_LOAD_STEP_KG
    if exercise.load_basis is LoadBasis.EXTERNAL and exercise.load_target is None:
        return Weights(step)
    mass = body_mass(course, plan)
    system = exercise.load_basis is LoadBasis.SYSTEM and mass is not None
    return Weights(step, mass, mass if system and mass is not None else Decimal(0))


def body_mass(course: Course, plan: Plan) -> Decimal | None:
    """The newest body mass told in any plan, this one's first; None when it never was."""
    for entry in (plan, *course.plans):
        told = next((measured.value for measured in reversed(entry.measured) if measured.slug == BODY_MASS), None)
        if told is not None:
            return told
    return None
