"""Judges one exercise of one session against the dose it was done with: what the rules will look at."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from hep_api.engine.configuring import Config
from hep_api.engine.dose import DoseRange, Load, LoadKind
from hep_api.engine.facts import ExerciseLog, Fact, Form, SessionLog, SetLog, Side
from hep_api.engine.pain import ceil_score
from hep_api.engine.results import Result
from hep_api.engine.slot import Slot
from hep_api.engine.state import Session


def expected_sets(slot: Slot, logged: tuple[SetLog, ...]) -> int:
    """How many sets the dose asks for; a per-side dose logged by side asks for them on each side."""
    return slot.dose.sets * 2 if slot.range.per_side and _told_by_side(logged) else slot.dose.sets


def _told_by_side(sets: tuple[SetLog, ...]) -> bool:
    return any(entry.side in (Side.LEFT, Side.RIGHT) for entry in sets)


def completion(log: ExerciseLog, slot: Slot) -> Decimal:
    """Sum of min(achieved, target) over sum of targets, unlogged sets counting as nothing done [SPEC 3.2]."""
    expected = expected_sets(slot, log.sets)
    sides = 2 if expected > slot.dose.sets else 1
    unlogged = range(len(log.sets), expected)
    targets = sum(entry.target for entry in log.sets) + sum(slot.dose.target_of(n // sides) for n in unlogged)
    done = sum(min(entry.achieved, entry.target) for entry in log.sets)
    return Decimal(done) / Decimal(targets) if targets else Decimal(0)


def _by_side(sets: tuple[SetLog, ...]) -> list[tuple[SetLog, ...]]:
    """The sets of left and right on their own; all together where no side was told."""
    if not _told_by_side(sets):
        return [sets]
    return [tuple(entry for entry in sets if entry.side is side) for side in (Side.LEFT, Side.RIGHT)]


def full_hit(log: ExerciseLog, slot: Slot) -> bool:
    """Every prescribed set reached its target, on the rung, at no less than the target and load now prescribed."""
    groups = _by_side(log.sets) if slot.range.per_side else [log.sets]
    return log.rung == slot.rung and all(
        len(group) >= slot.dose.sets
        and all(_set_hit(entry, slot, number) for number, entry in enumerate(group[: slot.dose.sets]))
        for group in groups
    )


def _set_hit(entry: SetLog, slot: Slot, number: int) -> bool:
    return entry.achieved >= entry.target >= slot.dose.target_of(number) and not _lighter(entry.load, slot.dose.load)


def _lighter(used: Load | None, asked: Load) -> bool:
    """Whether a told load is less than the one asked for; one that was not told counts as prescribed [SPEC 3.1]."""
    if used is None or asked.value is None:
        return False
    return used.kind is not asked.kind or used.value is None or used.value < asked.value


def rise(sets: tuple[SetLog, ...]) -> Decimal:
    """Last set's pain minus the first's on raw scores, of the side that rose more; 0 when it cannot be known [3.2]."""
    return max(_rise(group) for group in _by_side(sets))


def _rise(sets: tuple[SetLog, ...]) -> Decimal:
    if len(sets) < 2 or sets[0].pain is None or sets[-1].pain is None:
        return Decimal(0)
    return sets[-1].pain - sets[0].pain


def load_used(sets: tuple[SetLog, ...]) -> Load | None:
    """The lightest kg load among the sets done, which is what was surely handled; None when none was told."""
    told = [
        entry.load for entry in sets if entry.load is not None and entry.load.kind is LoadKind.KG and entry.achieved
    ]
    values = [load.value for load in told if load.value is not None]
    return Load(LoadKind.KG, min(values)) if values else None


def top_of(slot_range: DoseRange, extension: int) -> int:
    """Range-top including the repetitions added because no load step fits [SPEC 3.4]."""
    return slot_range.high + extension


def judge(fact: Fact, body: SessionLog, log: ExerciseLog, slot: Slot) -> Result:
    """The result of one exercise. Missing answers stay missing: they can only hold progress back [SPEC 0]."""
    done = [entry for entry in log.sets if entry.achieved > 0]
    told = [ceil_score(entry.pain) for entry in log.sets if entry.pain is not None]
    hit = full_hit(log, slot)
    return Result(
        session_id=fact.id,
        on=fact.credited_on,
        bout=body.bout,
        rung=log.rung,
        dose=slot.dose,
        worst=max(told) if told else None,
        pain_missing=not done or any(entry.pain is None for entry in done),
        rise=rise(log.sets),
        completion=completion(log, slot),
        full_hit=hit,
        top_hit=hit and slot.dose.target >= top_of(slot.range, slot.extension),
        rpe=log.rpe,
        form=log.form or Form.MINOR,
    )


def session_of(
    fact: Fact, body: SessionLog, slots: Mapping[UUID, Slot], prescribed: tuple[Slot, ...], config: Config
) -> Session:
    """The bout as the plan remembers it; complete when at least 80 % of the prescribed sets were logged [SPEC 8].

    `prescribed` are the day's exercises: what was left out counts as not done, what was done besides counts too.
    """
    done = {log.prescription_id for log in body.exercises}
    asked = sum(slot.dose.sets for slot in prescribed if slot.id not in done)
    logged = 0
    told: list[int] = []
    for log in body.exercises:
        slot = slots[log.prescription_id]
        expected = expected_sets(slot, log.sets)
        asked += expected
        logged += min(expected, sum(1 for entry in log.sets if entry.achieved > 0))
        told += [ceil_score(entry.pain) for entry in log.sets if entry.pain is not None]
    return Session(
        id=fact.id,
        on=fact.credited_on,
        at=fact.occurred_at,
        zone=fact.zone,
        bout=body.bout,
        complete=asked > 0 and Decimal(logged) >= config.session_complete * asked,
        slots=tuple(log.prescription_id for log in body.exercises),
        worst=max(told) if told else None,
        limp=body.limp,
        swelling=body.swelling,
        instability=body.instability,
        asked_sets=asked,
        logged_sets=logged,
    )


def remembering(results: tuple[Result, ...], result: Result, keep: int = 8) -> tuple[Result, ...]:
    """The results with this one, newest last, in place of an earlier judgement of the same session."""
    on, session_id = result.on, result.session_id
    others = [entry for entry in results if entry.on != on or entry.session_id != session_id]
    return (*others, result)[-keep:]


def result_of(slot: Slot, session: Session) -> Result | None:
    """What an exercise came to in a bout, or None where it was not done or is long ago."""
    return next((entry for entry in reversed(slot.results) if entry.session_id == session.id), None)
