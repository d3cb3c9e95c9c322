"""Outcomes and decisions: what was decided, how far it reaches, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha1
from uuid import NAMESPACE_URL, UUID

from hep_api.engine.dose import Dose


class Outcome(StrEnum):
    """Outcome words, most conservative first [SPEC 0; APPLY_STEP ranks as ADVANCE_VARIANT: 3.9.5].

    CLINICIAN marks what a person decided, WITHDRAWN what late or corrected facts no longer lead to; the decision
    table itself never reaches either.
    """

    STOP_ALERT = "STOP_ALERT"
    REASSESS = "REASSESS"
    REGRESS = "REGRESS"
    MODIFY = "MODIFY"
    HOLD = "HOLD"
    CLINICIAN = "CLINICIAN"
    WITHDRAWN = "WITHDRAWN"
    INCREASE_REPS = "INCREASE_REPS"
    INCREASE_LOAD = "INCREASE_LOAD"
    ADVANCE_VARIANT = "ADVANCE_VARIANT"
    APPLY_STEP = "APPLY_STEP"
    ADVANCE_PHASE = "ADVANCE_PHASE"


RANK: dict[Outcome, int] = {
    Outcome.STOP_ALERT: 0, Outcome.REASSESS: 0, Outcome.REGRESS: 1, Outcome.MODIFY: 2, Outcome.HOLD: 3,
    Outcome.CLINICIAN: 3, Outcome.WITHDRAWN: 3,
    Outcome.INCREASE_REPS: 4, Outcome.INCREASE_LOAD: 5, Outcome.ADVANCE_VARIANT: 6, Outcome.APPLY_STEP: 6,
    Outcome.ADVANCE_PHASE: 7,
}  # fmt: skip
"""Lower is more conservative."""

PROGRESSING = frozenset(outcome for outcome, rank in RANK.items() if rank >= RANK[Outcome.INCREASE_REPS])
HARDER = frozenset(outcome for outcome, rank in RANK.items() if rank >= RANK[Outcome.INCREASE_LOAD])


class ScopeKind(StrEnum):
    """How far a decision or lock reaches [SPEC 3.3 tie-breaks: programme beats family beats exercise]."""

    EXERCISE = "exercise"
    FAMILY = "family"
    REGION = "region"
    PROTOCOL = "protocol"
    PROGRAMME = "programme"


class Stage(StrEnum):
    """Provisional at session end, final at the morning report or the cut-off, at_once for everything else."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that matched: what was observed against which threshold. Rendered to words on reading.

    `values` holds the numbers of the sentence as (name, text) pairs; `key` picks the sentence in the wording.
    """

    rule: str
    key: str
    observed: str = ""
    threshold: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a prescription looks like at one moment: rung, dose, and the revision that counts its changes."""

    rung: int
    dose: Dose
    revision: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What the engine or a clinician decided, also to hold. `key` is the same whenever it is recomputed.

    `trigger` is the fact (or boundary) that caused it; `proposed` True = waits for a clinician.
    `before` and `after` are the prescription around it (None for phase and plan decisions).
    """

    key: UUID
    plan_id: UUID
    trigger: str
    stage: Stage
    outcome: Outcome
    rule: str
    reasons: tuple[Reason, ...]
    decided_at: datetime
    decided_on: date
    content_hash: str
    engine_version: str
    scope: ScopeKind = ScopeKind.PROTOCOL
    scope_value: str = ""
    facts: tuple[UUID, ...] = ()
    slot_id: UUID | None = None
    before: Shown | None = None
    after: Shown | None = None
    phase_before: str = ""
    phase_after: str = ""
    proposed: bool = False
    actor: str = "engine"


def decision_key(plan_id: UUID, subject: str, trigger: str, stage: Stage) -> UUID:
    """UUIDv5 of plan, slot or scope, trigger and stage; the store adds the revision."""
    named = _URL + f"hep:decision:{plan_id}:{subject}:{trigger}:{stage}".encode()
    return UUID(bytes=sha1(named, usedforsecurity=False).digest()[:16], version=5)


_URL = NAMESPACE_URL.bytes
"""A decision has a name of its own each time: uuid5 would write the namespace out again for each."""
