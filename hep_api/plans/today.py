"""A patient's day and plans, built by hand for the phone: no clock in it, so that unchanged stays unchanged."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hep_api.engine.agenda import Agenda, Day, Item, agenda
from hep_api.engine.dose import Dose
from hep_api.engine.explain import Phrase, dose_text
from hep_api.engine.outcomes import PROGRESSING, Outcome, Shown
from hep_api.engine.results import Result
from hep_api.engine.routine import Routine, RoutineItem
from hep_api.engine.routines_open import open_routines
from hep_api.engine.screening import screen_due
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Plan, PlanStatus
from hep_api.plans import rendering
from hep_api.plans.phases import left_until_next, road, where
from hep_api.plans.reviewing import review_of
from hep_api.plans.words import Words
from hep_api.web.media import Shelf

EASING = frozenset({Outcome.REGRESS, Outcome.MODIFY})

Speak = Mapping[str, Words]
"""The words of a plan by its content hash."""


def today(course: Course, speak: Speak, shelf: Shelf, on: date) -> dict[str, Any]:
    """What there is to do on a local day, over all plans that have not ended."""
    days = [agenda(course, plan, on) for plan in live_plans(course)]
    return {
        "on": on,
        "zone": course.zone,
        "plans": [_day(course, speak[day.plan.content_hash], shelf, day) for day in days],
        "check_ins_due": _check_ins(speak, days),
        "screen_due": bool(days) and screen_due(course, on),
        "paused": any(day.day is Day.PAUSED for day in days),
        "locked": any(day.day is Day.LOCKED for day in days),
    }


def whole_plans(course: Course, speak: Speak, shelf: Shelf, on: date) -> dict[str, Any]:
    """Every plan of a patient: phases, where it stands, what is prescribed now, what is left until the next phase."""
    plans = [_whole(course, speak[plan.content_hash], shelf, plan, on) for plan in course.plans]
    return {"on": on, "plans": plans}


def live_plans(course: Course) -> list[Plan]:
    """The plans that have not ended."""
    return [plan for plan in course.plans if plan.status is not PlanStatus.ENDED]


def _day(course: Course, words: Words, shelf: Shelf, day: Agenda) -> dict[str, Any]:
    plan = day.plan
    return {
        "plan_id": plan.id,
        "name": words.plan(),
        "side": plan.side.value,
        "phase": where(words, plan),
        "day": day.day.value,
        "bouts": day.bouts,
        "day_text": words.say(Phrase(f"day.{day.day}")),
        "exercises": [_exercise(words, shelf, item) for item in day.items],
        "resting": [_resting(words, item) for item in day.resting],
        "routines": [_routine(words, shelf, routine) for routine in open_routines(course, plan, day.on)],
        "pending": _pending(words, plan),
        "locks": [rendering.lock(words, course, plan, lock) for lock in rendering.locks_shown(course, plan)],
        "left_until_next_phase": left_until_next(words, course, plan, day.on),
    }


def _exercise(words: Words, shelf: Shelf, item: Item) -> dict[str, Any]:
    slot = item.slot
    return {**_card(words, shelf, slot), "why_today_differs": why_differs(words, slot)}


def _card(words: Words, shelf: Shelf, slot: Slot) -> dict[str, Any]:
    entry = words.entry(slot.slug)
    return {
        **rendering.prescription(words, slot),
        "cue": entry.cue.of(words.language) if entry else "",
        "fault": entry.fault.of(words.language) if entry else "",
        "media": shelf.shown_with(slot.slug, words.rung(slot.slug, slot.rung)["id"]),
    }


def why_differs(words: Words, slot: Slot) -> str | None:
    """Why a prescription is not that of the last session, in words; None when it is, or there was no session."""
    last = slot.results[-1] if slot.results else None
    if last is None:
        return None
    change = rendering.moved(words, slot.slug, Shown(last.rung, last.dose, 0), slot.shown)
    if change is None:
        return None
    outcome = last.final or last.in_effect
    if outcome is None or not _led_here(outcome, last, slot):
        return f"{words.say(Phrase('hold.coming_back'))} {change}" if slot.comeback else change
    return f"{words.say(Phrase(f'outcome.{outcome}'))} {change}"


def _led_here(outcome: Outcome, last: Result, slot: Slot) -> bool:
    """Whether the change has the direction of the last outcome; else it is somebody's who changed it since."""
    before, now = _how_hard(last.rung, last.dose), _how_hard(slot.rung, slot.dose)
    return (outcome in PROGRESSING and now > before) or (outcome in EASING and now < before)


def _how_hard(rung: int, dose: Dose) -> tuple[int, Decimal, int, int]:
    return rung, dose.load.value or Decimal(0), dose.sets, dose.target


def _resting(words: Words, item: Item) -> dict[str, Any]:
    why = item.resting.value if item.resting else ""
    return {
        "prescription_id": item.slot.id,
        "slug": item.slot.slug,
        "name": words.exercise(item.slot.slug),
        "why": why,
        "why_text": words.say(Phrase(f"resting.{why}")),
    }


def _routine(words: Words, shelf: Shelf, routine: Routine) -> dict[str, Any]:
    """A warm-up or micro-break: always as written, no part of what is due."""
    return {
        "id": routine.id,
        "name": words.routine(routine.id),
        "when": routine.when.value,
        "exercises": [_routine_item(words, shelf, item) for item in routine.items],
    }


def _routine_item(words: Words, shelf: Shelf, item: RoutineItem) -> dict[str, Any]:
    entry, exercise = words.entry(item.slug), words.content.exercises[item.slug]
    dose = Dose(item.dose.sets_low, item.dose.low, item.dose.unit, item.dose.hold_low_seconds)
    shown = Shown(exercise.rung_index(item.rung) if item.rung else 0, dose, 0)
    variant = words.rung(item.slug, shown.rung)
    return {
        "slug": item.slug,
        "name": words.exercise(item.slug),
        "variant": variant,
        "dose_text": dose_text(shown),
        "sides": ["left", "right"] if item.dose.per_side else [],
        "cue": entry.cue.of(words.language) if entry else "",
        "media": shelf.shown_with(item.slug, variant["id"]),
    }


def _pending(words: Words, plan: Plan) -> list[dict[str, Any]]:
    return [rendering.proposal(words, value, slot) for value, slot in rendering.waiting(plan)]


def _check_ins(speak: Speak, days: Sequence[Agenda]) -> list[dict[str, Any]]:
    """The hour after each session of today, and one morning report for each treated site."""
    after = [
        {"kind": "after", "session_id": session.id, "site": None, "site_name": None}
        for day in days
        for session in day.plan.sessions
        if session.on == day.on and session.settle_minutes is None
    ]
    told = [speak[day.plan.content_hash] for day in days if day.morning_due]
    sites = {words.content.protocol.region: words.region() for words in told}
    return after + [
        {"kind": "morning", "session_id": None, "site": site, "site_name": name} for site, name in sorted(sites.items())
    ]


def _whole(course: Course, words: Words, shelf: Shelf, plan: Plan, on: date) -> dict[str, Any]:
    over = plan.status is PlanStatus.ENDED
    return {
        "plan_id": plan.id,
        "name": words.plan(),
        "reviewed": review_of(words.catalogue, words.content).reviewed,
        "side": plan.side.value,
        "status": plan.status.value,
        "started_on": plan.started_on,
        "days": list(plan.days),
        "phase": where(words, plan),
        "phases": road(words, plan),
        "exercises": [_card(words, shelf, slot) for slot in plan.slots if slot.active],
        "left_until_next_phase": [] if over else left_until_next(words, course, plan, on),
    }
