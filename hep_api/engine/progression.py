"""Applies the decision table to one exercise's session: the verdict and the prescription that follows."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from hep_api.engine import ladder
from hep_api.engine.alarms import Match, swelling
from hep_api.engine.changing import replace
from hep_api.engine.facts import Form
from hep_api.engine.ladder import Rungs
from hep_api.engine.outcomes import HARDER, RANK, Outcome, Reason, ScopeKind
from hep_api.engine.results import Result, Settled
from hep_api.engine.rules import EFFORT_MISSING, RULES, Rule, rule
from hep_api.engine.schedule import Quota
from hep_api.engine.signals import Signals
from hep_api.engine.slot import Slot
from hep_api.engine.timetable import monday
from hep_api.engine.weights import Weights

WAITS = "hold.waits_for_morning"
"""The one reason of a session that nothing objects to before its morning is in."""

WIDTH = {scope: width for width, scope in enumerate(ScopeKind)}
"""Programme beats protocol beats region beats family beats exercise [SPEC 3.3 tie-breaks]."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the table says: outcome, decisive rule, how far it reaches, every reason, and the cut of a MODIFY."""

    outcome: Outcome
    rule: str
    scope: ScopeKind
    reasons: tuple[Reason, ...]
    cut: Decimal = Decimal(0)


def qualifies(s: Signals) -> bool:
    """Whether the session earns progress; the morning must be settled, an unknown effort still counts for A1 [3.2]."""
    result = s.result
    cap = s.config.effort_cap_rm if s.slot.rep_max else s.config.effort_cap
    return (
        result.full_hit
        and not result.pain_missing
        and result.worst is not None
        and result.worst <= s.policy.tolerated_max
        and result.rise < 2
        and result.form is Form.OK
        and (result.rpe is None or result.rpe <= cap)
        and s.morning.state is Settled.SETTLED
        and s.session.limp is False
        and s.session.instability is False
        and not swelling(s)
        and not s.second_bout
    )


def counts(s: Signals) -> bool:
    """Whether a session that qualifies counts towards two in a row at the top [SPEC 3.9.2].

    One held by a red in the window (H3), a pause (H11) or an open alert (H15) does not, nor one without effort or with
    pain 3-5 under tendon.
    """
    limit, worst = s.policy.reps_only_above, s.result.worst
    tolerated = limit is not None and worst is not None and worst > limit
    clear = not s.window_reds and s.open_alert is None and not s.session.paused
    return s.result.top_hit and s.result.rpe is not None and not tolerated and clear


def _matches(s: Signals) -> list[tuple[Rule, Match]]:
    return [(row, match) for row, test in ASKED[s.final] if (match := test(s)) is not None]


ASKED = {
    final: tuple(
        (row, row.test) for row in RULES if row.test and not row.filters_a2 and (final or not row.needs_morning)
    )
    for final in (False, True)
}
"""The rows that judge a session, before its morning and with it; what only stops a harder step is asked by itself."""


def decide(s: Signals) -> Verdict:
    """Evaluate every row and take the most conservative outcome; progress only when no row objects [SPEC 3.7]."""
    found = _matches(s)
    reasons = tuple(row.reason(match) for row, match in found)
    if found:
        row, match = min(found, key=lambda pair: (RANK[pair[1].outcome or pair[0].outcome], -WIDTH[pair[0].scope]))
        outcome = match.outcome or row.outcome
        cuts = [m.cut for r, m in found if (m.outcome or r.outcome) is Outcome.MODIFY]
        return Verdict(outcome, row.id, row.scope, reasons, max(cuts, default=Decimal(0)))
    if not s.final:
        return WAITING
    if s.second_bout:
        return _hold("H6", "second_bout")
    if not qualifies(s):
        return _hold("H5", "not_qualifying")
    return _earned(s)


WAITING = Verdict(Outcome.HOLD, "H1", ScopeKind.EXERCISE, (Reason("H1", WAITS),))
"""Nothing objects so far, and the morning is still to come."""


def _hold(rule_id: str, why: str) -> Verdict:
    return _held(Reason(rule_id, f"hold.{why}"))


def _held(*reasons: Reason) -> Verdict:
    return Verdict(Outcome.HOLD, reasons[0].rule, ScopeKind.EXERCISE, reasons)


def _earned(s: Signals) -> Verdict:
    target = str(s.slot.dose.target)
    if s.slot.dose.sets < s.slot.sets_allowed:
        return _progress(Outcome.INCREASE_REPS, "A1", "set_restored", target)
    if s.slot.quota is not None:
        return _quota_day(s, s.slot.quota)
    if s.slot.comeback is None and s.slot.scheduled and s.slot.dose.target >= s.slot.range.high:
        return _tuning(s) if s.slot.rep_max else _hold("A3", "row_waits")
    if not s.result.top_hit:
        return _progress(Outcome.INCREASE_REPS, "A1", "below_top", target)
    if s.slot.comeback is not None:
        return _hold(s.slot.comeback.rule, "coming_back")
    filters = [(row, row.test(s)) for row in (rule("H10"), rule("H12"), EFFORT_MISSING) if row.test]
    blocked = [row.reason(match) for row, match in filters if match]
    if blocked:
        return _held(*blocked)
    if 0 < s.slot.extension < s.config.rep_extension:
        return _progress(Outcome.INCREASE_REPS, "A1", "extended", target)
    return _progress(Outcome.ADVANCE_VARIANT, "A2", "two_at_top", target) if _twice(s) else _hold("H6", "one_at_top")


