"""Whether what a `rep` clause asks of an exercise exists: rung, range, sets, effort [CORRECTIONS B7]."""

from collections.abc import Iterator
from decimal import Decimal

from hep_api.catalogue.bands import ORDER
from hep_api.catalogue.gate_clause import Clause
from hep_api.catalogue.ladders import ranges_at, walk_of
from hep_api.engine.protocol import Exercise, Listing

REMEMBERED = 8
"""How many results an exercise keeps: more sessions are never seen together [engine.judging.with_result]."""


def missing_reps(clause: Clause) -> Iterator[str]:
    """What a clause asks for in vain of the exercises of the phase that is trained for it."""
    if clause.predicate.word != "rep":
        return
    for listing, exercise in clause.named():
        for message in _missing(clause, listing, exercise):
            yield f"asks '{listing.slug}' for {message}"
    for message in _unseen(clause):
        yield f"asks {clause.predicate.subject.replace(',', ', ')} for {message}"


def _missing(clause: Clause, listing: Listing, exercise: Exercise) -> Iterator[str]:
    ids, named, band = [rung.id for rung in exercise.rungs], clause.predicate.arg("rung"), clause.phase.band
    first, last = walk_of(listing, exercise)
    if named in ids and not first <= ids.index(named) <= last:
        yield f"the rung '{named}', the phase walks from '{ids[first]}' to '{ids[last]}'"
        return
    needs = clause.known.exercises[exercise.slug].rung_bands.get(named, band)
    if ORDER[needs] > ORDER[band]:
        yield f"the rung '{named}', which is for band {needs.value}"
    where = [ids.index(named)] if named in ids else range(first, last + 1)
    schedule = clause.protocol.schedule
    ranges = [found for rung in where for found in ranges_at(listing, exercise, rung, clause.phase, schedule)]
    top = max((found.high for found in ranges), default=500) if listing.quota is None else listing.quota.ceiling
    most = max((found.sets_high for found in ranges), default=10)
    if clause.number("target") > top:
        yield f"{clause.number('target')}, its range there ends at {top}"
    if clause.number("sets") > most:
        yield f"{clause.number('sets')} sets, there are {most} at most"


def _unseen(clause: Clause) -> Iterator[str]:
    sessions, of_last = clause.number("sessions", 1), clause.number("of_last")
    if max(sessions, of_last) > REMEMBERED:
        yield f"{max(sessions, of_last)} sessions, only the last {REMEMBERED} are remembered"
    if of_last and sessions > of_last:
        yield f"{sessions} of the last {of_last} sessions"
    low, high = clause.predicate.arg("rpe_at_least"), clause.predicate.arg("rpe_at_most")
    cap = max(clause.config.effort_cap, clause.config.effort_cap_rm)
    if low and Decimal(low) > min(cap, Decimal(high or cap)):
        yield f"an effort of {low} or more, a good session has {min(cap, Decimal(high or cap))} at most"
