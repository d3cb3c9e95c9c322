"""Pain scores and pain policies: which score is green, yellow or red, and where a lock begins."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil

from hep_api.engine.changing import replace
from hep_api.engine.configuring import Config


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
    `modifies`: yellow above `tolerated_max` asks for MODIFY. `flare_modifies`: a flare is MODIFY (M2), not a red.
    `second_flare_regresses`: a second one in 14 days is REGRESS (R3). `tendon`: weekly means and strict limits count.
    `swelling_strict`: a rise to grade 2 is REGRESS (R9), to grade 3 STOP_ALERT (S5).
    `any_pain_stops`: any score above 0 is STOP_ALERT (S7). `sustained_modifies`: up by 2 on 3 mornings running is M1.
    `locks_also`: a lock also covers the `also` families of the exercise [FAMILIES rule 1].
    `adjustable`: whether its numbers may be overridden at all.
    """

    name: str
    green_max: int
    yellow_max: int
    tolerated_max: int
    red_lock: int
    reps_only_above: int | None = None
    modifies: bool = True
    flare_modifies: bool = False
    second_flare_regresses: bool = False
    tendon: bool = False
    needs_stiffness: bool = False
    needs_swelling: bool = False
    swelling_strict: bool = False
    any_pain_stops: bool = False
    sustained_modifies: bool = False
    locks_also: bool = False
    adjustable: bool = True


_SWELLING = {"needs_swelling": True, "swelling_strict": True, "locks_also": True}

POLICIES: dict[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("standard", 2, 5, 2, 6),
        Policy("moderate", 2, 5, 3, 6),
        Policy("acute", 2, 3, 2, 5, **_SWELLING),
        Policy("postop", 2, 3, 2, 4, **_SWELLING),
        Policy(
            "tendon", 2, 5, 5, 8,
            reps_only_above=2, modifies=False, flare_modifies=True, second_flare_regresses=True, tendon=True,
            needs_stiffness=True, locks_also=True,
        ),
        Policy("bone", 0, 0, 0, 1, modifies=False, any_pain_stops=True, locks_also=True, adjustable=False),
        Policy("standard_oa", 2, 5, 5, 6, reps_only_above=2, modifies=False),
        Policy("usual_24h", 2, 5, 5, 6, reps_only_above=2, modifies=False),
        Policy("quota", 7, 7, 7, 8, modifies=False, flare_modifies=True, sustained_modifies=True),
        Policy("runner_pfp", 2, 5, 2, 6),
        Policy("shin", 2, 5, 2, 6),
    )
}  # fmt: skip
"""The policies by name, one row each [SPEC 2.2, CORRECTIONS C1]."""

RUNNING_ONLY = frozenset({"runner_pfp", "shin"})
"""Policies that judge runs, never a whole protocol."""


def adjusted(policy: Policy, config: Config) -> Policy:
    """The policy with the numbers a clinic or plan overrides; where they contradict each other the lower one wins."""
    changed = (config.green_max, config.yellow_max, config.tolerated_max, config.red_lock)
    if not policy.adjustable or changed == (None, None, None, None):
        return policy
    lock = policy.red_lock if config.red_lock is None else config.red_lock
    yellow = min(policy.yellow_max if config.yellow_max is None else config.yellow_max, lock - 1)
    tolerated = min(policy.tolerated_max if config.tolerated_max is None else config.tolerated_max, yellow)
    green = min(policy.green_max if config.green_max is None else config.green_max, yellow)
    return replace(policy, red_lock=lock, yellow_max=yellow, tolerated_max=tolerated, green_max=green)


def ceil_score(score: Decimal) -> int:
    """Bands are computed on the ceiling, so 2.1 behaves as 3 and 5.1 as 6 [SPEC 0]."""
    return ceil(score)


def zone_of(score: int, policy: Policy) -> Zone:
    """The traffic light of an already ceiled score."""
    if score <= policy.green_max:
        return Zone.GREEN
    return Zone.YELLOW if score <= policy.yellow_max else Zone.RED