def _progress(outcome: Outcome, rule_id: str, why: str, observed: str) -> Verdict:
    return Verdict(outcome, rule_id, ScopeKind.EXERCISE, (Reason(rule_id, f"earned.{why}", observed),))


def _twice(s: Signals) -> bool:
    needed = s.config.top_sessions - 1
    before = s.earlier[:needed]
    return len(before) == needed and all(_same_step(entry, s.result) and entry.counts for entry in before)


def _same_step(earlier: Result, now: Result) -> bool:
    return (earlier.rung, earlier.dose) == (now.rung, now.dose)


def _quota_day(s: Signals, quota: Quota) -> Verdict:
    """A qualifying day counts; enough of them raise the quota, whatever it felt like below 8 [SPEC 3.9.8]."""
    if s.slot.quota_days + 1 < quota.period:
        return _hold("A3", "quota_day")
    if s.slot.dose.target >= quota.ceiling:
        return _hold("A3", "quota_ceiling")
    return _progress(Outcome.APPLY_STEP, "A3", "quota_reached", str(s.slot.dose.target))


def _tuning(s: Signals) -> Verdict:
    """RM-scheduled work: the reported effort tunes the load; at target effort it stays [SPEC 3.4, 3.9.7]."""
    rpe = s.result.rpe
    if rpe is None:
        return _hold("H1", "effort_unknown")
    if rpe > s.config.effort_cap:
        return _hold("A2", "effort_on_target")
    filters = [(row, row.test(s)) for row in (rule("H10"), rule("H12")) if row.test]
    blocked = [row.reason(match) for row, match in filters if match]
    if blocked:
        return _held(*blocked)
    return _progress(Outcome.INCREASE_LOAD, "A2", "effort_low", str(rpe))


def harder_allowed(s: Signals) -> bool:
    """At most one harder change per exercise in 7 days for tendon and impact, two otherwise [SPEC 3.3 tie-breaks]."""
    strict = s.policy.tendon or s.exercise.impact or s.slot.scheduled
    limit = s.config.harder_changes_per_week_strict if strict else s.config.harder_changes_per_week
    since = s.decided_on - timedelta(days=6)
    return sum(1 for day in s.slot.harder_on if since <= day <= s.decided_on) < limit


def harder_step(s: Signals, verdict: Verdict, rungs: Rungs, weights: Weights) -> tuple[Verdict, Slot]:
    """The slot after an earned A2, or the hold that replaces it when nothing harder is allowed or exists."""
    if not harder_allowed(s):
        return _hold("A2", "harder_recently"), s.slot
    if s.slot.scheduled and monday(s.decided_on) != monday(s.result.on):
        return _hold("A2", "week_step_due"), s.slot
    if s.slot.scheduled:
        share = Decimal("0.05") if s.result.rpe is not None and s.result.rpe <= 6 else Decimal("0.025")
        after = ladder.tuned(s.slot, share, weights)
        return (verdict, after) if after != s.slot else (_hold("A2", "no_load_fits"), s.slot)
    found = ladder.harder(s.slot, rungs, weights, s.config)
    if found is None:
        return _hold("A2", "nothing_harder"), s.slot
    outcome, after = found
    return replace(verdict, outcome=outcome), after


def applied(s: Signals, verdict: Verdict, rungs: Rungs, weights: Weights) -> tuple[Verdict, Slot]:
    """The prescription after a verdict. What leaves the dose as it was becomes HOLD [SPEC 3.9.7].

    A STOP leaves the dose: the lock hides it, and unlocking goes one rung down. A scheduled REGRESS goes back to the
    previous distinct row of its table; on the first row it does a little less [SPEC 3.9.6, 3.4].
    """
    slot = s.slot
    match verdict.outcome:
        case Outcome.MODIFY:
            after = ladder.eased(slot, verdict.cut, weights, s.config)
            if after.dose == slot.dose:
                return replace(verdict, outcome=Outcome.HOLD), slot
            return verdict, after
        case Outcome.REGRESS if s.row_before is not None:
            return verdict, ladder.back_on_row(slot, s.row_before)
        case Outcome.REGRESS:
            after, lowest = ladder.regressed(slot, rungs, s.config)
            note = (Reason(verdict.rule, "regress.nothing_lower"),) if lowest else ()
            return replace(verdict, reasons=verdict.reasons + note), after
        case Outcome.INCREASE_REPS:
            after = ladder.more_reps(slot)
            return (verdict if after.dose != slot.dose else replace(verdict, outcome=Outcome.HOLD)), after
        case Outcome.APPLY_STEP if slot.quota is not None:
            return verdict, ladder.quota_on(slot, slot.quota)
        case outcome if outcome in HARDER:
            return harder_step(s, verdict, rungs, weights)
        case _:
            return verdict, slot
