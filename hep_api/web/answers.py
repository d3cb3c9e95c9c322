"""What a phone is told about a fact it sent: decisions with reasons, alerts, and the one thing to do now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from flask import Response

from hep_api.catalogue import Catalogue
from hep_api.codec import KIND_OF, canonical
from hep_api.engine.alarms import SEVERE_SCORE, worst_pain
from hep_api.engine.evaluation import lock_on
from hep_api.engine.explain import Phrase, advice, change, dose_text, headline, said, would_change
from hep_api.engine.facts import AfterCheckIn, Fact, MorningReport, Screen, SessionLog
from hep_api.engine.outcomes import Decision, Outcome, Shown
from hep_api.engine.pain import ceil_score
from hep_api.engine.screening import complete, tier_of
from hep_api.engine.state import Course, OpenAlert, PlanStatus
from hep_api.engine.timetable import whole_plan
from hep_api.web.kept_wording import worded
from hep_api.web.wording import say

STOPPING = Phrase(f"advice.{Outcome.STOP_ALERT}")


class Taken(Protocol):
    """What recording a fact changed."""

    @property
    def before(self) -> Course:
        """The course before."""

    @property
    def after(self) -> Course:
        """The course after."""

    @property
    def decisions(self) -> tuple[tuple[UUID, Decision], ...]:
        """The decisions written, with their row ids."""

    @property
    def replayed(self) -> bool:
        """Whether earlier decisions were judged again."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells in one language. `wordings` says which plans keep a wording (by hash) for what is decided about them."""

    catalogue: Catalogue
    language: str
    wordings: Mapping[UUID, str] = field(default_factory=dict)

    def answer(self, fact: Fact, taken: Taken, kept: str) -> dict[str, Any]:
        """The answer to a fact; `kept` is one of KEPT when it decides nothing, else ''."""
        own = [(row_id, d) for row_id, d in taken.decisions if _caused(fact, d)]
        plain = {
            "id": fact.id,
            "kind": KIND_OF[type(fact.body)],
            "plan_id": fact.plan_id,
            "credited_on": fact.credited_on,
            "drives": not kept,
            "kept": {"code": kept, "text": self.say(Phrase(f"kept.{kept}"))} if kept else None,
            "replayed": taken.replayed,
            "decisions": [self.decision(row_id, d, taken.after) for row_id, d in own],
            "advice": self._advice(fact, taken.after, [d.outcome for _, d in own], kept),
            "alerts": self._alerts(taken),
            "screen": self._screened(fact.body) if isinstance(fact.body, Screen) else None,
        }
        told: dict[str, Any] = as_plain(plain)
        return told

    def decision(self, row_id: UUID, decision: Decision, course: Course) -> dict[str, Any]:
        """One decision in short, in the words that its plan was assigned with."""
        plan = course.plan(decision.plan_id)
        if plan is not None and plan.id in self.wordings:
            then = worded(self.catalogue, self.wordings[plan.id], course.content(plan))
            return Teller(then, self.language).decision(row_id, decision, course)
        slot = plan.slot(decision.slot_id) if plan and decision.slot_id else None
        entry = self.catalogue.exercises.get(slot.slug) if slot else None
        return {
            "id": row_id,
            "plan_id": decision.plan_id,
            "stage": decision.stage.value,
            "outcome": decision.outcome.value,
            "rule": decision.rule,
            "headline": self.say(headline(decision), plan.protocol_id if plan else ""),
            "change": self._change(decision, slot.slug if slot else ""),
            "sentences": [self.say(said(reason), plan.protocol_id if plan else "") for reason in decision.reasons],
            "would_change": self.say(would, "") if (would := would_change(decision)) else None,
            "proposed": decision.proposed,
            "prescription_id": decision.slot_id,
            "slug": slot.slug if slot else None,
            "name": entry.name.of(self.language) if entry else None,
            "decided_on": decision.decided_on,
        }

    def say(self, phrase: Phrase, protocol_id: str = "") -> str:
        """A sentence."""
        return say(self.catalogue, self.language, phrase, protocol_id)

    def _change(self, decision: Decision, slug: str) -> str | None:
        phrase = change(decision)
        before, after = decision.before, decision.after
        if phrase is None or before is None or after is None or before.rung == after.rung:
            return self.say(phrase) if phrase else None
        named = (("before", self._variant(slug, before)), ("after", self._variant(slug, after)))
        return self.say(Phrase(phrase.key, named))

    def _variant(self, slug: str, shown: Shown) -> str:
        entry = self.catalogue.exercises.get(slug)
        rungs = entry.exercise.rungs if entry else ()
        name = entry.rung_names[rungs[shown.rung].id].of(self.language) if entry and shown.rung < len(rungs) else ""
        return f"{name} {dose_text(shown)}".strip()

    def _advice(self, fact: Fact, after: Course, outcomes: Iterable[Outcome], kept: str) -> dict[str, Any] | None:
        phrase = advice(outcomes)
        if (kept and _severe(fact)) or _locked(fact, after):
            phrase = STOPPING
        if not isinstance(fact.body, SessionLog | AfterCheckIn | MorningReport) or (kept and phrase != STOPPING):
            return None
        return {"urgent": phrase == STOPPING, "text": self.say(phrase)}

    def _alerts(self, taken: Taken) -> list[dict[str, Any]]:
        known = {alert.id for alert in taken.before.alerts}
        return [
            {"id": alert.id, "rule": alert.rule, "tier": alert.tier or None, "what_to_do": self._what_to_do(alert)}
            for alert in taken.after.alerts
            if alert.id not in known
        ]

    def _what_to_do(self, alert: OpenAlert) -> str:
        texts = self.catalogue.screening.what_to_do
        return texts[alert.tier].of(self.language) if alert.tier in texts else self.say(STOPPING)

    def _screened(self, screen: Screen) -> dict[str, Any]:
        tier = tier_of(screen)
        said_yes = {question for question, yes in screen.answers if yes}
        answered = {question for question, _ in screen.answers}
        questions = self.catalogue.screening.questions
        texts = self.catalogue.screening.what_to_do
        now = [texts[tier or "clear"].of(self.language)] if tier or complete(screen) else []
        more = [q.advice.of(self.language) for q in questions if q.id in said_yes and q.advice]
        asked = [q.id for q in questions if q.tier or q.asked_if in said_yes]
        return {
            "tier": tier.value if tier else None,
            "what_to_do": now + more,
            "unanswered": [question for question in asked if question not in answered],
        }


