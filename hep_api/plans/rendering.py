"""Prescriptions, changes, proposals and locks as plain data in one language."""

from typing import Any
from uuid import UUID

from hep_api.engine.agenda import locks_of
from hep_api.engine.dose import Dose
from hep_api.engine.evaluation import reaches
from hep_api.engine.explain import Phrase, dose_text
from hep_api.engine.outcomes import ScopeKind, Shown
from hep_api.engine.protocol import Exercise
from hep_api.engine.slot import Proposal, Slot
from hep_api.engine.state import Course, Lock, Plan
from hep_api.plans.words import Words


def dose(value: Dose, exercise: Exercise) -> dict[str, Any]:
    """A dose with the tempo and rest of its exercise; loads are numbers, null while the patient has to find one."""
    load = value.load
    return {
        "sets": value.sets,
        "target": value.target,
        "targets": list(value.targets),
        "unit": value.unit.value,
        "hold_s": value.hold_seconds,
        "load": {"kind": load.kind.value, "value": None if load.value is None else float(load.value)},
        "tempo": exercise.tempo,
        "rest_s": exercise.rest_low_seconds,
        "rest_max_s": exercise.rest_high_seconds,
    }


def shown(words: Words, slug: str, value: Shown) -> dict[str, Any]:
    """A prescription at one moment: rung, dose, the dose in short notation, revision."""
    return {
        "rung": words.rung(slug, value.rung),
        "dose": dose(value.dose, words.content.exercises[slug]),
        "dose_text": dose_text(value),
        "dose_revision": value.revision,
    }


def prescription(words: Words, slot: Slot) -> dict[str, Any]:
    """One exercise of a plan as it is prescribed now."""
    return {
        "prescription_id": slot.id,
        "slug": slot.slug,
        "name": words.exercise(slot.slug),
        **shown(words, slot.slug, slot.shown),
        "sides": ["left", "right"] if slot.range.per_side else [],
    }


def moved(words: Words, slug: str, before: Shown | None, after: Shown | None) -> str | None:
    """What changes in a prescription, from and to, in one sentence; None when nothing does."""
    if before is None or after is None or (before.rung, before.dose) == (after.rung, after.dose):
        return None
    if before.rung == after.rung:
        return words.say(Phrase("change.dose", (("before", dose_text(before)), ("after", dose_text(after)))))
    old, new = (f"{words.rung(slug, value.rung)['name']} {dose_text(value)}" for value in (before, after))
    return words.say(Phrase("change.rung", (("before", old), ("after", new))))


def proposal(words: Words, value: Proposal, slot: Slot | None) -> dict[str, Any]:
    """What waits for a clinician: a harder step of one exercise (`slot`), or the next phase (None)."""
    headline = Phrase(f"outcome.{value.outcome}.proposed", (("phase", value.phase_after),))
    return {
        "outcome": value.outcome.value,
        "headline": words.say(headline),
        "change": moved(words, slot.slug, slot.shown, value.after) if slot else None,
        "prescription_id": slot.id if slot else None,
        "slug": slot.slug if slot else None,
        "name": words.exercise(slot.slug) if slot else None,
        "phase": {"id": value.phase_after, "name": words.phase(value.phase_after)} if value.phase_after else None,
        "after": shown(words, slot.slug, value.after) if slot and value.after else None,
        "made_on": value.made_on,
    }


def waiting(plan: Plan) -> list[tuple[Proposal, Slot | None]]:
    """A plan's open proposals: the next phase first, then exercise by exercise."""
    whole = [(plan.proposal, None)] if plan.proposal else []
    return [*whole, *((slot.proposal, slot) for slot in plan.slots if slot.proposal)]


def locks_about(course: Course, plan: Plan) -> list[Lock]:
    """The locks that concern a plan: its own, those of the whole programme, and those that cover an exercise of it."""
    covering = {lock.id for lock in locks_of(course, plan)}
    return [lock for lock in course.locks if lock.plan_id in (None, plan.id) or lock.id in covering]


def locks_shown(course: Course, plan: Plan) -> list[Lock]:
    """One lock for each door that is closed, the oldest: lifting it lifts every lock of that door."""
    oldest: dict[tuple[object, ...], Lock] = {}
    for lock in sorted(locks_about(course, plan), key=lambda entry: entry.since):
        oldest.setdefault(lock.door, lock)
    return list(oldest.values())


def lock(words: Words, course: Course, plan: Plan, value: Lock) -> dict[str, Any]:
    """One lock: what it closes, since when, and what to do. A red flag's advice is that of its tier."""
    return {
        "id": value.id,
        "rule": value.rule,
        "scope": value.scope.value,
        "since": value.since,
        "red_flag": value.red_flag,
        "text": words.say(Phrase(f"lock.{value.scope}", (("subject", _closed(words, plan, value)),))),
        "what_to_do": _what_to_do(words, course, value),
    }


def _closed(words: Words, plan: Plan, value: Lock) -> str:
    if value.scope is not ScopeKind.FAMILY:
        return value.value
    exercises = words.content.exercises
    return ",".join(slot.slug for slot in plan.slots if slot.active and reaches(value, plan, exercises[slot.slug]))


def _what_to_do(words: Words, course: Course, value: Lock) -> str:
    tiers = [alert.tier for alert in course.alerts if alert.rule == value.rule and alert.tier]
    texts = words.catalogue.screening.what_to_do
    if value.red_flag:
        # Whatever the tier: while the alert is open it says how urgent, afterwards the same-day advice stays.
        return texts[min(tiers, key=list(texts).index, default="U")].of(words.language)
    return words.say(Phrase("advice.STOP_ALERT"))


def find_proposal(plan: Plan, key: UUID) -> tuple[Proposal, Slot | None] | None:
    """The open proposal of a plan with this decision key, or None."""
    return next((pair for pair in waiting(plan) if pair[0].key == key), None)
