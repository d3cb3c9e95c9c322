"""Reasons, changes and open clauses as sentence keys with values; the words live in the catalogue's wording."""

from collections.abc import Iterable
from dataclasses import dataclass

from hep_api.engine.checks import Check
from hep_api.engine.dose import Dose, LoadKind
from hep_api.engine.outcomes import RANK, Decision, Outcome, Reason, Shown
from hep_api.engine.rules import RULES


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence to be: the key of the wording and the values that fill it."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


ROWS = frozenset(row.id for row in RULES)

NOTHING_SEEN = frozenset({"gate.no_open_alert", "gate.red_free"})
"""Clauses that hold because there was nothing to observe: their sentence is the one without an observation."""


def said(reason: Reason) -> Phrase:
    """Why: one matched rule as a sentence with what was observed and the threshold."""
    nothing_seen = reason.key in NOTHING_SEEN and not reason.observed
    key = f"{reason.key}.missing" if nothing_seen else reason.key
    return Phrase(key, (("observed", reason.observed), ("threshold", reason.threshold), *reason.values))


def headline(decision: Decision) -> Phrase:
    """What was decided, in one short sentence; a proposal says that it waits for the therapist."""
    waits = ".proposed" if decision.proposed else ""
    values = (("phase", decision.phase_after or decision.phase_before),)
    return Phrase(f"outcome.{decision.outcome}{waits}", values)


def change(decision: Decision) -> Phrase | None:
    """What changes in the prescription, from and to; None when nothing does."""
    before, after = decision.before, decision.after
    if before is None or after is None or (before.rung, before.dose) == (after.rung, after.dose):
        return None
    key = "change.rung" if before.rung != after.rung else "change.dose"
    return Phrase(key, (("before", dose_text(before)), ("after", dose_text(after))))


def would_change(decision: Decision) -> Phrase | None:
    """What would lead to another decision next time; None where nothing was held back."""
    if RANK[decision.outcome] > RANK[Outcome.HOLD] or decision.rule not in ROWS:
        return None
    first = decision.reasons[0] if decision.reasons else None
    key = first.key if first is not None and first.key.startswith("hold.") else f"rule.{decision.rule}"
    return Phrase(f"would.{key.partition('.')[2]}", ())


def dose_text(shown: Shown) -> str:
    """A dose in the field's short notation, language-free: 3x12, 5x45 s, 3x40 steps, with the load in kg."""
    dose: Dose = shown.dose
    units = {"reps": "", "seconds": " s", "steps": " steps", "metres": " m", "minutes": " min"}
    hold = f"@{dose.hold_seconds}s" if dose.hold_seconds else ""
    load = f" {dose.load.value.normalize():f} kg" if dose.load.kind is LoadKind.KG and dose.load.value else ""
    amount = ", ".join(str(entry) for entry in dose.targets) if dose.targets else f"{dose.sets}x{dose.target}"
    return f"{amount}{units[dose.unit]}{hold}{load}"


def left(checks: Iterable[Check]) -> tuple[Phrase, ...]:
    """What is left until the next phase: every clause that does not hold yet, with its numbers."""
    return tuple(_open(check) for check in checks if not check.met)


def _open(check: Check) -> Phrase:
    key = "gate.not_yet_measurable" if not check.measurable else check.key
    # An `any` has no subject of its own: the first part that cannot be measured says what it is about.
    subject = check.subject or next((part.subject for part in check.parts if not part.measurable), "")
    values = (("subject", subject), ("observed", check.observed), ("threshold", check.threshold), *check.values)
    missing = check.measurable and not check.observed
    return Phrase(f"{key}.missing" if missing else key, values)


def advice(outcomes: Iterable[Outcome]) -> Phrase:
    """The one thing to do now, from the most urgent of a session's outcomes."""
    found = set(outcomes)
    for outcome in (Outcome.STOP_ALERT, Outcome.REGRESS, Outcome.MODIFY):
        if outcome in found:
            return Phrase(f"advice.{outcome}")
    return Phrase("advice.go_on")
