"""Whether the week tables of a schedule and the phases that play them fit without a gap."""

from hep_api.catalogue.document import Cursor
from hep_api.engine.protocol import Phase, Protocol


def check_schedule_weeks(cursor: Cursor, phase: Phase, protocol: Protocol) -> None:
    """A phase plays weeks that the schedule has, with exercises that name one of its tables."""
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


def check_schedule(cursor: Cursor, protocol: Protocol) -> None:
    """Weeks follow each other in every table, and every week is played by a phase."""
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
