"""Records one fact in one transaction: kept, folded, decided, announced - or the first answer given again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any
from uuid import UUID

from hep_api import codec
from hep_api.courses.contents import contents_of, hashes_of
from hep_api.courses.reading import loaded
from hep_api.courses.revisions import lifted
from hep_api.courses.unheeded import alert_unheeded
from hep_api.courses.writing import Written, write_course
from hep_api.engine.course import advance, replaces, replay, step
from hep_api.engine.facts import Action, Fact, Verb
from hep_api.engine.protocol import Content
from hep_api.engine.state import Course, PlanStatus
from hep_api.errors import Awaited, Conflict, FieldError, Invalid, NotYet
from hep_api.store import changes, courses, facts, patients
from hep_api.store.db import session, write
from hep_api.store.mapping import fact_of, fact_row
from hep_api.store.scope import Scope

FUTURE_TOLERANCE = timedelta(minutes=15)
"""How far a phone's clock may run ahead; a fact from further in the future is kept and decides nothing."""

Check = Callable[[Course], list[FieldError]]
Answer = Callable[["Written"], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Submission:
    """A fact with what recording it needs. `check` refuses bad references, `answer` makes the reply that is kept.

    `contents` are new contents an assignment brings; `also` writes further rows in the same transaction. `sent` is what
    the client sent, where we filled in more (an instant, a plan): a retry is known by it. `further` are facts that the
    same request tells of, at the same instant and after the first in the order of facts. `skew_seconds`: how far the
    sender's clock was ahead; kept for people, it moves no date.
    """

    fact: Fact
    answer: Answer
    check: Check | None = None
    contents: Mapping[str, Content] | None = None
    also: Callable[[], None] | None = None
    sent: Mapping[str, Any] | None = None
    further: tuple[Fact, ...] = ()
    skew_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer, and whether this call recorded the fact (False: it was known, this is its first answer)."""

    answer: dict[str, Any]
    created: bool


def record(scope: Scope, patient_id: UUID, submission: Submission, now: datetime) -> Recorded:
    """Record a fact of a patient within reach.

    Raises NotFound (no such patient), Invalid (bad references, all at once) and Conflict (the id is known with another
    body). Nothing is written then. A fact from the future, or about an ended plan, is kept and decides nothing.
    """
    fact = submission.fact
    mark = codec.fingerprint(*_sent(submission))
    with write():
        patients.lock_patient(scope, patient_id)
        known = facts.find_fact(scope, patient_id, fact.id)
        if known is not None:
            if known.fingerprint != mark:
                raise Conflict(
                    "This id was already used for something else; nothing was changed.", code="fact_conflict"
                )
            return Recorded(known.answer or {}, created=False)
        row = courses.find_course(scope, patient_id)
        course = loaded(patient_id, row, submission.contents)
        problems = submission.check(course) if submission.check else []
        if problems:
            awaits = all(isinstance(problem, Awaited) for problem in problems)
            raise (NotYet if awaits else Invalid)("Some fields cannot be used.", problems)
        if submission.also:
            submission.also()
        drives = fact.drives and _drives(scope, course, fact, now)
        fact = replace(fact, drives=drives, received_at=now, superseded=_is_replaced(scope, patient_id, fact))
        further = tuple(replace(other, drives=fact.drives, received_at=now) for other in submission.further)
        sequence = patients.take_sequence(scope, patient_id, 1 + len(further))
        corrects = getattr(fact.body, "corrects", None)
        kept = fact_row(
            patient_id,
            fact,
            received_at=now,
            sequence=sequence,
            fingerprint=mark,
            corrects=corrects,
            skew_seconds=submission.skew_seconds,
        )
        facts.add_fact(scope, kept)
        for number, other in enumerate(further, sequence + 1):
            _add_further(scope, patient_id, other, number, now)
        after, replayed = _folded(scope, patient_id, course, (fact, *further), corrects)
        version = row.version if row else 0
        written = write_course(
            scope, patient_id, version, course, after, fact, now, replayed=replayed, sequence=sequence
        )
        if not fact.drives:
            alert_unheeded(scope, patient_id, fact, now)
        kept.answer = submission.answer(written)
        session().flush()
    return Recorded(kept.answer, created=True)


def _add_further(scope: Scope, patient_id: UUID, fact: Fact, sequence: int, now: datetime) -> None:
    kind, body = codec.body_plain(fact.body)
    mark = codec.fingerprint(kind, body)
    row = fact_row(patient_id, fact, received_at=now, sequence=sequence, fingerprint=mark, corrects=None)
    facts.add_fact(scope, row)
    changes.announce(scope, patient_id, kind, str(fact.id), now, sequence=sequence)


def _sent(submission: Submission) -> tuple[str, Mapping[str, Any]]:
    fact = submission.fact
    kind, body = codec.body_plain(fact.body)
    if submission.sent is not None:
        return kind, submission.sent
    envelope = {"occurred_at": fact.occurred_at.isoformat(), "zone": fact.zone, "plan_id": str(fact.plan_id)}
    return kind, {**body, **envelope}


def _drives(scope: Scope, course: Course, fact: Fact, now: datetime) -> bool:
    return fact.occurred_at <= now + FUTURE_TOLERANCE and not _was_over(scope, course, fact)


def _is_replaced(scope: Scope, patient_id: UUID, fact: Fact) -> bool:
    """Whether it does not count from the start: withdrawn before it came, or what it replaces was replaced before."""
    newer = facts.find_replacement(scope, patient_id, fact.id)
    if newer is not None and replaces(fact_of(newer).body, fact.body):
        return True
    corrects = getattr(fact.body, "corrects", None)
    return corrects is not None and facts.find_replacement(scope, patient_id, corrects) is not None


def _was_over(scope: Scope, course: Course, fact: Fact) -> bool:
    """Whether the fact's plan had ended when it happened: one that arrives late from before still counts."""
    plan = course.plan(fact.plan_id) if fact.plan_id else None
    if plan is None or plan.status is not PlanStatus.ENDED:
        return False
    known = [fact_of(row) for row in facts.list_facts(scope, course.patient_id) if row.plan_id == plan.id]
    ends = [other.order for other in known if isinstance(other.body, Action) and other.body.verb is Verb.END]
    return any(end < fact.order for end in ends)


def _folded(
    scope: Scope, patient_id: UUID, course: Course, told: tuple[Fact, ...], corrects: UUID | None
) -> tuple[Course, bool]:
    """The course after facts of one instant, and whether it was replayed because they are late or a correction."""
    fact = told[0]
    if not fact.drives:
        return course, False
    if corrects is None and (course.advanced_to is None or fact.occurred_at > course.advanced_to):
        return reduce(step, told, course), False
    known = [fact_of(row) for row in facts.list_facts(scope, patient_id)]
    earlier = contents_of(hashes_of(other.body for other in known) - course.contents.keys())
    again = replay(Course(patient_id, contents={**course.contents, **earlier}), known)
    # As far as the course was before: else the boundaries after the last fact would look as if they had not fired.
    again = advance(again, max(course.advanced_to or fact.occurred_at, fact.occurred_at))
    return lifted(course, again), True
