"""A linter for whole protocols: what is readable but could not work, or would not be safe."""

from collections.abc import Iterator

from hep_api.catalogue.document import Cursor, Fields
from hep_api.catalogue.reach import unreachable
from hep_api.catalogue.values import ProtocolEntry
from hep_api.catalogue.vocabulary import Known
from hep_api.engine.protocol import AllOf, AnyOf, Band, Criterion, IfGoal, IfRecorded, Phase, Predicate, Protocol


def predicates(criterion: Criterion) -> Iterator[Predicate]:
    """Every single clause of a gate, whatever combines them."""
    match criterion:
        case Predicate():
            yield criterion
        case IfGoal(_, clause) | IfRecorded(_, clause):
            yield from predicates(clause)
        case AllOf(clauses) | AnyOf(clauses):
            for clause in clauses:
                yield from predicates(clause)


def check_protocol(fields: Fields, entry: ProtocolEntry, known: Known) -> None:
    """Note what is wrong with a protocol as a whole, at the line of the phase or key it concerns."""
    protocol = entry.protocol
    if "phases" not in fields.found:
        return
    cursors = fields.found["phases"].items()
    if not cursors and fields.found["phases"].is_list():
        fields.found["phases"].fail("at least one phase is needed")
    for index, (cursor, phase) in enumerate(zip(cursors, protocol.phases, strict=True)):
        _check_phase(cursor, phase)
        _check_course(cursor, phase, index, protocol)
        _check_exit(cursor, phase, known)
        _check_schedule_weeks(cursor, phase, protocol)
        _check_forbidden(cursor, phase, entry)
    if protocol.schedule and "schedule" in fields.found:
        _check_schedule(fields.found["schedule"], protocol)


def _check_phase(cursor: Cursor, phase: Phase) -> None:
    if phase.weeks_max == 0:
        cursor.fail("'weeks' ends at 0: the phase would be over before it began")
    if phase.band is Band.RETURN and phase.entry != AllOf(()) and not phase.needs_sign_off:
        cursor.fail("a phase of band R needs the clause {sign_off: clinician} in its entry")
    slugs = [listing.slug for listing in phase.exercises]
    for listing in phase.exercises:
        if listing.instead_of and listing.instead_of not in slugs:
            cursor.fail(f"'{listing.slug}' stands instead of '{listing.instead_of}', which is not on the menu")
    for slug in sorted({slug for slug in slugs if slug and slugs.count(slug) > 1}):
        cursor.fail(f"'{slug}' is listed twice")


def _check_course(cursor: Cursor, phase: Phase, index: int, protocol: Protocol) -> None:
    """A phase ends by an exit or is terminal, is reached from the one before, and has a way back [CORRECTIONS B25]."""
    if phase.exit == AllOf(()) and not phase.terminal:
        cursor.fail("the phase is endless: it needs an 'exit', or 'terminal: true' when only a clinician ends it")
    if index and protocol.phases[index - 1].terminal:
        cursor.fail(f"the phase is never reached: '{protocol.phases[index - 1].id}' before it is terminal")
    if index and not phase.back_to:
        cursor.fail("the phase has no way back: 'back_to' names the earlier phase a clinician may return to")


def _check_forbidden(cursor: Cursor, phase: Phase, entry: ProtocolEntry) -> None:
    forbidden = dict.fromkeys(entry.forbid)
    for listing in phase.exercises:
        if listing.slug in forbidden:
            cursor.fail(f"'{listing.slug}' is listed and forbidden")
        for rung in (listing.start_rung, listing.from_rung, listing.to_rung):
            if rung and (listing.slug, rung) in entry.forbid_rungs:
                cursor.fail(f"the walk of '{listing.slug}' names the rung '{rung}', which is forbidden")
    for predicate in (*predicates(phase.exit), *predicates(phase.entry)):
        if (predicate.subject, predicate.arg("rung")) in entry.forbid_rungs:
            cursor.fail(f"a gate names the rung '{predicate.arg('rung')}' of '{predicate.subject}', which is forbidden")


def _check_exit(cursor: Cursor, phase: Phase, known: Known) -> None:
    """Exercises that an exit names are on the menu, never rotate out, and can get there in time [CORRECTIONS B2]."""
    listings = {listing.slug: listing for listing in phase.exercises}
    for predicate in predicates(phase.exit):
        if predicate.word == "run" and "run-walk" not in listings:
            cursor.fail("the exit asks for a run stage, but 'run-walk' is not on the menu")
        if predicate.word != "rep":
            continue
        named = predicate.subject.split(",")
        needed = int(predicate.arg("any_count", str(len(named))))
        if needed > len(named):
            cursor.fail(f"the exit asks for {needed} of {len(named)} exercises")
        for slug in named:
            if slug not in listings:
                cursor.fail(f"the exit names '{slug}', which is not on the menu")
        if sum(listings[slug].core for slug in named if slug in listings) < min(needed, len(named)):
            cursor.fail(f"the exit names {', '.join(named)}: at least {needed} of them must be 'core: true'")
        for slug in sorted(unreachable(phase, predicate, known)):
            cursor.fail(f"the exit cannot be reached with '{slug}' inside {phase.weeks_max} weeks: raise 'start_rung'")


def _check_schedule_weeks(cursor: Cursor, phase: Phase, protocol: Protocol) -> None:
    scheduled = [listing.slug for listing in phase.exercises if listing.scheduled]
    last = protocol.schedule.last_week() if protocol.schedule else 0
    tables = protocol.schedule.every_table() if protocol.schedule else ()
    for listing in phase.exercises:
        if listing.scheduled and protocol.schedule and listing.table not in tables:
            named = ", ".join(table for table in tables if table) or "only one, without a name"
            cursor.fail(f"'{listing.slug}' asks for the table '{listing.table}'; the schedule has: {named}")
    if scheduled and phase.schedule_last_week is None:
        cursor.fail(f"'{scheduled[0]}' is scheduled, but the phase has no 'schedule_weeks'")
    if phase.schedule_last_week is not None and phase.schedule_last_week > last:
        cursor.fail(f"'schedule_weeks' goes to {phase.schedule_last_week}, the schedule only to {last}")
    if phase.schedule_last_week is not None and not scheduled:
        cursor.fail("'schedule_weeks' without an exercise that is 'scheduled: true'")


def _check_schedule(cursor: Cursor, protocol: Protocol) -> None:
    if protocol.schedule is None:
        return
    last = protocol.schedule.last_week()
    for table in protocol.schedule.every_table():
        rows = protocol.schedule.rows_of(table)
        what = f"rows of '{table}'" if table else "rows"
        _check_seamless(cursor, [(row.first_week, row.last_week) for row in rows], what)
        if rows and rows[-1].last_week != last:
            cursor.fail(f"the table '{table}' ends in week {rows[-1].last_week}, another one in week {last}")
    played = [
        (phase.schedule_first_week, phase.schedule_last_week)
        for phase in protocol.phases
        if phase.schedule_first_week is not None and phase.schedule_last_week is not None
    ]
    _check_seamless(cursor, played, "schedule_weeks of the phases")
    if played and played[-1][1] < last:
        cursor.fail(f"no phase plays week {last} of the schedule")


def _check_seamless(cursor: Cursor, spans: list[tuple[int, int]], what: str) -> None:
    expected = 1
    for first, last in spans:
        if first != expected:
            cursor.fail(f"{what}: week {expected} is expected next, not {first}")
        expected = last + 1
