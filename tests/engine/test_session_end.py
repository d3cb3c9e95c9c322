"""Bad news acts when the session ends and does not wait for a morning; good news always waits [SPEC 3.2]."""

from collections.abc import Callable

import pytest

from hep_api.engine.facts import Form, Usual, Verb
from hep_api.engine.outcomes import Outcome, Stage
from tests.engine.builders import Story
from tests.engine.cases import at_top, story

Tell = Callable[[Story], object]
STOP, REGRESS, MODIFY, HOLD = Outcome.STOP_ALERT, Outcome.REGRESS, Outcome.MODIFY, Outcome.HOLD


def after(*days: int, **answers: object) -> Tell:
    """The same session on each of these days, the last of them without its morning yet."""

    def tell(told: Story) -> None:
        for day in days[:-1]:
            told.trained(day, **answers)
        told.session(days[-1], **answers)

    return tell


def usually(swelling: int, tell: Tell) -> Tell:
    return lambda told: (told.act(0, Verb.RESET, "09:00", usual=Usual(swelling=swelling)), tell(told))


AT_ONCE: list[tuple[str, str, Tell, Outcome]] = [
    ("S2", "standard", after(0, limp=True), STOP),
    ("S2", "tendon", after(0, form=Form.PAIN_ALTERED), STOP),
    ("S3", "standard", after(0, pain=6), STOP),
    ("S4", "tendon", after(0, pain=8), STOP),
    ("S5", "standard", after(0, instability=True), STOP),
    ("S5", "standard", after(0, swelling=2), STOP),
    ("S7", "bone", after(0, pain=1), STOP),
    ("S8", "tendon", after(0, 7, pain=6), STOP),
    ("R1", "tendon", after(0, pain=6), REGRESS),
    ("R5", "standard", after(0, 1, form=Form.BREAKDOWN), REGRESS),
    ("R6", "standard", after(0, 1, reps=3), REGRESS),
    ("R9", "postop", usually(1, after(0, swelling=2)), REGRESS),
    ("M1", "standard", after(0, pain=3), MODIFY),
    ("M3", "tendon", after(0, pains=[1, 1, 3]), MODIFY),
    ("M4", "standard", after(0, 1, rpe=8), MODIFY),
    ("M5", "standard", after(0, 1, reps=5), MODIFY),
    ("H1", "standard", after(0, limp=None), HOLD),
    ("H4", "standard", after(0, form=Form.MINOR), HOLD),
    ("H5", "standard", after(0, reps=7), HOLD),
    ("H8", "standard", after(0, swelling=1), HOLD),
    ("H13", "standard", after(0, rpe=8), HOLD),
]


@pytest.mark.parametrize(
    "rule, policy, tell, outcome", AT_ONCE, ids=[f"{row[0]} {row[1]} {number}" for number, row in enumerate(AT_ONCE)]
)
def test_what_a_session_itself_tells_acts_at_once(rule: str, policy: str, tell: Tell, outcome: Outcome) -> None:
    told = story(policy)
    tell(told)
    decision = told.said()
    assert (decision.stage, decision.outcome) == (Stage.PROVISIONAL, outcome)
    assert rule in {reason.rule for reason in decision.reasons}


def test_what_needs_the_morning_is_not_judged_before_it() -> None:
    late = {"S6", "R2", "R3", "R4", "M2", "H2", "H14"}
    told = at_top("tendon")
    for day in range(6, 10):
        told.session(day, pain=4)
        decision = told.said()
        assert decision.stage is Stage.PROVISIONAL
        assert not {reason.rule for reason in decision.reasons if reason.key.startswith("rule.")} & late
        told.morning(day + 1, 3)


def test_being_eased_twice_goes_back_only_once_the_morning_is_in() -> None:
    told = story()
    told.trained(0, pain=3)
    told.session(1, pain=3)
    assert (told.said().stage, told.said().outcome) == (Stage.PROVISIONAL, MODIFY)
    told.morning(2)
    assert (told.said().stage, told.said().outcome, told.said().rule) == (Stage.FINAL, REGRESS, "R4")
