"""Judged clauses of a gate as values, and what a gate is judged against."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hep_api.engine.configuring import Config
from hep_api.engine.pain import Policy
from hep_api.engine.protocol import Content, Phase, Predicate
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

    @property
    def config(self) -> Config:
        """The plan's configuration."""
        return self.course.config(self.plan)


def compared(value: Decimal, predicate: Predicate, gate: Gate) -> tuple[bool, str]:
    """Whether a value meets the bound that a clause writes, and the bound in words."""
    setting = predicate.arg("setting")
    for name, symbol in (("at_least", ">="), ("at_most", "<="), ("below", "<"), ("above", ">"), ("equals", "=")):
        raw = predicate.arg(name)
        if not raw:
            continue
        limit = limit_of(raw, gate)
        return _holds(value, symbol, limit), f"{symbol} {limit}"
    limit = Decimal(getattr(gate.config, setting))
    return value >= limit, f">= {limit}"


def limit_of(raw: str, gate: Gate) -> Decimal:
    """A number as written; 'policy' is the tolerated pain, yes and no are stored as 1 and 0."""
    words = {"policy": Decimal(gate.policy.tolerated_max), "yes": Decimal(1), "no": Decimal(0)}
    return words[raw] if raw in words else Decimal(raw)


def _holds(value: Decimal, symbol: str, limit: Decimal) -> bool:
    results = {">=": value >= limit, "<=": value <= limit, "<": value < limit, ">": value > limit, "=": value == limit}
    return results[symbol]


def asked_of(predicate: Predicate, gate: Gate) -> str:
    """What a clause asks for, such as `>= 90`."""
    return compared(Decimal(0), predicate, gate)[1]


def not_yet_measurable(predicate: Predicate, _gate: Gate) -> Check:
    """Run stages and outcome measures are not recorded yet: such a clause is shown as such and never met."""
    return Check(False, "gate.not_yet_measurable", f"{predicate.word}:{predicate.subject}", measurable=False)
