"""The decision table as data: every rule's id, outcome, scope, condition, source and test [SPEC 3.3]."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache

from hep_api.engine.facts import Form
from hep_api.engine.outcomes import Outcome, Reason, ScopeKind, Stage
from hep_api.engine.pain import Zone, ceil_score, zone_of
from hep_api.engine.results import Settled
from hep_api.engine.signals import Signals

SEVERE_SCORE = 8
"""From this score on, at any time and under any policy, everything stops [S4]."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds: what was observed against what. `outcome` replaces the rule's own where it names two.

    `cut` is the share of load a MODIFY takes off (0.10 = 10 %); the largest of several applies once [SPEC 3.9.15].
    """

    observed: object = ""
    threshold: object = ""
    outcome: Outcome | None = None
    cut: Decimal = Decimal("0.10")
    values: tuple[tuple[str, str], ...] = ()


Test = Callable[[Signals], Match | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. `test` None = judged on its own fact (a screen, a week's end, a phase), not a session.

    `needs_morning` rules wait for the final evaluation; `filters_a2` rules only stop a harder step (A2, A4).
    """

    id: str
    outcome: Outcome
    scope: ScopeKind
    condition: str
    source: str
    test: Test | None = None
    needs_morning: bool = False
    filters_a2: bool = False

    def reason(self, match: Match) -> Reason:
        """The reason this match leaves in the decision; the sentence is 'rule.<id>' in the wording."""
        return Reason(self.id, f"rule.{self.id}", str(match.observed), str(match.threshold), match.values)


def _limp(s: Signals) -> Match | None:
    if s.result.form is Form.PAIN_ALTERED:
        return Match("pain_altered", "no limp")
    return Match("limp", "no limp") if s.session.limp or s.morning.limp else None


def _lock_band(s: Signals) -> Match | None:
    worst = s.result.worst
    return Match(worst, s.policy.red_lock) if worst is not None and worst >= s.policy.red_lock else None


def _severe(s: Signals) -> Match | None:
    scores = [score for score in (s.result.worst, s.session.worst) if score is not None]
    if s.morning.pain is not None:
        scores.append(ceil_score(s.morning.pain))
    return Match(max(scores), SEVERE_SCORE) if scores and max(scores) >= SEVERE_SCORE else None


def swelling(s: Signals) -> int:
    """Grades above usual, the worse of session end and morning; usual is none until intake says otherwise."""
    return max(s.session.swelling or 0, s.morning.swelling or 0)


def _unstable(s: Signals) -> Match | None:
    if s.session.instability:
        return Match("instability", "none")
    rise = swelling(s)
    return Match(f"swelling +{rise}", "swelling +2") if rise >= 2 else None


def _red_below_lock(s: Signals) -> Match | None:
    worst = s.result.worst
    if worst is None or worst >= s.policy.red_lock or zone_of(worst, s.policy) is not Zone.RED:
        return None
    return Match(worst, s.policy.yellow_max)


def _flare(s: Signals) -> Match | None:
    return Match(s.morning.delta, 2) if s.morning.state is Settled.FLARE else None


def _flare_is_red(s: Signals) -> Match | None:
    return None if s.policy.flare_modifies else _flare(s)


def _first_tendon_flare(s: Signals) -> Match | None:
    match = _flare(s) if s.policy.flare_modifies else None
    return Match(match.observed, match.threshold, cut=s.config.flare_load) if match else None


def _second_tendon_flare(s: Signals) -> Match | None:
    if not s.policy.flare_modifies or _flare(s) is None:
        return None
    since = s.result.on - timedelta(days=s.config.second_flare_days)
    earlier = [day for day in s.flares_before if since <= day < s.result.on]
    return Match(len(earlier) + 1, 2) if earlier else None


def _is_red(s: Signals) -> bool:
    return any(test(s) for test in (_limp, _lock_band, _severe, _unstable, _red_below_lock, _flare_is_red))


def _second_red(s: Signals) -> Match | None:
    since = s.result.on - timedelta(days=s.config.second_red_days)
    earlier = [day for day in s.red_days_before if since <= day < s.result.on]
    return Match(len(earlier) + 1, 2) if earlier and _is_red(s) else None


def _above_tolerated(s: Signals) -> Match | None:
    worst = s.result.worst
    if worst is None or not s.policy.modifies or not s.policy.tolerated_max < worst <= s.policy.yellow_max:
        return None
    return Match(worst, s.policy.tolerated_max, cut=s.config.ease_load)


