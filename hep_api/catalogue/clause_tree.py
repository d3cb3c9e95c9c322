"""The clauses of a gate, flat, whatever joins them."""

from collections.abc import Iterator

from hep_api.engine.gates import RUN_GATE
from hep_api.engine.protocol import AllOf, AnyOf, Criterion, IfGoal, IfRecorded, Predicate


def predicates(criterion: Criterion) -> Iterator[Predicate]:
    """Every single clause of a gate as it is written."""
    match criterion:
        case Predicate():
            yield criterion
        case IfGoal(_, clause) | IfRecorded(_, clause):
            yield from predicates(clause)
        case AllOf(clauses) | AnyOf(clauses):
            for clause in clauses:
                yield from predicates(clause)


def asked(criterion: Criterion) -> Iterator[Predicate]:
    """Every single clause, and after the run gate those that it stands for."""
    for predicate in predicates(criterion):
        yield predicate
        if predicate.word == "run_gate":
            yield from predicates(RUN_GATE)
