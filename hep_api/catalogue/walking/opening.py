"""The first minutes of a walk: what the clinic knows and signs before the first session."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hep_api.catalogue.clause_tree import asked
from hep_api.catalogue.vocabulary import GOALS
from hep_api.catalogue.walking.asking import signatures_of
from hep_api.catalogue.walking.ground import Ground
from hep_api.engine.facts import Action, Assign, Body, Measurement, Screen, Side, Verb
from hep_api.engine.protocol import Phase, Protocol
from hep_api.engine.screening import TIERS
from hep_api.engine.weights import BODY_MASS

START = date(2026, 1, 5)
"""A Monday; which one does not matter."""

PLAN = UUID(int=2)
THERAPIST = UUID(int=3)
WEIGHS_KG = Decimal(70)
EPISODE_WORDS = {"weeks_since": 7, "days_since": 1}


def opening(ground: Ground) -> Iterator[Body]:
    """Every fact of the first minutes, in order."""
    protocol = ground.content.protocol
    yield Assign(
        PLAN, ground.content.hash, START, Side.LEFT, "auto", goals=tuple(sorted(GOALS)), episode=_episode(protocol)
    )
    yield Screen(tuple((question, False) for question in TIERS), "1")
    if BODY_MASS in ground.measurements:
        yield Measurement(BODY_MASS, WEIGHS_KG)
    for phase in protocol.phases:
        yield from _signed(phase)
    for restriction in protocol.restrictions:
        if restriction.until_confirmed:
            yield signature("confirm", restriction.until_confirmed, protocol.phases[0].id)


def _signed(phase: Phase) -> Iterator[Action]:
    for verb, subject in signatures_of(phase):
        yield signature(verb, subject, phase.id)


def signature(verb: str, subject: str, phase: str) -> Action:
    """A clinician's sign-off or confirmation for a phase."""
    return Action(Verb(verb), "walk", THERAPIST, subject=subject, phase=phase)


def _episode(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """Every day that a gate or restriction counts from: today, or as long ago as the first phase's entry asks."""
    named = {restriction.since for restriction in protocol.restrictions if restriction.since}
    for phase in protocol.phases:
        for clause in (*asked(phase.entry), *asked(phase.exit)):
            if clause.word in EPISODE_WORDS:
                named.add(clause.subject)
    return tuple((name, (START - _ago(protocol.phases[0], name)).isoformat()) for name in sorted(named))


def _ago(first: Phase, name: str) -> timedelta:
    asks = [clause for clause in asked(first.entry) if clause.word in EPISODE_WORDS and clause.subject == name]
    days = [EPISODE_WORDS[clause.word] * int(clause.arg("at_least", "0")) for clause in asks]
    return timedelta(days=max(days, default=0))
