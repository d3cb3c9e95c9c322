"""Facts: what happened, in the patient's or a clinician's words, as values that never change."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from hep_api.engine.dose import Dose, Load


class Side(StrEnum):
    """Which side of the body; `none` where the question makes no sense."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NONE = "none"


class Form(StrEnum):
    """How the movement looked [SPEC 3.1]; a missing answer is treated as `minor`."""

    OK = "ok"
    MINOR = "minor"
    BREAKDOWN = "breakdown"
    PAIN_ALTERED = "pain_altered"


class Soreness(StrEnum):
    """What kind of soreness the next morning has; a missing answer is treated as `site` [SPEC 3.1]."""

    NONE = "none"
    MUSCLE = "muscle"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class SetLog:
    """One set as done: `achieved` in the dose's unit (0 = not done), the `target` shown, pain 0-10 or None."""

    target: int
    achieved: int
    side: Side = Side.NONE
    load: Load | None = None
    pain: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ExerciseLog:
    """One exercise of a session, judged against the dose the phone showed. `rpe` 0-10 of the last set or None."""

    prescription_id: UUID
    dose_revision: int
    rung: int
    sets: tuple[SetLog, ...]
    rpe: Decimal | None = None
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class SessionLog:
    """One bout of one plan. `limp`, `instability` None = not answered. `swelling` grade 0-4 [SPEC 3.1].

    `note` is the patient's own words: kept for people, never read by a rule.
    """

    exercises: tuple[ExerciseLog, ...]
    bout: int = 1
    limp: bool | None = None
    swelling: int | None = None
    instability: bool | None = None
    corrects: UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AfterCheckIn:
    """About an hour after a session: pain 0-10 and minutes until it settled."""

    session_id: UUID | None = None
    pain: Decimal | None = None
    settle_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class MorningReport:
    """The next local morning at a treated site (None = every site): pain 0-10, stiffness 0-10 and minutes.

    `muscle_soreness` 0-10 is the ordinary ache of trained muscle; it counts three days after a session [M6].
    `note` is the patient's own words: kept for people, never read by a rule.
    """

    site: str | None = None
    pain: Decimal | None = None
    stiffness: Decimal | None = None
    stiffness_minutes: int | None = None
    soreness: Soreness | None = None
    swelling: int | None = None
    night_pain: bool | None = None
    limp: bool | None = None
    corrects: UUID | None = None
    note: str = ""
    muscle_soreness: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """Answers to red-flag questions by id ('RF01'); the question version shown is kept with them."""

    answers: tuple[tuple[str, bool], ...]
    version: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """An objective test [MEASUREMENTS B.1]: slug, value in the slug's unit, side, how it was done."""

    slug: str
    value: Decimal
    side: Side = Side.NONE
    note: str = ""
    by_clinician: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """Days out of the programme, `from_on` to `until_on` inclusive; `until_on` None = until ended by a new pause."""

    from_on: date
    until_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the patient has: the smallest step between available loads in kg [SPEC 3.4], None = as each exercise says.

    `at_hand` are slugs of the vocabulary: kept for people, never read by a rule.
    """

    load_step_kg: Decimal | None
    at_hand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunLoad:
    """What the run programme tells about the week behind [M8]; None = not known.

    `spike`: longest run against the longest of 30 days, as the share above it (0.35 = 35 % longer). `acwr`: acute over
    chronic load. `warning_signs`: how many of the five warning signs of SPEC 4.5.
    """

    spike: Decimal | None = None
    acwr: Decimal | None = None
    warning_signs: int | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for this patient, at intake or after a clinician's reset [SPEC 3.9.17]; None = leave it as it is.

    Morning pain 0-10, swelling grade 0-4, whether the site wakes the patient at night.
    """

    morning_pain: Decimal | None = None
    swelling: int | None = None
    night_pain: bool | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """A whole programme is assigned: the content under its hash, first day, side and autonomy.

    `episode` are facts of this episode of care [MEASUREMENTS B.3] as (name, value): surgery_on, surgery.graft ...
    """

    plan_id: UUID
    content_hash: str
    started_on: date
    side: Side
    autonomy: str
    days: tuple[int, ...] = ()
    start_rungs: tuple[tuple[str, int], ...] = ()
    morning_baseline: Decimal | None = None
    goals: tuple[str, ...] = ()
    usual_swelling: int | None = None
    usual_night_pain: bool | None = None
    episode: tuple[tuple[str, str], ...] = ()


