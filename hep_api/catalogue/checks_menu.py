"""Whether the menu of a phase holds together: each exercise once, alternatives to something, nothing forbidden."""

from hep_api.catalogue.clause_tree import predicates
from hep_api.catalogue.document import Cursor
from hep_api.catalogue.values import ProtocolEntry
from hep_api.engine.protocol import Phase


def check_menu(cursor: Cursor, phase: Phase) -> None:
    """Note alternatives to what is not there, and exercises listed twice."""
    slugs = [listing.slug for listing in phase.exercises]
    for listing in phase.exercises:
        if listing.instead_of and listing.instead_of not in slugs:
            cursor.fail(f"'{listing.slug}' stands instead of '{listing.instead_of}', which is not on the menu")
    for slug in sorted({slug for slug in slugs if slug and slugs.count(slug) > 1}):
        cursor.fail(f"'{slug}' is listed twice")


def check_forbidden(cursor: Cursor, phase: Phase, entry: ProtocolEntry) -> None:
    """Note what a phase lists or asks for although the protocol forbids it [CORRECTIONS B22]."""
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
