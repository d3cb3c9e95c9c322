"""Sets, reps, holds and loads: what is prescribed, inside which range, and how it is rounded."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hep_api.engine.changing import replace


class Unit(StrEnum):
    """What one set is counted in."""

    REPS = "reps"
    SECONDS = "seconds"
    STEPS = "steps"
    METRES = "metres"
    MINUTES = "minutes"


class LoadKind(StrEnum):
    """How external load is expressed; `none` is body weight alone."""

    NONE = "none"
    KG = "kg"
    BAND = "band"
    BAR = "bar"
    EFFORT = "effort"


BAND_COLOURS = ("yellow", "red", "green", "blue", "black")
"""Elastic resistance from light to heavy [SPEC 1.1; light = red, medium = green, heavy = blue: CORRECTIONS B13]."""


@dataclass(frozen=True, slots=True)
class Load:
    """External load. `value` is kg for `kg`, an index (0 = lightest) for `band` and `bar`, percent for `effort`.

    `value` None means "not found yet": the patient is asked to find and log it.
    """

    kind: LoadKind = LoadKind.NONE
    value: Decimal | None = None


BODY_WEIGHT = Load()


@dataclass(frozen=True, slots=True)
class DoseRange:
    """The range a dose may move in: sets low-high, amount per set low-high, hold per rep in seconds (0 = none).

    `targets` are the amounts set by set where a schedule asks for unequal sets, else empty.
    """

    sets_low: int
    sets_high: int
    low: int
    high: int
    unit: Unit = Unit.REPS
    hold_low_seconds: int = 0
    hold_high_seconds: int = 0
    per_side: bool = False
    targets: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Range width hi - lo; a single-number dose has width 0 and is at range-top [SPEC 3.9.16]."""
        return self.high - self.low

    def high_of(self, index: int) -> int:
        """Range-top of one set, counted from 0; a set beyond unequal ones goes as far as the last."""
        return self.targets[min(index, len(self.targets) - 1)] if self.targets else self.high


@dataclass(frozen=True, slots=True)
class Dose:
    """What is prescribed now: sets of `target` units each, hold per rep in seconds, and the load.

    Unequal sets have `targets`, one a set, and `target` is the largest of them.
    """

    sets: int
    target: int
    unit: Unit = Unit.REPS
    hold_seconds: int = 0
    load: Load = BODY_WEIGHT
    targets: tuple[int, ...] = ()

    def target_of(self, index: int) -> int:
        """The amount of one set, counted from 0; a set beyond the prescribed ones is asked for as much as the last."""
        return self.targets[min(index, len(self.targets) - 1)] if self.targets else self.target

    @property
    def total(self) -> int:
        """The amount of all sets together."""
        return sum(self.targets) if self.targets else self.sets * self.target

    def with_sets(self, sets: int, targets: tuple[int, ...] = ()) -> "Dose":
        """The dose with another number of sets: of unequal ones the first stay as they are.

        One that comes back asks what `targets` asks of it, at most as much as the largest asks now.
        """
        kept = self.targets[:sets]
        back = targets[len(kept) : sets] if kept else ()
        return replace(self, sets=sets, targets=(*kept, *[min(self.target, amount) for amount in back]))


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often: `low`-`high` times in a local week, or every `every_days` days; `bouts` per day.

    A missed day of every n shifts those that follow, or with `skip` leaves them where they were [SPEC 8].
    """

    low: int
    high: int
    every_days: int | None = None
    bouts: int = 1
    skip: bool = False
