"""Judged clauses of a gate as values, and what a gate is judged against."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hep_api.engine import mornings
from hep_api.engine.configuring import Config
from hep_api.engine.pain import Policy
from hep_api.engine.protocol import Content, Phase, Predicate
from hep_api.engine.results import Settled
from hep_api.engine.state import Course, Measured, Plan


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
    setting, own = predicate.arg("setting"), target_of(predicate, gate)
    for name, symbol in (("at_least", ">="), ("at_most", "<="), ("below", "<"), ("above", ">"), ("equals", "=")):
        raw = predicate.arg(name)
        if not raw:
            continue
        limit = limit_of(raw, gate) if own is None else own
        return _holds(value, symbol, limit), f"{symbol} {limit}"
    limit = Decimal(getattr(gate.config, setting))
    return value >= limit, f">= {limit}"


def target_of(predicate: Predicate, gate: Gate) -> Decimal | None:
    """The number a clinician set for this patient, where the clause lets one [MEASUREMENTS patient.target]."""
    raw = dict(gate.plan.targets).get(predicate.subject)
    return Decimal(raw) if raw and predicate.arg("target") else None


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


def readings(slug: str, gate: Gate) -> list[Measured]:
    """The values of a measurement that are still evidence, oldest first."""
    since = gate.on - timedelta(days=gate.config.exit_evidence_days - 1)
    return [entry for entry in gate.plan.measured if entry.slug == slug and since <= entry.on <= gate.on]


def settled_after(gate: Gate, on: date) -> bool:
    """Whether the morning after a day was told and was settled against its baseline."""
    site, morning_on = gate.content.protocol.region, on + timedelta(days=1)
    told = [entry for entry in mornings.mornings_at(gate.course, site) if entry.on == morning_on <= gate.on]
    signs = [mornings.morning_sign(gate.course, gate.plan, site, r, gate.policy, gate.config).state for r in told]
    return bool(signs) and mornings.worst_of(signs) is Settled.SETTLED


def not_yet_measurable(predicate: Predicate, _gate: Gate) -> Check:
    """Run stages and outcome measures are not recorded yet: such a clause is shown as such and never met."""
    return Check(False, "gate.not_yet_measurable", f"{predicate.word}:{predicate.subject}", measurable=False)
