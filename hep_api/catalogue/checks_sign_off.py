"""Whether a clinician signs before anything jumps, runs or belongs to the return to sport [CORRECTIONS B3, B4, B5]."""

from hep_api.catalogue.bands import too_early
from hep_api.catalogue.document import Cursor
from hep_api.catalogue.values import ProtocolEntry
from hep_api.catalogue.vocabulary import Known
from hep_api.engine.protocol import AllOf, Band, Phase, Protocol


def check_sign_off(cursor: Cursor, phase: Phase, entry: ProtocolEntry) -> None:
    """A return phase is signed for; a place for impact stands only in one. Single listings are checked as read."""
    if phase.band is Band.RETURN and phase.entry != AllOf(()) and not phase.needs_sign_off:
        cursor.fail("a phase of band R needs the clause {sign_off: clinician} in its entry")
    for slot in entry.open_slots:
        if slot.phase == phase.id and slot.family == "impact" and phase.band is not Band.RETURN:
            cursor.fail(f"the place '{slot.id}' is for impact: it belongs to a return phase (band R)")


def check_routines(cursor: Cursor, protocol: Protocol, known: Known) -> None:
    """What a routine offers fits the earliest phase that it is offered in."""
    for below, routine in zip(cursor.items(), protocol.routines, strict=False):
        bands = [phase.band for phase in protocol.phases if not routine.phases or phase.id in routine.phases]
        for item in routine.items:
            entry = known.exercises.get(item.slug)
            if entry is not None and bands and too_early(entry.exercise, bands[0]):
                below.fail(f"'{item.slug}' is too early for a phase of band {bands[0].value}: name later 'phases'")
