"""One patient from the first day to the last: chance, body, phone, clinic and therapist, day by day."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from hep_api.catalogue.values import MeasurementEntry
from hep_api.engine.agenda import Agenda, Day, agenda
from hep_api.engine.alarms import worst_pain
from hep_api.engine.course import advance
from hep_api.engine.dose import Load
from hep_api.engine.facts import Assign, Screen, SessionLog
from hep_api.engine.protocol import Content
from hep_api.engine.screening import TIERS
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Plan
from hep_api.simulation import answering, loading, testing
from hep_api.simulation.chance import Luck, luck_of
from hep_api.simulation.model import Model
from hep_api.simulation.outcome import DayKept, Life, Step, Story, step_of, summed_up
from hep_api.simulation.person import Person, draw
from hep_api.simulation.record import PLAN, Record
from hep_api.simulation.therapist import VISIT_EVERY_DAYS, Therapist

START = date(2026, 1, 5)
"""A Monday; which one does not matter."""

ASSIGNED_AT, MORNING_AT, THERAPIST_AT, SESSION_AT, AFTER_AT = time(6), time(7, 30), time(13), time(18), time(19)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a cohort is treated with. `days` of the story, `measurements` that gates may ask for, by slug."""

    content: Content
    measurements: dict[str, MeasurementEntry]
    seed: int
    days: int
    autonomy: str
    model: Model = field(default_factory=Model)

    @property
    def families(self) -> tuple[str, ...]:
        """Every load family that the protocol reaches, sorted."""
        exercises = self.content.exercises.values()
        return tuple(sorted({family for exercise in exercises for family in exercise.families}))


def live(trial: Trial, index: int) -> Life:
    """What became of one patient."""
    return _Living(trial, draw(trial.seed, index, trial.families, trial.model)).whole()


