"""Exercises and protocols written inside a case, in the words of the catalogue but with defaults for nearly all."""

from collections.abc import Mapping
from decimal import Decimal

from hep_api.catalogue.clauses import Scope
from hep_api.catalogue.criteria import read_gate
from hep_api.catalogue.document import Cursor, Fields
from hep_api.catalogue.exercises import dose_of, read_basis, read_impact_kind, read_target
from hep_api.catalogue.listings import frequency_of, read_listing
from hep_api.catalogue.protocols import PHASE_BANDS, asks_sign_off, read_taper, read_weeks
from hep_api.catalogue.restrictions import restriction_reader
from hep_api.catalogue.scalars import flag, interval, list_of, number, one_of, slug, some_of, text, whole
from hep_api.catalogue.schedules import read_schedule
from hep_api.catalogue.settings import read_config
from hep_api.catalogue.values import ExerciseEntry, Text
from hep_api.catalogue.vocabulary import FAMILIES, Known
from hep_api.engine.dose import DoseRange, Frequency, LoadKind
from hep_api.engine.pain import POLICIES
from hep_api.engine.protocol import (
    AllOf,
    Band,
    Criterion,
    Exercise,
    Listing,
    Phase,
    Predicate,
    Progress,
    Protocol,
    Rung,
)

EVERY_DAY = Frequency(7, 7)
REPS = DoseRange(3, 3, 8, 12)
SCHEDULED = "scheduled"
EXERCISE = (
    "region", "family", "also", "dose", "freq", "ladder", "progress", "load_step_kg", "load_basis", "load_target",
    "impact_kind", "not_with",
)  # fmt: skip
PROTOCOL = ("region", "pain_policy", "proms", "schedule", "phases", "min_programme_weeks", "config", "restrict")
PHASE = (
    "band", "weeks", "freq", "exercises", "entry", "exit", "pain_policy", "schedule_weeks", "back_to",
    "terminal", "taper",
)  # fmt: skip
LADDER = (Rung("easy"), Rung("middle"), Rung("hard"))


def read_inline_exercises(cursor: Cursor, known: Known) -> dict[str, ExerciseEntry]:
    """Exercises by slug: a knee-extension exercise of 3x8-12 on three rungs, every day, unless said otherwise."""
    return {name: _exercise(name, below, known) for name, below in cursor.entries()}


def _exercise(name: str, cursor: Cursor, known: Known) -> ExerciseEntry:
    fields = cursor.fields((), EXERCISE) if not cursor.is_null() else Fields({})
    family = one_of(FAMILIES, "load family")
    moves = [move.value for move in Progress]
    order = fields.read("progress", list_of(one_of(moves, "way to progress")), tuple(moves))
    rungs = fields.read("ladder", some_of(_rung), LADDER)
    dose = fields.read("dose", lambda below: None if below.scalar() == SCHEDULED else dose_of(below), REPS)
    exercise = Exercise(
        slug=name,
        region=fields.read("region", one_of(known.vocabulary["regions"], "region"), "knee"),
        family=fields.read("family", family, "knee_ext_ckc"),
        also=fields.read("also", list_of(family), ()),
        bands=(Band.ACTIVATION, Band.STRENGTH, Band.RETURN),
        dose=dose,
        frequency=fields.read("freq", frequency_of, EVERY_DAY),
        rungs=rungs,
        progress_order=tuple(Progress(move) for move in order if move in moves),
        load_step=fields.read("load_step_kg", number(0, 100), None),
        load_basis=read_basis(fields),
        load_target=fields.read("load_target", lambda below: read_target(below, rungs), None),
        impact_kind=read_impact_kind(fields),
        not_with=fields.read("not_with", some_of(one_of(known.vocabulary["conditions"], "condition")), ()),
    )
    called = {rung.id: Text(rung.id, rung.id) for rung in rungs}
    none = Text("", "")
    numbers_from = "protocol" if dose is None else ""
    return ExerciseEntry(exercise, Text(name, name), (), (), called, {}, none, none, (), numbers_from)


