"""What the fold carries: one course per patient, its plans, slots, locks and the decisions it makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from hep_api.engine.dose import Dose, DoseRange
from hep_api.engine.facts import Side
from hep_api.engine.outcomes import Decision, Outcome, ScopeKind, Shown
from hep_api.engine.protocol import Content
from hep_api.engine.results import Basis, Result


def prescription_id(plan_id: UUID, slug: str) -> UUID:
    """One exercise of a plan; survives changes of dose, rung and phase."""
    return uuid5(NAMESPACE_URL, f"hep:prescription:{plan_id}:{slug}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An A2 or A4 that waits for a clinician in `suggest`; one a slot (or plan), replaced by newer evidence."""

    key: UUID
    outcome: Outcome
    made_on: date
    after: Shown | None = None
    phase_after: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One prescription of a plan: where it stands on its ladder and what it has earned.

    `extension` counts reps above range-top (0-5, SPEC 3.4). `sets_prescribed` is what restoring climbs back to.
    `rest_from` set = unavailable until a morning settles (R1, R2); `skip_from` set = the next session day after it is
    skipped (M2). `harder_on` are the days of harder changes. `floor` and `ceiling` bound the walk; `pin_floor` and
    `pin_ceiling` are the clinician's own bounds, which outlast a phase [SPEC 1.2.6].
    """

    id: UUID
    slug: str
    rung: int
    dose: Dose
    range: DoseRange
    revision: int = 1
    floor: int = 0
    ceiling: int = 0
    extension: int = 0
    sets_prescribed: int = 0
    core: bool = False
    scheduled: bool = False
    active: bool = True
    results: tuple[Result, ...] = ()
    harder_on: tuple[date, ...] = ()
    rest_from: date | None = None
    skip_from: date | None = None
    basis: Basis | None = None
    proposal: Proposal | None = None
    pin_floor: int | None = None
    pin_ceiling: int | None = None

    @property
    def shown(self) -> Shown:
        """The prescription as the phone shows it now."""
        return Shown(self.rung, self.dose, self.revision)


@dataclass(frozen=True, slots=True)
class Session:
    """One bout as the plan remembers it. `complete` at 80 % of prescribed sets; `closed` once its morning is in."""

    id: UUID
    on: date
    at: datetime
    zone: str
    bout: int
    complete: bool
    slots: tuple[UUID, ...]
    worst: int | None
    limp: bool | None
    swelling: int | None
    instability: bool | None
    settle_minutes: int | None = None
    closed: bool = False
    red: bool = False


@dataclass(frozen=True, slots=True)
class Morning:
    """One morning report at a site, with what it says about the day before and the baseline it was held against."""

    fact_id: UUID
    on: date
    site: str | None
    pain: Decimal | None
    stiffness: Decimal | None
    stiffness_minutes: int | None
    swelling: int | None = None
    night_pain: bool | None = None
    limp: bool | None = None
    after_red: bool = False
    flare: bool = False


@dataclass(frozen=True, slots=True)
class Red:
    """One red: counted once per session day [SPEC 3.9.9]. `flare` True = a tendon flare, which is not a red."""

    on: date
    slot_id: UUID | None
    families: tuple[str, ...]
    region: str
    flare: bool
    rule: str
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A stop: only a clinician lifts it. `families` for family scope; hides all exercise when `red_flag`.

    `since_on` is the patient's local day of the stop; `region` is where mobility work is locked ("" = everywhere).
    """

    id: UUID
    scope: ScopeKind
    value: str
    families: tuple[str, ...]
    rule: str
    since: datetime
    plan_id: UUID | None
    since_on: date
    region: str = ""
    red_flag: bool = False


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that waits for a clinician; progress in its scope is held until it is acknowledged (H15)."""

    id: UUID
    scope: ScopeKind
    value: str
    families: tuple[str, ...]
    rule: str
    tier: str
    since: datetime
    plan_id: UUID | None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A stored observation: slug, side, value, local day."""

    fact_id: UUID
    slug: str
    side: Side
    value: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Signed:
    """A clinician's sign-off or confirmation, for one phase of one content version."""

    fact_id: UUID
    kind: str
    subject: str
    phase: str
    on: date


@dataclass(frozen=True, slots=True)
class PhaseState:
    """Where a plan is: phase id, day it was entered, day of its first complete session, complete sessions so far."""

    id: str
    entered_on: date
    first_session_on: date | None = None
    sessions: int = 0
    trained_weeks: tuple[date, ...] = ()


class PlanStatus(StrEnum):
    """active; held by a clinician; frozen by REASSESS; ended."""

    ACTIVE = "active"
    HELD = "held"
    FROZEN = "frozen"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Plan:
    """One assigned programme in progress. `days` are the training weekdays, Monday = 0.

    `weeks_counted` is how many exposure weeks of the schedule are done, `schedule_week` the one being trained;
    `week_from` the Monday of the local week that the next week close will judge.
    """

    id: UUID
    protocol_id: str
    content_hash: str
    side: Side
    started_on: date
    autonomy: str
    phase: PhaseState
    days: tuple[int, ...]
    goals: tuple[str, ...] = ()
    status: PlanStatus = PlanStatus.ACTIVE
    slots: tuple[Slot, ...] = ()
    sessions: tuple[Session, ...] = ()
    reds: tuple[Red, ...] = ()
    measured: tuple[Measured, ...] = ()
    signed: tuple[Signed, ...] = ()
    morning_baseline: Decimal | None = None
    baseline: Decimal | None = None
    weeks_counted: int = 0
    schedule_week: int = 0
    week_from: date | None = None
    proposal: Proposal | None = None
    days_fixed: bool = False

    def slot(self, slot_id: UUID) -> Slot | None:
        """The prescription by id, or None."""
        return next((slot for slot in self.slots if slot.id == slot_id), None)


@dataclass(frozen=True, slots=True)
class DaysOut:
    """Days out of the programme, inclusive; `until_on` None = still open. They leave the adherence denominator."""

    from_on: date
    until_on: date | None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """One patient's rehabilitation: the state of the fold over that patient's facts.

    `lifted` are the locks a clinician opened and the alerts acknowledged: the same cause never raises them again.
    `emitted` are the decisions made since the snapshot this was loaded from; the store writes them and starts
    the next step with none. `contents` maps a content hash to what plans were assigned with; neither is stored
    with the snapshot.
    """

    patient_id: UUID
    advanced_to: datetime | None = None
    zone: str = "UTC"
    plans: tuple[Plan, ...] = ()
    mornings: tuple[Morning, ...] = ()
    locks: tuple[Lock, ...] = ()
    alerts: tuple[OpenAlert, ...] = ()
    lifted: tuple[UUID, ...] = ()
    days_out: tuple[DaysOut, ...] = ()
    screened_on: date | None = None
    load_step_kg: Decimal | None = None
    emitted: tuple[Decision, ...] = ()
    contents: Mapping[str, Content] = field(default_factory=dict, hash=False, compare=False)

    def plan(self, plan_id: UUID) -> Plan | None:
        """The plan by id, or None."""
        return next((plan for plan in self.plans if plan.id == plan_id), None)

    def content(self, plan: Plan) -> Content:
        """What the plan was assigned with."""
        return self.contents[plan.content_hash]
