"""Whether frequencies leave the rest that tissue needs [CORRECTIONS B18, C7]."""

from collections.abc import Iterator

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.ladders import walk_of
from hep_api.catalogue.vocabulary import Known
from hep_api.engine.configuring import Config
from hep_api.engine.dose import Frequency, LoadKind
from hep_api.engine.protocol import Band, Exercise, ImpactKind, Listing, Phase

EVERY_SECOND_DAY = 4
"""The most days of one week with a day between them."""

RESTED = (Band.STRENGTH, Band.RETURN)
"""The bands whose external loads ask for 48 hours."""


def check_rest(cursor: Cursor, phase: Phase, known: Known) -> None:
    """Note every listing that is asked for more often than its rest allows, and a taper that is none."""
    for listing in phase.exercises:
        entry = known.exercises.get(listing.slug)
        if entry is not None and entry.exercise.rungs:
            for message in _too_often(listing, entry.exercise, phase):
                cursor.fail(f"'{listing.slug}' {message}")
    if phase.taper is not None and phase.taper.per_week > phase.frequency.high:
        cursor.fail(f"the taper asks for {phase.taper.per_week} sessions a week, more than the phase itself")


def _too_often(listing: Listing, exercise: Exercise, phase: Phase) -> Iterator[str]:
    own = listing.frequency
    if own is not None and _weekly(own) and own.low > phase.frequency.high:
        yield f"is listed {own.low} times a week, the phase has {phase.frequency.high} at most"
    if exercise.impact_kind is not ImpactKind.NONE:
        yield from _too_much_impact(own or exercise.frequency, listed=own is not None)
    elif own is not None and phase.band in RESTED and _takes_weight(listing, exercise):
        yield from _too_much_weight(own, exercise.frequency)


def _too_much_weight(own: Frequency, catalogue: Frequency) -> Iterator[str]:
    """What the catalogue itself asks for every day (Alfredson's drops) may be listed so."""
    daily = own.high > EVERY_SECOND_DAY or (_weekly(own) and own.low >= EVERY_SECOND_DAY)
    if daily and catalogue.low < EVERY_SECOND_DAY:
        yield "takes external load: 48 hours lie between its days, every second day (q2d) or 3/wk at most"
    if own.bouts > catalogue.bouts:
        yield f"takes external load: {catalogue.bouts} time a day at most"


def _too_much_impact(frequency: Frequency, *, listed: bool) -> Iterator[str]:
    most = Config().impact_days_per_week
    if listed and frequency.every_days == 1:
        yield "is impact: never on two days in a row"
    elif listed and _weekly(frequency) and frequency.high > most:
        yield f"is impact: at most {most} days a week, never two in a row"
    if frequency.bouts > 1:
        yield "is impact: once a day at most"


def _weekly(frequency: Frequency) -> bool:
    return frequency.every_days is None


def _takes_weight(listing: Listing, exercise: Exercise) -> bool:
    """Whether a rung that the phase may reach takes external load in kg."""
    first, last = walk_of(listing, exercise)
    return any(rung.load is LoadKind.KG for rung in exercise.rungs[first : last + 1])
