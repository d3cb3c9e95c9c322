"""Everything about one plan, as a therapist reads it."""

from dataclasses import asdict
from datetime import date
from typing import Any

from hep_api.catalogue.values import ProtocolEntry
from hep_api.engine.agenda import agenda
from hep_api.engine.evaluation import lock_on
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Measured, Plan, Signed
from hep_api.plans import rendering
from hep_api.plans.phases import open_clauses, road, where
from hep_api.plans.reviewing import review_of, told
from hep_api.plans.words import Words
from hep_api.store.models import PlanRow


def describe(
    words: Words, course: Course, plan: Plan, row: PlanRow, *, proposals: list[dict[str, Any]], on: date
) -> dict[str, Any]:
    """The plan on a local day: protocol, phase, prescriptions, locks, proposals, what is left, what was measured."""
    resting = {item.slot.id: item.resting.value for item in agenda(course, plan, on).resting if item.resting}
    by_slot = {shown["prescription_id"]: shown for shown in proposals}
    return {
        "id": plan.id,
        "patient_id": row.patient_id,
        "version": row.version,
        "protocol": _protocol(words, row),
        "status": plan.status.value,
        "side": plan.side.value,
        "days": list(plan.days),
        "autonomy": plan.autonomy,
        "goals": list(plan.goals),
        "started_on": plan.started_on,
        "on": on,
        "phase": _standing(words, plan),
        "phases": road(words, plan),
        "schedule": {"week": plan.schedule_week, "weeks_counted": plan.weeks_counted} if plan.schedule_week else None,
        "prescriptions": [
            {
                **_slot(words, course, plan, slot),
                "resting": resting.get(slot.id) if slot.active else None,
                "proposal": by_slot.get(slot.id),
            }
            for slot in plan.slots
        ],
        "locks": [rendering.lock(words, course, plan, lock) for lock in rendering.locks_shown(course, plan)],
        "proposals": proposals,
        "left_until_next_phase": open_clauses(words, course, plan, on),
        "settings": [{"name": name, "value": value} for name, value in plan.overrides],
        "usual": _usual(plan),
        "episode": dict(plan.episode),
        "measurements": [_measured(words, entry) for entry in plan.measured],
        "sign_offs": [_signed(words, entry) for entry in plan.signed],
    }


def _standing(words: Words, plan: Plan) -> dict[str, Any]:
    return {
        **where(words, plan),
        "entered_on": plan.phase.entered_on,
        "first_session_on": plan.phase.first_session_on,
        "sessions": plan.phase.sessions,
    }


def _usual(plan: Plan) -> dict[str, Any]:
    return {
        "morning_pain": None if plan.morning_baseline is None else float(plan.morning_baseline),
        "swelling": plan.usual_swelling,
        "night_pain": plan.usual_night_pain,
    }


def _protocol(words: Words, row: PlanRow) -> dict[str, Any]:
    entry: ProtocolEntry | None = words.catalogue.protocols.get(row.protocol_id)
    return {
        "id": row.protocol_id,
        "name": entry.name.of(words.language) if entry else row.protocol_id,
        "patient_name": words.plan(),
        "version": row.protocol_version,
        "content_hash": row.content_hash,
        **told(review_of(words.catalogue, words.content)),
    }


def _slot(words: Words, course: Course, plan: Plan, slot: Slot) -> dict[str, Any]:
    lock = lock_on(course, plan, words.content.exercises[slot.slug])
    return {
        **rendering.prescription(words, slot),
        "range": {**asdict(slot.range), "unit": slot.range.unit.value},
        "rung_floor": words.rung(slot.slug, slot.floor),
        "rung_ceiling": words.rung(slot.slug, slot.ceiling),
        "pins": {
            name: _pin(words, slot, pin) for name, pin in (("floor", slot.pin_floor), ("ceiling", slot.pin_ceiling))
        },
        "active": slot.active,
        "core": slot.core,
        "scheduled": slot.scheduled,
        "lock_id": lock.id if lock else None,
        "coming_back": _coming_back(slot),
    }


def _coming_back(slot: Slot) -> dict[str, Any] | None:
    """The weeks of fewer sets after a gap, or a planned lighter week; None where all sets are there."""
    back = slot.comeback
    return {"rule": back.rule, "from_on": back.from_on, "sets_allowed": back.allowed} if back else None


def _pin(words: Words, slot: Slot, pin: int | None) -> dict[str, Any] | None:
    return None if pin is None else words.rung(slot.slug, pin)


def _measured(words: Words, entry: Measured) -> dict[str, Any]:
    known = words.catalogue.measurements.get(entry.slug)
    return {
        "id": entry.fact_id,
        "slug": entry.slug,
        "name": known.name.of(words.language) if known else entry.slug,
        "unit": words.term("units", known.unit) if known else "",
        "value": float(entry.value),
        "side": entry.side.value,
        "on": entry.on,
    }


def _signed(words: Words, entry: Signed) -> dict[str, Any]:
    known = words.catalogue.confirmations.get(entry.subject)
    return {
        "id": entry.fact_id,
        "kind": entry.kind,
        "subject": entry.subject,
        "meaning": known.meaning.of(words.language) if known else words.phase(entry.phase),
        "phase": entry.phase,
        "on": entry.on,
    }
