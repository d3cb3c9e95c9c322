"""Red flags: when the short set is asked, and the tier of its answers [SPEC 5.1]."""

from datetime import date, timedelta
from enum import StrEnum

from hep_api.engine.facts import MorningReport, Screen
from hep_api.engine.pain import ceil_score
from hep_api.engine.state import Course, Plan, PlanStatus


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


EVERY = timedelta(days=7)
MORNING_SCORE = 6
"""Morning pain from which the short set is asked again [SPEC 5.1]."""


def screen_due(course: Course, on: date) -> bool:
    """Whether the short set is asked on a local day: at intake, every week, and after what asks for it."""
    return course.screened_on is None or on - course.screened_on >= EVERY or course.screen_wanted


def asked_by_morning(body: MorningReport, plans: list[Plan]) -> bool:
    """Whether a morning at the site of these plans asks for it: pain from 6 on, or night pain that is not usual."""
    usual = [plan.usual_night_pain for plan in plans if plan.status is not PlanStatus.ENDED]
    severe = body.pain is not None and ceil_score(body.pain) >= MORNING_SCORE
    return severe or (bool(body.night_pain) and not (usual and all(usual)))


def asked_by_plan(course: Course, region: str, on: date) -> bool:
    """Whether a new plan asks for it: one for a region that was not treated before, unless it was answered today."""
    known = {course.content(plan).protocol.region for plan in course.plans}
    return region not in known and course.screened_on != on
