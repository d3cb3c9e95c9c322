"""Where a plan stands among its phases, and what is left until the next."""

from datetime import date
from typing import Any

from hep_api.engine.explain import left
from hep_api.engine.phases import needs_sign_off, readiness, signed_off
from hep_api.engine.state import Course, Plan
from hep_api.plans.words import Words


def where(words: Words, plan: Plan) -> dict[str, Any]:
    """The phase a plan is in: id, name, its number counted from 1, and of how many."""
    ids = [phase.id for phase in words.content.protocol.phases]
    number = ids.index(plan.phase.id) + 1
    return {"id": plan.phase.id, "name": words.phase(plan.phase.id), "number": number, "of": len(ids)}


def road(words: Words, plan: Plan) -> list[dict[str, Any]]:
    """Every phase with its weeks, whether it is done, current or ahead, and what it needs to be entered."""
    phases = words.content.protocol.phases
    here = [phase.id for phase in phases].index(plan.phase.id)
    return [
        {
            "id": phase.id,
            "name": words.phase(phase.id),
            "band": phase.band.value,
            "weeks_min": float(phase.weeks_min),
            "weeks_max": float(phase.weeks_max),
            "state": "done" if index < here else "current" if index == here else "ahead",
            "needs_sign_off": needs_sign_off(phase),
            "signed_off": signed_off(plan, phase),
        }
        for index, phase in enumerate(phases)
    ]


def left_until_next(words: Words, course: Course, plan: Plan, on: date) -> list[str]:
    """What is left until the next phase, in sentences; empty when nothing is, or there is none."""
    return [words.say(phrase) for phrase in left(readiness(course, plan, on))]


def open_clauses(words: Words, course: Course, plan: Plan, on: date) -> list[dict[str, Any]]:
    """What is left until the next phase, clause by clause, as a clinician reads it."""
    checks = [check for check in readiness(course, plan, on) if not check.met]
    return [
        {
            "text": words.say(phrase),
            "key": check.key,
            "subject": check.subject,
            "observed": check.observed,
            "threshold": check.threshold,
            "measurable": check.measurable,
        }
        for check, phrase in zip(checks, left(checks), strict=True)
    ]
