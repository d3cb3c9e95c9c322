"""Small protocols, and a patient's story told day by day, for tests of the engine."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from hep_api.engine.configuring import Config
from hep_api.engine.course import advance, replay, step
from hep_api.engine.dose import DoseRange, Frequency, Load, LoadKind
from hep_api.engine.facts import (
    Action,
    Adjustment,
    AfterCheckIn,
    Assign,
    Body,
    ExerciseLog,
    Fact,
    Form,
    Measurement,
    MorningReport,
    Pause,
    RunLoad,
    Screen,
    SessionLog,
    SetLog,
    Side,
    Verb,
)
from hep_api.engine.outcomes import Decision
from hep_api.engine.protocol import AllOf, Band, Content, Exercise, Listing, Phase, Predicate, Progress, Protocol, Rung
from hep_api.engine.schedule import Schedule, ScheduleRow
from hep_api.engine.screening import TIERS
from hep_api.engine.slot import Slot, prescription_id
from hep_api.engine.state import Course, Plan

MONDAY = date(2026, 3, 2)
ZONE = "America/New_York"
PATIENT = UUID(int=1)
PLAN = UUID(int=2)
THERAPIST = UUID(int=3)
REPS = DoseRange(3, 3, 8, 12)


def clause(word: str, subject: str = "", **args: object) -> Predicate:
    """One predicate of a gate."""
    return Predicate(word, subject, tuple((name, str(value)) for name, value in args.items()))


def exercise(slug: str, family: str = "hip_abd", **changes: object) -> Exercise:
    """A body-weight exercise of three rungs, three times a week."""
    made = Exercise(
        slug=slug,
        region="hip",
        family=family,
        also=(),
        bands=(Band.ACTIVATION, Band.STRENGTH),
        dose=REPS,
        frequency=Frequency(3, 7),
        rungs=(Rung("easy"), Rung("middle"), Rung("hard")),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def loaded(slug: str = "press", step_kg: str = "2.5", **changes: object) -> Exercise:
    """An exercise of one rung that takes kilograms."""
    kg = (Rung("loaded", load=LoadKind.KG),)
    return exercise(
        slug, "knee_ext_ckc", rungs=kg, progress_order=(Progress.LOAD,), load_step=Decimal(step_kg), **changes
    )


def phase(id_: str = "P1", *slugs: str, **changes: object) -> Phase:
    """An activation phase of one to four weeks, every weekday, that lists these exercises."""
    made = Phase(
        id=id_,
        band=Band.ACTIVATION,
        weeks_min=Decimal(1),
        weeks_max=Decimal(4),
        frequency=Frequency(7, 7),
        exercises=tuple(Listing(slug) for slug in slugs or ("clam",)),
        entry=AllOf((clause("screen", "clear"),)),
        exit=AllOf((clause("sessions", at_least=99),)),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def content(*exercises: Exercise, phases: Sequence[Phase] = (), policy: str = "standard", hash_: str = "c") -> Content:
    """Content with these exercises in one phase, unless phases are given."""
    known = exercises or (exercise("clam"),)
    menu = tuple(phases) or (phase("P1", *(entry.slug for entry in known)),)
    return Content(
        hash_, Protocol("test", "1.0.0", "hip", policy, menu), {entry.slug: entry for entry in known}, Config()
    )


HSR_ROWS = (
    ScheduleRow(1, 1, 3, 15),
    ScheduleRow(2, 3, 3, 12),
    ScheduleRow(4, 5, 4, 10),
    ScheduleRow(6, 8, 4, 8),
    ScheduleRow(9, 12, 4, 6),
)


def hsr_content() -> Content:
    """Heavy slow resistance in two phases: week 1, then weeks 2 to 12, three sessions a week, tendon policy."""
    raise_ = replace(
        loaded("heel-raise", "1"), family="calf_achilles", region="ankle_foot", dose=None, frequency=Frequency(3, 3)
    )
    listing = (Listing("heel-raise", scheduled=True, core=True),)
    thrice = Frequency(3, 3)
    first = phase(
        "P1", band=Band.STRENGTH, weeks_max=Decimal(3), frequency=thrice, exercises=listing,
        exit=AllOf((clause("sessions", at_least=3),)), schedule_first_week=1, schedule_last_week=1,
    )  # fmt: skip
    second = phase(
        "P2", band=Band.STRENGTH, weeks_min=Decimal(11), weeks_max=Decimal(16), frequency=thrice, exercises=listing,
        entry=AllOf((clause("exit", "P1"),)),
        exit=AllOf((clause("schedule_counted", "12"), clause("prom_change", "VISA-A"))),
        schedule_first_week=2, schedule_last_week=12,
    )  # fmt: skip
    third = phase(
        "P3", band=Band.RETURN, frequency=thrice, exercises=listing, entry=AllOf((clause("sign_off", "clinician"),))
    )
    protocol = Protocol("hsr", "1.0.0", "ankle_foot", "tendon", (first, second, third), schedule=Schedule(HSR_ROWS, 48))
    return Content("hsr-content", protocol, {"heel-raise": raise_}, Config())


GOOD: dict[str, object] = {"limp": False, "instability": False, "swelling": 0}


@dataclass
class Story:
    """A course told in calls; each call adds one fact and steps. Days are counted from the plan's first day."""

    content: Content
    autonomy: str = "auto"
    start: date = MONDAY
    zone: str = ZONE
    baseline: str | None = "1"
    goals: tuple[str, ...] = ()
    usual_swelling: int | None = None
    usual_night_pain: bool | None = None
    episode: tuple[tuple[str, str], ...] = ()
    side: Side = Side.LEFT
    course: Course = field(init=False)
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.course = Course(PATIENT, zone=self.zone, contents={self.content.hash: self.content})
        baseline = Decimal(self.baseline) if self.baseline is not None else None
        assign = Assign(
            PLAN, self.content.hash, self.start, self.side, self.autonomy, morning_baseline=baseline, goals=self.goals,
            usual_swelling=self.usual_swelling, usual_night_pain=self.usual_night_pain, episode=self.episode,
        )  # fmt: skip
        self.add(0, "08:00", assign)

    def at(self, day: int, clock: str) -> datetime:
        """The instant of a wall time on a day of the story."""
        return datetime.combine(self.start + timedelta(days=day), time.fromisoformat(clock), ZoneInfo(self.zone))

    def add(self, day: int, clock: str, body: Body, **envelope: object) -> Fact:
        """One more fact, stepped in at once."""
        fact = Fact(
            id=uuid5(NAMESPACE_OID, f"fact {len(self.facts)}"),
            occurred_at=self.at(day, clock),
            zone=self.zone,
            credited_on=self.start + timedelta(days=day),
            body=body,
            plan_id=PLAN,
        )
        fact = replace(fact, **envelope)  # type: ignore[arg-type]
        self.facts.append(fact)
        self.course = step(self.course, fact)
        return fact

    @property
    def plan(self) -> Plan:
        """The plan of the story."""
        plan = self.course.plan(PLAN)
        assert plan is not None
        return plan

    def slot(self, slug: str = "clam") -> Slot:
        """The prescription of an exercise."""
        slot = self.plan.slot(prescription_id(PLAN, slug))
        assert slot is not None
        return slot

    def log(self, slug: str = "clam", **answers: object) -> ExerciseLog:
        """One exercise done as prescribed, pain 1 in each set, effort 6, clean form, unless said otherwise."""
        slot = self.slot(slug)
        pains = answers.pop("pains", None) or [answers.pop("pain", 1)] * slot.dose.sets
        answers.pop("pain", None)
        reps = answers.pop("reps", None)
        load = answers.pop("load", None)
        used = Load(LoadKind.KG, Decimal(str(load))) if load is not None else slot.dose.load
        sets = tuple(
            SetLog(
                slot.dose.target_of(number),
                slot.dose.target_of(number) if reps is None else int(str(reps)),
                load=used,
                pain=None if p is None else Decimal(str(p)),
            )
            for number, p in enumerate(pains)  # type: ignore[arg-type]
        )
        rpe = answers.pop("rpe", 6)
        form = answers.pop("form", Form.OK)
        assert not answers, f"unknown answers {answers}"
        return ExerciseLog(
            slot.id,
            slot.revision,
            slot.rung,
            sets,
            None if rpe is None else Decimal(str(rpe)),
            form,  # type: ignore[arg-type]
        )

    def session(
        self, day: int, *logs: ExerciseLog, clock: str = "18:00", slug: str = "clam", **answers: object
    ) -> Fact:
        """A bout: these exercise logs, or one exercise with these answers; limp and the like are answered 'no'."""
        told = {
            name: answers.pop(name)
            for name in ("limp", "instability", "swelling", "bout", "corrects")
            if name in answers
        }
        body = SessionLog(logs or (self.log(slug, **answers),), **(GOOD | told))  # type: ignore[arg-type]
        return self.add(day, clock, body)

    def morning(self, day: int, pain: object = 1, clock: str = "07:30", **answers: object) -> Fact:
        """A morning report; no stiffness and no limp unless said otherwise."""
        told: dict[str, object] = {"stiffness": Decimal(0), "stiffness_minutes": 0, "limp": False} | answers
        score = None if pain is None else Decimal(str(pain))
        return self.add(day, clock, MorningReport(pain=score, **told))  # type: ignore[arg-type]

    def trained(self, day: int, morning: object = 1, **answers: object) -> Fact:
        """A session and the morning after it; returns the morning."""
        self.session(day, **answers)  # type: ignore[arg-type]
        return self.morning(day + 1, morning)

    def after(self, day: int, clock: str = "19:00", **answers: object) -> Fact:
        """The hour after a session."""
        return self.add(day, clock, AfterCheckIn(**answers))  # type: ignore[arg-type]

    def act(self, day: int, verb: Verb, clock: str = "13:00", **details: object) -> Fact:
        """A clinician's act."""
        return self.add(day, clock, Action(verb, "because", THERAPIST, **details))  # type: ignore[arg-type]

    def adjust(self, day: int, slug: str, **changes: object) -> Fact:
        """A clinician's adjustment of one prescription."""
        change = Adjustment(self.slot(slug).id, **changes)  # type: ignore[arg-type]
        return self.act(day, Verb.ADJUST, adjustments=(change,))

    def measure(self, day: int, slug: str, value: object, side: Side = Side.NONE) -> Fact:
        """An objective test."""
        return self.add(day, "10:00", Measurement(slug, Decimal(str(value)), side))

    def screen(self, day: int, *yes: str, clock: str = "07:00") -> Fact:
        """The short screen, fully answered, with these questions answered yes."""
        return self.add(day, clock, Screen(tuple((q, q in yes) for q in TIERS), "1"))

    def pause(self, day: int, until: int) -> Fact:
        """Days out of the programme."""
        body = Pause(self.start + timedelta(days=day), self.start + timedelta(days=until), "travel")
        return self.add(day, "06:00", body)

    def run_load(self, day: int, **signs: object) -> Fact:
        """What the run programme tells about the week behind."""
        told = {name: Decimal(value) if isinstance(value, str) else value for name, value in signs.items()}
        return self.add(day, "20:00", RunLoad(**told))  # type: ignore[arg-type]

    def set(self, day: int, name: str, value: str) -> Fact:
        """A clinician changes one setting of this plan."""
        return self.act(day, Verb.CONFIGURE, "09:00", subject=name, value=value)

    def until(self, day: int, clock: str = "12:00") -> Course:
        """Let time pass."""
        self.course = advance(self.course, self.at(day, clock))
        return self.course

    def said(self, slug: str = "clam") -> Decision:
        """The last decision about an exercise."""
        slot_id = prescription_id(PLAN, slug)
        return next(d for d in reversed(self.course.emitted) if d.slot_id == slot_id)

    def last(self) -> Decision:
        """The last decision of all."""
        return self.course.emitted[-1]

    def replayed(self) -> Course:
        """The same facts folded from the beginning, then advanced as far as the story is."""
        empty = Course(PATIENT, zone=self.zone, contents=self.course.contents)
        again = replay(empty, self.facts)
        assert self.course.advanced_to is not None
        return advance(again, self.course.advanced_to)