def _rises(s: Signals) -> Match | None:
    worst = s.result.worst
    if s.result.rise < 2 or worst is None or worst > s.policy.yellow_max:
        return None
    return Match(s.result.rise, 2, Outcome.MODIFY if worst > 2 else Outcome.HOLD, cut=s.config.ease_load)


def _effort_cuts(s: Signals) -> Match | None:
    rpe, before = s.result.rpe, s.earlier[0].rpe if s.earlier else None
    if rpe is None:
        return None
    if s.slot.scheduled:
        twice = before is not None and before >= 9
        return Match(rpe, 9, cut=Decimal("0.05") if twice or rpe >= 10 else Decimal("0.025")) if rpe >= 9 else None
    limit = min(s.config.effort_cap + 1, Decimal("9.5"))
    return Match(rpe, limit, cut=Decimal("0.05")) if rpe >= limit and before is not None and before >= limit else None


EASED_BY = ("M1", "M2", "M3", "M4", "M5", "M6")
"""The rules whose MODIFY counts towards R4 [SPEC 3.3]."""


def _eased_twice(s: Signals) -> Match | None:
    if not s.earlier or s.earlier[0].final is not Outcome.MODIFY or s.earlier[0].via not in EASED_BY:
        return None
    now = [match for test in (_above_tolerated, _first_tendon_flare, _rises, _effort_cuts) if (match := test(s))]
    return Match(2, 2) if any(match.outcome is not Outcome.HOLD for match in now) else None


def _missing(s: Signals) -> Match | None:
    gaps = ["pain"] if s.result.pain_missing else []
    gaps += ["limp"] if s.session.limp is None else []
    gaps += ["instability"] if s.session.instability is None else []
    if s.stage is Stage.FINAL:
        gaps += ["morning"] if s.morning.pain is None else []
        gaps += ["stiffness"] if s.policy.needs_stiffness and not s.morning.stiffness_known else []
    return Match(", ".join(gaps), "all answered") if gaps else None


def _watch(s: Signals) -> Match | None:
    return Match(s.morning.delta, 0) if s.morning.state is Settled.WATCH else None


def _red_in_window(s: Signals) -> Match | None:
    return Match(max(red.on for red in s.window_reds), s.config.window_days) if s.window_reds else None


def _form(s: Signals) -> Match | None:
    return Match(s.result.form, Form.OK) if s.result.form in (Form.MINOR, Form.BREAKDOWN) else None


def _short_of_target(s: Signals) -> Match | None:
    return None if s.result.full_hit else Match(f"{s.result.completion:.0%}", "100%")


def _swollen(s: Signals) -> Match | None:
    return Match(1, 0) if swelling(s) == 1 else None


def _slow_to_settle(s: Signals) -> Match | None:
    minutes = s.session.settle_minutes
    limit = s.config.settle_minutes_max
    return Match(minutes, limit) if minutes is not None and minutes > limit else None


def _too_hard(s: Signals) -> Match | None:
    rpe = s.result.rpe
    if s.slot.scheduled or rpe is None or rpe <= s.config.effort_cap:
        return None
    return Match(rpe, s.config.effort_cap)


def _trend(s: Signals) -> Match | None:
    return Match("rising", s.config.trend_up) if s.trend_up and s.policy.flare_modifies else None


def _open_alert(s: Signals) -> Match | None:
    return Match(s.open_alert.rule, "acknowledged") if s.open_alert else None


def _adherence(s: Signals) -> Match | None:
    if s.adherence is None:
        return Match("insufficient", f"{s.config.adherence_min:.0%}")
    return (
        Match(f"{s.adherence:.0%}", f"{s.config.adherence_min:.0%}") if s.adherence < s.config.adherence_min else None
    )


def _tolerated_but_not_harder(s: Signals) -> Match | None:
    limit, worst = s.policy.reps_only_above, s.result.worst
    return Match(worst, limit) if limit is not None and worst is not None and worst > limit else None


def _effort_unknown(s: Signals) -> Match | None:
    return Match("effort", "all answered") if s.result.rpe is None else None


_E, _F = ScopeKind.EXERCISE, ScopeKind.FAMILY
_STOP, _REGRESS, _MODIFY, _HOLD = Outcome.STOP_ALERT, Outcome.REGRESS, Outcome.MODIFY, Outcome.HOLD

