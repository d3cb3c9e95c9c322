"""What was told as facts: a session takes the prescriptions of its day, a clinician's act what is open just then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from hep_api.catalogue.cases.acts import EVERYTHING, PHASE
from hep_api.catalogue.cases.values import (
    ActTold,
    AfterTold,
    Answers,
    Change,
    EquipmentTold,
    Given,
    Happening,
    MeasureTold,
    MorningTold,
    PauseTold,
    SessionTold,
    Told,
)
from hep_api.engine.agenda import agenda
from hep_api.engine.dose import Load, LoadKind
from hep_api.engine.facts import (
    Action,
    Adjustment,
    AfterCheckIn,
    Body,
    Equipment,
    ExerciseLog,
    Form,
    Measurement,
    MorningReport,
    Pause,
    RunLoad,
    Screen,
    SessionLog,
    SetLog,
    Side,
    Soreness,
    Verb,
    credited_on,
)
from hep_api.engine.slot import Slot, prescription_id
from hep_api.engine.state import Course, Plan

PLAN = UUID(int=2)
THERAPIST = UUID(int=3)
EFFORT = Decimal(6)
SESSION_END: dict[str, Any] = {"limp": False, "swelling": 0, "instability": False}
QUIET: dict[str, Any] = {
    "stiffness": Decimal(0), "stiffness_minutes": 0, "soreness": Soreness.NONE, "swelling": 0, "night_pain": False,
    "limp": False, "muscle_soreness": Decimal(0),
}  # fmt: skip


class CannotTell(Exception):
    """What a case tells cannot have happened just then; the message says why."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the bodies of facts for one case, from the course as it stands when they happen."""

    given: Given

    def bodies(self, course: Course, entry: Happening, corrects: tuple[UUID, tuple[Slot, ...]] | None) -> list[Body]:
        """The bodies of what happens; usually one. `corrects` is the fact in whose place it stands, and its slots."""
        told: Told = entry.told
        match told:
            case SessionTold():
                return [self.session(course, entry, told, corrects)]
            case MorningTold(said):
                pain = Decimal(0) if self.given.usual is None else self.given.usual
                return [MorningReport(**{"pain": pain, **QUIET, **said}, corrects=corrects[0] if corrects else None)]
            case AfterTold(said):
                return [AfterCheckIn(**said)]
            case Screen() | RunLoad():
                return [told]
            case MeasureTold(slug, value, side):
                return [Measurement(slug, value, side)]
            case PauseTold(until_on, reason):
                return [Pause(credited_on(entry.at, entry.zone), until_on, reason)]
            case EquipmentTold(load_step_kg):
                return [Equipment(load_step_kg)]
            case ActTold():
                return self.acts(course, told)

    def slots(self, course: Course, entry: Happening) -> tuple[Slot, ...]:
        """The prescriptions a session is done with: the day's agenda, without what is skipped, or those named."""
        told, plan = entry.told, plan_of(course)
        if not isinstance(told, SessionTold):
            return ()
        on = credited_on(entry.at, entry.zone)
        due = [item.slot.slug for item in agenda(course, plan, on).items]
        named = told.only or (*due, *(slug for slug in told.by if slug not in due))
        chosen = [slug for slug in named if slug not in told.skip]
        known = {slot.slug: slot for slot in plan.slots}
        unknown = [slug for slug in chosen if slug not in known]
        if unknown:
            raise CannotTell(f"{', '.join(unknown)} is not prescribed in phase {plan.phase.id}")
        if not chosen:
            raise CannotTell("nothing is on the agenda of this day; name exercises with 'only'")
        return tuple(known[slug] for slug in chosen)

    def session(
        self, course: Course, entry: Happening, told: SessionTold, corrects: tuple[UUID, tuple[Slot, ...]] | None
    ) -> SessionLog:
        """A session; a correction is done with the prescriptions of what it corrects."""
        slots = corrects[1] if corrects else self.slots(course, entry)
        logs = tuple(self._log(slot, told.by.get(slot.slug, Answers()).over(told.shared)) for slot in slots)
        return SessionLog(logs, **{**SESSION_END, **told.said}, corrects=corrects[0] if corrects else None)

    def _log(self, slot: Slot, answers: Answers) -> ExerciseLog:
        sides, reps = _repetitions(answers, slot.dose.sets)
        said = answers.pain if isinstance(answers.pain, tuple) else (answers.pain or Decimal(0),) * len(reps)
        if len(said) > len(reps):
            raise CannotTell(f"{slot.slug}: {len(said)} pain scores for {len(reps)} sets")
        pains = () if "pain" in answers.missing else said
        padded = (*pains, *(None for _ in range(len(reps) - len(pains))))
        load = None if "load" in answers.missing else answers.load or self._carried(slot)
        targets = [slot.dose.target_of(number) for side in dict.fromkeys(sides) for number in range(sides.count(side))]
        sets = tuple(
            SetLog(target, target if done is None else done, side, load, pain)
            for target, done, side, pain in zip(targets, reps, sides, padded, strict=True)
        )
        rung = slot.rung
        if answers.rung is not None:
            rung = self.given.content.exercises[slot.slug].rung_index(answers.rung)
        rpe = None if "rpe" in answers.missing else EFFORT if answers.rpe is None else answers.rpe
        form = None if "form" in answers.missing else answers.form or Form.OK
        return ExerciseLog(slot.id, slot.revision, rung, sets, rpe, form)

    def _carried(self, slot: Slot) -> Load:
        """The prescribed load, or the one the case gives where it was still to be found."""
        found = self.given.loads.get(slot.slug)
        if slot.dose.load.kind is LoadKind.KG and slot.dose.load.value is None and found is not None:
            return Load(LoadKind.KG, found)
        return slot.dose.load

    def acts(self, course: Course, told: ActTold) -> list[Body]:
        """One act for each thing it is about; an act on what is not open cannot be told."""
        plan = plan_of(course)
        action = Action(told.verb, told.reason, THERAPIST, days=told.days, autonomy=told.autonomy)
        match told.verb:
            case Verb.UNLOCK | Verb.ACKNOWLEDGE:
                doors = course.locks if told.verb is Verb.UNLOCK else course.alerts
                open_ = [(door.rule, door.id) for door in doors]
                return [replace(action, target=target) for target in _chosen(open_, told)]
            case Verb.ACCEPT | Verb.REJECT:
                waiting = [(slot.slug, slot.proposal.key) for slot in plan.slots if slot.proposal]
                waiting += [(PHASE, plan.proposal.key)] if plan.proposal else []
                return [replace(action, target=target) for target in _chosen(waiting, told)]
            case Verb.SIGN_OFF:
                return [replace(action, subject=told.subject or "clinician", phase=told.target)]
            case Verb.CONFIRM:
                return [replace(action, subject=told.target)]
            case Verb.CONFIGURE | Verb.TARGET:
                return [replace(action, subject=told.target, value=told.value)]
            case Verb.RESET:
                return [replace(action, usual=told.usual)]
            case Verb.ADJUST:
                changes = tuple(self._adjustment(plan, slug, change) for slug, change in told.changes.items())
                return [replace(action, adjustments=changes)]
            case _:
                return [action]

    def _adjustment(self, plan: Plan, slug: str, change: Change) -> Adjustment:
        slot = plan.slot(prescription_id(plan.id, slug))
        if slot is None:
            raise CannotTell(f"{slug} is not prescribed in phase {plan.phase.id}")
        index: Callable[[str], int] = self.given.content.exercises[slug].rung_index
        dose = None
        if change.dose is not None:
            dose = replace(change.dose.dose, load=change.dose.load or slot.dose.load)
        rung, floor, ceiling = (
            None if rung is None else index(rung) for rung in (change.rung, change.floor, change.ceiling)
        )
        return Adjustment(slot.id, dose, rung, floor, ceiling, change.active)


def _repetitions(answers: Answers, count: int) -> tuple[list[Side], tuple[int | None, ...]]:
    """The side and the repetitions of every set, None = as prescribed; the left side first where both were told."""
    if answers.left is None and answers.right is None:
        reps = answers.reps if isinstance(answers.reps, tuple) else (answers.reps,) * count
        return [Side.NONE] * len(reps), reps
    left, right = answers.left or (), answers.right or ()
    return [Side.LEFT] * len(left) + [Side.RIGHT] * len(right), (*left, *right)


def plan_of(course: Course) -> Plan:
    """The one plan of a case."""
    plan = course.plan(PLAN)
    if plan is None:
        raise CannotTell("the plan has not been given yet")
    return plan


def _chosen(open_: list[tuple[str, UUID]], told: ActTold) -> list[UUID]:
    found = [target for name, target in open_ if told.target in (EVERYTHING, name)]
    if not found:
        names = ", ".join(name for name, _ in open_) or "nothing"
        raise CannotTell(f"there is nothing to {told.verb} called '{told.target}'; open: {names}")
    return found
