"""What still keeps a perfect patient in a phase."""

from collections.abc import Iterable, Iterator
from datetime import date

from hep_api.engine import explain, gates
from hep_api.engine.checks import Check, Gate
from hep_api.engine.evaluation import policy_of
from hep_api.engine.explain import Phrase
from hep_api.engine.phases import min_weeks_on, readiness
from hep_api.engine.protocol import Phase, Protocol
from hep_api.engine.state import Course, Plan

JOINED = frozenset({"gate.all", "gate.exit", "gate.run_gate"})
"""Judged clauses that hold when all of their parts do."""


def checks_of(course: Course, plan: Plan, phase: Phase, on: date) -> tuple[Check, ...]:
    """Everything between the plan and its next phase; after the last one, its end."""
    content = course.content(plan)
    if content.protocol.after(phase.id) is not None:
        return readiness(course, plan, on)
    gate = Gate(course, plan, content, phase, policy_of(course, plan), on)
    weeks_on = min_weeks_on(plan, phase, on)
    shown = str(weeks_on) if weeks_on else ""
    minimum = Check(weeks_on is not None and on >= weeks_on, "gate.min_weeks", "", shown, str(phase.weeks_min))
    return (gates.evaluate(phase.exit, gate), minimum, _discharge(content.protocol, plan, on))


def _discharge(protocol: Protocol, plan: Plan, on: date) -> Check:
    """The weeks that the whole programme lasts at least."""
    weeks, needed = (on - plan.started_on).days // 7, protocol.min_programme_weeks or 0
    return Check(weeks >= needed, "gate.programme_week", "", str(weeks), str(needed))


def still_open(checks: Iterable[Check], *, runs_done: bool) -> tuple[Check, ...]:
    """The clauses that are still open; what cannot be recorded yet is taken as met, runs once they are done."""
    return tuple(clause for check in checks for clause in _open(check, runs_done=runs_done))


def _open(check: Check, *, runs_done: bool) -> Iterator[Check]:
    if check.met:
        return
    if check.key == "gate.any" and check.parts:
        parts = [tuple(_open(part, runs_done=runs_done)) for part in check.parts]
        if all(parts):
            yield from (clause for part in parts for clause in part)
    elif check.key in JOINED and check.parts:
        for part in check.parts:
            yield from _open(part, runs_done=runs_done)
    elif check.measurable or (check.subject.startswith("run:") and not runs_done):
        yield check


def in_words(checks: Iterable[Check]) -> tuple[Phrase, ...]:
    """Open clauses as sentences to be, each once."""
    return tuple(dict.fromkeys(explain.left(checks)))
