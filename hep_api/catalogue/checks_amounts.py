"""Whether the days, weeks and sessions that a clause asks for fit into a phase, and into what is remembered."""

from collections.abc import Iterator
from math import floor

from hep_api.catalogue.gate_clause import Clause
from hep_api.catalogue.ladders import walk_of
from hep_api.engine.dose import Frequency
from hep_api.engine.protocol import ImpactKind

COUNTED = {
    "sessions": "{} sessions",
    "days": "{} days",
    "schedule_counted": "week {} of the schedule",
    "programme_week": "programme week {}",
}
SEVERAL_DAYS = {"occasions": "days", "last": "days", "days_in_a_row": "days in a row"}


def missing_amounts(clause: Clause) -> Iterator[str]:
    """What a clause asks for that its phase is too short, too seldom or too easy to give."""
    match clause.predicate.word:
        case word if word in COUNTED:
            yield from _too_late(clause, COUNTED[word])
        case "rep":
            for listing, exercise in clause.named():
                yield from _too_many(clause, listing.slug, listing.frequency or exercise.frequency)
        case "rung_gain":
            yield from _too_few_rungs(clause)
        case "morning" if clause.predicate.arg("after") == "impact":
            yield from _no_impact(clause)
        case "measure":
            yield from _forgotten(clause)


def _too_late(clause: Clause, what: str) -> Iterator[str]:
    phase, protocol = clause.phase, clause.protocol
    so_far = protocol.phases[: protocol.phases.index(phase) + 1]
    most = {
        "sessions": floor(phase.weeks_max * phase.frequency.high),
        "days": floor(phase.weeks_max * 7),
        "schedule_counted": phase.schedule_last_week or 0,
        "programme_week": floor(sum(one.weeks_max for one in so_far)),
    }[clause.predicate.word]
    asked = clause.number("at_least")
    if asked > most and not any(one.terminal for one in so_far):
        yield f"asks for {what.format(asked)}, the phase ends with {most}"


def _too_many(clause: Clause, slug: str, frequency: Frequency) -> Iterator[str]:
    sessions, within = clause.number("sessions", 1), clause.number("within_days")
    a_week = min(frequency.high, clause.phase.frequency.high)
    if sessions > clause.phase.weeks_max * a_week:
        yield f"asks '{slug}' for {sessions} sessions, the phase has {floor(clause.phase.weeks_max * a_week)}"
    if within and sessions > -(-within // 7) * a_week:
        yield f"asks '{slug}' for {sessions} sessions within {within} days, it is done {a_week} times a week"


def _too_few_rungs(clause: Clause) -> Iterator[str]:
    needed = clause.number("at_least", 1)
    above = []
    for listing, exercise in clause.named():
        ids, (first, last) = [rung.id for rung in exercise.rungs], walk_of(listing, exercise)
        above.append(last - (ids.index(listing.start_rung) if listing.start_rung in ids else first))
    if above and max(above) < needed:
        yield f"asks for {needed} rungs more, there are {max(above)} above the start"


def _no_impact(clause: Clause) -> Iterator[str]:
    known = clause.known.exercises
    here = [known[listing.slug].exercise for listing in clause.phase.exercises if listing.slug in known]
    if not any(exercise.impact or exercise.impact_kind is not ImpactKind.NONE for exercise in here):
        yield "asks for mornings after impact, but nothing on the menu is impact"


def _forgotten(clause: Clause) -> Iterator[str]:
    """What is measured stays evidence for so many days only."""
    remembered = clause.config.exit_evidence_days
    for name, what in SEVERAL_DAYS.items():
        if clause.number(name) > remembered:
            yield (
                f"asks '{clause.predicate.subject}' for {clause.number(name)} {what}, only {remembered} days are "
                "evidence"
            )
