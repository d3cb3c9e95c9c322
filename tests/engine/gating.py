"""Stories for gates: what was measured or told, and a clause judged on a day."""

from collections.abc import Callable
from decimal import Decimal

from hep_api.engine.checks import Check, Gate
from hep_api.engine.evaluation import policy_of
from hep_api.engine.facts import Side
from hep_api.engine.gates import evaluate
from hep_api.engine.protocol import Criterion
from tests.engine.builders import Story

Tell = Callable[[Story], object]
L, R, N = Side.LEFT, Side.RIGHT, Side.NONE


def judged(told: Story, criterion: Criterion, day: int = 8) -> Check:
    """A clause judged on a day of the story."""
    plan, known = told.plan, told.content
    on = told.at(day, "12:00").date()
    return evaluate(
        criterion, Gate(told.course, plan, known, known.protocol.phase(plan.phase.id), policy_of(told.course, plan), on)
    )


def weeks(told: Story) -> None:
    """Seven days at the top of the range, effort 6."""
    for day in range(7):
        told.trained(day)


def measured(*values: tuple[int, str, object, Side]) -> Tell:
    """Tests on days: day, slug, value, side."""

    def tell(told: Story) -> None:
        for day, slug, value, side in values:
            told.measure(day, slug, value, side)

    return tell


def nothing(_: Story) -> None:
    """Only time and the episode speak."""


def sore(score: int) -> Tell:
    """A session, and muscle soreness three days later."""
    return lambda s: (s.trained(0), s.morning(3, muscle_soreness=Decimal(score)))


def swollen(*grades: int) -> Tell:
    """Mornings of the last week with these grades of swelling."""
    return lambda s: [s.morning(3 + 2 * n, swelling=grade) for n, grade in enumerate(grades)]


def stiff(*weeks: int) -> Tell:
    """Mornings of the last weeks with so many minutes of stiffness, told every second day."""
    return lambda s: [
        s.morning(8 - 7 * (len(weeks) - n) + day, stiffness_minutes=minutes)
        for n, minutes in enumerate(weeks)
        for day in (1, 3, 5, 7)
    ]
