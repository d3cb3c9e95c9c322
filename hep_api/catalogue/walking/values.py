"""What a walk through one phase came to, at the lower end of its frequency and where that is too slow at the upper."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from hep_api.engine.explain import Phrase


@dataclass(frozen=True, slots=True)
class PhaseWalk:
    """One phase: days of training and all days until the next phase (or the end), and what was missing until then.

    `out` False = the perfect patient was still waiting when the walk gave up, a quarter of a year after the phase's
    last week. A `terminal` phase has no end to walk to.
    """

    phase: str
    sessions: int
    days: int
    weeks_max: Decimal
    waited_for: tuple[Phrase, ...] = ()
    out: bool = True
    terminal: bool = False

    @property
    def weeks(self) -> Decimal:
        """Weeks with one decimal, rounded up."""
        return (Decimal(self.days) / 7).quantize(Decimal("0.1"), ROUND_CEILING)

    @property
    def in_time(self) -> bool:
        """Whether the phase lets a perfect patient out within its weeks."""
        return self.terminal or (self.out and self.days <= self.weeks_max * 7)


@dataclass(frozen=True, slots=True)
class PhaseReach:
    """One phase walked as often as a plan asks for by default, the lower end of its frequency.

    `upper` is the walk at the upper end, made where some phase of the protocol was too slow at the lower.
    """

    lower: PhaseWalk
    upper: PhaseWalk | None = None

    @property
    def in_time(self) -> bool:
        """Whether the phase lets a perfect patient out in time at one end of its frequency at least."""
        return self.lower.in_time or (self.upper is not None and self.upper.in_time)

    @property
    def fastest(self) -> PhaseWalk:
        """The walk that decides: the lower one where that is in time, else the upper."""
        return self.lower if self.lower.in_time or self.upper is None else self.upper
