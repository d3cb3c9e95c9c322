"""Protocols in one language, as a clinician reads them."""

from dataclasses import asdict
from typing import Any

from hep_api.catalogue import Catalogue
from hep_api.catalogue.values import OpenSlot, ProtocolEntry
from hep_api.codec import to_plain
from hep_api.engine.protocol import Listing, Phase, Restriction
from hep_api.engine.routine import Routine
from hep_api.engine.schedule import Schedule
from hep_api.errors import NotFound
from hep_api.library.exercises import dose, frequency, term


def list_protocols(catalogue: Catalogue, language: str) -> list[dict[str, Any]]:
    """Every protocol that can be assigned, in one line."""
    offered = [entry for name, entry in catalogue.protocols.items() if catalogue.offers(name)]
    return [brief(catalogue, entry, language) for entry in offered]


def get_protocol(catalogue: Catalogue, protocol_id: str, language: str) -> dict[str, Any]:
    """One protocol in full; raises NotFound."""
    entry = catalogue.protocols.get(protocol_id)
    if entry is None:
        raise NotFound("There is no such protocol.")
    protocol = entry.protocol
    return {
        **brief(catalogue, entry, language),
        "content_hash": catalogue.content(protocol_id).hash,
        "pain_policy": protocol.policy,
        "run_policy": protocol.run_policy,
        "contraindications": [text.of(language) for text in entry.contraindications],
        "outcome_measures": list(entry.proms),
        "phases": [_phase(catalogue, entry, phase, language) for phase in protocol.phases],
        "schedule": _rows(protocol.schedule) if protocol.schedule else [],
        "settings": [{"name": name, "value": value} for name, value in protocol.config],
        "restrictions": [_restriction(entry) for entry in protocol.restrictions],
        "forbid": list(entry.forbid),
        "routines": [_routine(catalogue, entry, routine, language) for routine in protocol.routines],
        "notes": [text.of(language) for text in entry.notes],
        "sources": list(entry.sources),
    }


def brief(catalogue: Catalogue, entry: ProtocolEntry, language: str) -> dict[str, Any]:
    """A protocol in one line; weeks are those of all phases together."""
    weeks_min, weeks_max = entry.total_weeks
    return {
        "id": entry.protocol.id,
        "version": entry.protocol.version,
        "name": entry.name.of(language),
        "patient_name": entry.patient_name.of(language),
        "region": term(catalogue, "regions", entry.protocol.region, language),
        "weeks_min": float(weeks_min),
        "weeks_max": float(weeks_max),
        "published": (entry.protocol.id, entry.protocol.version) in catalogue.published,
        "reviewed": entry.review.reviewed,
        "reviewed_by": entry.review.reviewed_by,
        "reviewed_on": entry.review.reviewed_on,
        "own": entry.protocol.id in catalogue.own,
        "retired": not catalogue.offers(entry.protocol.id),
    }


def _rows(schedule: Schedule) -> list[dict[str, Any]]:
    return [
        {**asdict(row), "table": table, "unit": row.unit.value}
        for table in schedule.every_table()
        for row in schedule.rows_of(table)
    ]


def _restriction(entry: Restriction) -> dict[str, Any]:
    return {**asdict(entry), "when": [word for word in entry.when if word]}


def _phase(catalogue: Catalogue, entry: ProtocolEntry, phase: Phase, language: str) -> dict[str, Any]:
    return {
        "id": phase.id,
        "name": entry.phase_names[phase.id].of(language),
        "band": phase.band.value,
        "weeks_min": float(phase.weeks_min),
        "weeks_max": float(phase.weeks_max),
        "frequency": frequency(phase.frequency),
        "needs_sign_off": phase.needs_sign_off,
        "exercises": [_listing(catalogue, entry, phase, listing, language) for listing in phase.exercises],
        "open_slots": [_open_slot(slot, language) for slot in entry.open_slots if slot.phase == phase.id],
        "back_to": phase.back_to or None,
        "terminal": phase.terminal,
        "taper": asdict(phase.taper) if phase.taper else None,
        "entry": to_plain(phase.entry),
        "exit": to_plain(phase.exit),
    }


def _open_slot(slot: OpenSlot, language: str) -> dict[str, Any]:
    return {
        "slot": slot.id,
        "name": slot.name.of(language),
        "required": slot.required,
        "family": slot.family,
        "at_most": slot.at_most,
        "note": slot.note.of(language) if slot.note else "",
    }


def _routine(catalogue: Catalogue, entry: ProtocolEntry, routine: Routine, language: str) -> dict[str, Any]:
    return {
        "id": routine.id,
        "name": entry.routine_names[routine.id].of(language),
        "when": routine.when.value,
        "phases": list(routine.phases),
        "exercises": [
            {
                "slug": item.slug,
                "name": catalogue.exercises[item.slug].name.of(language),
                "dose": dose(item.dose),
                "rung": item.rung or None,
            }
            for item in routine.items
        ],
    }


def _listing(
    catalogue: Catalogue, entry: ProtocolEntry, phase: Phase, listing: Listing, language: str
) -> dict[str, Any]:
    exercise = catalogue.exercises[listing.slug]
    note = next((n.note for n in entry.listing_notes if (n.phase, n.slug) == (phase.id, listing.slug)), None)
    return {
        "slug": listing.slug,
        "name": exercise.name.of(language),
        "dose": dose(listing.dose or exercise.exercise.dose),
        "frequency": frequency(listing.frequency or phase.frequency),
        "from_rung": listing.from_rung,
        "to_rung": listing.to_rung,
        "core": listing.core,
        "scheduled": listing.scheduled,
        "table": listing.table,
        "instead_of": listing.instead_of,
        "if_goal": listing.if_goal,
        "needs_sign_off": listing.needs_sign_off,
        "quota": asdict(listing.quota) if listing.quota else None,
        "note": note.of(language) if note else "",
    }
