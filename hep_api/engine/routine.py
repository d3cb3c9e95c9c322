"""Routines: warm-ups and micro-breaks beside the programme, outside adherence and progress [CORRECTIONS F]."""

from dataclasses import dataclass
from enum import StrEnum

from hep_api.engine.dose import DoseRange


class When(StrEnum):
    """When a routine is done."""

    BEFORE_ACTIVITY = "before_activity"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class RoutineItem:
    """One exercise of a routine, always as written; no rung = the easiest."""

    slug: str
    dose: DoseRange
    rung: str = ""


@dataclass(frozen=True, slots=True)
class Routine:
    """A warm-up or micro-break: outside adherence and progress, closed by the same locks [CORRECTIONS F].

    `phases` are those it belongs to; none = all.
    """

    id: str
    when: When
    items: tuple[RoutineItem, ...]
    phases: tuple[str, ...] = ()
