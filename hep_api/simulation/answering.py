"""What a patient tells about a session, the hour after it and the next morning, as bodies of facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TypeVar

from hep_api.engine.dose import Load, LoadKind
from hep_api.engine.facts import AfterCheckIn, ExerciseLog, Form, MorningReport, SessionLog, SetLog, Soreness
from hep_api.engine.slot import Slot
from hep_api.simulation.chance import Luck
from hep_api.simulation.model import Model
from hep_api.simulation.person import Person, Tissue, Traits

T = TypeVar("T")

TOP = 10


@dataclass(frozen=True, slots=True)
class Felt:
    """How one exercise went: its prescription, the load really used, and its stress (load over capacity)."""

    slot: Slot
    load: Load
    stress: float


def score(points: float) -> Decimal:
    """Points as the whole number 0-10 that a phone offers."""
    return Decimal(min(TOP, max(0, round(points))))


def found_load(slot: Slot, capacity: float, base: float, model: Model) -> Load:
    """The prescribed load; where it is still to be found, kilograms that ask about three quarters of capacity.

    `base` is what the exercise asks at the reference load; kilograms come in steps of one, at least one.
    """
    load = slot.dose.load
    if load.kind is not LoadKind.KG or load.value is not None:
        return load
    wanted = model.reference_kg * 0.75 * capacity / max(base, 0.1)
    return Load(LoadKind.KG, Decimal(max(1, int(wanted))))


def session_log(person: Person, tissue: Tissue, felt: Sequence[Felt], luck: Luck, model: Model) -> SessionLog:
    """What the patient tells about a session; `tissue` is as it was when the session began.

    From pain 6 on one in four limps [choice].
    """
    logs = tuple(_exercise_log(person, tissue, one, luck, model) for one in felt)
    pains = [entry.pain for log in logs for entry in log.sets if entry.pain is not None]
    worst, chance = max(pains, default=Decimal(0)), luck.of("session")
    limp = worst >= 6 and luck.limps < 0.25
    return SessionLog(
        logs,
        limp=_told(limp, chance, person.traits),
        swelling=_told(_swelling(tissue, luck), chance, person.traits),
        instability=_told(False, chance, person.traits),
    )


def _told(answer: T, chance: Random, traits: Traits) -> T | None:
    return None if chance.random() < traits.missing else answer


def _swelling(tissue: Tissue, luck: Luck) -> int:
    """A trace of swelling in one of five very irritable joints [choice]."""
    return 1 if tissue.irritability >= 4 and luck.night < 0.2 else 0


def _exercise_log(person: Person, tissue: Tissue, felt: Felt, luck: Luck, model: Model) -> ExerciseLog:
    traits, chance, slot = person.traits, luck.of(felt.slot.slug), felt.slot
    hurt = pain_in(person, tissue, felt.stress, model) - traits.understates + luck.pain
    done = 1 - 0.6 * max(0.0, felt.stress - model.fatigue_from)
    sets, tells = [], chance.random() >= traits.missing
    for number in range(slot.dose.sets):
        target = slot.dose.target_of(number)
        pain = score(hurt + 0.25 * number * max(0.0, felt.stress - 0.8))
        reached = target if pain < 7 else target // 2
        achieved = min(reached, max(1, round(target * done)))
        sets.append(SetLog(target, achieved, load=felt.load, pain=pain if tells else None))
    effort = score(
        model.effort_base + model.effort_slope * felt.stress + traits.effort + chance.gauss(0, model.effort_noise)
    )
    form = _form(felt.stress, hurt, chance, model)
    rpe, looked = _told(effort, chance, traits), _told(form, chance, traits)
    return ExerciseLog(slot.id, slot.revision, slot.rung, tuple(sets), rpe, looked)


def pain_in(person: Person, tissue: Tissue, stress: float, model: Model) -> float:
    """Pain in points while training, before noise: some of the usual one, of irritability, and of stress."""
    strained = model.pain_of_stress * max(0.0, stress - model.pain_from_stress)
    lasting = model.usual_in_session * usual_pain(person, tissue)
    return lasting + model.pain_of_irritability * tissue.irritability + strained


def _form(stress: float, hurt: float, chance: Random, model: Model) -> Form:
    """Clean, now and then a little off; it suffers above fatigue and is altered by strong pain in one of six."""
    luck = chance.random()
    if hurt >= 6 and luck < 0.16:
        return Form.PAIN_ALTERED
    over = max(0.0, stress - model.fatigue_from)
    if luck < over:
        return Form.BREAKDOWN
    return Form.MINOR if luck < model.slips + 2 * over else Form.OK


def check_in(tissue: Tissue, worst: float, traits: Traits, luck: Luck) -> AfterCheckIn:
    """The hour after: pain half of the worst, settled within minutes that grow with irritability [choice]."""
    pain = score(worst / 2 + luck.pain - traits.understates)
    minutes = min(600, int(10 + 18 * tissue.irritability + 6 * worst))
    return AfterCheckIn(pain=pain, settle_minutes=minutes)


def morning(person: Person, tissue: Tissue, luck: Luck) -> MorningReport:
    """The next morning: usual pain, which falls as capacity grows, and what irritability is left.

    Stiffness is half of irritability and eight minutes a point; above 5 points three in ten wake at night [choice].
    """
    traits, chance = person.traits, luck.of("morning")
    pain = usual_pain(person, tissue) + tissue.irritability + luck.morning - traits.understates
    sore = Soreness.SITE if tissue.irritability > 1.5 else Soreness.MUSCLE if chance.random() < 0.2 else Soreness.NONE
    return MorningReport(
        pain=_told(score(pain), chance, traits),
        stiffness=_told(score(tissue.irritability / 2), chance, traits),
        stiffness_minutes=_told(min(90, int(8 * tissue.irritability)), chance, traits),
        soreness=_told(sore, chance, traits),
        swelling=_told(_swelling(tissue, luck), chance, traits),
        night_pain=_told(tissue.irritability > 5 and luck.night < 0.3, chance, traits),
        limp=_told(tissue.irritability > 5 and luck.limps < 0.2, chance, traits),
    )


def usual_pain(person: Person, tissue: Tissue) -> float:
    """Morning pain in points without any irritability: what it was at first, less as the tissue grows stronger."""
    start = person.tissue.mean
    return person.traits.usual_pain * max(0.0, 1 - 1.5 * (tissue.mean - start))
