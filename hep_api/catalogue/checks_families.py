"""Whether two exercises of one load family could both get harder on one day [invariant 5].

The engine lets a family take one harder step a day. A week table steps by itself, so it is the table that must stand
alone: beside it in one phase nothing else of the family may climb, and no other table may step in the same week.
"""

from collections.abc import Iterator
from itertools import combinations

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.ladders import walk_of
from hep_api.catalogue.vocabulary import Known
from hep_api.engine.dose import LoadKind
from hep_api.engine.protocol import Exercise, Listing, Phase, Progress, Protocol
from hep_api.engine.schedule import Schedule
from hep_api.engine.signals import touches


def check_families(cursor: Cursor, phase: Phase, protocol: Protocol, known: Known) -> None:
    """Note every pair of one family of which both could get harder on the day a week of the schedule ends."""
    here = [
        (listing, known.exercises[listing.slug].exercise)
        for listing in phase.exercises
        if listing.slug in known.exercises and known.exercises[listing.slug].exercise.rungs
    ]
    for one, other in combinations(here, 2):
        if touches(one[1].families, one[1].region, other[1]):
            for message in _both_harder(one, other, phase, protocol):
                cursor.fail(message)


Here = tuple[Listing, Exercise]


def _both_harder(one: Here, other: Here, phase: Phase, protocol: Protocol) -> Iterator[str]:
    pair = f"'{one[0].slug}' and '{other[0].slug}' are of one load family"
    if one[0].scheduled and other[0].scheduled:
        weeks = _steps_of_both(one[0].table, other[0].table, phase, protocol.schedule)
        if weeks:
            yield f"{pair}, and both of their tables ask for more from week {weeks[0]} on: put them into one table"
    elif one[0].scheduled != other[0].scheduled:
        climbing = other if one[0].scheduled else one
        if _climbs(*climbing):
            yield (
                f"{pair}: one follows the schedule, and '{climbing[0].slug}' could get harder on the same day; give "
                "it one rung ('from' and 'to') and one number of sets"
            )


def _steps_of_both(one: str, other: str, phase: Phase, schedule: Schedule | None) -> list[int]:
    """The weeks of a phase from which on both of two different tables ask for more."""
    first, last = phase.schedule_first_week, phase.schedule_last_week
    if one == other or schedule is None or first is None or last is None:
        return []
    return [
        week
        for week in range(first + 1, last + 1)
        if _asks_more(schedule, one, week) and _asks_more(schedule, other, week)
    ]


def _asks_more(schedule: Schedule, table: str, week: int) -> bool:
    try:
        return schedule.row(week, table).asks_more_than(schedule.row(week - 1, table))
    except ValueError:  # a week that the table lacks is a mistake of its own
        return False


def _climbs(listing: Listing, exercise: Exercise) -> bool:
    """Whether a listing may take a harder step: another rung, another set, more load, or a quota that rises."""
    first, last = walk_of(listing, exercise)
    dose = exercise.rungs[last].dose or listing.dose or exercise.dose
    loads = Progress.LOAD in exercise.progress_order and exercise.rungs[last].load in (LoadKind.KG, LoadKind.BAND)
    more_sets = dose is not None and dose.sets_low < dose.sets_high
    return last > first or loads or more_sets or listing.quota is not None
