"""Reasons, changes and open clauses become sentences with their numbers."""

from datetime import timedelta
from decimal import Decimal

import pytest

from hep_api.engine.dose import Dose, Load, LoadKind, Unit
from hep_api.engine.explain import advice, change, dose_text, headline, left, said
from hep_api.engine.outcomes import Outcome, Shown
from hep_api.engine.phases import readiness
from hep_api.engine.protocol import AllOf, AnyOf, Predicate
from tests.engine.builders import MONDAY, Story, clause
from tests.engine.cases import at_top, first_week, story, two_phases


def test_a_reason_tells_what_was_seen_and_what_was_asked() -> None:
    told = story()
    told.session(0, pain=3)
    phrase = said(told.said().reasons[0])
    assert (phrase.key, dict(phrase.values)) == ("rule.M1", {"observed": "3", "threshold": "2"})


def test_the_headline_of_a_proposal_says_that_it_waits() -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    assert headline(told.said()).key == "outcome.ADVANCE_VARIANT.proposed"
    told.trained(7, pain=4)
    assert headline(told.said()).key == "outcome.MODIFY"


def test_the_headline_of_a_phase_names_the_phase_it_leads_to() -> None:
    told = first_week(Story(two_phases()))
    told.until(7)
    assert dict(headline(told.last()).values) == {"phase": "P2"}


def test_a_change_is_told_only_where_something_changes() -> None:
    told = story()
    told.session(0)
    assert change(told.said()) is None
    told.morning(1)
    phrase = change(told.said())
    assert phrase is not None
    assert (phrase.key, dict(phrase.values)) == ("change.dose", {"before": "3x8", "after": "3x9"})


def test_a_change_of_rung_is_told_as_such() -> None:
    told = at_top()
    told.trained(6)
    phrase = change(told.said())
    assert phrase is not None
    assert phrase.key == "change.rung"


@pytest.mark.parametrize(
    "dose, text",
    [
        (Dose(3, 12), "3x12"),
        (Dose(5, 45, Unit.SECONDS), "5x45 s"),
        (Dose(3, 40, Unit.STEPS), "3x40 steps"),
        (Dose(1, 10, Unit.REPS, 5), "1x10@5s"),
        (Dose(3, 8, load=Load(LoadKind.KG, Decimal("22.50"))), "3x8 22.5 kg"),
        (Dose(3, 8, load=Load(LoadKind.KG, Decimal(20))), "3x8 20 kg"),
        (Dose(3, 8, load=Load(LoadKind.KG)), "3x8"),
    ],
    ids=str,
)
def test_a_dose_in_short(dose: Dose, text: str) -> None:
    assert dose_text(Shown(0, dose, 1)) == text


def test_what_is_left_names_only_open_clauses() -> None:
    gate = AllOf((clause("sessions", at_least=3), clause("measure", "stairs-pain", at_most=2), Predicate("run", "RS8")))
    told = first_week(Story(two_phases(gate)))
    keys = [phrase.key for phrase in left(readiness(told.course, told.plan, told.at(6, "12:00").date()))]
    assert keys == ["gate.measure.missing", "gate.not_yet_measurable"]


@pytest.mark.parametrize(
    "found, key",
    [
        ([Outcome.HOLD, Outcome.MODIFY, Outcome.STOP_ALERT], "advice.STOP_ALERT"),
        ([Outcome.MODIFY, Outcome.REGRESS], "advice.REGRESS"),
        ([Outcome.HOLD, Outcome.MODIFY], "advice.MODIFY"),
        ([Outcome.HOLD], "advice.go_on"),
    ],
)
def test_the_one_thing_to_do_now(found: list[Outcome], key: str) -> None:
    assert advice(found).key == key


def test_a_clause_of_alternatives_that_cannot_be_measured_names_the_first_of_them() -> None:
    either = AnyOf((clause("prom_change", "VISA-A", at_least="mcid"), clause("prom_ceiling", "VISA-A")))
    told = first_week(Story(two_phases(AllOf((clause("sessions", at_least=1), either)))))
    open_ones = {
        phrase.key: dict(phrase.values)
        for phrase in left(readiness(told.course, told.plan, MONDAY + timedelta(days=7)))
    }
    assert open_ones["gate.not_yet_measurable"]["subject"] == "prom_change:VISA-A"


def test_a_phase_decision_keeps_the_numbers_of_its_clauses() -> None:
    told = first_week(Story(two_phases(AllOf((clause("rep", "clam", sets=3, target=8),)))))
    told.until(7)
    repeated = next(reason for reason in told.last().reasons if reason.key == "gate.rep")
    assert dict(repeated.values)["dose"] == "3x8"


def test_what_holds_because_nothing_was_seen_says_so() -> None:
    told = first_week(Story(two_phases()))
    told.until(7)
    keys = {said(reason).key for reason in told.last().reasons}
    assert {"gate.no_open_alert.missing", "gate.red_free.missing"} <= keys