def _rung(cursor: Cursor) -> Rung:
    if not cursor.is_mapping():
        return Rung(slug(cursor))
    fields = cursor.fields(("id",), ("load", "dose", "sides"))
    kinds = [kind.value for kind in LoadKind]
    load = fields.read("load", one_of(kinds, "kind of load"), LoadKind.NONE.value)
    sides = fields.read("sides", one_of(("ps", "both"), "sidedness"), "")
    return Rung(
        fields.read("id", slug, ""),
        LoadKind(load) if load in kinds else LoadKind.NONE,
        fields.read("dose", dose_of, None),
        {"ps": True, "both": False}.get(sides),
    )


def only_phase(slugs: tuple[str, ...]) -> Protocol:
    """The protocol of a case that names exercises alone: one phase, every day, that never ends by itself."""
    never = AllOf((Predicate("sessions", "", (("at_least", "9999"),)),))
    phase = Phase(
        "P1", Band.ACTIVATION, Decimal(1), Decimal(520), EVERY_DAY, tuple(Listing(name) for name in slugs), AllOf(()),
        never,
    )  # fmt: skip
    return Protocol("case", "1.0.0", "knee", "standard", (phase,))


def read_inline_protocol(cursor: Cursor, known: Known, inline: Mapping[str, ExerciseEntry]) -> Protocol:
    """A protocol; what is not written is as in `only_phase`, the entry of a later phase is the exit of the one before.

    `inline` are the case's own exercises, which a phase lists when it names none.
    """
    fields = cursor.fields(("phases",), PROTOCOL)
    schedule = fields.read("schedule", read_schedule, None)
    weeks = schedule.last_week() if schedule else 0
    phases: list[Phase] = []
    for below in fields.read("phases", lambda found: found.items(), []):
        scope = Scope(known, tuple(phase.id for phase in phases), tuple(known.vocabulary["proms"]), weeks)
        phases.append(_phase(below, scope, tuple(inline)))
    default = only_phase(tuple(inline))
    return Protocol(
        id="case",
        version="1.0.0",
        region=fields.read("region", one_of(known.vocabulary["regions"], "region"), default.region),
        policy=fields.read("pain_policy", one_of(POLICIES, "pain policy"), default.policy),
        phases=tuple(phases) or default.phases,
        schedule=schedule,
        min_programme_weeks=fields.read("min_programme_weeks", whole(1, 104), None),
        config=fields.read("config", read_config, ()),
        restrictions=fields.read("restrict", list_of(restriction_reader(known)), ()),
    )


def _phase(cursor: Cursor, scope: Scope, inline: tuple[str, ...]) -> Phase:
    fields = cursor.fields(("id",), PHASE)
    phase_id = fields.read("id", text, "")
    written = fields.read("band", one_of(PHASE_BANDS, "band of a phase"), "A")
    band = Band(written) if written in PHASE_BANDS else Band.ACTIVATION
    plain = only_phase(inline).phases[0]
    low, high = fields.read("weeks", interval(0, 520), (plain.weeks_min, plain.weeks_max))
    first, last = fields.read("schedule_weeks", read_weeks, (None, None))
    after = scope.earlier_phases[-1:]
    entry: Criterion = AllOf(tuple(Predicate("exit", earlier) for earlier in after))

    entry = fields.read("entry", read_gate(scope), entry)

    def listing(below: Cursor) -> Listing:
        if below.is_mapping():
            return read_listing(below, phase_id, band, scope.known)[0]
        return Listing(one_of(scope.known.exercises, "exercise")(below))

    return Phase(
        id=phase_id,
        band=band,
        weeks_min=low,
        weeks_max=high,
        frequency=fields.read("freq", frequency_of, EVERY_DAY),
        exercises=fields.read("exercises", some_of(listing), plain.exercises),
        entry=entry,
        exit=fields.read("exit", read_gate(scope), plain.exit),
        policy=fields.read("pain_policy", one_of(POLICIES, "pain policy"), None),
        schedule_first_week=first,
        schedule_last_week=last,
        needs_sign_off=asks_sign_off(entry),
        back_to=fields.read("back_to", one_of(scope.earlier_phases, "earlier phase"), ""),
        terminal=fields.read("terminal", flag, default=False),
        taper=fields.read("taper", read_taper, None),
    )
