"""Clauses of gates in the wording's own sentences: what a fresh plan would be told is still to come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from hep_api.catalogue.comparison.changes import Change
from hep_api.engine.assigning import begin_plan
from hep_api.engine.checks import Gate
from hep_api.engine.evaluation import policy_of
from hep_api.engine.explain import Phrase, left
from hep_api.engine.facts import Assign, Side
from hep_api.engine.gates import evaluate
from hep_api.engine.protocol import AllOf, AnyOf, Content, Criterion, IfGoal, IfRecorded, Phase, Predicate
from hep_api.engine.state import Course, PhaseState

NOBODY, ANY_DAY = UUID(int=0), date(2000, 1, 3)


def gate_changes(before: tuple[Content, Phase], after: tuple[Content, Phase]) -> Iterator[Change]:
    """Clauses of the entry and of the exit that are new, gone or ask for something else."""
    (old_content, old), (new_content, new) = before, after
    for name, one, other in (("entry", old.entry, new.entry), ("exit", old.exit, new.exit)):
        here, there = _clauses(one), _clauses(other)
        gone = [clause for clause in here if clause not in there]
        fresh = [clause for clause in there if clause not in here]
        for clause in gone:
            match = next((entry for entry in fresh if _subject(entry) == _subject(clause)), None)
            said = _sentences(clause, old_content, old)
            if match is None:
                yield Change(new.id, Phrase(f"diff.{name}_removed"), (("clause", said),))
                continue
            fresh.remove(match)
            parts = (("before", said), ("after", _sentences(match, new_content, new)))
            yield Change(new.id, Phrase(f"diff.{name}_changed", (("details", _details(clause, match)),)), parts)
        for clause in fresh:
            yield Change(new.id, Phrase(f"diff.{name}_added"), (("clause", _sentences(clause, new_content, new)),))


def _clauses(criterion: Criterion) -> tuple[Criterion, ...]:
    return criterion.clauses if isinstance(criterion, AllOf) else (criterion,)


def _subject(criterion: Criterion) -> tuple[object, ...]:
    """What a clause is about: clauses about the same are one that changed."""
    match criterion:
        case Predicate(word, subject, _):
            return (word, subject)
        case IfGoal(condition, clause) | IfRecorded(condition, clause):
            return (type(criterion), condition, *_subject(clause))
        case AllOf(clauses) | AnyOf(clauses):
            return (type(criterion), *(_subject(clause) for clause in clauses))


def _details(before: Criterion, after: Criterion) -> str:
    """What the sentences do not tell of a changed clause, in the words of the file: `last 3 -> 4`."""
    if not isinstance(before, Predicate) or not isinstance(after, Predicate):
        return ""
    old, new = dict(before.args), dict(after.args)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return "; ".join(f"{name} {old.get(name, '-')} -> {new.get(name, '-')}" for name in names)


def _sentences(criterion: Criterion, content: Content, phase: Phase) -> tuple[Phrase, ...]:
    match criterion:
        case AllOf(clauses):
            return tuple(phrase for clause in clauses for phrase in _sentences(clause, content, phase))
        case AnyOf(clauses):
            inner = tuple(phrase for clause in clauses for phrase in _sentences(clause, content, phase))
            return (Phrase("diff.one_of"), *inner)
        case IfGoal(goal, clause):
            return (Phrase("diff.if_goal", (("subject", goal),)), *_sentences(clause, content, phase))
        case IfRecorded(slug, clause):
            return (Phrase("diff.if_recorded", (("subject", slug),)), *_sentences(clause, content, phase))
        case Predicate():
            return left([replace(evaluate(criterion, _fresh(content, phase)), met=False, observed="")])


def _fresh(content: Content, phase: Phase) -> Gate:
    """A plan of which nothing is known yet, in this phase."""
    begun = begin_plan(Assign(NOBODY, content.hash, ANY_DAY, Side.LEFT, "suggest"), content)
    plan = replace(begun, phase=PhaseState(phase.id, ANY_DAY))
    course = Course(NOBODY, plans=(plan,), contents={content.hash: content})
    return Gate(course, plan, content, phase, policy_of(course, plan), ANY_DAY)
