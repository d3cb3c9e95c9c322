"""What is kept of a patient's story: days, harder steps, and the figures that reports are made from."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from hep_api.engine.outcomes import HARDER, PROGRESSING, RANK, Decision, Outcome, Stage
from hep_api.engine.slot import Slot
from hep_api.engine.state import Plan
from hep_api.simulation.person import Person
from hep_api.simulation.record import Record
from hep_api.simulation.waiting import missing


@dataclass(frozen=True, slots=True)
class DayKept:
    """One day as it really was: phase, session fact, highest stress, worst pain told, irritability and mean capacity.

    Irritability is that of the evening, in points 0-10; `told` = pain was told this morning.
    """

    number: int
    phase: str
    session: UUID | None
    stress: float
    worst: Decimal | None
    irritability: float
    capacity: float
    locked: bool
    told: bool


class Seen(StrEnum):
    """What could be known of an overloaded day after which nothing eased.

    `usual` = no sorer than on the first day, which is this patient's own yardstick; `untold` = sorer, but the patient
    understates or did not tell the next morning; `told` = sorer, and told as it was.
    """

    USUAL = "usual"
    UNTOLD = "untold"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Step:
    """One harder step that took effect: `share` is load over capacity after it, as a share of what is tolerated."""

    day: int
    outcome: Outcome
    rule: str
    share: float

    @property
    def false(self) -> bool:
        """Whether it asked more than the tissue tolerates."""
        return self.share > 1


@dataclass(frozen=True, slots=True)
class Said:
    """One decision that stands, in what matters to compare it: the day counted from 0, about what, and which."""

    day: int
    subject: str
    stage: Stage
    outcome: Outcome
    rule: str
    proposed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Life:
    """One patient's story in figures. `phases` is the day each phase was entered, by id; days count from 0.

    `overloaded` are session days whose evening was overloaded, `missed` those after which nothing eased (`seen` = what
    could be known of each), `raised` those after which something was made harder or more. `flares` are those that the
    engine wrote down, `load_flares` and `life_flares` those that the hidden tissue had, from sessions and from
    elsewhere. At the end the patient is `standing` in a phase and `waits_for` these clauses before the next one.
    """

    index: int
    phases: tuple[tuple[str, int], ...]
    said: tuple[Said, ...]
    steps: tuple[Step, ...]
    sessions: int
    overloaded: tuple[int, ...]
    missed: tuple[int, ...]
    seen: tuple[Seen, ...]
    raised: tuple[int, ...]
    stops: tuple[int, ...]
    flares: int
    load_flares: int
    life_flares: int
    unlocked: int
    late: int
    superseded: int
    standing: str
    waits_for: tuple[str, ...]
    weekly_pain: tuple[float | None, ...]
    weekly_capacity: tuple[float, ...]


def step_of(decision: Decision, day: int, plan: Plan, share_of: Callable[[Slot | None], float]) -> Step | None:
    """The harder step that a decision put into effect, or None for any other decision.

    `share_of` weighs a session that holds one prescription, or (None) any session of the plan.
    """
    if decision.outcome not in HARDER or decision.proposed or decision.stage is Stage.PROVISIONAL:
        return None
    slot = plan.slot(decision.slot_id) if decision.slot_id else None
    return Step(day, decision.outcome, decision.rule, share_of(slot))


@dataclass(frozen=True, slots=True)
class Story:
    """What was seen on the way. A day is overloaded from `threshold` points of irritability on."""

    days: Sequence[DayKept]
    steps: Sequence[Step]
    unlocked: int
    start: date
    threshold: float
    load_flares: int
    life_flares: int

    def seen(self, day: DayKept, person: Person) -> Seen:
        """What could be known of a day from what the patient told the next morning."""
        if day.irritability <= person.tissue.irritability:
            return Seen.USUAL
        told = any(later.told for later in self.days[day.number + 1 : day.number + 2])
        return Seen.TOLD if told and not person.traits.understates else Seen.UNTOLD


def summed_up(person: Person, record: Record, story: Story) -> Life:
    """The figures of one patient."""
    days = story.days
    standing = sorted(record.decisions.values(), key=lambda d: (d.decided_at, d.stage, str(d.slot_id), d.rule))
    said = tuple(_said(decision, record, story.start) for decision in standing)
    eased = {fact for d in standing if RANK[d.outcome] < RANK[Outcome.HOLD] for fact in _judges(d)}
    more = {fact for d in standing if d.outcome in PROGRESSING and not d.proposed for fact in _judges(d)}
    trained = [day for day in days if day.session is not None]
    overloaded = [day for day in trained if day.irritability >= story.threshold]
    missed = [day for day in overloaded if day.session not in eased]
    return Life(
        index=person.index,
        phases=_entered(record, said),
        said=said,
        steps=tuple(story.steps),
        sessions=len(trained),
        overloaded=tuple(day.number for day in overloaded),
        missed=tuple(day.number for day in missed),
        seen=tuple(story.seen(day, person) for day in missed),
        raised=tuple(day.number for day in missed if day.session in more),
        stops=tuple(sorted({entry.day for entry in said if entry.outcome is Outcome.STOP_ALERT})),
        flares=len({red.on for red in record.plan.reds if red.flare or red.rule in {"R2", "M2", "R3"}}),
        load_flares=story.load_flares,
        life_flares=story.life_flares,
        unlocked=story.unlocked,
        late=record.late,
        superseded=record.superseded,
        standing=record.plan.phase.id,
        waits_for=missing(record.course, record.plan, story.start + timedelta(days=len(days) - 1)),
        weekly_pain=_weekly_pain(days),
        weekly_capacity=tuple(day.capacity for day in days[6::7]),
    )


def _judges(decision: Decision) -> tuple[UUID, ...]:
    """The session a decision is about: named first for an exercise, last for the plan; none where it had no session."""
    return decision.facts[:1] if decision.slot_id else decision.facts[-1:]


def _said(decision: Decision, record: Record, start: date) -> Said:
    slot = record.plan.slot(decision.slot_id) if decision.slot_id else None
    detail = decision.phase_after
    if decision.after is not None:
        dose = decision.after.dose
        load = "" if dose.load.value is None else f", load {dose.load.value}"
        detail = f"rung {decision.after.rung}, {dose.sets}x{dose.target}{load}"
    subject = slot.slug if slot else "plan"
    day = (decision.decided_on - start).days
    return Said(day, subject, decision.stage, decision.outcome, decision.rule, decision.proposed, detail)


def _entered(record: Record, said: Sequence[Said]) -> tuple[tuple[str, int], ...]:
    first = record.content.protocol.phases[0].id
    found = {first: 0}
    for entry in said:
        if entry.outcome is Outcome.ADVANCE_PHASE and not entry.proposed:
            found.setdefault(entry.detail, entry.day)
    return tuple(found.items())


def _weekly_pain(days: Sequence[DayKept]) -> tuple[float | None, ...]:
    """The worst pain told in each week's sessions; None in a week without."""
    weeks = [days[at : at + 7] for at in range(0, len(days), 7)]
    told = [[float(day.worst) for day in week if day.worst is not None] for week in weeks]
    return tuple(max(scores) if scores else None for scores in told)


def by_rule(said: Sequence[Said]) -> Counter[tuple[str, Outcome]]:
    """How often each rule led to each outcome, of final decisions that stand."""
    return Counter((entry.rule, entry.outcome) for entry in said if entry.stage is not Stage.PROVISIONAL)
