"""What stops or goes back: a condition for each S and R row of the decision table [SPEC 3.3]."""

from dataclasses import dataclass
from decimal import Decimal

from hep_api.engine.changing import replace
from hep_api.engine.facts import AfterCheckIn, Body, Form, MorningReport, SessionLog
from hep_api.engine.outcomes import Outcome
from hep_api.engine.pain import Policy, Zone, ceil_score, zone_of
from hep_api.engine.results import Settled
from hep_api.engine.signals import Signals

SEVERE_SCORE = 8
"""From this score on, at any time and under any policy, everything stops [S4]."""

LARGE_SWELLING = 3
"""The grade from which any rise stops after surgery or an acute injury [S5]."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds: what was observed against what. `outcome` replaces the rule's own where it names two.

    `cut` is the share of load a MODIFY takes off (0.10 = 10 %); the largest of several applies once [SPEC 3.9.15].
    """

    observed: object
    threshold: object
    outcome: Outcome | None = None
    cut: Decimal = Decimal("0.10")
    values: tuple[tuple[str, str], ...] = ()


def limp(s: Signals) -> Match | None:
    """Limping or movement altered by pain [S2]."""
    if s.result.form is Form.PAIN_ALTERED:
        return Match("pain_altered", "no limp")
    return Match("limp", "no limp") if s.session.limp or s.morning.limp else None


def lock_band(s: Signals) -> Match | None:
    """Worst pain where the policy stops [S3]."""
    worst = s.result.worst
    return Match(worst, s.policy.red_lock) if worst is not None and worst >= s.policy.red_lock else None


def severe(s: Signals) -> Match | None:
    """A score of 8 or more, whenever it was told [S4]."""
    scores = [score for score in (s.result.worst, s.session.worst) if score is not None]
    if s.morning.pain is not None:
        scores.append(ceil_score(s.morning.pain))
    return Match(max(scores), SEVERE_SCORE) if scores and max(scores) >= SEVERE_SCORE else None


def grade(s: Signals) -> int:
    """The swelling told, the worse of session end and morning, 0-4."""
    return max(s.session.swelling or 0, s.morning.swelling or 0)


def swelling(s: Signals) -> int:
    """Grades above what is usual for this patient, never below 0."""
    return max(0, grade(s) - s.plan.usual_swelling)


def unstable(s: Signals) -> Match | None:
    """Giving way, or so much swelling that a clinician has to look [S5]."""
    if s.session.instability:
        return Match("instability", "none")
    return swelling_stops(grade(s), s.plan.usual_swelling, s.policy)


def swelling_stops(told: int, usual: int, policy: Policy) -> Match | None:
    """Swelling up by two grades, or (after surgery or an acute injury) any rise that reaches grade 3."""
    rise = told - usual
    if rise >= 2:
        return Match(f"swelling +{rise}", "swelling +2")
    if policy.swelling_strict and rise >= 1 and told >= LARGE_SWELLING:
        return Match(f"swelling grade {told}", f"swelling grade {LARGE_SWELLING}")
    return None


def night_pain(s: Signals) -> Match | None:
    """New night pain on two nights of seven [S6]."""
    if s.morning.fact is None or not s.morning.fact.night_pain:
        return None
    nights, limit = s.night_pain_nights, s.config.night_pain_nights
    return Match(nights, limit) if nights >= limit else None


def any_pain(s: Signals) -> Match | None:
    """A bone should not hurt at all, during, after or the next day [S7]."""
    if not s.policy.any_pain_stops:
        return None
    scores = [score for score in (s.result.worst, s.session.worst) if score is not None]
    scores += [ceil_score(s.morning.pain)] if s.morning.pain is not None else []
    return Match(max(scores), 0) if scores and max(scores) > 0 else None


def swollen_after(s: Signals) -> Match | None:
    """After surgery or an acute injury: a rise of one grade, to mild [R9]."""
    return Match(grade(s), 1) if s.policy.swelling_strict and swelling(s) == 1 and grade(s) == 2 else None


def broke_down_twice(s: Signals) -> Match | None:
    """The movement broke down in two sessions running [R5]."""
    twice = s.result.form is Form.BREAKDOWN and bool(s.earlier) and s.earlier[0].form is Form.BREAKDOWN
    return Match(2, 2) if twice else None


def fell_short(s: Signals) -> Match | None:
    """Less than half in two sessions running, or less than three quarters in three [R6]."""
    done, limit, half = s.result.completion, s.config.completion_min, s.config.completion_half
    if done >= limit and done >= half:
        return None
    if done < half and s.earlier and s.earlier[0].completion < half:
        return Match(f"{done:.0%}", f"{half:.0%}")
    before = [entry.completion for entry in s.earlier[:2]]
    if done < limit and len(before) == 2 and max(before) < limit:
        return Match(f"{done:.0%}", f"{limit:.0%}")
    return None


def red_below_lock(s: Signals) -> Match | None:
    """Red pain below where the policy stops [R1]."""
    worst = s.result.worst
    if worst is None or worst >= s.policy.red_lock or zone_of(worst, s.policy) is not Zone.RED:
        return None
    return Match(worst, s.policy.yellow_max)


def flare(s: Signals) -> Match | None:
    """The next morning says that it was too much, under any policy."""
    return Match(s.morning.delta, 2) if s.morning.state is Settled.FLARE else None


def flare_is_red(s: Signals) -> Match | None:
    """A flare where it is a red [R2]."""
    match = None if s.policy.flare_modifies else flare(s)
    return replace(match, outcome=Outcome.STOP_ALERT) if match and s.config.flare_stops else match


def first_tendon_flare(s: Signals) -> Match | None:
    """A flare that only eases: tendon and quota [M2]."""
    match = flare(s) if s.policy.flare_modifies else None
    return Match(match.observed, match.threshold, cut=s.config.flare_load) if match else None


def second_tendon_flare(s: Signals) -> Match | None:
    """A second tendon flare within 14 days [R3]."""
    if not s.policy.second_flare_regresses or flare(s) is None:
        return None
    earlier = s.reds_before(s.config.second_flare_days, flare=True)
    return Match(len(earlier) + 1, 2) if earlier else None


def is_red(s: Signals) -> bool:
    """Whether this session, as far as it is known, makes its day red."""
    return any(test(s) for test in RED_TESTS)


RED_TESTS = (
    limp, lock_band, severe, unstable, night_pain, any_pain, red_below_lock, flare_is_red, swollen_after,
)  # fmt: skip
"""What makes a session day red [SPEC 3.9.9]."""


def second_red(s: Signals) -> Match | None:
    """A red within 7 days of another one [S8]."""
    earlier = s.reds_before(s.config.second_red_days, flare=False) if s.plan.reds else ()
    return Match(len(earlier) + 1, 2) if earlier and is_red(s) else None


def worst_pain(body: Body) -> Decimal | None:
    """The worst pain that a session, check-in or morning tells of, 0-10; None when it tells of none."""
    match body:
        case SessionLog(exercises):
            told = [entry.pain for log in exercises for entry in log.sets if entry.pain is not None]
            return max(told, default=None)
        case AfterCheckIn() | MorningReport():
            return body.pain
        case _:
            return None
