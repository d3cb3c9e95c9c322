"""The part of a ladder that a listing walks, and what it asks for there."""

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.values import ExerciseEntry
from hep_api.engine.dose import DoseRange, LoadKind
from hep_api.engine.ladder import row_range
from hep_api.engine.protocol import Exercise, Listing, Phase, Progress
from hep_api.engine.schedule import Schedule


def walk_of(listing: Listing, exercise: Exercise) -> tuple[int, int]:
    """Places of the first and last rung of a listing; a name that the ladder lacks bounds nothing."""
    ids = [rung.id for rung in exercise.rungs]
    first = ids.index(listing.from_rung) if listing.from_rung in ids else 0
    last = ids.index(listing.to_rung) if listing.to_rung in ids else len(ids) - 1
    return first, last


def ranges_at(
    listing: Listing, exercise: Exercise, rung: int, phase: Phase, schedule: Schedule | None
) -> list[DoseRange]:
    """What a listing may ask for on a rung: its range, or every row of its table that the phase plays."""
    first, last = phase.schedule_first_week, phase.schedule_last_week
    if listing.scheduled and schedule is not None and first is not None and last is not None:
        rows = schedule.rows_of(listing.table) if listing.table in schedule.every_table() else ()
        return [row_range(row) for row in rows if row.first_week <= last and row.last_week >= first]
    found = exercise.rungs[rung].dose or listing.dose or exercise.dose
    return [found] if found is not None else []


def note_dead_ends(document: Cursor | None, entries: dict[str, ExerciseEntry]) -> None:
    """Tell of every ladder after whose last rung nothing gets harder: a plateau by design [CORRECTIONS B12]."""
    for slug, cursor in document.entries() if document is not None else ():
        entry = entries.get(slug)
        if entry is not None and entry.exercise.rungs and not entry.leads_to and _ends(entry.exercise):
            cursor.note(f"plateau by design: after '{entry.exercise.rungs[-1].id}' nothing gets harder")


def _ends(exercise: Exercise) -> bool:
    last = exercise.rungs[-1]
    dose = last.dose or exercise.dose
    loads = Progress.LOAD in exercise.progress_order and last.load in (LoadKind.KG, LoadKind.BAND, LoadKind.EFFORT)
    return dose is not None and not loads and dose.sets_low == dose.sets_high
