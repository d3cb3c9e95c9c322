"""The engine alone, on one core: steps, one exercise's decision, a whole course replayed, a late fact."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time

from bench.patient import content, empty, fact, facts_of
from hep_api.engine.course import replay, step
from hep_api.engine.facts import AfterCheckIn, Fact
from hep_api.engine.protocol import Content
from hep_api.engine.state import Course

ROUNDS = 5
LATE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number in its unit; `at_most` False = the limit is a least, None = there is none."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    def line(self) -> str:
        """The figure as one line of a table; the last number says how much of the limit it uses."""
        measured = f"{self.name:58} {self.value:10.1f} {self.unit:4}"
        if self.limit is None:
            return measured.rstrip()
        return f"{measured} limit {self.limit:8.1f} {self.unit:4} {self.value / self.limit:5.2f}"


def figures() -> list[Figure]:
    """Median of five rounds each, in the time this process had on a core, so that other work disturbs little."""
    made = content()
    half, year = facts_of(26, made), facts_of(52, made)
    late = [*half, fact(26 * 7 - LATE_DAYS, 19, "late", AfterCheckIn(settle_minutes=20))]
    decisions = sum(1 for decision in replay(empty(made), half).emitted if decision.slot_id)
    short, long = _milliseconds(made, half), _milliseconds(made, year)
    return [
        Figure("steps a second", len(half) / _seconds(lambda: _stepped(made, half)), "/s"),
        Figure(f"one exercise's decision (of {decisions} in 26 weeks)", 1000 * short / decisions, "µs", 150),
        Figure(f"replay of 26 weeks, 4 exercises, {len(half)} facts", short, "ms", 60),
        Figure(f"replay of 52 weeks, {len(year)} facts (2.2 times 26 weeks)", long, "ms", 2.2 * short),
        Figure("a late fact 30 days old: 26 weeks replayed with it", _milliseconds(made, late), "ms"),
    ]


def payload() -> str:
    """What was measured upon."""
    made = content()
    course = replay(empty(made), facts_of(26, made))
    outcomes = [str(decision.outcome) for decision in course.emitted if decision.slot_id]
    counts = ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in sorted(set(outcomes)))
    return f"26 weeks, 5 sessions of 4 exercises and 7 mornings each; decisions: {counts}"


def _milliseconds(made: Content, facts: list[Fact]) -> float:
    return 1000 * _seconds(lambda: replay(empty(made), facts))


def _stepped(made: Content, facts: list[Fact]) -> Course:
    """As the store does: each step begins with no decisions to write."""
    course = empty(made)
    for entry in facts:
        course = step(course, entry)
    return course


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = process_time()
        work()
        times.append(process_time() - started)
    return median(times)
