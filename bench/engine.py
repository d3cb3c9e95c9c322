"""The engine alone, on one core: one exercise's decision, a whole course replayed, a late fact."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from statistics import median
from time import perf_counter
from uuid import NAMESPACE_OID, UUID, uuid5

from hep_api import catalogue
from hep_api.engine.course import replay
from hep_api.engine.facts import (
    Assign,
    ExerciseLog,
    Fact,
    Form,
    MorningReport,
    Screen,
    SessionLog,
    SetLog,
    Side,
)
from hep_api.engine.protocol import Content
from hep_api.engine.screening import TIERS
from hep_api.engine.slot import prescription_id
from hep_api.engine.state import Course

PATIENT, PLAN, START = UUID(int=1), UUID(int=2), date(2026, 3, 2)
SLUGS = ("sidelying-hip-abduction", "clamshell", "glute-bridge", "leg-swing-dynamic")
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number with its limit, both in milliseconds; the ratio says how much of the limit it uses."""

    name: str
    milliseconds: float
    limit: float

    def line(self) -> str:
        """The figure as one line of a table."""
        ratio = self.milliseconds / self.limit
        return f"{self.name:52} {self.milliseconds:9.3f} ms   limit {self.limit:8.3f} ms   ratio {ratio:5.2f}"


def facts_of(weeks: int, content: Content) -> list[Fact]:
    """A steady patient: five sessions a week of four exercises, a report every morning, for some weeks."""
    facts = [_fact(0, 6, "assign", Assign(PLAN, content.hash, START, Side.LEFT, "auto", morning_baseline=Decimal(1)))]
    facts.append(_fact(0, 7, "screen", Screen(tuple((question, False) for question in TIERS), "1")))
    for day in range(weeks * 7):
        morning = MorningReport(pain=Decimal(1), stiffness=Decimal(0), stiffness_minutes=0)
        facts.append(_fact(day, 8, f"morning {day}", morning))
        if day % 7 < 5:
            facts.append(_fact(day, 18, f"session {day}", _session()))
    return facts


def _session() -> SessionLog:
    sets = tuple(SetLog(10, 10, pain=Decimal(1)) for _ in range(2))
    logs = tuple(ExerciseLog(prescription_id(PLAN, slug), 1, 0, sets, Decimal(6), Form.OK) for slug in SLUGS)
    return SessionLog(logs, limp=False, swelling=0, instability=False)


def _fact(day: int, hour: int, name: str, body: object) -> Fact:
    at = datetime.combine(START + timedelta(days=day), time(hour), UTC)
    return Fact(uuid5(NAMESPACE_OID, name), at, "UTC", at.date(), body, plan_id=PLAN)  # type: ignore[arg-type]


def _milliseconds(course: Course, facts: list[Fact]) -> tuple[float, Course]:
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        after = replay(course, facts)
        times.append((perf_counter() - started) * 1000)
    return median(times), after


def figures() -> list[Figure]:
    """Median of five replays each, single-threaded."""
    content = catalogue.load().content("itbs")
    empty = Course(PATIENT, zone="UTC", contents={content.hash: content})
    half, after = _milliseconds(empty, facts_of(26, content))
    year, _ = _milliseconds(empty, facts_of(52, content))
    decisions = sum(1 for decision in after.emitted if decision.slot_id)
    return [
        Figure(f"one exercise decision (of {decisions} in the replay)", half / decisions, 0.150),
        Figure("replay of 26 weeks, 5 sessions a week, 4 exercises", half, 60),
        Figure("replay of 52 weeks (limit: 2.2 times 26 weeks)", year, 2.2 * half),
    ]
