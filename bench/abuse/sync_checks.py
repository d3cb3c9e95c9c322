"""Compares what a phone was told with what the database holds."""

from collections import Counter
from dataclasses import dataclass, fields
from uuid import UUID

from bench.abuse.phone import Phone
from hep_api import codec
from hep_api.courses import course_at
from hep_api.courses.contents import contents_of
from hep_api.engine.course import advance, replay
from hep_api.engine.state import Course
from hep_api.store import changes, facts
from hep_api.store.db import acting
from hep_api.store.mapping import fact_of
from hep_api.store.models import ChangeRow, FactRow
from hep_api.web.facts import SAYS_ITS_KIND, as_sent

MANY = 1_000_000
NONSENSE = "birthday"


@dataclass(frozen=True, slots=True)
class Found:
    """Broken promises of one patient or of all; `unlike` are courses that a replay of their facts does not give."""

    lost: int = 0
    duplicates: int = 0
    skipped: int = 0
    overwritten: int = 0
    unlike: int = 0


def together(found: list[Found]) -> Found:
    """The sum."""
    return Found(**{field.name: sum(getattr(entry, field.name) for entry in found) for field in fields(Found)})


def check_patient(phone: Phone) -> Found:
    """Everything that must hold of one phone's patient afterwards."""
    with acting(phone.who.scope):
        return _checked(phone)


def _checked(phone: Phone) -> Found:
    scope = phone.who.scope
    kept = {row.id: row for row in facts.list_facts(scope, scope.subject_id)}
    feed = changes.list_changes(scope, scope.subject_id, limit=MANY)
    sent = {UUID(fact["id"]): fact for fact in phone.facts if fact["kind"] != NONSENSE}
    # Acknowledged and not there, never acknowledged although the phone had all the time, or refused although sound.
    lost = sum(fact_id not in kept or str(fact_id) not in phone.answered for fact_id in sent)
    told = Counter(row.ref_id for row in feed if row.kind not in ("decision", "alert", "plan", "patient"))
    duplicates = sum(count - 1 for count in told.values())
    return Found(
        lost=lost,
        duplicates=duplicates,
        skipped=_skipped(phone, feed),
        overwritten=sum(_differs(kept[fact_id], sent[fact_id]) for fact_id in sent if fact_id in kept)
        + len(phone.faults),
        unlike=int(_unlike(phone, list(kept.values()))),
    )


def _skipped(phone: Phone, feed: list[ChangeRow]) -> int:
    """Entries of the feed that the phone did not read, or read at another place or twice."""
    stored = [(row.kind, row.ref_id) for row in feed]
    pairs = zip(stored, phone.feed, strict=False)
    return sum(there != read for there, read in pairs) + abs(len(stored) - len(phone.feed))


def _differs(row: FactRow, sent: dict[str, object]) -> bool:
    kind = str(sent["kind"])
    body = sent if kind in SAYS_ITS_KIND else {name: value for name, value in sent.items() if name != "kind"}
    return row.fingerprint != codec.fingerprint(kind, as_sent(body))


def _unlike(phone: Phone, kept: list[FactRow]) -> bool:
    scope, known = phone.who.scope, [fact_of(row) for row in kept]
    course = course_at(scope, scope.subject_id, max(fact.occurred_at for fact in known))
    assert course.advanced_to is not None
    hashes = [plan.content_hash for plan in course.plans]
    fresh = advance(replay(Course(scope.subject_id, contents=contents_of(hashes)), known), course.advanced_to)
    return _essence(fresh) != _essence(course)


def _essence(course: Course) -> list[object]:
    slots = [(slot.slug, slot.rung, slot.dose) for plan in course.plans for slot in plan.slots]
    return [*slots, *sorted(lock.rule for lock in course.locks), [morning.fact_id for morning in course.mornings]]
