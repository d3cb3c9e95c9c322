"""exercises.yaml to values: what each exercise is, its ladder, default dosage, words and sources."""

from decimal import Decimal

from hep_api.catalogue.document import Cursor, Fields
from hep_api.catalogue.grammar import Dosage, GrammarError, parse_dosage, parse_dose
from hep_api.catalogue.scalars import list_of, number, one_of, slug, some_of, text, texts, whole
from hep_api.catalogue.values import NO_TEXT, ExerciseEntry, Text
from hep_api.catalogue.vocabulary import FAMILIES
from hep_api.engine.dose import BAND_COLOURS, DoseRange, Frequency, LoadKind
from hep_api.engine.protocol import Band, Exercise, ImpactKind, LoadBasis, LoadTarget, Progress, Rung

REQUIRED = (
    "name", "region", "targets", "family", "bands", "equipment", "dose", "ladder", "unit", "cue", "fault", "easier",
    "harder", "source",
)  # fmt: skip
OPTIONAL = (
    "also", "progress", "load_step_kg", "load_basis", "load_target", "impact_kind", "recolour_at", "leads_to",
    "not_with",
)  # fmt: skip
RUNG_REQUIRED = ("id", "name")
RUNG_OPTIONAL = ("dose", "sides", "load", "colour", "percent", "band")
SIDES = ("ps", "both")
IMPACT_KINDS = ("run", "rebound")
LOAD_TARGET = ("rung", "times_body_mass")
PROGRESSION_UNITS = frozenset({"load", "band", "hold", "reps", "depth", "speed", "duration", "stage", "bar"})
"""What moves once reps and rungs are exhausted [SPEC 1.1]."""

BANDS = tuple(band.value for band in Band)
BASES = tuple(basis.value for basis in LoadBasis)

NO_DOSAGE = Dosage(None, Frequency(1, 1))


def read_exercises(document: Cursor | None, vocabulary: dict[str, dict[str, Text]]) -> dict[str, ExerciseEntry]:
    """Slug -> entry, from the root of exercises.yaml. An entry with mistakes stays, so that references hold."""
    if document is None:
        return {}
    return {name: _read_entry(name, cursor, vocabulary) for name, cursor in document.entries()}


def _read_entry(name: str, cursor: Cursor, vocabulary: dict[str, dict[str, Text]]) -> ExerciseEntry:
    fields = cursor.fields(REQUIRED, OPTIONAL)
    dosage = fields.read("dose", dosage_of, NO_DOSAGE)
    rungs = fields.read("ladder", some_of(_read_rung), ())
    _check_rungs(cursor, rungs)
    exercise = _exercise(name, fields, dosage, tuple(rung for rung, _, _ in rungs), vocabulary)
    _check_unit(cursor, exercise, dosage.numbers_from)
    return ExerciseEntry(
        exercise=exercise,
        name=fields.read("name", texts, NO_TEXT),
        targets=fields.read("targets", some_of(one_of(vocabulary["targets"], "target")), ()),
        equipment=fields.read("equipment", list_of(one_of(vocabulary["equipment"], "piece of equipment")), ()),
        rung_names={rung.id: rung_name for rung, rung_name, _ in rungs},
        rung_bands={rung.id: band for rung, _, band in rungs if band},
        cue=fields.read("cue", texts, NO_TEXT),
        fault=fields.read("fault", texts, NO_TEXT),
        sources=fields.read("source", some_of(one_of(vocabulary["sources"], "source")), ()),
        numbers_from=dosage.numbers_from,
        easier=fields.read("easier", texts, NO_TEXT),
        harder=fields.read("harder", texts, NO_TEXT),
        leads_to=fields.read("leads_to", some_of(slug), ()),
    )


def _exercise(
    name: str, fields: Fields, dosage: Dosage, rungs: tuple[Rung, ...], vocabulary: dict[str, dict[str, Text]]
) -> Exercise:
    family = one_of(FAMILIES, "load family")
    bands = fields.read("bands", some_of(one_of(BANDS, "band")), ())
    moves = [move.value for move in Progress]
    order = fields.read("progress", list_of(one_of(moves, "way to progress")), tuple(moves))
    return Exercise(
        slug=name,
        region=fields.read("region", one_of(vocabulary["regions"], "region"), ""),
        family=fields.read("family", family, ""),
        also=fields.read("also", list_of(family), ()),
        bands=tuple(Band(band) for band in bands if band in BANDS),
        dose=dosage.dose,
        frequency=dosage.frequency,
        rungs=rungs,
        progress_order=tuple(Progress(move) for move in order if move in moves),
        progression_unit=fields.read("unit", one_of(PROGRESSION_UNITS, "progression unit"), ""),
        load_step=fields.read("load_step_kg", number(0, 100), None),
        load_basis=read_basis(fields),
        load_target=fields.read("load_target", lambda below: read_target(below, rungs), None),
        not_with=fields.read("not_with", some_of(one_of(vocabulary["conditions"], "condition")), ()),
        impact_kind=read_impact_kind(fields),
        recolour_at=fields.read("recolour_at", one_of([rung.id for rung in rungs], "rung of this ladder"), ""),
        tempo=dosage.tempo,
        rest_low_seconds=dosage.rest_low_seconds,
        rest_high_seconds=dosage.rest_high_seconds,
    )


