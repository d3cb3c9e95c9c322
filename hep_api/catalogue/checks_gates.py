"""Whether gates can be met at all: nothing is asked for that no rung, range, week or memory holds [CORRECTIONS B2, B7].

Whether a perfect patient gets there in time is walked, not reckoned: see checks_reach.
"""

from hep_api.catalogue.checks_amounts import missing_amounts
from hep_api.catalogue.checks_reps import missing_reps
from hep_api.catalogue.clause_tree import predicates
from hep_api.catalogue.document import Cursor
from hep_api.catalogue.gate_clause import Clause
from hep_api.catalogue.values import ProtocolEntry
from hep_api.catalogue.vocabulary import Known
from hep_api.engine.protocol import Phase, Predicate


def check_gates(cursor: Cursor, phase: Phase, entry: ProtocolEntry, known: Known) -> None:
    """Note what an exit asks for in vain, and what the entry asks of the phase before."""
    protocol = entry.protocol
    index = protocol.phases.index(phase)
    for predicate in predicates(phase.exit):
        _check_menu(cursor, predicate, phase)
        _check_clause(cursor, "exit", Clause(predicate, phase, protocol, known))
    for predicate in predicates(phase.entry) if index else ():
        _check_clause(cursor, "entry", Clause(predicate, protocol.phases[index - 1], protocol, known))


def _check_clause(cursor: Cursor, gate: str, clause: Clause) -> None:
    for message in (*missing_reps(clause), *missing_amounts(clause)):
        cursor.fail(f"the {gate} {message}")


def _check_menu(cursor: Cursor, predicate: Predicate, phase: Phase) -> None:
    """Exercises that an exit names are on the menu and never rotate out."""
    listings = {listing.slug: listing for listing in phase.exercises}
    if predicate.word == "run" and "run-walk" not in listings:
        cursor.fail("the exit asks for a run stage, but 'run-walk' is not on the menu")
    if predicate.word not in {"rep", "rung_gain"}:
        return
    named = predicate.subject.split(",")
    needed = int(predicate.arg("any_count", str(len(named)))) if predicate.word == "rep" else 1
    if needed > len(named):
        cursor.fail(f"the exit asks for {needed} of {len(named)} exercises")
    for slug in named:
        if slug not in listings:
            cursor.fail(f"the exit names '{slug}', which is not on the menu")
    if sum(listings[slug].core for slug in named if slug in listings) < min(needed, len(named)):
        cursor.fail(f"the exit names {', '.join(named)}: at least {needed} of them must be 'core: true'")
