"""Walks a ladder: the size of every step up, down and sideways [SPEC 3.4, 3.9.16]."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from hep_api.engine.changing import replace
from hep_api.engine.configuring import Config
from hep_api.engine.dose import BAND_COLOURS, BODY_WEIGHT, Dose, DoseRange, Load, LoadKind, Unit
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Exercise, Listing, Progress
from hep_api.engine.schedule import Quota, ScheduleRow
from hep_api.engine.slot import Slot
from hep_api.engine.weights import Weights

WIDE_RANGE = 8
"""From this range width on, repetitions climb by two [A1]."""


@dataclass(frozen=True, slots=True)
class Rungs:
    """The part of one exercise's ladder a phase uses: exercise, listing, and the lowest and highest rung allowed."""

    exercise: Exercise
    listing: Listing
    floor: int
    ceiling: int

    def range_at(self, rung: int) -> DoseRange:
        """The dose range of a rung: its own, else the listing's, else the catalogue's. Raises ValueError if none."""
        step = self.exercise.rungs[rung]
        found = step.dose or self.listing.dose or self.exercise.dose
        if found is None:
            raise ValueError(f"{self.exercise.slug} has no dose at rung '{step.id}'")
        return found if step.per_side is None else replace(found, per_side=step.per_side)

    def load_at(self, rung: int, before: Load, *, harder: bool = False) -> Load:
        """The load when arriving on a rung: weight found for an easier one is never carried up [SPEC 3.9.6].

        A band keeps its colour unless the rung names its own; weight (or effort) still to be found is None.
        """
        step = self.exercise.rungs[rung]
        if step.load is LoadKind.NONE:
            return BODY_WEIGHT
        if step.begins is not None:
            return Load(step.load, Decimal(step.begins))
        if step.load is before.kind and not (harder and step.load is LoadKind.KG):
            return before
        return Load(step.load, None if step.load in (LoadKind.KG, LoadKind.EFFORT) else Decimal(0))


def rungs_of(exercise: Exercise, listing: Listing) -> Rungs:
    """The ladder of one listing inside its phase's bounds."""
    floor = exercise.rung_index(listing.from_rung) if listing.from_rung else 0
    ceiling = exercise.rung_index(listing.to_rung) if listing.to_rung else len(exercise.rungs) - 1
    return Rungs(exercise, listing, floor, ceiling)


def at_rung(slot: Slot, rungs: Rungs, rung: int, *, middle: bool) -> Slot:
    """The slot on another rung: at range-bottom going up, at floor(mid-range) coming down [SPEC 1.2.3, 3.4].

    Sets stay, unless the rung has a number of its own; coming down never adds one.
    """
    found = rungs.range_at(rung)
    target = (found.low + found.high) // 2 if middle else found.low
    sets, prescribed = slot.dose.sets, slot.sets_prescribed
    if (found.sets_low, found.sets_high) != (slot.range.sets_low, slot.range.sets_high):
        prescribed = found.sets_low
        sets = min(sets, prescribed) if middle else prescribed
    dose = Dose(
        sets, target, found.unit, found.hold_low_seconds, rungs.load_at(rung, slot.dose.load, harder=rung > slot.rung)
    )
    return replace(slot, rung=rung, dose=dose, range=found, extension=0, sets_prescribed=prescribed)


def row_range(row: ScheduleRow) -> DoseRange:
    """A schedule row as a dose range: a single number is at range-top."""
    hold = row.hold_seconds
    return DoseRange(row.sets, row.sets, row.target, row.target, row.unit, hold, hold, targets=row.targets)


def row_dose(row: ScheduleRow, load: Load) -> Dose:
    """A schedule row as a dose with this load."""
    return Dose(row.sets, row.target, row.unit, row.hold_seconds, load, row.targets)


def on_row(slot: Slot, row: ScheduleRow) -> Slot:
    """A scheduled prescription on a row of its table, load kept."""
    dose = row_dose(row, slot.dose.load)
    return replace(
        slot, dose=dose, range=row_range(row), sets_prescribed=row.sets, extension=0, rep_max=row.rep_max
    )  # fmt: skip


def back_on_row(slot: Slot, row: ScheduleRow) -> Slot:
    """A scheduled prescription on an earlier row; what was taken off stays off and comes back by good sessions.

    That holds for sets, and for amounts too unless the row is at a maximum, where fewer repetitions ask more.
    """
    after = on_row(slot, row)
    dose = after.dose.with_sets(min(row.sets, slot.dose.sets))
    return replace(after, dose=dose if row.rep_max else _at_most(dose, slot.dose))