class Verb(StrEnum):
    """What a clinician can do to a plan."""

    SIGN_OFF = "sign_off"
    CONFIRM = "confirm"
    HOLD = "hold"
    RESUME = "resume"
    UNLOCK = "unlock"
    ADVANCE = "advance"
    END = "end"
    ACCEPT = "accept"
    REJECT = "reject"
    ADJUST = "adjust"
    ACKNOWLEDGE = "acknowledge"
    RESET = "reset"
    CONFIGURE = "configure"
    BACK = "back"
    TARGET = "target"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """New numbers for one prescription; None leaves a field as it is. Pins bound the ladder walk [SPEC 1.2.6]."""

    prescription_id: UUID
    dose: Dose | None = None
    rung: int | None = None
    rung_floor: int | None = None
    rung_ceiling: int | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A clinician's act with its typed reason. `target` names a lock, alert or decision; `subject` a confirmation.

    `configure` sets the setting `subject` of one plan to `value`; "" puts it back. `reset` sets what is `usual`. `move`
    goes to the version `subject` of the plan's protocol, stored under `content_hash`.
    """

    verb: Verb
    reason: str
    actor: UUID
    target: UUID | None = None
    subject: str = ""
    phase: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    days: tuple[int, ...] | None = None
    autonomy: str | None = None
    value: str = ""
    usual: Usual | None = None
    content_hash: str = ""


Body = SessionLog | AfterCheckIn | MorningReport | Screen | Measurement | Pause | Equipment | RunLoad | Assign | Action

RANKS: dict[type, int] = {
    Assign: 0, Equipment: 1, Pause: 2, Action: 3, Screen: 4, Measurement: 5, MorningReport: 6, SessionLog: 7,
    AfterCheckIn: 8, RunLoad: 9,
}  # fmt: skip
"""Order of kinds at one instant: what a clinician said comes before what it judges."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An envelope: who, when and where, around a body. `credited_on` is the local day the fact counts for.

    `drives` False keeps the fact and lets it decide nothing (it came from the future, or its plan had ended).
    `superseded` True = a later fact corrects it: it can still stop, never progress. `received_at` None = at once.
    """

    id: UUID
    occurred_at: datetime
    zone: str
    credited_on: date
    body: Body
    plan_id: UUID | None = None
    drives: bool = True
    superseded: bool = False
    received_at: datetime | None = None

    @property
    def known_on(self) -> date | None:
        """The local day we came to know of it, where that was a later one; None when it was told on its own day."""
        if self.received_at is None:
            return None
        day = credited_on(self.received_at, self.zone)
        return day if day > self.credited_on else None

    @property
    def order(self) -> tuple[datetime, int, str]:
        """The total order of facts, never that of arrival: instant, rank of the kind, id."""
        return (self.occurred_at, RANKS[type(self.body)], str(self.id))


def credited_on(occurred_at: datetime, zone: str) -> date:
    """The patient's local calendar day of an aware instant."""
    return occurred_at.astimezone(ZoneInfo(zone)).date()


def worst_pain(body: Body) -> Decimal | None:
    """The worst pain that a session, check-in or morning tells of, 0-10; None when it tells of none."""
    if isinstance(body, SessionLog):
        told = [entry.pain for log in body.exercises for entry in log.sets if entry.pain is not None]
        return max(told, default=None)
    return body.pain if isinstance(body, AfterCheckIn | MorningReport) else None
