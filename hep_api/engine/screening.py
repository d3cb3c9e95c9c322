"""Red-flag answers to a tier: emergency, urgent, or clinician review [SPEC 5.1]."""

from enum import StrEnum

from hep_api.engine.facts import Screen


class Tier(StrEnum):
    """E: emergency services now. U: same-day clinician contact. C: clinician review before the next session."""

    E = "E"
    U = "U"
    C = "C"


TIERS: dict[str, Tier] = {
    "RF01": Tier.E,
    "RF02": Tier.E,
    "RF03": Tier.E,
    "RF08": Tier.U,
    "RF09": Tier.U,
    "RF11": Tier.U,
    "RF15": Tier.U,
    "RF16": Tier.E,
    "RF24": Tier.U,
    "RF34": Tier.C,
}
"""The starred short set. A clinician may down-tier with a reason; the engine never does."""


EASED: dict[str, tuple[str, Tier]] = {"RF03": ("RF03A", Tier.U)}
"""A yes whose follow-up was also yes has a lower tier: one mild, stable weakness is urgent, not an emergency."""


def tier_of(screen: Screen) -> Tier | None:
    """The most urgent tier among the answers that were yes; None when every answer was no.

    A swollen calf (RF15) together with chest symptoms (RF16) is an emergency through RF16 itself. An answer to a
    question the engine does not know counts as urgent: an unknown yes is never ignored.
    """
    said = {question for question, yes in screen.answers if yes}
    follow_ups = {follow_up for follow_up, _ in EASED.values()}
    tiers = {_tier(question, said) for question in said - follow_ups}
    return next((tier for tier in Tier if tier in tiers), None)


def _tier(question: str, said: set[str]) -> Tier:
    follow_up, eased = EASED.get(question, ("", Tier.U))
    return eased if follow_up in said else TIERS.get(question, Tier.U)


def complete(screen: Screen) -> bool:
    """Whether every question of the short set was answered."""
    return set(TIERS) <= {question for question, _ in screen.answers}
