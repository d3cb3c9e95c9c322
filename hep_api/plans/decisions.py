"""Decisions in sentences: what changed or was held, every rule that matched, and what it was judged by."""

from typing import Any
from uuid import UUID

from hep_api.engine.explain import headline, said, would_change
from hep_api.engine.outcomes import Decision, Shown
from hep_api.plans.rendering import moved, shown
from hep_api.plans.words import Words


def told(words: Words, row_id: UUID, decision: Decision) -> dict[str, Any]:
    """A decision in short: outcome, headline, what changes, why."""
    slug = words.slug_of(decision.plan_id, decision.slot_id)
    return {
        "id": row_id,
        "plan_id": decision.plan_id,
        "stage": decision.stage.value,
        "outcome": decision.outcome.value,
        "rule": decision.rule,
        "headline": words.say(headline(decision)),
        "change": moved(words, slug, decision.before, decision.after),
        "sentences": [words.say(said(reason)) for reason in decision.reasons],
        "would_change": words.say(would) if (would := would_change(decision)) else None,
        "proposed": decision.proposed,
        "prescription_id": decision.slot_id,
        "slug": slug or None,
        "name": words.exercise(slug) if slug else None,
        "decided_on": decision.decided_on,
    }


def told_in_full(words: Words, row: Any, decision: Decision) -> dict[str, Any]:
    """A stored decision with everything that it was made of. `row` says which revision and how it ended."""
    slug = words.slug_of(decision.plan_id, decision.slot_id)
    return {
        **told(words, row.id, decision),
        "revision": row.revision,
        "superseded_by": row.superseded_by,
        "settled_as": row.settled_as,
        "scope": decision.scope.value,
        "scope_value": decision.scope_value,
        "decided_at": decision.decided_at,
        "matched": [
            {
                "rule": reason.rule,
                "sentence": words.say(said(reason)),
                "observed": reason.observed,
                "threshold": reason.threshold,
            }
            for reason in decision.reasons
        ],
        "facts": list(decision.facts),
        "before": _shown(words, slug, decision.before),
        "after": _shown(words, slug, decision.after),
        "phase_before": decision.phase_before or None,
        "phase_after": decision.phase_after or None,
        "content_hash": decision.content_hash,
        "engine_version": decision.engine_version,
        "actor": decision.actor,
    }


def _shown(words: Words, slug: str, value: Shown | None) -> dict[str, Any] | None:
    return shown(words, slug, value) if slug and value else None
