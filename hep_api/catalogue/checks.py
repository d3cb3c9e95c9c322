"""A linter for whole protocols: what is readable but could not work, or would not be safe, theme by theme."""

from hep_api.catalogue.checks_course import check_course, check_programme_weeks
from hep_api.catalogue.checks_families import check_families
from hep_api.catalogue.checks_gates import check_gates
from hep_api.catalogue.checks_menu import check_forbidden, check_menu
from hep_api.catalogue.checks_rest import check_rest
from hep_api.catalogue.checks_schedule import check_schedule, check_schedule_weeks
from hep_api.catalogue.checks_sign_off import check_routines, check_sign_off
from hep_api.catalogue.document import Fields
from hep_api.catalogue.values import ProtocolEntry
from hep_api.catalogue.vocabulary import Known


def check_protocol(fields: Fields, entry: ProtocolEntry, known: Known) -> None:
    """Note what is wrong with a protocol as a whole, at the line of the phase or key it concerns."""
    protocol = entry.protocol
    if "phases" not in fields.found:
        return
    cursors = fields.found["phases"].items()
    if not cursors and fields.found["phases"].is_list():
        fields.found["phases"].fail("at least one phase is needed")
    for index, (cursor, phase) in enumerate(zip(cursors, protocol.phases, strict=True)):
        check_course(cursor, phase, index, protocol)
        check_menu(cursor, phase)
        check_forbidden(cursor, phase, entry)
        check_sign_off(cursor, phase, entry)
        check_gates(cursor, phase, entry, known)
        check_rest(cursor, phase, known)
        check_schedule_weeks(cursor, phase, protocol)
        check_families(cursor, phase, protocol, known)
    if "min_programme_weeks" in fields.found:
        check_programme_weeks(fields.found["min_programme_weeks"], protocol)
    if "routines" in fields.found:
        check_routines(fields.found["routines"], protocol, known)
    if protocol.schedule and "schedule" in fields.found:
        check_schedule(fields.found["schedule"], protocol)
