"""What the fold carries: one course per patient, its plans, what they remember, locks and decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from hep_api.engine.configuring import Config, configured
from hep_api.engine.facts import Side
from hep_api.engine.outcomes import Decision, ScopeKind
from hep_api.engine.protocol import Content
from hep_api.engine.slot import Proposal, Slot


@dataclass(frozen=True, slots=True)
class Session:
    """One bout as the plan remembers it. `complete` at 80 % of prescribed sets; `closed` once its morning is in.

    `bouts` is how many the day asked for, `later_sets` what the later ones ask besides `asked_sets`. `gap_days` is how
    long before it the first missed session had been due; `paused` = logged on a day out of the programme. `known_on` is
    the later day we were told, None = on its own.
    """

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
    gap_days: int = 0
    paused: bool = False
    bouts: int = 1
    asked_sets: int = 0
    later_sets: int = 0
    logged_sets: int = 0
    known_on: date | None = None

    @property
    def done(self) -> bool:
        """Whether anything of it was done."""
        return self.logged_sets > 0


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
    muscle_soreness: Decimal | None = None


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

    @property
    def door(self) -> tuple[object, ...]:
        """What it closes and why: locks of one door are lifted together, however often it was closed."""
        return (self.scope, self.value, self.families, self.rule, self.plan_id, self.region, self.red_flag)


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
    """Where a plan is: phase id, day it was entered, day of its first complete session, complete sessions so far.

    `reassess_from` is the day a clinician let the phase go on after its weeks were over; `reassessed` = that happened.
    `lighter_at` is how many weeks had been trained when the last lighter week began.
    """

    id: str
    entered_on: date
    first_session_on: date | None = None
    sessions: int = 0
    trained_weeks: tuple[date, ...] = ()
    reassess_from: date | None = None
    reassessed: bool = False
    lighter_at: int = 0


@dataclass(frozen=True, slots=True)
class DaysOut:
    """Days out of the programme, inclusive; `until_on` None = still open. They leave the adherence denominator."""

    from_on: date
    until_on: date | None
    locked: bool = False


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
    `week_from` the Monday of the local week that the next week close will judge. `overrides` are this plan's own
    settings. `gap_rule` is the gap row that has taken effect since the last session. `held` are days a clinician held.
    `targets` are a clinician's own numbers for measurements, as (slug, value).
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
    overrides: tuple[tuple[str, str], ...] = ()
    usual_swelling: int = 0
    usual_night_pain: bool = False
    gap_rule: str = ""
    held_from: date | None = None
    held: tuple[DaysOut, ...] = ()
    reassessed_before: bool = False
    episode: tuple[tuple[str, str], ...] = ()
    targets: tuple[tuple[str, str], ...] = ()

    def slot(self, slot_id: UUID) -> Slot | None:
        """The prescription by id, or None."""
        for slot in self.slots:
            if slot.id == slot_id:
                return slot
        return None


@dataclass(frozen=True, slots=True)
class Course:
    """One patient's rehabilitation: the state of the fold over that patient's facts.

    `lifted` are the locks a clinician opened and the alerts acknowledged: the same cause never raises them again.
    `screened_on` is the day of the last complete short set, `screen_wanted` = something since asks for another one.
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
    screen_wanted: bool = False
    load_step_kg: Decimal | None = None
    emitted: tuple[Decision, ...] = ()
    contents: Mapping[str, Content] = field(default_factory=dict, hash=False, compare=False)

    def plan(self, plan_id: UUID) -> Plan | None:
        """The plan by id, or None."""
        for plan in self.plans:
            if plan.id == plan_id:
                return plan
        return None

    def content(self, plan: Plan) -> Content:
        """What the plan was assigned with."""
        return self.contents[plan.content_hash]

    def config(self, plan: Plan) -> Config:
        """The plan's configuration: the content's, with what was set for this plan alone."""
        config = self.contents[plan.content_hash].config
        return configured(config, plan.overrides) if plan.overrides else config
