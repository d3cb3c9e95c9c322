"""Explainable phase gates: every clause says whether it holds, what was seen and what is asked [MEASUREMENTS B.4]."""

from hep_api.engine import clauses, clauses_change, clauses_signs, clauses_time
from hep_api.engine.checks import Check, Gate
from hep_api.engine.protocol import AllOf, AnyOf, Criterion, IfGoal, IfRecorded, Predicate

CLAUSES = {**clauses.WORDS, **clauses_change.WORDS, **clauses_signs.WORDS, **clauses_time.WORDS}
"""Every word that is judged on its own."""


def evaluate(criterion: Criterion, gate: Gate) -> Check:
    """Judge a criterion; raises KeyError for a word the engine does not know (the loader refuses such files)."""
    match criterion:
        case AllOf(clauses):
            parts = tuple(evaluate(clause, gate) for clause in clauses)
            met = bool(parts) and all(part.met for part in parts)
            return Check(met, "gate.all", measurable=all(part.measurable for part in parts), parts=parts)
        case AnyOf(clauses):
            parts = tuple(evaluate(clause, gate) for clause in clauses)
            met = any(part.met for part in parts)
            return Check(met, "gate.any", measurable=any(part.measurable for part in parts), parts=parts)
        case IfGoal(goal, clause):
            if goal not in gate.plan.goals:
                return Check(True, "gate.not_a_goal", goal)
            return evaluate(clause, gate)
        case IfRecorded(slug, clause):
            if not any(entry.slug == slug for entry in gate.plan.measured):
                return Check(True, "gate.not_recorded", slug)
            return evaluate(clause, gate)
        case Predicate():
            match criterion.word:
                case "exit":
                    return _exit(criterion, gate)
                case "run_gate":
                    return _run_gate(gate)
                case word:
                    return CLAUSES[word](criterion, gate)


def leaves(check: Check) -> tuple[Check, ...]:
    """The clauses of a judged gate, flat; of an `any` only the whole, since one of its parts is enough."""
    if check.key == "gate.all" and check.parts:
        return tuple(leaf for part in check.parts for leaf in leaves(part))
    return (check,)


def met_by(check: Check) -> tuple[Check, ...]:
    """The clauses that a met clause rests on: of an `any` those of its first part that holds, of an exit its own."""
    if check.met and check.key == "gate.any":
        return met_by(next(part for part in check.parts if part.met))
    if check.met and check.key in {"gate.all", "gate.exit"} and check.parts:
        return tuple(told for part in check.parts for told in met_by(part))
    return (check,)


def _exit(predicate: Predicate, gate: Gate) -> Check:
    """The exit of an earlier phase: met once the plan has left it, judged while it is there."""
    ids = [phase.id for phase in gate.content.protocol.phases]
    here = gate.plan.phase.id
    if ids.index(predicate.subject) < ids.index(here):
        return Check(True, "gate.exit", predicate.subject, "done", "done")
    phase = gate.content.protocol.phase(predicate.subject)
    inner = evaluate(phase.exit, gate)
    return Check(
        inner.met, "gate.exit", predicate.subject, "done" if inner.met else "", "done", inner.measurable, parts=(inner,)
    )


def _word(word: str, subject: str, **args: str) -> Predicate:
    return Predicate(word, subject, tuple(args.items()))


RUN_GATE = AllOf(
    (
        _word("measure", "brisk-walk-30min-pain", at_most="policy", occasions="2"),
        _word("measure", "gait-normal", at_least="1"),
        _word("measure", "sl-squat-45-clean-reps", at_least="10", sides="both"),
        _word("measure", "heel-raise-sl-reps", setting="heel_raise_min", sides="both"),
        _word("lsi", "heel-raise-sl-reps", at_least="90"),
        _word("measure", "hop-in-place-30s-pain", at_most="policy"),
        _word("measure", "jog-on-spot-60s-pain", at_most="policy"),
    )
)
"""The gate before any running [SPEC 4.1]; sign-off and 14 days without a red are asked by A4 itself."""


def _run_gate(gate: Gate) -> Check:
    inner = evaluate(RUN_GATE, gate)
    return Check(inner.met, "gate.run_gate", "", "done" if inner.met else "", "done", parts=(inner,))


WORDS = frozenset(CLAUSES) | {"exit", "run_gate"}
"""Every word a gate may use."""