def read_basis(fields: Fields) -> LoadBasis:
    """What percent of a load step is of; the external load where nothing is written."""
    written = fields.read("load_basis", one_of(BASES, "basis of load"), LoadBasis.EXTERNAL.value)
    return LoadBasis(written) if written in BASES else LoadBasis.EXTERNAL


def read_impact_kind(fields: Fields) -> ImpactKind:
    """As written; impact work that says nothing is a drill."""
    written = fields.read("impact_kind", one_of(IMPACT_KINDS, "kind of impact"), "")
    families = [fields.read("family", text, ""), *fields.read("also", list_of(text), ())]
    return ImpactKind(written) if written else ImpactKind.DRILL if "impact" in families else ImpactKind.NONE


def read_target(cursor: Cursor, rungs: tuple[Rung, ...]) -> LoadTarget:
    """The load that opens the rung after this one, as a multiple of body mass [CORRECTIONS B9]."""
    fields = cursor.fields(LOAD_TARGET)
    loaded = [rung.id for rung in rungs[:-1] if rung.load is LoadKind.KG]
    return LoadTarget(
        rung=fields.read("rung", one_of(loaded, "rung in kg with another after it"), ""),
        times_body_mass=fields.read("times_body_mass", number(0, 5), Decimal(1)),
    )


def _read_rung(cursor: Cursor) -> tuple[Rung, Text, Band | None]:
    fields = cursor.fields(RUNG_REQUIRED, RUNG_OPTIONAL)
    load = fields.read("load", one_of([kind.value for kind in LoadKind], "kind of load"), LoadKind.NONE.value)
    sides = fields.read("sides", one_of(SIDES, "sidedness"), "")
    rung = Rung(
        id=fields.read("id", slug, ""),
        load=LoadKind(load) if load in list(LoadKind) else LoadKind.NONE,
        dose=fields.read("dose", dose_of, None),
        per_side={"ps": True, "both": False}.get(sides),
        begins=_begins(fields, load),
    )
    earliest = fields.read("band", one_of(BANDS, "band"), "")
    return rung, fields.read("name", texts, NO_TEXT), Band(earliest) if earliest in BANDS else None


def _begins(fields: Fields, load: str) -> int | None:
    """The band or the percent of effort a rung begins with."""
    for name, kind in (("colour", LoadKind.BAND), ("percent", LoadKind.EFFORT)):
        if name in fields.found and load != kind:
            fields.found[name].fail(f"'{name}' belongs to a rung with 'load: {kind.value}'")
    colour = fields.read("colour", one_of(BAND_COLOURS, "colour of a band"), "")
    return BAND_COLOURS.index(colour) if colour in BAND_COLOURS else fields.read("percent", whole(1, 100), None)


def dosage_of(cursor: Cursor) -> Dosage:
    """A whole dosage in the grammar."""
    try:
        return parse_dosage(text(cursor) or "?")
    except GrammarError as error:
        cursor.fail(str(error))
        return NO_DOSAGE


def dose_of(cursor: Cursor) -> DoseRange | None:
    """A dose alone, one-sided when 'ps' is written."""
    try:
        return parse_dose(text(cursor) or "?")
    except GrammarError as error:
        cursor.fail(str(error))
        return None


def _check_rungs(cursor: Cursor, rungs: tuple[tuple[Rung, Text, Band | None], ...]) -> None:
    ids = [rung.id for rung, _, _ in rungs if rung.id]
    for rung_id in sorted({rung_id for rung_id in ids if ids.count(rung_id) > 1}):
        cursor.fail(f"two rungs have the id '{rung_id}'")


def _check_unit(cursor: Cursor, exercise: Exercise, numbers_from: str) -> None:
    """Load moves only on a rung that takes one, and by default only on the last [SPEC 3.9.16, CORRECTIONS B9]."""
    if not exercise.rungs:
        return
    last = exercise.rungs[-1].load
    if exercise.progression_unit in {"load", "band"} and last is LoadKind.NONE:
        cursor.fail(f"'unit: {exercise.progression_unit}' needs a 'load' on the last rung: nothing could rise there")
    takes_kg = any(rung.load is LoadKind.KG for rung in exercise.rungs)
    if takes_kg and exercise.load_step is None and numbers_from != "protocol":
        cursor.fail("'load_step_kg' is missing: a rung takes load in kg")
    if exercise.load_basis is LoadBasis.SYSTEM and not takes_kg:
        cursor.fail("'load_basis: system' belongs to a ladder with a rung that takes load in kg")
    if exercise.load_step is not None and (exercise.load_step <= Decimal(0) or not takes_kg):
        cursor.fail("'load_step_kg' is above 0 and belongs to a ladder with a rung that takes load in kg")
