"""The decision table as data: every rule's id, outcome, scope, condition, threshold, source and test [SPEC 3.3]."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from hep_api.engine import alarms, cautions
from hep_api.engine.alarms import Match
from hep_api.engine.outcomes import Outcome, Reason, ScopeKind
from hep_api.engine.signals import Signals

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
    threshold: str
    source: str
    test: Test | None = None
    needs_morning: bool = False
    filters_a2: bool = False

    def reason(self, match: Match) -> Reason:
        """The reason this match leaves in the decision; the sentence is 'rule.<id>' in the wording."""
        return Reason(self.id, f"rule.{self.id}", str(match.observed), str(match.threshold), match.values)


_E, _F, _P = ScopeKind.EXERCISE, ScopeKind.FAMILY, ScopeKind.PROTOCOL
_ALL, _REGION = ScopeKind.PROGRAMME, ScopeKind.REGION
_STOP, _REASSESS, _BACK = Outcome.STOP_ALERT, Outcome.REASSESS, Outcome.REGRESS
_EASE, _HOLD, _REPS = Outcome.MODIFY, Outcome.HOLD, Outcome.INCREASE_REPS
_LIGHT = "clinic traffic light"

RULES: tuple[Rule, ...] = (
    Rule("S1", _STOP, _ALL, "A red-flag answer of tier E or U", "any yes", "Finucane 2020; " + _LIGHT),
    Rule("S2", _STOP, _F, "Limp or pain-altered movement, at the session or next morning", "any", _LIGHT, alarms.limp),
    Rule(
        "S3", _STOP, _F, "Worst pain in the policy's lock band", "`red_lock`", _LIGHT + "; [choice] locks",
        alarms.lock_band,
    ),
    Rule("S4", _STOP, _ALL, "Any score of 8 or more at any time", "8", "[choice]", alarms.severe),
    Rule(
        "S5", _STOP, _REGION, "Giving way; swelling up two grades; any rise to grade 3 (postop, acute)", "+2; 3",
        "clinic articles; Rambaud; [choice] grades", alarms.unstable,
    ),
    Rule(
        "S6", _STOP, _REGION, "New night pain on two nights of seven", "`night_pain_nights`", "clinic articles",
        alarms.night_pain, needs_morning=True,
    ),
    Rule(
        "S7", _STOP, _F, "Any site pain at any time (bone); walking cut to pain-free", "0", "BSI sources",
        alarms.any_pain,
    ),
    Rule("S8", _STOP, _P, "Second red of any kind within 7 days", "`second_red_days`", "[choice]", alarms.second_red),
    Rule(
        "R1", _BACK, _E, "Red pain below the lock band; rest until a settled morning", "above `yellow_max`",
        "Silbernagel; [choice]", alarms.red_below_lock,
    ),
    Rule(
        "R2", _BACK, _E, "Flare next morning (not tendon, not quota)", "+2", _LIGHT, alarms.flare_is_red,
        needs_morning=True,
    ),
    Rule(
        "R3", _BACK, _E, "Second tendon flare in 14 days", "`second_flare_days`", "[choice]",
        alarms.second_tendon_flare, needs_morning=True,
    ),
    Rule(
        "R4", _BACK, _E, "Eased (M1 to M6) in two sessions running", "2", "[choice]", cautions.eased_twice,
        needs_morning=True,
    ),
    Rule(
        "R5", _BACK, _E, "Form broke down in two sessions running", "2", "clinic articles; [choice]",
        alarms.broke_down_twice,
    ),
    Rule(
        "R6", _BACK, _E, "Less than half done twice running, or less than three quarters three times",
        "`completion_half`; `completion_min`", "[choice]", alarms.fell_short,
    ),
    Rule(
        "R7", _BACK, _E, "Two to four weeks since a missed session: one rung down, sets come back over four weeks",
        "`gap_regress_days`", "CSCCa/NSCA; [own] shares",
    ),
    Rule(
        "R8", _REASSESS, _P, "Four weeks since a missed session, or the phase is over its weeks",
        "`gap_reassess_days`; weeks of the phase", "[choice]",
    ),
    Rule(
        "R9", _BACK, _E, "Swelling rises one grade to mild (postop, acute)", "grade 2", "Rambaud; [choice]",
        alarms.swollen_after,
    ),
    Rule(
        "M1", _EASE, _E, "Worst pain above what is tolerated, still yellow; three mornings up by 2 (quota)",
        "`tolerated_max`; `sustained_mornings`", _LIGHT, cautions.above_tolerated,
    ),
    Rule(
        "M2", _EASE, _E, "First tendon flare, or a flare under quota; one session day is skipped", "+2",
        "Silbernagel; [choice] amount", alarms.first_tendon_flare, needs_morning=True,
    ),
    Rule("M3", _EASE, _E, "Pain rises by 2 or more across sets (to 2 at most: hold)", "2", _LIGHT, cautions.rises),
    Rule(
        "M4", _EASE, _E, "Effort above target in two sessions running; at 9 once for repetition-maximum work",
        "`effort_cap` + 1", "reps-in-reserve autoregulation", cautions.effort_cuts,
    ),
    Rule(
        "M5", _EASE, _E, "Less than three quarters done in two sessions running", "`completion_min`", "[choice]",
        cautions.came_short_twice,
    ),
    Rule("M6", _EASE, _E, "Muscle soreness still there three days after: one set fewer", "`soreness_min`", _LIGHT),
    Rule(
        "M7", _EASE, _E, "One to two weeks since a missed session: less load and one set fewer for a week",
        "`gap_ease_days`", "[choice]",
    ),
    Rule(
        "M8", _EASE, _F, "Run load: a much longer run, a high acute load, or two warning signs",
        "`spike_moderate`; `acwr_high`; `warning_signs_min`", "clinic articles; Garmin-RUNSAFE",
    ),
    Rule("M9", _EASE, _E, "A planned lighter week", "`deload_every_weeks`", "clinic articles"),
    Rule("H1", _HOLD, _E, "A needed answer is missing", "all answered", "[choice]", cautions.missing),
    Rule(
        "H2", _HOLD, _E, "Morning pain or stiffness slightly up", "+1; `stiff_watch_minutes`", _LIGHT, cautions.watch,
        needs_morning=True,
    ),
    Rule(
        "H3", _HOLD, _E, "A red or flare inside the window", "`window_days`; `window_sessions`", "invariant 1",
        cautions.red_in_window,
    ),
    Rule("H4", _HOLD, _E, "Form not clean", "ok", _LIGHT, cautions.form),
    Rule("H5", _HOLD, _E, "Not every set reached its target", "100 %", "[choice]", cautions.short_of_target),
    Rule("H6", _HOLD, _E, "One good session at the top so far; two are needed", "`top_sessions`", "ACSM 2-for-2"),
    Rule(
        "H7", _HOLD, _E, "First session after a gap: repeat the last dose", "`gap_hold_days`", "[choice]",
        cautions.after_gap,
    ),
    Rule("H8", _HOLD, _E, "Swelling up one grade (postop, acute: to trace)", "+1", "CHOP sheet", cautions.swollen),
    Rule(
        "H9", _HOLD, _E, "Took long to settle although the morning is", "`settle_minutes_max`", "Esculier",
        cautions.slow_to_settle,
    ),
    Rule(
        "H10", _HOLD, _E, "Adherence too low or not yet known", "`adherence_min`", "Bailey review",
        cautions.adherence, needs_morning=True, filters_a2=True,
    ),
    Rule("H11", _HOLD, _E, "Illness or travel: the programme is paused", "not paused", "[choice]", cautions.paused),
    Rule(
        "H12", _HOLD, _E, "Pain 3-5 at the top (tendon, osteoarthritis)", "2", "[choice]",
        cautions.tolerated_but_not_harder, needs_morning=True, filters_a2=True,
    ),
    Rule(
        "H13", _HOLD, _E, "Targets met, effort above the cap", "`effort_cap`", "clinic articles: without fatigue",
        cautions.too_hard,
    ),
    Rule(
        "H14", _HOLD, _E, "Morning pain rises from week to week (tendon)", "`trend_up`", "Silbernagel",
        cautions.trend, needs_morning=True,
    ),
    Rule("H15", _HOLD, _E, "An alert waits for the clinician", "acknowledged", "[choice]", cautions.open_alert),
    Rule("A1", _REPS, _E, "Qualifying session below range-top", "1 session", "double progression"),
    Rule(
        "A2", Outcome.ADVANCE_VARIANT, _E, "Two qualifying sessions running at the top", "`top_sessions`",
        "clinic articles; ACSM 2-10 %",
    ),
    Rule(
        "A3", Outcome.APPLY_STEP, _P, "Scheduled step due, week complete, pain not rising", "`week_min_sessions`",
        "Beyer; Rathleff; Mjolsnes",
    ),
    Rule(
        "A4", Outcome.ADVANCE_PHASE, _P, "Every exit clause met, weeks reached, no red, adherence, signature",
        "protocol", "protocol",
    ),
)  # fmt: skip
"""Every rule, most conservative group first. A new rule is one row here, one condition, and one sentence."""

EFFORT_MISSING = Rule(
    "H1", _HOLD, _E, "Effort unknown, a harder step is not earned", "effort told", "[choice]", cautions.effort_unknown,
    needs_morning=True, filters_a2=True,
)  # fmt: skip


@cache
def rule(rule_id: str) -> Rule:
    """The row by its permanent id; raises KeyError for an unknown id."""
    return {row.id: row for row in RULES}[rule_id]
