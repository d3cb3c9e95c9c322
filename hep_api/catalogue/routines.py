"""Routines of a protocol: warm-ups, micro-breaks, what is done before play [CORRECTIONS F]."""

from collections.abc import Callable
from dataclasses import dataclass

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.grammar import GrammarError, parse_dose
from hep_api.catalogue.scalars import list_of, one_of, slug, some_of, text, texts
from hep_api.catalogue.values import NO_TEXT, ExerciseEntry, Text
from hep_api.catalogue.vocabulary import Known
from hep_api.engine.dose import DoseRange
from hep_api.engine.routine import Routine, RoutineItem, When

REQUIRED = ("id", "name", "when", "exercises")
OPTIONAL = ("phases",)
ITEM_REQUIRED = ("slug", "dose")
ITEM_OPTIONAL = ("rung",)
TIMES = tuple(when.value for when in When)
NO_DOSE = DoseRange(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class RoutineEntry:
    """A routine with its name."""

    routine: Routine
    name: Text


def routine_reader(known: Known, phases: tuple[str, ...]) -> Callable[[Cursor], RoutineEntry]:
    """A reader of one routine; its doses are single amounts, for it never progresses."""

    def read(cursor: Cursor) -> RoutineEntry:
        fields = cursor.fields(REQUIRED, OPTIONAL)
        when = fields.read("when", one_of(TIMES, "time of a routine"), "")
        routine = Routine(
            id=fields.read("id", slug, ""),
            when=When(when) if when in TIMES else When.DAILY,
            items=fields.read("exercises", some_of(lambda below: _item(below, known)), ()),
            phases=fields.read("phases", list_of(one_of(phases, "phase")), ()),
        )
        return RoutineEntry(routine, fields.read("name", texts, NO_TEXT))

    return read


def _item(cursor: Cursor, known: Known) -> RoutineItem:
    fields = cursor.fields(ITEM_REQUIRED, ITEM_OPTIONAL)
    name = fields.read("slug", one_of(known.exercises, "exercise"), "")
    entry = known.exercises.get(name)
    rungs = entry.rung_names if entry else {}
    read_rung = one_of(rungs, f"rung of {name}") if rungs else text
    return RoutineItem(
        name, fields.read("dose", lambda below: _dose(below, entry), NO_DOSE), fields.read("rung", read_rung, "")
    )


def _dose(cursor: Cursor, entry: ExerciseEntry | None) -> DoseRange:
    base = entry.exercise.dose if entry else None
    try:
        dose = parse_dose(text(cursor) or "?", per_side=bool(base and base.per_side))
    except GrammarError as error:
        cursor.fail(str(error))
        return NO_DOSE
    if dose.width or dose.sets_low != dose.sets_high:
        cursor.fail("a routine never progresses: one number of sets and one amount, no range")
    if base is not None and dose.unit is not base.unit:
        cursor.fail("the dose is counted in another way than in the catalogue")
    return dose