def as_plain(value: Any) -> Any:
    """Plain data whose ids and days are text, as it is kept and sent."""
    if isinstance(value, Mapping):
        return {name: as_plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def reply(answer: Mapping[str, Any], *, created: bool) -> Response:
    """The answer as bytes that are the same for every retry: 201 the first time, 200 afterwards."""
    return Response(canonical(answer), status=201 if created else 200, content_type="application/json")


def _caused(fact: Fact, decision: Decision) -> bool:
    return decision.trigger == str(fact.id) or decision.decided_at == fact.occurred_at


def _severe(fact: Fact) -> bool:
    worst = worst_pain(fact.body)
    return worst is not None and ceil_score(worst) >= SEVERE_SCORE


def _locked(fact: Fact, course: Course) -> bool:
    """Whether a lock covers what the session did, or else every live plan: then nobody is told to carry on."""
    plan = course.plan(fact.plan_id) if fact.plan_id else None
    if plan is None or not isinstance(fact.body, SessionLog):
        live = [entry for entry in course.plans if entry.status is not PlanStatus.ENDED]
        return bool(live) and all(any(whole_plan(lock, entry) for lock in course.locks) for entry in live)
    slots = [plan.slot(log.prescription_id) for log in fact.body.exercises]
    exercises = course.content(plan).exercises
    return any(slot and lock_on(course, plan, exercises[slot.slug]) for slot in slots)


Render = Callable[[Fact, Any, str], dict[str, Any]]
"""How the answer to a fact is made: see Teller.answer."""
