"""Series for charts, straight from the facts: pain, exercises, adherence, phases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hep_api.engine import timetable
from hep_api.engine.course import effective
from hep_api.engine.facts import ExerciseLog, Fact, MorningReport, SessionLog
from hep_api.engine.state import Course, Plan
from hep_api.plans.words import Words
from hep_api.store.models import DecisionRow


def progress(
    words: Words, course: Course, plan: Plan, *, facts: Iterable[Fact], entered: Sequence[DecisionRow], on: date
) -> dict[str, Any]:
    """Every series of a plan up to a local day; corrected facts are left out."""
    known = sorted((fact for fact in effective(facts) if not fact.superseded), key=lambda fact: fact.order)
    sessions = [fact for fact in known if isinstance(fact.body, SessionLog) and fact.plan_id == plan.id]
    site = words.content.protocol.region
    mornings = [fact for fact in known if isinstance(fact.body, MorningReport) and fact.body.site in (None, site)]
    return {
        "plan_id": plan.id,
        "pain": _pain(sessions, mornings),
        "exercises": _exercises(words, plan, sessions),
        "adherence": _adherence(course, plan, sessions, on),
        "phases": _marks(words, plan, entered),
    }


def _logs(fact: Fact) -> tuple[ExerciseLog, ...]:
    return fact.body.exercises if isinstance(fact.body, SessionLog) else ()


def _pain(sessions: list[Fact], mornings: list[Fact]) -> list[dict[str, Any]]:
    """The worst pain of a day's sessions, and of the morning after that day; null = not told."""
    during: dict[date, list[Decimal]] = defaultdict(list)
    after: dict[date, list[Decimal]] = defaultdict(list)
    for fact in sessions:
        told = [entry.pain for log in _logs(fact) for entry in log.sets if entry.pain is not None]
        during[fact.credited_on] += told
    for fact in mornings:
        if isinstance(fact.body, MorningReport) and fact.body.pain is not None:
            after[fact.credited_on - timedelta(days=1)].append(fact.body.pain)
    return [
        {"on": day, "during": _worst(during.get(day)), "next_morning": _worst(after.get(day))}
        for day in sorted(during.keys() | after.keys())
    ]


def _worst(scores: list[Decimal] | None) -> float | None:
    return float(max(scores)) if scores else None


def _exercises(words: Words, plan: Plan, sessions: list[Fact]) -> list[dict[str, Any]]:
    points: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for fact in sessions:
        for log in _logs(fact):
            points[log.prescription_id].append(_point(words, plan, fact, log))
    return [
        {
            "prescription_id": slot.id,
            "slug": slot.slug,
            "name": words.exercise(slot.slug),
            "unit": slot.dose.unit.value,
            "points": points[slot.id],
        }
        for slot in plan.slots
        if slot.id in points
    ]


def _point(words: Words, plan: Plan, fact: Fact, log: ExerciseLog) -> dict[str, Any]:
    slug, slot = words.slug_of(plan.id, log.prescription_id), plan.slot(log.prescription_id)
    rung = slot.rung_shown(log.rung, log.dose_revision) if slot else log.rung
    loads = [entry.load.value for entry in log.sets if entry.load and entry.load.value is not None and entry.achieved]
    pains = [entry.pain for entry in log.sets if entry.pain is not None]
    return {
        "on": fact.credited_on,
        "session_id": fact.id,
        "rung": words.rung(slug, rung),
        "sets": sum(1 for entry in log.sets if entry.achieved),
        "achieved": sum(entry.achieved for entry in log.sets),
        "best_set": max((entry.achieved for entry in log.sets), default=0),
        "target": sum(entry.target for entry in log.sets),
        "load": float(max(loads)) if loads else None,
        "pain": _worst(pains),
        "rpe": None if log.rpe is None else float(log.rpe),
    }


def _adherence(course: Course, plan: Plan, sessions: list[Fact], on: date) -> list[dict[str, Any]]:
    """Sessions done of those scheduled, by local week from Monday to the week of `on`; at most all of them count."""
    done: dict[date, set[date]] = defaultdict(set)
    remembered = {session.id: session.complete for session in plan.sessions}
    for fact in sessions:
        if remembered.get(fact.id, True):
            done[timetable.monday(fact.credited_on)].add(fact.credited_on)
    weeks = []
    week = timetable.monday(plan.started_on)
    while week <= on:
        scheduled = len(timetable.scheduled_days(course, plan, week, min(week + timedelta(days=6), on)))
        kept = min(len(done[week]), scheduled)
        share = kept / scheduled if scheduled else None
        weeks.append({"week_from": week, "scheduled": scheduled, "done": len(done[week]), "share": share})
        week += timedelta(days=7)
    return weeks


def _marks(words: Words, plan: Plan, entered: Sequence[DecisionRow]) -> list[dict[str, Any]]:
    """When each phase was entered. What the engine decides at the end of a day holds from the next."""
    first = words.content.protocol.phases[0].id
    marks = [{"on": plan.started_on, "id": first, "name": words.phase(first)}]
    for row in entered:
        later = timedelta(days=1 if row.actor == "engine" else 0)
        marks.append({"on": row.decided_on + later, "id": row.phase_after, "name": words.phase(row.phase_after)})
    return marks
