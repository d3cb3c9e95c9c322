"""Judged clauses of a gate as values, and what a gate is judged against."""

from dataclasses import dataclass
from datetime import date

from hep_api.engine.pain import Policy
from hep_api.engine.protocol import Content, Phase
from hep_api.engine.state import Course, Plan


@dataclass(frozen=True, slots=True)
class Check:
    """One clause judged. `measurable` False = needs what this product cannot record yet, so it is never met.

    `key` picks the sentence in the wording; `observed`, `threshold` and `values` fill it.
    """

    met: bool
    key: str
    subject: str = ""
    observed: str = ""
    threshold: str = ""
    measurable: bool = True
    values: tuple[tuple[str, str], ...] = ()
    parts: tuple["Check", ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """What a gate is judged against: the course on a local day `on`, one plan, the phase and its pain policy."""

    course: Course
    plan: Plan
    content: Content
    phase: Phase
    policy: Policy
    on: date
