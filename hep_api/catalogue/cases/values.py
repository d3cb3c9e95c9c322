"""A case as values: what is given, what happens when, and what is expected to follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hep_api.engine.agenda import Agenda, agenda
from hep_api.engine.configuring import Config, configured
from hep_api.engine.dose import Dose, Load
from hep_api.engine.facts import Form, RunLoad, Screen, Side, Usual, Verb
from hep_api.engine.outcomes import Decision
from hep_api.engine.protocol import Content
from hep_api.engine.state import Course, Plan


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Given:
    """What a case starts from. `usual` is the usual morning pain 0-10 (None = never told); `loads` in kg by exercise.

    `phase` is the phase the clinician opens on the first day, '' for the protocol's first. `settings` are the plan's
    own, as (name, value), `episode` the facts of this episode of care.
    """

    content: Content
    start: date
    zone: str = "Europe/Madrid"
    autonomy: str = "suggest"
    side: Side = Side.LEFT
    days: tuple[int, ...] = ()
    goals: tuple[str, ...] = ()
    start_rungs: tuple[tuple[str, int], ...] = ()
    usual: Decimal | None = Decimal(0)
    loads: Mapping[str, Decimal] = field(default_factory=dict)
    load_step_kg: Decimal | None = None
    phase: str = ""
    usual_swelling: int | None = None
    usual_night_pain: bool | None = None
    episode: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def config(self) -> Config:
        """The configuration of the plan: the content's, with what the case sets."""
        return configured(self.content.config, self.settings)

    def instant(self, on: date, clock: time) -> datetime:
        """A wall time of the patient's zone as an instant."""
        return datetime.combine(on, clock, ZoneInfo(self.zone))

    def named(self, on: date) -> str:
        """A day as people say it: 'day 3, Thu 2026-03-05'."""
        return f"day {(on - self.start).days}, {on:%a} {on}"


@dataclass(frozen=True, slots=True)
class Answers:
    """What is said of one exercise, None = as prescribed. One `pain` or `reps` goes for every set, a tuple set by set.

    `missing` names the answers that were left out: pain, rpe, form, load. `left` and `right` are the repetitions of
    each side, where they were told side by side.
    """

    pain: Decimal | tuple[Decimal | None, ...] | None = None
    reps: int | tuple[int, ...] | None = None
    rpe: Decimal | None = None
    form: Form | None = None
    load: Load | None = None
    rung: str | None = None
    left: tuple[int, ...] | None = None
    right: tuple[int, ...] | None = None
    missing: frozenset[str] = frozenset()

    def over(self, other: "Answers") -> "Answers":
        """These answers, and those of another for what these do not say."""
        said = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}
        said["missing"] = self.missing | (other.missing - {name for name in said if name != "missing"})
        return replace(other, **said)


@dataclass(frozen=True, slots=True)
class SessionTold:
    """A session: the day's agenda unless `only` names other exercises, `skip` left out; `by` answers by exercise."""

    shared: Answers
    by: Mapping[str, Answers]
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MorningTold:
    """A morning report; what is not in `said` is as usual, what is None in it was not answered."""

    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AfterTold:
    """The hour after a session: pain and minutes until it settled."""

    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MeasureTold:
    """One value of a test."""

    slug: str
    value: Decimal
    side: Side = Side.NONE


@dataclass(frozen=True, slots=True)
class PauseTold:
    """Days out of the programme from the entry's day on; `until_on` None = open."""

    until_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class EquipmentTold:
    """The step between the available loads, in kg."""

    load_step_kg: Decimal


@dataclass(frozen=True, slots=True)
class WrittenDose:
    """A dose as a person writes it, '3x12 20 kg'; `load` None where none is written."""

    dose: Dose
    load: Load | None


@dataclass(frozen=True, slots=True)
class Change:
    """What an adjustment sets for one exercise; None leaves it."""

    dose: WrittenDose | None = None
    rung: str | None = None
    floor: str | None = None
    ceiling: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class ActTold:
    """What a clinician does. `target` names a rule, an exercise, a phase, a confirmation, or `all` that is open.

    `subject` is what a sign-off is for, '' for entering the phase. `configure` sets `target` to `value`.
    """

    verb: Verb
    target: str = ""
    reason: str = "because"
    subject: str = ""
    changes: Mapping[str, Change] = field(default_factory=dict)
    days: tuple[int, ...] | None = None
    autonomy: str | None = None
    value: str = ""
    usual: Usual | None = None


Told = SessionTold | MorningTold | AfterTold | Screen | MeasureTold | PauseTold | EquipmentTold | RunLoad | ActTold


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens at an instant, and reaches us at `received_at` (None = at once)."""

    place: Place
    told: Told
    at: datetime
    zone: str
    received_at: datetime | None = None
    correction: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What an expectation looks at: the course at an instant, on a local day, and the instant of the one before."""

    course: Course
    plan: Plan
    on: date
    since: datetime | None

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision so far, oldest first."""
        return self.course.emitted

    @property
    def agenda(self) -> Agenda:
        """What there is to do on the day."""
        return agenda(self.course, self.plan, self.on)


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is expected. `look` says whether it is so, and what was found in its place.

    `rules` are the rules this clause expects to be decisive.
    """

    place: Place
    what: str
    expected: str
    look: Callable[[View], tuple[bool, str]]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """What is expected at an instant."""

    place: Place
    at: datetime
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a name, what is given, and what happens and is expected, in written order."""

    place: Place
    name: str
    given: Given
    entries: tuple[Happening | Asking, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules that this case expects to be decisive."""
        askings = [entry for entry in self.entries if isinstance(entry, Asking)]
        return frozenset(rule for asking in askings for clause in asking.clauses for rule in clause.rules)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that came out otherwise than expected, on which day."""

    place: Place
    day: str
    what: str
    expected: str
    got: str


DAY = timedelta(days=1)