RULES: tuple[Rule, ...] = (
    Rule("S1", _STOP, ScopeKind.PROGRAMME, "A red-flag answer of tier E or U", "clinic traffic light; Finucane 2020"),
    Rule("S2", _STOP, _F, "Limp or pain-altered movement", "clinic traffic light", _limp),
    Rule("S3", _STOP, _F, "Worst pain in the policy's lock band", "clinic traffic light; [choice] locks", _lock_band),
    Rule("S4", _STOP, ScopeKind.PROGRAMME, "Any score of 8 or more at any time", "[choice]", _severe),
    Rule("S5", _STOP, ScopeKind.REGION, "Giving way, or swelling up two grades", "Rambaud; [choice]", _unstable),
    Rule("S8", _STOP, ScopeKind.PROTOCOL, "Second red of any kind within 7 days", "[choice]", _second_red),
    Rule("R1", _REGRESS, _E, "Red pain below the lock band", "Silbernagel; [choice]", _red_below_lock),
    Rule("R2", _REGRESS, _E, "Flare next morning (not tendon)", "clinic traffic light", _flare_is_red, True),
    Rule("R3", _REGRESS, _E, "Second tendon flare in 14 days", "[choice]", _second_tendon_flare, True),
    Rule("R4", _REGRESS, _E, "Eased in two sessions running", "[choice]", _eased_twice, True),
    Rule(
        "M1", _MODIFY, _E, "Worst pain above what is tolerated, still yellow", "clinic traffic light", _above_tolerated
    ),
    Rule("M2", _MODIFY, _E, "First tendon flare", "Silbernagel; [choice] amount", _first_tendon_flare, True),
    Rule("M3", _MODIFY, _E, "Pain rises by 2 or more across sets", "clinic traffic light", _rises),
    Rule("M4", _MODIFY, _E, "Effort above target", "reps-in-reserve autoregulation", _effort_cuts),
    Rule("H1", _HOLD, _E, "A needed answer is missing", "[choice]", _missing),
    Rule("H2", _HOLD, _E, "Morning pain or stiffness slightly up", "clinic traffic light", _watch, True),
    Rule("H3", _HOLD, _E, "A red or flare inside the window", "invariant", _red_in_window),
    Rule("H4", _HOLD, _E, "Form not clean", "clinic traffic light", _form),
    Rule("H5", _HOLD, _E, "Not every set reached its target", "[choice]", _short_of_target),
    Rule("H6", _HOLD, _E, "One good session at the top so far; two are needed", "ACSM 2-for-2"),
    Rule("H8", _HOLD, _E, "Swelling up one grade", "CHOP sheet", _swollen),
    Rule("H9", _HOLD, _E, "Took more than 60 minutes to settle", "Esculier", _slow_to_settle),
    Rule("H10", _HOLD, _E, "Adherence below 80 % or not yet known", "Bailey review", _adherence, True, True),
    Rule(
        "H12", _HOLD, _E, "Pain 3-5 at the top under a tendon policy", "[choice]", _tolerated_but_not_harder, True, True
    ),
    Rule("H13", _HOLD, _E, "Targets met, effort above the cap", "clinic: without fatigue", _too_hard),
    Rule("H14", _HOLD, _E, "Morning pain rises from week to week (tendon)", "Silbernagel", _trend, True),
    Rule("H15", _HOLD, _E, "An alert waits for the clinician", "[choice]", _open_alert),
    Rule("A1", Outcome.INCREASE_REPS, _E, "Qualifying session below range-top", "double progression"),
    Rule("A2", Outcome.ADVANCE_VARIANT, _E, "Two qualifying sessions running at the top", "clinic; ACSM 2-10 %"),
    Rule(
        "A3", Outcome.APPLY_STEP, ScopeKind.PROTOCOL, "Scheduled step due, week complete, pain not rising", "Beyer 2015"
    ),
    Rule("A4", Outcome.ADVANCE_PHASE, ScopeKind.PROTOCOL, "Every exit clause met, weeks reached", "protocol"),
)
"""Every rule the engine knows, most conservative group first. A new rule is one row here and one sentence."""

EFFORT_MISSING = Rule(
    "H1", _HOLD, _E, "Effort unknown, a harder step is not earned", "[choice]", _effort_unknown, True, True
)


@cache
def rule(rule_id: str) -> Rule:
    """The row by its permanent id; raises KeyError for an unknown id."""
    return {row.id: row for row in RULES}[rule_id]
