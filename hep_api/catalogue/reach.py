"""Whether a perfect patient could meet a `rep` clause before the phase's last week [CORRECTIONS B2]."""

from math import ceil

from hep_api.catalogue.vocabulary import Known
from hep_api.engine.configuring import Config
from hep_api.engine.dose import DoseRange, Unit
from hep_api.engine.protocol import Exercise, Listing, Phase, Predicate

WIDE_RANGE = 8
"""From this range width on, a good session adds 2 repetitions instead of 1 [SPEC 3.3 A1]."""

STEPS = {Unit.SECONDS: 5, Unit.STEPS: 5, Unit.METRES: 5, Unit.MINUTES: 1}
"""What a good session adds in other units [SPEC 3.3 A1, 3.9.16]."""


def unreachable(phase: Phase, predicate: Predicate, known: Known) -> set[str]:
    """Slugs of a `rep` clause that stay out of reach even at the phase's highest frequency; empty when enough do not.

    Every session is taken as perfect, so a slug named here is certainly out of reach.
    """
    late: set[str] = set()
    named = predicate.subject.split(",")
    for listing in phase.exercises:
        entry = known.exercises.get(listing.slug)
        if listing.slug not in named or entry is None or not entry.exercise.rungs:
            continue
        needed = sessions_needed(entry.exercise, listing, predicate)
        if needed is not None and needed > _sessions_possible(entry.exercise, listing, phase):
            late.add(listing.slug)
    enough = int(predicate.arg("any_count", str(len(named))))
    return late if len(named) - len(late) < enough else set()


def sessions_needed(exercise: Exercise, listing: Listing, predicate: Predicate) -> int | None:
    """Perfect sessions from the default start to the clause, or None when it asks for no amount.

    Raising step by step from the bottom of the range, `top_sessions` sessions at its top before each next rung.
    """
    ids = [rung.id for rung in exercise.rungs]
    start = ids.index(listing.start_rung or ids[0]) if (listing.start_rung or ids[0]) in ids else 0
    goal = ids.index(predicate.arg("rung")) if predicate.arg("rung") in ids else start
    target = predicate.arg("target")
    if not target and not predicate.arg("top") and goal == start:
        return None
    total = 0
    for index in range(start, goal):
        dose = _dose(exercise, listing, index)
        if dose is None:
            return None
        total += _climb(dose, dose.high) + Config().top_sessions - 1
    last = _dose(exercise, listing, goal)
    if last is None:
        return None
    wanted = int(target) if target else last.high if predicate.arg("top") else last.low
    return total + _climb(last, wanted) + int(predicate.arg("sessions", "1")) - 1


def _dose(exercise: Exercise, listing: Listing, index: int) -> DoseRange | None:
    return exercise.rungs[index].dose or listing.dose or exercise.dose


def _climb(dose: DoseRange, target: int) -> int:
    """Sessions until a set of `target` is prescribed and done, the first at the bottom of the range."""
    step = STEPS.get(dose.unit) or (2 if dose.width >= WIDE_RANGE else 1)
    return max(0, ceil((target - dose.low) / step)) + 1


def _sessions_possible(exercise: Exercise, listing: Listing, phase: Phase) -> int:
    own = (listing.frequency or exercise.frequency).high
    return int(phase.weeks_max * min(own, phase.frequency.high))
