"""protocols/<id>.yaml to values: one file a condition, so that a clinician can read, diff and sign it."""

import re
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from hep_api.catalogue.checks import check_protocol
from hep_api.catalogue.clauses import Scope
from hep_api.catalogue.criteria import read_gate
from hep_api.catalogue.document import Cursor, Fields
from hep_api.catalogue.listings import frequency_of, read_listing
from hep_api.catalogue.restrictions import restriction_reader
from hep_api.catalogue.scalars import interval, list_of, one_of, some_of, text, texts, whole
from hep_api.catalogue.schedules import read_schedule
from hep_api.catalogue.settings import read_config
from hep_api.catalogue.values import NO_TEXT, ListingNote, ProtocolEntry, Review, Text
from hep_api.catalogue.vocabulary import RUN_POLICIES, Known
from hep_api.engine.dose import Frequency
from hep_api.engine.pain import POLICIES, RUNNING_ONLY
from hep_api.engine.protocol import AllOf, Band, Phase, Predicate, Protocol

REQUIRED = (
    "id", "version", "name", "patient_name", "region", "pain_policy", "contraindications", "proms", "phases", "notes",
    "sources", "review",
)  # fmt: skip
OPTIONAL = ("run_policy", "min_programme_weeks", "schedule", "config", "restrict")
PHASE_REQUIRED = ("id", "band", "name", "weeks", "freq", "exercises", "entry", "exit")
PHASE_OPTIONAL = ("pain_policy", "schedule_weeks")
PHASE_BANDS = ("A", "S", "R")
PAIN_POLICIES = frozenset(POLICIES) - RUNNING_ONLY
CLOSED = AllOf(())

_VERSION = re.compile(r"\d+\.\d+\.\d+")


def read_protocol(document: Cursor, known: Known, *, any_name: bool = False) -> ProtocolEntry:
    """One protocol from the root of its file; mistakes are noted, the entry is then not to be used.

    The id is the file's name, unless the file may have `any_name`.
    """
    fields = document.fields(REQUIRED, OPTIONAL)
    proms = fields.read("proms", list_of(one_of(known.vocabulary["proms"], "outcome measure")), ())
    schedule = fields.read("schedule", read_schedule, None)
    weeks = schedule.last_week() if schedule else 0
    phases, names, notes = _read_phases(fields, Scope(known, (), proms, weeks))
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
    )
    check_protocol(fields, protocol, known)
    return ProtocolEntry(
        protocol=protocol,
        name=fields.read("name", texts, NO_TEXT),
        patient_name=fields.read("patient_name", texts, NO_TEXT),
        phase_names=names,
        contraindications=fields.read("contraindications", list_of(texts), ()),
        proms=proms,
        notes=fields.read("notes", list_of(texts), ()),
        listing_notes=notes,
        sources=fields.read("sources", some_of(one_of(known.vocabulary["sources"], "source")), ()),
        review=fields.read("review", _read_review, Review(None, None)),
    )


def _id(cursor: Cursor) -> str:
    value = text(cursor)
    if value != PurePath(cursor.file).stem:
        cursor.fail(f"'{value}' differs from the file's name '{PurePath(cursor.file).stem}'")
    return value


def _version(cursor: Cursor) -> str:
    value = text(cursor)
    if not _VERSION.fullmatch(value):
        cursor.fail(f"'{value}' is not a version such as 1.2.0")
    return value


def _read_phases(fields: Fields, scope: Scope) -> tuple[tuple[Phase, ...], dict[str, Text], tuple[ListingNote, ...]]:
    phases: list[Phase] = []
    names: dict[str, Text] = {}
    notes: list[ListingNote] = []
    for cursor in fields.read("phases", lambda below: below.items(), []):
        earlier = tuple(phase.id for phase in phases)
        within = Scope(scope.known, earlier, scope.proms, scope.schedule_weeks)
        phase, name, own_notes = _read_phase(cursor, within)
        if phase.id in names:
            cursor.fail(f"two phases have the id '{phase.id}'")
        phases.append(phase)
        names[phase.id] = name
        notes.extend(note for note in own_notes if note.note or note.override)
    return tuple(phases), names, tuple(notes)


def _read_phase(cursor: Cursor, scope: Scope) -> tuple[Phase, Text, list[ListingNote]]:
    fields = cursor.fields(PHASE_REQUIRED, PHASE_OPTIONAL)
    phase_id = fields.read("id", text, "")
    written = fields.read("band", one_of(PHASE_BANDS, "band of a phase"), "")
    band = Band(written) if written in PHASE_BANDS else Band.RETURN
    menu = fields.read("exercises", some_of(lambda below: read_listing(below, phase_id, band, scope.known)), ())
    low, high = fields.read("weeks", interval(0, 104), (Decimal(0), Decimal(0)))
    first, last = fields.read("schedule_weeks", read_weeks, (None, None))
    entry = fields.read("entry", read_gate(scope), CLOSED)
    phase = Phase(
        id=phase_id,
        band=band,
        weeks_min=low,
        weeks_max=high,
        frequency=fields.read("freq", frequency_of, Frequency(1, 1)),
        exercises=tuple(listing for listing, _ in menu),
        entry=entry,
        exit=fields.read("exit", read_gate(scope), CLOSED),
        policy=fields.read("pain_policy", one_of(PAIN_POLICIES, "pain policy"), None),
        schedule_first_week=first,
        schedule_last_week=last,
        # A band that could not be read is one mistake, not also a sign-off that is missing.
        needs_sign_off=asks_sign_off(entry) or written not in PHASE_BANDS,
    )
    return phase, fields.read("name", texts, NO_TEXT), [note for _, note in menu]


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
    fields = cursor.fields(("reviewed_by", "reviewed_on"))
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
