"""One exercise on a phase's menu: read, and checked against its catalogue entry."""

from hep_api.catalogue.bands import ORDER
from hep_api.catalogue.document import Cursor, Fields
from hep_api.catalogue.grammar import GrammarError, parse_dose, parse_frequency
from hep_api.catalogue.scalars import flag, one_of, text, texts, whole
from hep_api.catalogue.schedules import table_id
from hep_api.catalogue.values import ExerciseEntry, ListingNote
from hep_api.catalogue.vocabulary import GOALS, Known
from hep_api.engine.dose import DoseRange, Frequency
from hep_api.engine.protocol import Band, Listing
from hep_api.engine.schedule import Quota

OPTIONAL = (
    "dose", "freq", "start_rung", "from", "to", "core", "scheduled", "if_goal", "override", "note", "instead_of",
    "quota", "requires",
)  # fmt: skip
QUOTA = ("start", "step", "period", "ceiling")


def frequency_of(cursor: Cursor) -> Frequency:
    """How often, in the words of protocols."""
    try:
        return parse_frequency(text(cursor) or "?")
    except GrammarError as error:
        cursor.fail(str(error))
        return Frequency(1, 1)


def read_listing(cursor: Cursor, phase: str, band: Band, known: Known) -> tuple[Listing, ListingNote]:
    """A listing with its notes; mistakes against the catalogue entry are noted."""
    fields = cursor.fields(("slug",), OPTIONAL)
    slug = fields.read("slug", one_of(known.exercises, "exercise"), "")
    entry = known.exercises.get(slug)
    note = fields.read("note", texts, None)
    listing = Listing(
        slug=slug,
        dose=fields.read("dose", lambda below: _dose(below, entry), None),
        frequency=fields.read("freq", frequency_of, None),
        start_rung=_rung(fields, "start_rung", entry),
        from_rung=_rung(fields, "from", entry),
        to_rung=_rung(fields, "to", entry),
        core=fields.read("core", flag, default=False),
        scheduled="scheduled" in fields.found and fields.found["scheduled"].scalar() != "false",
        table=fields.read("scheduled", table_id, ""),
        instead_of=fields.read("instead_of", one_of(known.exercises, "exercise"), ""),
        quota=fields.read("quota", _quota, None),
        if_goal=fields.read("if_goal", one_of(GOALS, "goal"), ""),
        note=note.en if note else "",
        needs_sign_off=fields.read("requires", one_of(("sign_off",), "requirement"), "") == "sign_off",
    )
    override = fields.read("override", one_of(known.vocabulary["sources"], "source"), "")
    if entry and entry.rung_names:
        _check_walk(cursor, listing, entry)
        _check_numbers(cursor, listing, entry, override)
        _check_band(cursor, band, listing, entry)
        _check_rung_bands(cursor, band, listing, entry)
    return listing, ListingNote(phase, slug, note, override)


def _dose(cursor: Cursor, entry: ExerciseEntry | None) -> DoseRange | None:
    base = entry.exercise.dose if entry else None
    try:
        return parse_dose(text(cursor) or "?", per_side=bool(base and base.per_side))
    except GrammarError as error:
        cursor.fail(str(error))
        return None


def _quota(cursor: Cursor) -> Quota:
    """Start, step, period in qualifying days, and ceiling of an amount that rises by plan [SPEC 3.9.8]."""
    fields = cursor.fields(QUOTA)
    read = {name: fields.read(name, whole(1, 600), 1) for name in QUOTA}
    if read["start"] > read["ceiling"]:
        cursor.fail("'start' is above 'ceiling'")
    return Quota(**read)


def _rung(fields: Fields, name: str, entry: ExerciseEntry | None) -> str | None:
    if entry is None or not entry.rung_names:
        return fields.read(name, text, None)
    return fields.read(name, one_of(entry.rung_names, f"rung of {entry.exercise.slug}"), None)


def _check_walk(cursor: Cursor, listing: Listing, entry: ExerciseEntry) -> None:
    ids = list(entry.rung_names)
    walk = [listing.from_rung or ids[0], listing.start_rung, listing.to_rung or ids[-1]]
    places = [ids.index(rung) for rung in walk if rung in ids]
    if places != sorted(places):
        cursor.fail("the rungs are out of order: 'from' is not harder than 'start_rung', nor that than 'to'")


def _check_numbers(cursor: Cursor, listing: Listing, entry: ExerciseEntry, override: str) -> None:
    base, dose = entry.exercise.dose, listing.dose
    if listing.scheduled and dose is not None:
        cursor.fail(f"'{listing.slug}' is 'scheduled', so its numbers come from the table and not from a 'dose'")
    if entry.numbers_from == "protocol" and not listing.scheduled and dose is None:
        cursor.fail(f"'{listing.slug}' has no dose of its own: write 'scheduled: true' or a 'dose'")
    if base is None or dose is None:
        return
    if base.unit is not dose.unit or bool(base.hold_low_seconds) != bool(dose.hold_low_seconds):
        cursor.fail(f"the dose of '{listing.slug}' is counted in another way than in the catalogue")
    elif not _inside(dose, base) and not override:
        cursor.fail("the dose leaves the catalogue's range: 'override: <source>' says who wants that")
    elif _inside(dose, base) and override:
        cursor.fail("the dose is inside the catalogue's range: 'override' has nothing to excuse")


def _inside(dose: DoseRange, base: DoseRange) -> bool:
    pairs = (
        (dose.sets_low, dose.sets_high, base.sets_low, base.sets_high),
        (dose.low, dose.high, base.low, base.high),
        (dose.hold_low_seconds, dose.hold_high_seconds, base.hold_low_seconds, base.hold_high_seconds),
    )
    return all(floor <= low and high <= ceiling for low, high, floor, ceiling in pairs)


def _check_band(cursor: Cursor, band: Band, listing: Listing, entry: ExerciseEntry) -> None:
    """R-band content and impact stand behind a sign-off: the phase's, or the listing's own [CORRECTIONS B4, B5]."""
    exercise = entry.exercise
    earliest = min((ORDER[own] for own in exercise.bands), default=0)
    if listing.needs_sign_off:
        if band is Band.RETURN:
            cursor.fail("'requires: sign_off' says nothing new in a phase of band R: it is signed for as a whole")
    elif exercise.impact and band is not Band.RETURN:
        cursor.fail(
            f"'{exercise.slug}' is impact: it belongs to a return phase (band R), or 'requires: sign_off' by itself"
        )
    elif earliest > ORDER[band]:
        bands = ",".join(own.value for own in exercise.bands)
        cursor.fail(f"'{exercise.slug}' is for band {bands}, too early for a phase of band {band.value}")


def _check_rung_bands(cursor: Cursor, band: Band, listing: Listing, entry: ExerciseEntry) -> None:
    ids = list(entry.rung_names)
    last = ids.index(listing.to_rung) if listing.to_rung in ids else len(ids) - 1
    for rung in ids[: last + 1]:
        if ORDER[entry.rung_bands.get(rung, band)] > ORDER[band]:
            cursor.fail(f"the rung '{rung}' is for band {entry.rung_bands[rung].value}: end the walk earlier with 'to'")
            return
