"""What eases or holds: a condition for each M and H row of the decision table, and R4, which counts them [SPEC 3.3]."""

from decimal import Decimal

from hep_api.engine.alarms import Match, first_tendon_flare, swelling, swollen_after
from hep_api.engine.facts import Form
from hep_api.engine.outcomes import Outcome
from hep_api.engine.results import Settled
from hep_api.engine.signals import Signals


def above_tolerated(s: Signals) -> Match | None:
    """Yellow above what is tolerated; under `quota` mornings up by 2 for three days [M1]."""
    worst = s.result.worst
    if s.policy.sustained_modifies and (mornings := s.sustained_mornings) >= s.config.sustained_mornings:
        return Match(mornings, s.config.sustained_mornings, cut=s.config.ease_load)
    if worst is None or not s.policy.modifies or not s.policy.tolerated_max < worst <= s.policy.yellow_max:
        return None
    return Match(worst, s.policy.tolerated_max, cut=s.config.ease_load)


def rises(s: Signals) -> Match | None:
    """Pain rises across sets while it is still yellow [M3]."""
    worst = s.result.worst
    if s.result.rise < 2 or worst is None or worst > s.policy.yellow_max:
        return None
    eases = worst > 2 and not s.policy.sustained_modifies
    return Match(s.result.rise, 2, Outcome.MODIFY if eases else Outcome.HOLD, cut=s.config.ease_load)


def effort_cuts(s: Signals) -> Match | None:
    """Effort above target: twice running, or once for work at a repetition maximum [M4]."""
    rpe, before = s.result.rpe, s.earlier[0].rpe if s.earlier else None
    if rpe is None:
        return None
    if s.slot.rep_max:
        twice = before is not None and before >= 9
        return Match(rpe, 9, cut=Decimal("0.05") if twice or rpe >= 10 else Decimal("0.025")) if rpe >= 9 else None
    limit = min(s.config.effort_cap + 1, Decimal("9.5"))
    return Match(rpe, limit, cut=Decimal("0.05")) if rpe >= limit and before is not None and before >= limit else None


EASED_BY = ("M1", "M2", "M3", "M4", "M5", "M6")
"""The rules whose MODIFY counts towards R4 [SPEC 3.3]."""


def eased_twice(s: Signals) -> Match | None:
    """This session and the one before were both eased [R4]."""
    if not s.earlier or s.earlier[0].final is not Outcome.MODIFY or s.earlier[0].via not in EASED_BY:
        return None
    tests = (above_tolerated, first_tendon_flare, rises, effort_cuts, came_short_twice)
    now = [match for test in tests if (match := test(s))]
    return Match(2, 2) if any(match.outcome is not Outcome.HOLD for match in now) else None


def missing(s: Signals) -> Match | None:
    """Answers that are needed and were not given [H1]."""
    gaps = ["pain"] if s.result.pain_missing else []
    gaps += ["limp"] if s.session.limp is None else []
    gaps += ["instability"] if s.session.instability is None else []
    if s.final:
        gaps += ["morning"] if s.morning.pain is None else []
        gaps += ["morning limp"] if s.morning.fact is not None and s.morning.fact.limp is None else []
        gaps += ["swelling"] if s.policy.needs_swelling and s.session.swelling is s.morning.swelling is None else []
        gaps += ["stiffness"] if s.policy.needs_stiffness and not s.morning.stiffness_known else []
    return Match(", ".join(gaps), "all answered") if gaps else None


def watch(s: Signals) -> Match | None:
    """A morning slightly up [H2]."""
    return Match(s.morning.delta, 0) if s.morning.state is Settled.WATCH else None


def red_in_window(s: Signals) -> Match | None:
    """A red or flare of this family in the window [H3]."""
    return Match(max(red.on for red in s.window_reds), s.config.window_days) if s.window_reds else None


def form(s: Signals) -> Match | None:
    """The movement was not clean [H4]."""
    return Match(s.result.form, Form.OK) if s.result.form in (Form.MINOR, Form.BREAKDOWN) else None


def short_of_target(s: Signals) -> Match | None:
    """Not every set reached its target [H5]."""
    return None if s.result.full_hit else Match(f"{s.result.completion:.0%}", "100%")


def swollen(s: Signals) -> Match | None:
    """One grade more than usual; after surgery or an acute injury only trace, mild is R9 [H8]."""
    if swelling(s) != 1 or swollen_after(s) is not None:
        return None
    return Match(1, 0)


def slow_to_settle(s: Signals) -> Match | None:
    """It took long to settle [H9]."""
    minutes = s.session.settle_minutes
    limit = s.config.settle_minutes_max
    return Match(minutes, limit) if minutes is not None and minutes > limit else None


def too_hard(s: Signals) -> Match | None:
    """The effort was above the cap [H13]."""
    rpe = s.result.rpe
    if s.slot.rep_max or rpe is None or rpe <= s.config.effort_cap:
        return None
    return Match(rpe, s.config.effort_cap)


def trend(s: Signals) -> Match | None:
    """Mornings rise from week to week, tendon [H14]."""
    return Match("rising", s.config.trend_up) if s.trend_up else None


def open_alert(s: Signals) -> Match | None:
    """An alert waits for a clinician [H15]."""
    return Match(s.open_alert.rule, "acknowledged") if s.open_alert else None


def adherence(s: Signals) -> Match | None:
    """Too little was done lately, or too little is known [H10]."""
    kept, limit = s.adherence, s.config.adherence_min
    if kept is None:
        return Match("insufficient", f"{limit:.0%}")
    return Match(f"{kept:.0%}", f"{limit:.0%}") if kept < limit else None


def tolerated_but_not_harder(s: Signals) -> Match | None:
    """Tolerated pain at the top allows no harder step [H12]."""
    limit, worst = s.policy.reps_only_above, s.result.worst
    return Match(worst, limit) if limit is not None and worst is not None and worst > limit else None


def effort_unknown(s: Signals) -> Match | None:
    """A harder step needs the effort [H1]."""
    return Match("effort", "all answered") if s.result.rpe is None else None


def came_short_twice(s: Signals) -> Match | None:
    """Less than three quarters in two sessions running [M5]."""
    done, limit = s.result.completion, s.config.completion_min
    if done >= limit or not s.earlier or s.earlier[0].completion >= limit:
        return None
    return Match(f"{done:.0%}", f"{limit:.0%}", cut=s.config.ease_load)


def after_gap(s: Signals) -> Match | None:
    """The first session after days without one repeats the last dose [H7]."""
    gap, limit = s.session.gap_days, s.config.gap_hold_days
    return Match(gap, limit) if gap >= limit else None


def paused(s: Signals) -> Match | None:
    """Done on a day that illness or travel took out of the programme [H11]."""
    return Match("paused", "not paused") if s.session.paused else None
