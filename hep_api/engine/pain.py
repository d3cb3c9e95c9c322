"""Pain scores and pain policies: which score is green, yellow or red, and where a lock begins."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum


class Zone(StrEnum):
    """The traffic light of one score; always shown with its word, never by colour alone."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds on the ceiling of an NPRS 0-10 score [SPEC 2.2].

    `tolerated_max`: at or below it progress is still possible. `red_lock`: from here STOP_ALERT.
    `reps_only_above`: above this score only reps or the scheduled step may rise (tendon, osteoarthritis), else None.
    `modifies`: yellow above `tolerated_max` asks for MODIFY. `flare_modifies`: a first flare is MODIFY (M2), not a red.
    `locks_also`: a lock also covers the `also` families of the exercise [FAMILIES rule 1].
    """

    name: str
    green_max: int
    yellow_max: int
    tolerated_max: int
    red_lock: int
    reps_only_above: int | None = None
    modifies: bool = True
    flare_modifies: bool = False
    needs_stiffness: bool = False
    needs_swelling: bool = False
    locks_also: bool = False


POLICIES: dict[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("standard", 2, 5, 2, 6),
        Policy("moderate", 2, 5, 3, 6),
        Policy(
            "tendon", 2, 5, 5, 8,
            reps_only_above=2, modifies=False, flare_modifies=True, needs_stiffness=True, locks_also=True,
        ),
    )
}  # fmt: skip
"""The policies by name. Adding one is one row here [SPEC 2.2]."""


def ceil_score(score: Decimal) -> int:
    """Bands are computed on the ceiling, so 2.1 behaves as 3 and 5.1 as 6 [SPEC 0]."""
    return int(score.to_integral_value(rounding=ROUND_CEILING))


def zone_of(score: int, policy: Policy) -> Zone:
    """The traffic light of an already ceiled score."""
    if score <= policy.green_max:
        return Zone.GREEN
    return Zone.YELLOW if score <= policy.yellow_max else Zone.RED
