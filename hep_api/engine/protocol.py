"""Exercises, ladders, phases, gates and protocols: content as values, exactly as a clinician wrote it."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from hep_api.engine.configuring import Config
from hep_api.engine.dose import DoseRange, Frequency, LoadKind
from hep_api.engine.routine import Routine
from hep_api.engine.schedule import Quota, Schedule


class Band(StrEnum):
    """Activation, strength, return to sport, mobility or adjunct [SPEC 0]."""

    ACTIVATION = "A"
    STRENGTH = "S"
    RETURN = "R"
    MOBILITY = "M"


class Progress(StrEnum):
    """What an exercise moves by once its reps are at the top; reps always come first."""

    VARIANT = "variant"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Rung:
    """One variant of a ladder, easiest first. `dose` replaces the base dose, `per_side` its sidedness.

    `load` says what external load this rung takes; load moves only on a rung that takes one [SPEC 3.9.16]. `begins`
    is the band (index of BAND_COLOURS) or percent of effort it begins with; None = what the patient has.
    """

    id: str
    load: LoadKind = LoadKind.NONE
    dose: DoseRange | None = None
    per_side: bool | None = None
    begins: int | None = None


class LoadBasis(StrEnum):
    """What the percent of a load step is reckoned on: the external load, or body mass and load [CORRECTIONS B8]."""

    EXTERNAL = "external"
    SYSTEM = "system"


class ImpactKind(StrEnum):
    """How an exercise counts on days of impact [CORRECTIONS C7]: a drill, a run, or rebounds that keep the ground.

    Rebounds share the days of impact work and are no drill of their own [FAMILIES rule 5].
    """

    NONE = "none"
    DRILL = "drill"
    RUN = "run"
    REBOUND = "rebound"


@dataclass(frozen=True, slots=True)
class LoadTarget:
    """The load of one rung that opens the next, as a multiple of body mass [CORRECTIONS B9]."""

    rung: str
    times_body_mass: Decimal


@dataclass(frozen=True, slots=True)
class Exercise:
    """One catalogue entry. `load_step` is in kg (or percent of effort); `tempo` in seconds down-pause-up[-top].

    On the rung of `load_target` load rises before the next rung. `not_with` are conditions that rule it out. A stronger
    band on the last rung goes back to the rung `recolour_at` ("" = stays) [SPEC 1.2.4].
    """

    slug: str
    region: str
    family: str
    also: tuple[str, ...]
    bands: tuple[Band, ...]
    dose: DoseRange | None
    frequency: Frequency
    rungs: tuple[Rung, ...]
    progress_order: tuple[Progress, ...] = (Progress.VARIANT, Progress.LOAD)
    progression_unit: str = "reps"
    load_step: Decimal | None = None
    load_basis: LoadBasis = LoadBasis.EXTERNAL
    load_target: LoadTarget | None = None
    not_with: tuple[str, ...] = ()
    impact_kind: ImpactKind = ImpactKind.NONE
    recolour_at: str = ""
    tempo: str | None = None
    rest_low_seconds: int = 0
    rest_high_seconds: int = 0

    @property
    def families(self) -> tuple[str, ...]:
        """The primary family first, then every further family the same tissue load reaches."""
        return (self.family, *self.also)

    @property
    def impact(self) -> bool:
        """Whether any of its families is `impact`."""
        return "impact" in self.families

    def rung_index(self, rung_id: str) -> int:
        """Position of a rung by its id; raises ValueError when the ladder has no such rung."""
        for index, rung in enumerate(self.rungs):
            if rung.id == rung_id:
                return index
        raise ValueError(f"{self.slug} has no rung '{rung_id}'")


@dataclass(frozen=True, slots=True)
class Predicate:
    """One clause of a gate in the words of MEASUREMENTS B.4: a word, its subject and its arguments.

    `word` is one of gates.WORDS; `args` are (name, value) pairs such as ("at_least", "10"), ("sides", "both").
    """

    word: str
    subject: str = ""
    args: tuple[tuple[str, str], ...] = ()

    def arg(self, name: str, default: str = "") -> str:
        """The value of one argument, or the default when it was not written."""
        return dict(self.args).get(name, default)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every clause must hold; with no clause it never holds (an empty gate is not an open gate)."""

    clauses: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one clause must hold."""

    clauses: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class IfGoal:
    """The clause counts only for a patient with this goal ('running', 'jumping'); otherwise it is not asked."""

    goal: str
    clause: "Criterion"


@dataclass(frozen=True, slots=True)
class IfRecorded:
    """The clause counts only once this measurement was recorded for the plan; otherwise it is not asked."""

    slug: str
    clause: "Criterion"


Criterion = Predicate | AllOf | AnyOf | IfGoal | IfRecorded


@dataclass(frozen=True, slots=True)
class Listing:
    """One exercise on a phase's menu. `dose` None = catalogue dose. Rungs by id bound the walk in this phase.

    `core` never rotates out. `scheduled` takes its numbers from the protocol's schedule, from the `table` of that name
    ("" = the only one). `instead_of` is an alternative to another listing: not prescribed until a clinician picks it.
    `quota` raises the amount by plan and not by how it felt. `needs_sign_off` = it rests until a clinician has signed
    for this phase, though the phase itself is open [CORRECTIONS B4].
    """

    slug: str
    dose: DoseRange | None = None
    frequency: Frequency | None = None
    start_rung: str | None = None
    from_rung: str | None = None
    to_rung: str | None = None
    core: bool = False
    scheduled: bool = False
    if_goal: str = ""
    note: str = ""
    table: str = ""
    instead_of: str = ""
    quota: Quota | None = None
    needs_sign_off: bool = False


@dataclass(frozen=True, slots=True)
class Taper:
    """The last `days` days before an event of the episode (`before`, such as race_on): so many sessions a week."""

    before: str
    days: int
    per_week: int


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase. `weeks` bound it; `schedule_weeks` is the part of the protocol's schedule it plays, if any.

    `back_to` is the earlier phase a clinician may return to ("" = none). A `terminal` phase goes on until a clinician
    ends the plan: its weeks never run out.
    """

    id: str
    band: Band
    weeks_min: Decimal
    weeks_max: Decimal
    frequency: Frequency
    exercises: tuple[Listing, ...]
    entry: Criterion
    exit: Criterion
    policy: str | None = None
    schedule_first_week: int | None = None
    schedule_last_week: int | None = None
    needs_sign_off: bool = False
    back_to: str = ""
    terminal: bool = False
    taper: Taper | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """What this episode forbids for a while [CORRECTIONS C4]: families and exercises, or single rungs of one.

    It holds for a patient whose episode fact `when` (name, value) is so (("", "") = everybody), until `weeks` after the
    day of the episode fact `since`, or until a clinician confirms `until_confirmed`; both where both are written.
    `until_signed` = until a clinician signs for the phase.
    """

    families: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    when: tuple[str, str] = ("", "")
    since: str = ""
    weeks: int | None = None
    until_confirmed: str = ""
    source: str = ""
    until_signed: bool = False


@dataclass(frozen=True, slots=True)
class Protocol:
    """A condition's programme: phases in order, pain policy, and what the clinician must know.

    `config` are settings that this protocol changes, as (name, value). `min_programme_weeks` is what discharge needs.
    """

    id: str
    version: str
    region: str
    policy: str
    phases: tuple[Phase, ...]
    schedule: Schedule | None = None
    run_policy: str | None = None
    min_programme_weeks: int | None = None
    config: tuple[tuple[str, str], ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    routines: tuple[Routine, ...] = ()

    def phase(self, phase_id: str) -> Phase:
        """The phase by id; raises ValueError when there is none."""
        for phase in self.phases:
            if phase.id == phase_id:
                return phase
        raise ValueError(f"{self.id} has no phase '{phase_id}'")

    def after(self, phase_id: str) -> Phase | None:
        """The phase that follows, or None after the last."""
        ids = [phase.id for phase in self.phases]
        index = ids.index(phase_id) + 1
        return self.phases[index] if index < len(self.phases) else None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a plan was assigned with, stored for ever under `hash`: any past decision can be recomputed."""

    hash: str
    protocol: Protocol
    exercises: dict[str, Exercise] = field(hash=False)
    config: Config = field(default_factory=Config)