def _at_most(dose: Dose, now: Dose) -> Dose:
    """The dose with no set that asks more than now; amounts of another unit or hold cannot be compared."""
    if (dose.unit, dose.hold_seconds) != (now.unit, now.hold_seconds):
        return dose
    return _of_amounts(dose, [min(dose.target_of(n), now.target_of(n)) for n in range(dose.sets)], now.targets)


def _of_amounts(dose: Dose, amounts: Sequence[int], unequal: tuple[int, ...]) -> Dose:
    """The dose with an amount for each set; they are kept one by one where they were or have become unequal."""
    targets = tuple(amounts) if dose.targets or unequal else ()
    return replace(dose, target=max(amounts), targets=targets)


def rep_step(found: DoseRange) -> int:
    """What one A1 adds per set [A1, 3.9.16]."""
    match found.unit:
        case Unit.REPS:
            return 2 if found.width >= WIDE_RANGE else 1
        case Unit.MINUTES:
            return 1
        case _:
            return 5


def more_reps(slot: Slot) -> Slot:
    """A1: restore one set first, then more per set up to range-top (or one extra repetition when extended)."""
    dose = slot.dose
    if dose.sets < slot.sets_allowed:
        return replace(slot, dose=dose.with_sets(dose.sets + 1, slot.range.targets))
    if slot.extension:
        return replace(slot, dose=replace(dose, target=dose.target + 1), extension=slot.extension + 1)
    amounts = [(dose.target_of(n), slot.range.high_of(n)) for n in range(dose.sets)]
    more = [max(now, min(high, now + rep_step(slot.range))) for now, high in amounts]
    return replace(slot, dose=_of_amounts(dose, more, slot.range.targets))


def heavier(slot: Slot, weights: Weights, config: Config) -> tuple[Outcome, Slot] | None:
    """More load, or the small-weight rule: extend repetitions by up to 5, then the smallest step if <= 25 %."""
    load = slot.dose.load
    if load.kind is LoadKind.BAND and load.value is not None:
        if int(load.value) + 1 >= len(BAND_COLOURS):
            return None
        return Outcome.INCREASE_LOAD, _reloaded(slot, load.value + 1)
    if load.value is None or load.value <= 0:
        return None
    found = weights.above(load.value, config)
    if found is not None:
        return Outcome.INCREASE_LOAD, _reloaded(slot, found)
    if slot.extension < config.rep_extension and slot.range.unit is Unit.REPS and not slot.scheduled:
        dose = replace(slot.dose, target=slot.dose.target + 1)
        return Outcome.INCREASE_REPS, replace(slot, dose=dose, extension=slot.extension + 1)
    smallest = weights.smallest_above(load.value, config)
    return None if smallest is None or slot.scheduled else (Outcome.INCREASE_LOAD, _reloaded(slot, smallest))


def _reloaded(slot: Slot, value: Decimal) -> Slot:
    dose = replace(slot.dose, target=slot.range.low, load=replace(slot.dose.load, value=value))
    return replace(slot, dose=dose, extension=0)


def tuned(slot: Slot, share: Decimal, weights: Weights) -> Slot:
    """RM-scheduled effort tuning: more load by a share, rounded down to an available one; else unchanged [3.4]."""
    value = slot.dose.load.value
    if value is None:
        return slot
    found = weights.floor(weights.scaled(value, 1 + share))
    if found <= value:
        return slot
    return replace(slot, dose=replace(slot.dose, load=replace(slot.dose.load, value=found)))


def harder(slot: Slot, rungs: Rungs, weights: Weights, config: Config) -> tuple[Outcome, Slot] | None:
    """A2: the next step in the exercise's order; None when nothing harder lies inside its bounds.

    On the last rung a range of sets rises once by one set before load [CORRECTIONS B12]. On a rung with a load target
    load alone moves until it is met [CORRECTIONS B9].
    """
    order = (Progress.LOAD,) if _short_of_target(slot, rungs, weights) else rungs.exercise.progress_order
    for kind in order:
        if kind is Progress.VARIANT and slot.rung < slot.ceiling:
            return Outcome.ADVANCE_VARIANT, at_rung(slot, rungs, slot.rung + 1, middle=False)
        if kind is Progress.LOAD:
            if slot.sets_prescribed < slot.range.sets_high and not slot.scheduled:
                sets = slot.sets_prescribed + 1
                dose = replace(slot.dose, sets=sets, target=slot.range.low)
                return Outcome.INCREASE_LOAD, replace(slot, dose=dose, sets_prescribed=sets)
            found = heavier(slot, weights, config)
            if found is not None:
                return _recoloured(slot, rungs, found)
    return None


