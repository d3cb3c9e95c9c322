"""What one exercise's session came to, and where it started from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from hep_api.engine.dose import Dose, DoseRange
from hep_api.engine.facts import Form
from hep_api.engine.outcomes import Outcome, Shown


class Settled(StrEnum):
    """What a morning says about the day before [SPEC 3.2]."""

    SETTLED = "settled"
    WATCH = "watch"
    FLARE = "flare"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Result:
    """One exercise in one session, judged: what the rules look at. `final` None until the morning or cut-off.

    `worst` is the ceiled worst pain that was told, None when none was; `pain_missing` True when a done set lacks its
    score. `via` is the decisive rule, `counts` False when the session cannot count towards A2 [SPEC 3.9.2].
    `in_effect` is the latest outcome put into effect, provisional or final.
    """

    session_id: UUID
    on: date
    bout: int
    rung: int
    dose: Dose
    worst: int | None
    pain_missing: bool
    rise: Decimal
    completion: Decimal
    full_hit: bool
    top_hit: bool
    rpe: Decimal | None
    form: Form
    qualifies: bool = False
    counts: bool = False
    final: Outcome | None = None
    via: str = ""
    in_effect: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a prescription stood when a day's first bout was judged; the final decisions start from here again.

    `capped` True = at best HOLD: a second bout or a clinician's change came in between. `judged_from` is what the
    phone showed before the first final decision, so that a later one tells the same change.
    """

    session_id: UUID
    on: date
    rung: int
    dose: Dose
    range: DoseRange
    extension: int
    harder_on: tuple[date, ...]
    schedule_week: int
    quota_days: int
    capped: bool = False
    judged_from: Shown | None = None
