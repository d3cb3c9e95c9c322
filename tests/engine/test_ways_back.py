"""A way back to an earlier phase, phases that only a clinician ends, and what stands behind a signature of its own."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_api.engine.agenda import Why, agenda
from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Band, Content, Listing
from hep_api.engine.state import PlanStatus
from tests.engine.builders import Story, content, exercise
from tests.engine.cases import first_week, sign_off, two_phases


def returning(**changes: object) -> Content:
    """Two phases, the second with a way back to the first."""
    return two_phases(band=Band.RETURN, weeks_max=Decimal(4), back_to="P1", **changes)


def in_second(known: Content) -> Story:
    told = first_week(Story(known, autonomy="auto"))
    sign_off(told, 6, "P2")
    told.act(6, Verb.ADVANCE)
    assert told.plan.phase.id == "P2"
    return told


def test_a_clinician_may_go_back_and_signs_anew_for_going_on() -> None:
    told = in_second(returning())
    told.act(8, Verb.BACK)
    assert (told.plan.phase.id, told.plan.status) == ("P1", PlanStatus.ACTIVE)
    assert told.last().outcome is Outcome.REGRESS
    told.act(9, Verb.ADVANCE)
    assert told.plan.phase.id == "P1", "the signature of before is void"


def test_a_frozen_plan_says_that_there_is_a_way_back_and_takes_it() -> None:
    told = in_second(returning(exit=two_phases().protocol.phases[0].entry))
    told.until(6 + 29)
    assert told.plan.status is PlanStatus.FROZEN
    assert ("reassess.back_to", "P1") in {(reason.key, reason.observed) for reason in told.last().reasons}
    told.act(36, Verb.BACK)
    assert (told.plan.phase.id, told.plan.status) == ("P1", PlanStatus.ACTIVE)


def test_a_phase_without_a_way_back_stays() -> None:
    told = first_week(Story(two_phases()))
    told.act(6, Verb.BACK)
    assert told.plan.phase.id == "P1"


def test_going_back_makes_nothing_harder() -> None:
    told = in_second(returning())
    before = told.slot("clam")
    told.act(8, Verb.BACK)
    after = told.slot("clam")
    assert after.rung <= before.rung
    assert after.dose.target <= before.dose.target


@pytest.mark.parametrize("terminal, status", [(True, PlanStatus.ACTIVE), (False, PlanStatus.FROZEN)])
def test_the_weeks_of_a_terminal_phase_never_run_out(terminal: bool, status: PlanStatus) -> None:
    made = two_phases(weeks="1")
    first = replace(
        made.protocol.phases[0], weeks_max=Decimal(2), terminal=terminal, exit=made.protocol.phases[0].entry
    )
    told = Story(replace(made, protocol=replace(made.protocol, phases=(first,))))
    for day in range(0, 21, 2):
        told.trained(day)
    assert told.plan.status is status


def behind_signature() -> Story:
    """A hop on a strength menu that waits for its own signature."""
    made = content(exercise("clam"), exercise("hop", "impact"))
    first = made.protocol.phases[0]
    menu = (Listing("clam"), Listing("hop", needs_sign_off=True))
    return Story(replace(made, protocol=replace(made.protocol, phases=(replace(first, exercises=menu),))))


def why(told: Story, day: int) -> dict[str, Why | None]:
    told.until(day, "06:00")
    found = agenda(told.course, told.plan, told.at(day, "12:00").date())
    return {item.slot.slug: item.resting for item in (*found.items, *found.resting)}


def test_impact_below_a_return_phase_waits_for_its_own_signature() -> None:
    told = behind_signature()
    assert why(told, 0) == {"clam": None, "hop": Why.RESTRICTED}
    told.trained(1, slug="hop")
    assert told.said("hop").outcome is Outcome.HOLD, "done all the same, it earns nothing"
    sign_off(told, 3, "P1")
    assert why(told, 4) == {"clam": None, "hop": None}


def test_a_signature_for_another_phase_opens_nothing() -> None:
    told = behind_signature()
    sign_off(told, 0, "P9")
    assert why(told, 1)["hop"] is Why.RESTRICTED


@pytest.mark.parametrize("conditions, rests", [("spinal-stenosis", True), ("pars-injury", False), ("", False)])
def test_a_condition_rules_an_exercise_out(conditions: str, rests: bool) -> None:
    made = content(replace(exercise("press-up"), not_with=("spinal-stenosis", "osteoporotic-fracture")))
    told = Story(made, episode=(("conditions", conditions),) if conditions else ())
    assert (why(told, 0)["press-up"] is Why.RESTRICTED) is rests
