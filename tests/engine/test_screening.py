"""Red-flag answers: the tier, what closes, and that only a clinician opens it again."""

import pytest

from hep_api.engine.facts import Screen
from hep_api.engine.outcomes import Outcome, ScopeKind
from hep_api.engine.screening import TIERS, Tier, complete, tier_of
from tests.engine.cases import outcomes, story, unlock_all


@pytest.mark.parametrize(
    "yes, tier",
    [
        ((), None),
        (("RF34",), Tier.C),
        (("RF08",), Tier.U),
        (("RF01",), Tier.E),
        (("RF34", "RF08"), Tier.U),
        (("RF15", "RF16"), Tier.E),
        (("RF03",), Tier.E),
        (("RF03", "RF03A"), Tier.U),
        (("RF03A",), None),
        (("RF99",), Tier.U),
    ],
    ids=str,
)
def test_the_tier_is_that_of_the_most_urgent_yes(yes: tuple[str, ...], tier: Tier | None) -> None:
    answers = tuple((question, question in yes) for question in (*TIERS, "RF03A", "RF99"))
    assert tier_of(Screen(answers, "1")) is tier


@pytest.mark.parametrize("question", [q for q, tier in TIERS.items() if tier is not Tier.C])
def test_every_urgent_question_locks_the_whole_programme(question: str) -> None:
    told = story()
    told.screen(1, question)
    assert [(lock.scope, lock.rule, lock.red_flag) for lock in told.course.locks] == [(ScopeKind.PROGRAMME, "S1", True)]
    assert told.course.alerts[0].tier == TIERS[question]
    assert outcomes(told) == [(Outcome.STOP_ALERT, "S1")]


def test_a_review_question_holds_progress_and_locks_nothing() -> None:
    told = story()
    told.screen(1, "RF34")
    assert told.course.locks == ()
    told.trained(1)
    assert told.said().rule == "H15"
    unlock_all(told, 3)
    told.trained(3)
    assert told.said().rule == "A1"


def test_a_later_clear_screen_lifts_nothing() -> None:
    told = story()
    told.screen(1, "RF08")
    told.screen(3)
    assert len(told.course.locks) == 1


def test_a_screen_with_a_question_left_out_is_not_complete() -> None:
    every = tuple((question, False) for question in TIERS)
    assert complete(Screen(every, "1"))
    assert not complete(Screen(every[1:], "1"))
    told = story()
    told.add(1, "07:00", Screen(every[1:], "1"))
    assert told.course.screened_on is None
    told.screen(2)
    assert told.course.screened_on == told.at(2, "07:00").date()
