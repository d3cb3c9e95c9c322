"""What an episode of care forbids for a while outranks whatever would progress [CORRECTIONS C4, invariant 10]."""

from dataclasses import replace

import pytest

from hep_api.engine.agenda import Why, agenda
from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Content, Restriction
from tests.engine.builders import Story, content, exercise

GRAFT = Restriction(families=("hamstring",), when=("surgery.graft", "hamstring"), since="surgery_on", weeks=6)
REPAIR = Restriction(slugs=("twist",), when=("surgery.extras", "meniscal_repair"), until_confirmed="surgeon-clearance")


def knee() -> Content:
    """A hamstring exercise, a twist and one that nothing is said about."""
    made = content(exercise("curl", "hamstring"), exercise("twist", "trunk"), exercise("clam"))
    return replace(made, protocol=replace(made.protocol, restrictions=(GRAFT, REPAIR)))


def told(*episode: tuple[str, str]) -> Story:
    """A plan that begins on 2 March 2026."""
    return Story(knee(), episode=episode)


def resting(story: Story, day: int) -> set[str]:
    """What is not allowed on a day."""
    story.until(day, "06:00")
    found = agenda(story.course, story.plan, story.at(day, "12:00").date()).resting
    return {item.slot.slug for item in found if item.resting is Why.RESTRICTED}


HAMSTRING, PATELLAR = ("surgery.graft", "hamstring"), ("surgery.graft", "patellar")
OPERATED, NO_REPAIR = ("surgery_on", "2026-02-02"), ("surgery.extras", "none")


@pytest.mark.parametrize(
    "episode, day, forbidden",
    [
        pytest.param((HAMSTRING, OPERATED, NO_REPAIR), 13, {"curl"}, id="five weeks"),
        pytest.param((HAMSTRING, OPERATED, NO_REPAIR), 14, set(), id="six weeks"),
        pytest.param((PATELLAR, NO_REPAIR), 0, set(), id="another graft"),
        pytest.param((HAMSTRING, NO_REPAIR), 300, {"curl"}, id="no day recorded"),
        pytest.param((), 0, {"curl", "twist"}, id="nothing recorded is the safer reading"),
        pytest.param((PATELLAR, ("surgery.extras", "meniscal_repair")), 9, {"twist"}, id="a repair"),
        pytest.param((PATELLAR, ("surgery.extras", "alignment,meniscal_repair")), 9, {"twist"}, id="one of several"),
    ],
)
def test_what_is_forbidden(episode: tuple[tuple[str, str], ...], day: int, forbidden: set[str]) -> None:
    assert resting(told(*episode), day) == forbidden


def test_a_confirmed_clearance_opens_it() -> None:
    story = told(("surgery.graft", "patellar"))
    story.act(0, Verb.CONFIRM, subject="surgeon-clearance")
    assert resting(story, 1) == set()


def test_a_signature_is_no_clearance() -> None:
    story = told(("surgery.graft", "patellar"))
    story.act(0, Verb.SIGN_OFF, subject="surgeon-clearance")
    assert resting(story, 1) == {"twist"}


@pytest.mark.parametrize("confirmed, day, forbidden", [(True, 13, True), (True, 14, False), (False, 14, True)])
def test_weeks_and_a_clearance_are_both_needed_where_both_are_written(
    confirmed: bool, day: int, forbidden: bool
) -> None:
    both = Restriction(families=("hamstring",), since="surgery_on", weeks=6, until_confirmed="surgeon-clearance")
    made = knee()
    made = replace(made, protocol=replace(made.protocol, restrictions=(both,)))
    story = Story(made, episode=(OPERATED,))
    if confirmed:
        story.act(0, Verb.CONFIRM, subject="surgeon-clearance")
    assert (resting(story, day) == {"curl"}) is forbidden


def test_a_restriction_without_an_end_stays() -> None:
    made = knee()
    made = replace(made, protocol=replace(made.protocol, restrictions=(Restriction(slugs=("clam",)),)))
    assert resting(Story(made), 300) == {"clam"}


def test_what_was_done_all_the_same_is_kept_and_earns_nothing() -> None:
    story = told(HAMSTRING, NO_REPAIR)
    story.trained(0, slug="curl")
    assert (story.said("curl").outcome, story.said("curl").reasons[-1].key) == (Outcome.HOLD, "hold.restricted")
    story.trained(1, slug="curl", pain=6)
    assert story.said("curl").outcome is Outcome.STOP_ALERT, "it can still stop"
