"""The rows of the decision table against the specification: outcome and scope of every rule [SPEC 3.3]."""

import pytest

from hep_api.engine.outcomes import HARDER, PROGRESSING, RANK, Outcome, ScopeKind
from hep_api.engine.rules import RULES, rule

ROWS = {
    "STOP_ALERT programme": "S1 S4",
    "STOP_ALERT family": "S2 S3 S7",
    "STOP_ALERT region": "S5 S6",
    "STOP_ALERT protocol": "S8",
    "REASSESS protocol": "R8",
    "REGRESS exercise": "R1 R2 R3 R4 R5 R6 R7 R9",
    "MODIFY exercise": "M1 M2 M3 M4 M5 M6 M7 M9",
    "MODIFY family": "M8",
    "HOLD exercise": "H1 H2 H3 H4 H5 H6 H7 H8 H9 H10 H11 H12 H13 H14 H15",
    "INCREASE_REPS exercise": "A1",
    "ADVANCE_VARIANT exercise": "A2",
    "APPLY_STEP protocol": "A3",
    "ADVANCE_PHASE protocol": "A4",
}
"""S7 names `impact`, a family; H11 and H15 hold exercise by exercise whatever their alert or pause covers."""
SPECIFIED = {rule_id: tuple(what.split()) for what, ids in ROWS.items() for rule_id in ids.split()}
MOST_CONSERVATIVE_FIRST = ("S", "R", "M", "H", "A")


@pytest.mark.parametrize("rule_id", SPECIFIED)
def test_a_rule_has_the_outcome_and_scope_of_the_specification(rule_id: str) -> None:
    outcome, scope = SPECIFIED[rule_id]
    assert (rule(rule_id).outcome, rule(rule_id).scope) == (Outcome(outcome), ScopeKind(scope))


def test_the_table_has_every_row_once_and_the_most_conservative_first() -> None:
    assert [row.id for row in RULES] == sorted(
        SPECIFIED, key=lambda rule_id: (MOST_CONSERVATIVE_FIRST.index(rule_id[0]), int(rule_id[1:]))
    )


def test_only_rules_that_look_at_the_morning_wait_for_it() -> None:
    assert {row.id for row in RULES if row.needs_morning} == {
        "S6", "R2", "R3", "R4", "M2", "H2", "H10", "H12", "H14",
    }  # fmt: skip


def test_only_adherence_and_tolerated_pain_filter_a_harder_step_and_nothing_else() -> None:
    assert {row.id for row in RULES if row.filters_a2} == {"H10", "H12"}


def test_every_row_says_its_condition_threshold_and_source() -> None:
    assert all(row.condition and row.threshold and row.source for row in RULES)


ORDER = (
    "STOP_ALERT REASSESS", "REGRESS", "MODIFY", "HOLD CLINICIAN WITHDRAWN", "INCREASE_REPS", "INCREASE_LOAD",
    "ADVANCE_VARIANT APPLY_STEP", "ADVANCE_PHASE",
)  # fmt: skip
"""Outcomes from the most conservative on [SPEC 0, 3.9.5]; those of one line are alike."""


def test_outcomes_rank_as_in_the_specification() -> None:
    assert {Outcome(name): rank for rank, names in enumerate(ORDER) for name in names.split()} == RANK


def test_a_step_is_harder_when_more_than_repetitions_rise() -> None:
    assert {Outcome(name) for names in ORDER[5:] for name in names.split()} == HARDER
    assert HARDER | {Outcome.INCREASE_REPS} == PROGRESSING
