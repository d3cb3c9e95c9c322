"""An edit is met by the same patients: what it must change is seen to change, and nothing before it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from hep_api.catalogue import Catalogue
from hep_api.engine.outcomes import Outcome, Stage
from hep_api.engine.protocol import Protocol
from hep_api.simulation.comparison import Paired, compared
from hep_api.simulation.living import Trial, live
from hep_api.simulation.model import IDEAL
from hep_api.simulation.outcome import Life, Said

SORE = replace(IDEAL, pain_of_stress=0.03, pain_from_stress=-100)
"""Pain 3 in every set, and never a morning after."""


def pair_of(trial: Trial, changed: Protocol) -> Paired:
    """The first patient under a protocol and under a changed one."""
    edited = replace(trial, content=replace(trial.content, protocol=changed, hash="edited"))
    found = compared([live(trial, 0)], [live(edited, 0)], (trial.content.protocol, changed)).differing
    assert len(found) == 1
    return found[0]


def with_weeks(protocol: Protocol, weeks: int) -> Protocol:
    first, *others = protocol.phases
    return replace(protocol, phases=(replace(first, weeks_min=Decimal(weeks), weeks_max=Decimal(9)), *others))


@pytest.mark.parametrize("weeks", [2, 3])
def test_a_phase_that_lasts_longer_is_left_so_many_weeks_later(trial: Any, weeks: int) -> None:
    short = trial(days=28, model=IDEAL)
    pair = pair_of(short, with_weeks(short.content.protocol, weeks))
    assert pair.phases[1] == ("P2", 6, 6 + 7 * (weeks - 1))
    assert (pair.day, pair.stops, pair.flares) == (6, (0, 0), (0, 0))


def test_where_only_one_of_two_decides_the_other_is_left_empty(trial: Any) -> None:
    short = trial(days=28, model=IDEAL)
    pair = pair_of(short, with_weeks(short.content.protocol, 2))
    assert pair.before is not None
    assert (pair.before.subject, pair.before.outcome) == ("plan", Outcome.ADVANCE_PHASE)
    assert pair.after is None


def test_where_less_pain_is_tolerated_the_same_pain_eases(trial: Any) -> None:
    moderate = trial(days=14, model=SORE)
    pair = pair_of(moderate, replace(moderate.content.protocol, policy="standard"))
    assert pair.before is not None
    assert pair.after is not None
    assert (pair.before.outcome, pair.before.rule) == (Outcome.HOLD, "H1")  # the morning is awaited
    assert (pair.after.outcome, pair.after.rule) == (Outcome.MODIFY, "M1")
    assert (pair.day, pair.before.subject) == (0, pair.after.subject)


def test_decisions_are_paired_by_what_they_are_about(trial: Any, catalogue: Catalogue) -> None:
    protocol, plain = catalogue.content("itbs").protocol, live(trial(days=1), 0)
    asked = Said(3, "clamshell", Stage.FINAL, Outcome.HOLD, "H6", proposed=False, detail="rung 0, 2x10")
    other = replace(asked, subject="glute-bridge")

    def with_said(*said: Said) -> Life:
        return replace(plain, said=said)

    def pair(before: Life, after: Life) -> tuple[Said | None, Said | None]:
        found = compared([before], [after], (protocol, protocol)).differing[0]
        return found.before, found.after

    better = replace(asked, outcome=Outcome.INCREASE_REPS)
    assert pair(with_said(other, asked), with_said(other, better)) == (asked, better)
    assert pair(with_said(other), with_said(asked, other)) == (None, asked)
    assert pair(with_said(asked, replace(other, day=4)), with_said(replace(other, day=4, rule="H2"))) == (asked, None)
    assert compared([with_said(asked)], [with_said(asked)], (protocol, protocol)).differing == ()
