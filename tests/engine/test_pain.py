"""Bands of pain: the traffic light of a score, and what a clinic's own numbers do to a policy."""

from decimal import Decimal

import pytest

from hep_api.engine.configuring import Config, configured
from hep_api.engine.pain import POLICIES, RUNNING_ONLY, Zone, adjusted, ceil_score, zone_of


@pytest.mark.parametrize(
    "score, ceiling", [("0", 0), ("0.1", 1), ("2", 2), ("2.1", 3), ("5.1", 6), ("9.9", 10), ("10", 10)]
)
def test_bands_are_computed_on_the_ceiling(score: str, ceiling: int) -> None:
    assert ceil_score(Decimal(score)) == ceiling


@pytest.mark.parametrize(
    "policy, green, yellow",
    [("standard", 2, 5), ("moderate", 2, 5), ("acute", 2, 3), ("postop", 2, 3), ("tendon", 2, 5), ("bone", 0, 0),
     ("standard_oa", 2, 5), ("usual_24h", 2, 5), ("quota", 7, 7)],
)  # fmt: skip
def test_the_traffic_light_of_every_policy(policy: str, green: int, yellow: int) -> None:
    found = {score: zone_of(score, POLICIES[policy]) for score in range(11)}
    assert [score for score, zone in found.items() if zone is Zone.GREEN] == list(range(green + 1))
    assert [score for score, zone in found.items() if zone is Zone.YELLOW] == list(range(green + 1, yellow + 1))
    assert all(zone is Zone.RED for score, zone in found.items() if score > yellow)


NUMBERS = {
    "standard": (2, 6, None), "moderate": (3, 6, None), "acute": (2, 5, None), "postop": (2, 4, None),
    "tendon": (5, 8, 2), "bone": (0, 1, None), "standard_oa": (5, 6, 2), "usual_24h": (5, 6, 2), "quota": (7, 8, None),
    "runner_pfp": (2, 6, None), "shin": (2, 6, None),
}  # fmt: skip
"""What is tolerated, where a lock begins, and above what only repetitions may rise [SPEC 2.2, CORRECTIONS C1]."""

SWITCHES = {
    "modifies": {"standard", "moderate", "acute", "postop", "runner_pfp", "shin"},
    "flare_modifies": {"tendon", "quota"},
    "second_flare_regresses": {"tendon"},
    "tendon": {"tendon"},
    "needs_stiffness": {"tendon"},
    "needs_swelling": {"acute", "postop"},
    "swelling_strict": {"acute", "postop"},
    "any_pain_stops": {"bone"},
    "sustained_modifies": {"quota"},
    "locks_also": {"acute", "postop", "tendon", "bone"},
    "adjustable": set(POLICIES) - {"bone"},
}
"""Which policies have what only some have [SPEC 2.2, FAMILIES rule 1]."""


def test_every_policy_has_the_numbers_of_the_specification() -> None:
    assert {
        name: (policy.tolerated_max, policy.red_lock, policy.reps_only_above) for name, policy in POLICIES.items()
    } == NUMBERS
    assert {policy.name for policy in POLICIES.values()} == set(NUMBERS)


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_policy_has_the_switches_of_the_specification(switch: str) -> None:
    assert {name for name, policy in POLICIES.items() if getattr(policy, switch)} == SWITCHES[switch]
    assert all(isinstance(getattr(policy, switch), bool) for policy in POLICIES.values())


def test_a_run_is_judged_by_the_traffic_light_too() -> None:
    assert {name: (POLICIES[name].green_max, POLICIES[name].yellow_max) for name in RUNNING_ONLY} == {
        "runner_pfp": (2, 5), "shin": (2, 5),
    }  # fmt: skip


@pytest.mark.parametrize(
    "settings, numbers",
    [
        pytest.param({}, (2, 5, 2, 6), id="nothing set"),
        pytest.param({"green_max": "1"}, (1, 5, 2, 6), id="green"),
        pytest.param({"yellow_max": "4"}, (2, 4, 2, 6), id="yellow"),
        pytest.param({"tolerated_max": "3"}, (2, 5, 3, 6), id="tolerated"),
        pytest.param({"red_lock": "4"}, (2, 3, 2, 4), id="a lower lock pulls yellow below it"),
        pytest.param({"red_lock": "7"}, (2, 5, 2, 7), id="a higher lock leaves yellow"),
        pytest.param({"yellow_max": "1"}, (1, 1, 1, 6), id="a lower yellow pulls green and tolerated along"),
    ],
)
def test_a_clinics_numbers_and_the_lower_one_where_they_clash(
    settings: dict[str, str], numbers: tuple[int, int, int, int]
) -> None:
    found = adjusted(POLICIES["standard"], configured(Config(), tuple(settings.items())))
    assert (found.green_max, found.yellow_max, found.tolerated_max, found.red_lock) == numbers


def test_what_is_tolerated_is_never_above_yellow() -> None:
    found = adjusted(POLICIES["acute"], configured(Config(), (("tolerated_max", "5"),)))
    assert (found.tolerated_max, found.yellow_max) == (3, 3)