@dataclass
class _Living:
    trial: Trial
    person: Person
    days: list[DayKept] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    told: bool = False
    load_flares: int = 0
    life_flares: int = 0
    offline_until: date | None = None
    phone: Course | None = None

    def __post_init__(self) -> None:
        self.tissue = self.person.tissue
        self.record = Record(self.person.index, self.trial.content)
        self.therapist = Therapist(self.trial.seed, self.person.index, self.trial.model.answer_share)
        self.worked: frozenset[str] = frozenset()

    def whole(self) -> Life:
        self._begin()
        for number in range(self.trial.days):
            self._day(number)
        on = START + timedelta(days=self.trial.days)
        self.record.catch_up(_at(on, MORNING_AT))
        self.record.pass_time(_at(on, THERAPIST_AT))
        self._weigh(self.trial.days)
        story = Story(
            self.days, self.steps, self.therapist.unlocked, START, self.trial.model.overloaded_from,
            self.load_flares, self.life_flares,
        )  # fmt: skip
        return summed_up(self.person, self.record, story)

    def _begin(self) -> None:
        usual = answering.score(self.person.traits.usual_pain + self.tissue.irritability)
        assign = Assign(
            PLAN, self.trial.content.hash, START, self.person.traits.side, self.trial.autonomy, morning_baseline=usual
        )
        self.record.tell(assign, _at(START, ASSIGNED_AT), START, by_phone=False)
        screen = Screen(tuple((question, False) for question in TIERS), "1")
        self.record.tell(screen, _at(START, time(6, 30)), START, by_phone=False)

    def _day(self, number: int) -> None:
        on, trial = START + timedelta(days=number), self.trial
        luck = luck_of(trial.seed, self.person.index, number, self.person.traits, trial.model)
        self._signal(on, luck)
        if luck.life_flare:
            self.tissue, self.life_flares = loading.flared(self.tissue, trial.model), self.life_flares + 1
        self._morning(on, luck)
        self._clinic(on, number, luck)
        # Before the day's session: what that leaves in the tissue is no fault of the step.
        self._weigh(number)
        self._evening(on, number, luck)
        self._weigh(number)
        self.tissue = loading.rested(self.person, self.tissue, self.worked, trial.model)

    def _signal(self, on: date, luck: Luck) -> None:
        """The phone comes back, or goes out of reach with the plan it last saw."""
        if self.offline_until is not None and on >= self.offline_until:
            self.record.catch_up(_at(on, time(0, 30)))
            self.offline_until = self.phone = None
        if luck.offline_days and self.offline_until is None and on > START:
            self.record.pass_time(_at(on, time(0, 45)))
            self.record.lose_touch()
            self.phone = self.record.course
            self.offline_until = on + timedelta(days=luck.offline_days)

    def _shown(self, now: datetime, on: date) -> Agenda:
        """The day as the phone shows it; out of reach it goes on from what it last saw."""
        if self.phone is not None:
            self.phone = advance(self.phone, now)
            return agenda(self.phone, _plan(self.phone), on)
        self.record.pass_time(now)
        return agenda(self.record.course, self.record.plan, on)

    def _morning(self, on: date, luck: Luck) -> None:
        now = _at(on, MORNING_AT)
        asked = self._shown(now, on).morning_due or bool(self.days and self.days[-1].session is not None)
        self.told = False
        if luck.reports and (asked or luck.unasked):
            body = answering.morning(self.person, self.tissue, luck)
            self.told = body.pain is not None
            self.record.tell(body, now, on)

    def _clinic(self, on: date, number: int, luck: Luck) -> None:
        now, record = _at(on, THERAPIST_AT), self.record
        record.pass_time(now)
        if number % VISIT_EVERY_DAYS == VISIT_EVERY_DAYS - 1:
            self._test(on, luck)
        for count, act in enumerate(self.therapist.acts(record.course, record.plan, on)):
            record.tell(act, now + timedelta(minutes=count), on, by_phone=False)
        for count, act in enumerate(self.therapist.visit(record.course, record.plan, on) if number % 7 > 4 else ()):
            record.tell(act, now + timedelta(hours=1, minutes=count), on, by_phone=False)

    def _test(self, on: date, luck: Luck) -> None:
        protocol, phase = self.trial.content.protocol, self.record.plan.phase.id
        wanted = testing.asked_tests(protocol.phase(phase), protocol.after(phase))
        for count, slug in enumerate(slug for slug in wanted if slug in self.trial.measurements):
            entry = self.trial.measurements[slug]
            for body in testing.measured(entry, self.person, self.tissue, luck, self.trial.model):
                at = _at(on, time(12, 1)) + timedelta(minutes=count)
                self.record.tell(body, at, on, by_phone=False)

    def _evening(self, on: date, number: int, luck: Luck) -> None:
        today = self._shown(_at(on, SESSION_AT), on)
        session, stress, worst = None, 0.0, None
        self.worked = frozenset()
        if today.day is Day.DUE and luck.trains and today.items:
            body, stress = self._train([item.slot for item in today.items], luck)
            session = self.record.tell(body, _at(on, SESSION_AT), on)
            worst = worst_pain(body)
            if luck.tells_after:
                after = answering.check_in(self.tissue, float(worst or 0), self.person.traits, luck)
                self.record.tell(replace(after, session_id=session), _at(on, AFTER_AT), on)
        plan = self.record.plan
        sore = self.tissue.irritability
        locked = bool(self.record.course.locks)
        self.days.append(
            DayKept(number, plan.phase.id, session, stress, worst, sore, self.tissue.mean, locked, self.told)
        )

    def _train(self, slots: list[Slot], luck: Luck) -> tuple[SessionLog, float]:
        """The session as it is told, and the highest stress of any family; the body changes."""
        model, exercises = self.trial.model, self.trial.content.exercises
        used = [(slot, self._used(slot)) for slot in slots]
        parts = [(exercises[slot.slug], _asked(self.trial, slot, load)) for slot, load in used]
        felt = loading.stress(self.tissue, loading.day_loads(parts, model), model)
        told = [
            answering.Felt(slot, load, max(felt[family] for family in exercises[slot.slug].families))
            for slot, load in used
        ]
        body = answering.session_log(self.person, self.tissue, told, luck, model)
        self.tissue = loading.trained(self.tissue, felt, self.person.traits, model)
        if luck.flare < loading.flare_chance(felt, self.person.traits, model):
            self.tissue, self.load_flares = loading.flared(self.tissue, model), self.load_flares + 1
        self.worked = frozenset(felt)
        return body, max(felt.values())

    def _used(self, slot: Slot) -> Load:
        exercise, model = self.trial.content.exercises[slot.slug], self.trial.model
        base = loading.demand(exercise, slot.rung, replace(slot.dose, load=Load()), slot.range, model)
        return answering.found_load(slot, self.tissue.capacity[exercise.family], base, model)

    def _weigh(self, number: int) -> None:
        """Hold every harder step that took effect against the hidden state of this moment."""
        for decision in self.record.take_fresh():
            step = step_of(decision, number, self.record.plan, self._share_of)
            if step is not None:
                self.steps.append(step)

    def _share_of(self, about: Slot | None) -> float:
        """Stress over tolerance in the families of one prescription (None = in any) when a full session is done."""
        exercises, model = self.trial.content.exercises, self.trial.model
        slots = self._session_with(about)
        parts = [(exercises[slot.slug], _asked(self.trial, slot, self._used(slot))) for slot in slots]
        felt = loading.stress(self.tissue, loading.day_loads(parts, model), model)
        families = felt if about is None else exercises[about.slug].families
        return max((felt[family] for family in families), default=0.0) / self.person.traits.tolerance

    def _session_with(self, about: Slot | None) -> list[Slot]:
        """A full session of the phase: the exercise in question, then core ones, then the others in menu order."""
        plan = self.record.plan
        active = [slot for slot in plan.slots if slot.active or slot == about]
        active.sort(key=lambda slot: (slot != about, not slot.core))
        return active[: self.record.course.config(plan).max_exercises]


def _asked(trial: Trial, slot: Slot, load: Load) -> float:
    exercise = trial.content.exercises[slot.slug]
    return loading.demand(exercise, slot.rung, replace(slot.dose, load=load), slot.range, trial.model)


def _plan(course: Course) -> Plan:
    plan = course.plan(PLAN)
    if plan is None:
        raise LookupError("no plan has been assigned yet")
    return plan


def _at(on: date, clock: time) -> datetime:
    return datetime.combine(on, clock, UTC)
