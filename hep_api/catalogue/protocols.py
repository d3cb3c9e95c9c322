"""protocols/<id>.yaml to values: one file a condition, so that a clinician can read, diff and sign it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from hep_api.catalogue.checks import check_protocol
from hep_api.catalogue.clauses import EPISODE_DAYS, Scope
from hep_api.catalogue.criteria import read_gate
from hep_api.catalogue.document import Cursor, Fields
from hep_api.catalogue.listings import frequency_of, read_listing
from hep_api.catalogue.open_slots import is_open_slot, read_open_slot
from hep_api.catalogue.publishing import VERSION
from hep_api.catalogue.restrictions import restriction_reader
from hep_api.catalogue.routines import routine_reader
from hep_api.catalogue.scalars import flag, interval, list_of, one_of, some_of, text, texts, whole
from hep_api.catalogue.schedules import read_schedule
from hep_api.catalogue.settings import read_config
from hep_api.catalogue.values import NO_TEXT, ListingNote, OpenSlot, ProtocolEntry, Review, Text
from hep_api.catalogue.vocabulary import RUN_POLICIES, Known
from hep_api.engine.dose import Frequency
from hep_api.engine.pain import POLICIES, RUNNING_ONLY
from hep_api.engine.protocol import AllOf, Band, Listing, Phase, Predicate, Protocol, Taper

REQUIRED = (
    "id", "version", "name", "patient_name", "region", "pain_policy", "contraindications", "proms", "phases", "notes",
    "sources", "review",
)  # fmt: skip
OPTIONAL = (
    "run_policy", "min_programme_weeks", "schedule", "config", "restrict", "forbid", "forbid_rungs", "routines",
)  # fmt: skip
PHASE_REQUIRED = ("id", "band", "name", "weeks", "freq", "exercises", "entry")
PHASE_OPTIONAL = ("exit", "pain_policy", "schedule_weeks", "back_to", "terminal", "taper")
PHASE_BANDS = ("A", "S", "R")
TAPER = ("before", "days", "per_week")
REVIEW = ("reviewed_by", "reviewed_on")
PAIN_POLICIES = frozenset(POLICIES) - RUNNING_ONLY
CLOSED = AllOf(())


def read_protocol(document: Cursor, known: Known, *, any_name: bool = False) -> ProtocolEntry:
    """One protocol from the root of its file; mistakes are noted, the entry is then not to be used.

    The id is the file's name, unless the file may have `any_name`.
    """
    fields = document.fields(REQUIRED, OPTIONAL)
    proms = fields.read("proms", list_of(one_of(known.vocabulary["proms"], "outcome measure")), ())
    schedule = fields.read("schedule", read_schedule, None)
    weeks = schedule.last_week() if schedule else 0
    read = _read_phases(fields, Scope(known, (), proms, weeks))
    phases = tuple(one.phase for one in read)
    called = fields.read("routines", list_of(routine_reader(known, tuple(phase.id for phase in phases))), ())
    protocol = Protocol(
        id=fields.read("id", text if any_name else _id, ""),
        version=fields.read("version", _version, ""),
        region=fields.read("region", one_of(known.vocabulary["regions"], "region"), ""),
        policy=fields.read("pain_policy", one_of(PAIN_POLICIES, "pain policy"), ""),
        phases=phases,
        schedule=schedule,
        run_policy=fields.read("run_policy", one_of(RUN_POLICIES, "run policy"), None),
        min_programme_weeks=fields.read("min_programme_weeks", whole(1, 104), None),
        config=fields.read("config", read_config, ()),
        restrictions=fields.read("restrict", list_of(restriction_reader(known)), ()),
        routines=tuple(entry.routine for entry in called),
    )
    entry = ProtocolEntry(
        protocol=protocol,
        name=fields.read("name", texts, NO_TEXT),
        patient_name=fields.read("patient_name", texts, NO_TEXT),
        phase_names={one.phase.id: one.name for one in read},
        contraindications=fields.read("contraindications", list_of(texts), ()),
        proms=proms,
        notes=fields.read("notes", list_of(texts), ()),
        listing_notes=tuple(note for one in read for note in one.notes if note.note or note.override),
        sources=fields.read("sources", some_of(one_of(known.vocabulary["sources"], "source")), ()),
        review=fields.read("review", _read_review, Review(None, None)),
        open_slots=tuple(place for one in read for place in one.open_slots),
        forbid=fields.read("forbid", list_of(one_of(known.exercises, "exercise")), ()),
        forbid_rungs=fields.read("forbid_rungs", lambda below: _read_forbidden_rungs(below, known), ()),
        routine_names={entry.routine.id: entry.name for entry in called},
    )
    check_protocol(fields, entry, known)
    return entry


def _read_forbidden_rungs(cursor: Cursor, known: Known) -> tuple[tuple[str, str], ...]:
    """`slug: [rungs]` as (slug, rung) pairs."""
    found: list[tuple[str, str]] = []
    for slug, below in cursor.entries():
        entry = known.exercises.get(slug)
        if entry is None:
            below.fail(f"'{slug}' is not a known exercise")
            continue
        rungs = some_of(one_of(entry.rung_names, f"rung of {slug}"))(below)
        if set(rungs) >= set(entry.rung_names):
            below.fail(f"every rung of '{slug}' is forbidden: forbid the exercise instead")
        found += [(slug, rung) for rung in rungs]
    return tuple(found)


def _id(cursor: Cursor) -> str:
    value = text(cursor)
    if value != PurePath(cursor.file).stem:
        cursor.fail(f"'{value}' differs from the file's name '{PurePath(cursor.file).stem}'")
    return value


def _version(cursor: Cursor) -> str:
    value = text(cursor)
    if not VERSION.fullmatch(value):
        cursor.fail(f"'{value}' is not a version such as 1.2.0")
    return value


@dataclass(frozen=True, slots=True)
class _Phase:
    """One phase as read, with its words and the places a clinician fills."""

    phase: Phase
    name: Text
    notes: tuple[ListingNote, ...]
    open_slots: tuple[OpenSlot, ...]


def _read_phases(fields: Fields, scope: Scope) -> list[_Phase]:
    found: list[_Phase] = []
    for cursor in fields.read("phases", lambda below: below.items(), []):
        earlier = tuple(one.phase.id for one in found)
        one = _read_phase(cursor, Scope(scope.known, earlier, scope.proms, scope.schedule_weeks))
        if one.phase.id in earlier:
            cursor.fail(f"two phases have the id '{one.phase.id}'")
        found.append(one)
    return found


def _read_phase(cursor: Cursor, scope: Scope) -> _Phase:
    fields = cursor.fields(PHASE_REQUIRED, PHASE_OPTIONAL)
    phase_id = fields.read("id", text, "")
    written = fields.read("band", one_of(PHASE_BANDS, "band of a phase"), "")
    band = Band(written) if written in PHASE_BANDS else Band.RETURN
    low, high = fields.read("weeks", interval(0, 104), (Decimal(0), Decimal(0)))
    first, last = fields.read("schedule_weeks", read_weeks, (None, None))
    entry = fields.read("entry", read_gate(scope), CLOSED)
    listings, notes, places = _read_menu(fields, phase_id, band, scope.known)
    phase = Phase(
        id=phase_id,
        band=band,
        weeks_min=low,
        weeks_max=high,
        frequency=fields.read("freq", frequency_of, Frequency(1, 1)),
        exercises=listings,
        entry=entry,
        exit=fields.read("exit", read_gate(scope), CLOSED),
        policy=fields.read("pain_policy", one_of(PAIN_POLICIES, "pain policy"), None),
        schedule_first_week=first,
        schedule_last_week=last,
        # A band that could not be read is one mistake, not also a sign-off that is missing.
        needs_sign_off=asks_sign_off(entry) or written not in PHASE_BANDS,
        back_to=fields.read("back_to", one_of(scope.earlier_phases, "earlier phase"), ""),
        terminal=fields.read("terminal", flag, default=False),
        taper=fields.read("taper", read_taper, None),
    )
    return _Phase(phase, fields.read("name", texts, NO_TEXT), notes, places)


def _read_menu(
    fields: Fields, phase: str, band: Band, known: Known
) -> tuple[tuple[Listing, ...], tuple[ListingNote, ...], tuple[OpenSlot, ...]]:
    """The exercises of a phase, their notes, and the places between them that a clinician fills."""
    listings: list[Listing] = []
    notes: list[ListingNote] = []
    places: list[OpenSlot] = []
    for below in fields.read("exercises", lambda menu: menu.items(), []):
        if is_open_slot(below):
            places.append(read_open_slot(below, phase, len(listings)))
            continue
        listing, note = read_listing(below, phase, band, known)
        listings.append(listing)
        notes.append(note)
    if "exercises" in fields.found and fields.found["exercises"].is_list() and not listings and not places:
        fields.found["exercises"].fail("at least one entry is needed")
    return tuple(listings), tuple(notes), tuple(places)


def read_taper(cursor: Cursor) -> Taper:
    """Fewer sessions in the last days before an event: `{before: race_on, days: 28, per_week: 1}`."""
    fields = cursor.fields(TAPER)
    return Taper(
        before=fields.read("before", one_of(EPISODE_DAYS, "day of the episode"), ""),
        days=fields.read("days", whole(1, 84), 1),
        per_week=fields.read("per_week", whole(1, 7), 1),
    )


def asks_sign_off(entry: object) -> bool:
    """Whether a clinician's sign-off stands in the gate itself, not only in one of its alternatives."""
    clauses = entry.clauses if isinstance(entry, AllOf) else ()
    return any(
        isinstance(clause, Predicate) and clause.word == "sign_off" and clause.subject == "clinician"
        for clause in clauses
    )


def read_weeks(cursor: Cursor) -> tuple[int | None, int | None]:
    """The weeks of a schedule that a phase plays, `[first, last]`."""
    low, high = interval(1, 104)(cursor)
    return int(low), int(high)


def _read_review(cursor: Cursor) -> Review:
    fields = cursor.fields(REVIEW)
    reviewed_on = fields.read("reviewed_on", _day_or_null, None)
    reviewed_by = fields.read("reviewed_by", lambda below: None if below.is_null() else text(below), None)
    if (reviewed_by is None) != (reviewed_on is None):
        cursor.fail("'reviewed_by' and 'reviewed_on' are written together, or both null")
    return Review(reviewed_by, reviewed_on)


def _day_or_null(cursor: Cursor) -> date | None:
    if cursor.is_null():
        return None
    value = text(cursor)
    try:
        return date.fromisoformat(value)
    except ValueError:
        cursor.fail(f"'{value}' is not a day such as 2026-03-31")
        return None