def _recoloured(slot: Slot, rungs: Rungs, found: tuple[Outcome, Slot]) -> tuple[Outcome, Slot]:
    """A stronger band goes back to the location its exercise names, where that is in bounds [SPEC 1.2.4, 3.9.3]."""
    back, (outcome, after) = rungs.exercise.recolour_at, found
    if not back or after.dose.load.kind is not LoadKind.BAND:
        return found
    rung = max(slot.floor, rungs.exercise.rung_index(back))
    return outcome, at_rung(after, rungs, rung, middle=False) if rung < slot.rung else after


def _short_of_target(slot: Slot, rungs: Rungs, weights: Weights) -> bool:
    """Whether the load that opens the next rung is not lifted yet; without a known body mass it never is."""
    target = rungs.exercise.load_target
    if target is None or rungs.exercise.rungs[slot.rung].id != target.rung:
        return False
    load = slot.dose.load.value
    return load is None or weights.body_mass is None or load < weights.body_mass * target.times_body_mass


def eased(slot: Slot, cut: Decimal, weights: Weights, config: Config) -> Slot:
    """MODIFY: load down by `cut`, rounded down; not loadable -> 20 % fewer reps (2 for a small cut), then one set."""
    if slot.quota is not None:
        return quota_back(slot, slot.quota)
    found = lighter(slot, cut, weights, config)
    if found is not None:
        return found
    if cut >= config.ease_load:
        return less_volume(slot, config.ease_reps)
    return _fewer(slot, slot.dose.target - 2)


def lighter(slot: Slot, cut: Decimal, weights: Weights, config: Config) -> Slot | None:
    """Load down by a share, rounded down to an available one; None where that is zero or a quarter less [3.9.16]."""
    load = slot.dose.load.value
    if slot.dose.load.kind is not LoadKind.KG or not load:
        return None
    lower = weights.below(load, cut, config)
    if lower is None:
        return None
    return replace(slot, dose=replace(slot.dose, load=replace(slot.dose.load, value=lower)))


def less_volume(slot: Slot, share: Decimal) -> Slot:
    """Repetitions down by a share, rounded down but not below range-bottom; where they are there already, one set."""
    return _fewer(slot, _less(slot.dose.target, share))


def _less(amount: int, share: Decimal) -> int:
    return int((amount * (1 - share)).to_integral_value(rounding=ROUND_FLOOR))


def _fewer(slot: Slot, target: int) -> Slot:
    target = max(slot.range.low, target)
    if target < slot.dose.target:
        dose = replace(slot.dose, target=target)
        return replace(slot, dose=dose, extension=max(0, target - slot.range.high))
    return one_set_less(slot)


def one_set_less(slot: Slot) -> Slot:
    """One set fewer, never below one."""
    return replace(slot, dose=slot.dose.with_sets(max(1, slot.dose.sets - 1)))


def quota_on(slot: Slot, quota: Quota) -> Slot:
    """The next quota, never above its ceiling; its days are counted from here."""
    target = min(quota.ceiling, slot.dose.target + quota.step)
    return replace(slot, dose=replace(slot.dose, target=target), quota_days=0)


def quota_back(slot: Slot, quota: Quota) -> Slot:
    """One step back on the quota, also below where it began, never below one [SPEC 3.9.8]."""
    target = max(1, slot.dose.target - quota.step)
    return replace(slot, dose=replace(slot.dose, target=target), quota_days=0)


def regressed(slot: Slot, rungs: Rungs, config: Config) -> tuple[Slot, bool]:
    """REGRESS: one rung down at mid-range; at the lowest rung one set and 20 % fewer. True = nothing lower exists."""
    if slot.quota is not None:
        return quota_back(slot, slot.quota), slot.dose.target <= 1
    if slot.rung > slot.floor and not slot.scheduled:
        return at_rung(slot, rungs, slot.rung - 1, middle=True), False
    dose = lowered(slot.dose.with_sets(max(1, slot.dose.sets - 1)), config.ease_reps)
    return replace(slot, dose=dose, extension=0), True


def lowered(dose: Dose, share: Decimal) -> Dose:
    """The amount of every set down by a share, never below one."""
    targets = tuple(max(1, _less(amount, share)) for amount in dose.targets)
    return replace(dose, target=max(targets, default=max(1, _less(dose.target, share))), targets=targets)
