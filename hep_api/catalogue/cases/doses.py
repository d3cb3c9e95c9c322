"""Doses as people write them: '3x12 20 kg', '3x12 red', '5x45s', '3x10@5s', or set by set '12/10/8 20 kg'."""

import re
from decimal import Decimal, InvalidOperation

from hep_api.catalogue.cases.values import WrittenDose
from hep_api.catalogue.document import Cursor
from hep_api.catalogue.grammar import GrammarError, parse_dose
from hep_api.catalogue.scalars import text
from hep_api.engine.dose import BAND_COLOURS, Dose, Load, LoadKind, Unit

ALLOWED_LOAD = f"allowed: 20 kg, ? kg (still to be found), body weight, a band ({', '.join(BAND_COLOURS)}), 50 %, bar 2"
_UNITS = {Unit.REPS: "", Unit.SECONDS: "s", Unit.STEPS: "st", Unit.METRES: "m", Unit.MINUTES: "min"}
_UNIT_OF = {ending: unit for unit, ending in _UNITS.items()}
_UNEQUAL = re.compile(r"(\d+(?:/\d+)+)(s|st|m|min|)")


def written_dose(cursor: Cursor) -> WrittenDose:
    """A dose with an optional load after it."""
    written = text(cursor) or "1x1"
    amount, _, load = written.partition(" ")
    if found_sets := _UNEQUAL.fullmatch(amount):
        targets = tuple(int(count) for count in found_sets[1].split("/"))
        dose = Dose(len(targets), max(targets), _UNIT_OF[found_sets[2]], targets=targets)
        return WrittenDose(dose, parse_load(cursor, load.strip()) if load.strip() else None)
    try:
        found = parse_dose(amount)
    except GrammarError as error:
        cursor.fail(str(error))
        return WrittenDose(Dose(1, 1), None)
    if found.sets_low != found.sets_high or found.low != found.high:
        cursor.fail(f"'{written}' is a range; one dose is expected here, such as 3x12 20 kg")
    dose = Dose(found.sets_low, found.low, found.unit, found.hold_low_seconds)
    return WrittenDose(dose, parse_load(cursor, load.strip()) if load.strip() else None)


def load_of(cursor: Cursor) -> Load:
    """A load alone; a bare number is kilograms."""
    written = text(cursor)
    return parse_load(cursor, f"{written} kg" if written.replace(".", "", 1).isdigit() else written)


def parse_load(cursor: Cursor, written: str) -> Load:
    """'20 kg', 'red', 'body weight', '50 %' or 'bar 2'; a mistake is noted and body weight returned."""
    first, _, last = written.partition(" ")
    if written in BAND_COLOURS:
        return Load(LoadKind.BAND, Decimal(BAND_COLOURS.index(written)))
    if written == "? kg":
        return Load(LoadKind.KG)
    kinds = {"kg": LoadKind.KG, "%": LoadKind.EFFORT}
    value, kind = (last, LoadKind.BAR) if first == "bar" else (first, kinds.get(last, LoadKind.NONE))
    if written != "body weight":
        try:
            if kind is not LoadKind.NONE:
                return Load(kind, Decimal(value))
        except InvalidOperation:
            pass
        cursor.fail(f"'{written}' is not a load; {ALLOWED_LOAD}")
    return Load()


def dose_words(dose: Dose) -> str:
    """A dose in the words it can be written with."""
    if dose.targets:
        return f"{'/'.join(map(str, dose.targets))}{_UNITS[dose.unit]} {load_words(dose.load)}".strip()
    hold = f"@{dose.hold_seconds}s" if dose.hold_seconds else ""
    return f"{dose.sets}x{dose.target}{_UNITS[dose.unit]}{hold} {load_words(dose.load)}".strip()


def load_words(load: Load) -> str:
    """A load in the words it can be written with; nothing for body weight."""
    shown = "?" if load.value is None else f"{load.value.normalize():f}"
    match load.kind:
        case LoadKind.NONE:
            return ""
        case LoadKind.BAND:
            return BAND_COLOURS[int(load.value)] if load.value is not None else "? band"
        case LoadKind.BAR:
            return f"bar {shown}"
        case LoadKind.EFFORT:
            return f"{shown} %"
        case LoadKind.KG:
            return f"{shown} kg"
