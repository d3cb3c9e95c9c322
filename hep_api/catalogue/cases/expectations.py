"""Readers of what is expected: each key becomes clauses that look at the course and tell what they found."""

from collections.abc import Callable, Collection

from hep_api.catalogue.cases.deciding import BY, read_decisions, read_no_progress
from hep_api.catalogue.cases.doses import dose_words, load_words, written_dose
from hep_api.catalogue.cases.given import known_exercise, phase_of, rung_of
from hep_api.catalogue.cases.sessions import exercises
from hep_api.catalogue.cases.values import Clause, Place, View
from hep_api.catalogue.document import Cursor, suggestion
from hep_api.catalogue.scalars import flag, list_of, number, one_of, text
from hep_api.engine.agenda import Day, Why
from hep_api.engine.dose import Dose
from hep_api.engine.phases import readiness
from hep_api.engine.protocol import Content
from hep_api.engine.slot import Slot, prescription_id
from hep_api.engine.state import Lock, OpenAlert, PlanStatus

Look = Callable[[View], tuple[bool, str]]
NONE = "none"


CLAUSES = (
    "adherence", "all", "any", "coming_back", "confirm", "days", "days_since", "exit", "flares_settle", "lsi",
    "lsi_both", "measure", "measure_days", "measure_last", "measure_run", "min_weeks", "morning", "morning_after",
    "no_open_alert", "no_red", "not_a_goal", "not_recorded", "not_rising", "not_yet_measurable", "pain_worst",
    "pain_worst_reports", "programme_week", "red_free", "rep", "rep_several", "run_gate", "rung_gain",
    "schedule_counted", "screen", "sessions", "side_diff", "sign_off", "since_start", "soreness_72h", "stiff_trend",
    "swelling", "swelling_rising", "trend", "weeks_since",
)  # fmt: skip
"""Clauses that may be left until the next phase: the keys of the wording that begin with 'gate.'."""


def read_expectation(cursor: Cursor, content: Content) -> tuple[Clause, ...]:
    """What is expected at one moment: a decision in words such as 'HOLD H3', or a mapping of EXPECTED."""
    if not cursor.is_mapping():
        return tuple(read_decisions(cursor, content))
    found = cursor.fields((), (*EXPECTED, "clock")).found
    return tuple(
        clause for name, below in found.items() if name != "clock" for clause in EXPECTED[name](below, content)
    )


def _clause(cursor: Cursor, what: str, expected: str, look: Look) -> Clause:
    return Clause(Place(cursor.file, cursor.line), what, expected, look)


def _same(cursor: Cursor, what: str, expected: str, found: Callable[[View], str]) -> list[Clause]:
    """A clause that one word describes."""
    return [_clause(cursor, what, expected, lambda view: (found(view) == expected, found(view)))]


def _all_of(cursor: Cursor, what: str, words: tuple[str, ...], found: Callable[[View], list[str]]) -> list[Clause]:
    """A clause that a whole list describes, in any order; each word may say less than what is found."""

    def look(view: View) -> tuple[bool, str]:
        rest = found(view)
        shown = ", ".join(rest) or NONE
        for word in sorted(words, key=len, reverse=True):
            fits = next((entry for entry in rest if _begins(entry, word)), None)
            if fits is None:
                return False, shown
            rest = [entry for entry in rest if entry is not fits]
        return not rest, shown

    return [_clause(cursor, what, ", ".join(words) or NONE, look)]


def _begins(entry: str, word: str) -> bool:
    parts, asked = entry.split(), word.split()
    return parts[: len(asked)] == asked


def _slot(view: View, slug: str) -> Slot | None:
    return view.plan.slot(prescription_id(view.plan.id, slug))


def _doses(cursor: Cursor, content: Content) -> list[Clause]:
    clauses = []
    for slug, below in cursor.entries():
        if not known_exercise(below, slug, content):
            continue
        wanted = written_dose(below)
        load = wanted.load or Dose(1, 1).load
        expected = f"{dose_words(wanted.dose)} {load_words(load)}".strip()
        clauses.append(
            _clause(below, f"dose of {slug}", expected, _dose_look(slug, expected, whole=wanted.load is not None))
        )
    return clauses


def _dose_look(slug: str, expected: str, *, whole: bool) -> Look:
    def look(view: View) -> tuple[bool, str]:
        slot = _slot(view, slug)
        if slot is None:
            return False, "not prescribed yet"
        words = dose_words(slot.dose)
        amount = words.partition(" ")[0]
        return expected == (words if whole else amount), words

    return look


def _rungs(cursor: Cursor, content: Content) -> list[Clause]:
    clauses = []
    for slug, below in cursor.entries():
        if known_exercise(below, slug, content):
            ladder = [rung.id for rung in content.exercises[slug].rungs]
            clauses += _same(below, f"rung of {slug}", rung_of(content, slug)(below), _rung_found(slug, ladder))
    return clauses


def _rung_found(slug: str, ladder: list[str]) -> Callable[[View], str]:
    def found(view: View) -> str:
        slot = _slot(view, slug)
        return ladder[slot.rung] if slot else "not prescribed yet"

    return found


def _comeback(cursor: Cursor, content: Content) -> list[Clause]:
    """Whether an exercise is coming back with fewer sets: `R7 week 2`, perhaps the rule alone, or `none`."""
    clauses = []
    for slug, below in cursor.entries():
        if known_exercise(below, slug, content):
            wanted = text(below)
            rule = wanted.partition(" ")[0]
            if rule not in (NONE, *BY):
                below.fail(f"'{rule}' is not a known rule; write {NONE}, M7, R7 or M9, perhaps with a week: R7 week 2")
            clauses.append(_clause(below, f"comeback of {slug}", wanted, _coming_back(slug, wanted)))
    return clauses


def _coming_back(slug: str, wanted: str) -> Look:
    def look(view: View) -> tuple[bool, str]:
        slot = _slot(view, slug)
        comeback = slot.comeback if slot else None
        found = NONE if comeback is None else f"{comeback.rule} week {comeback.week + 1}"
        return _begins(found, wanted), found

    return look


def _phase(cursor: Cursor, content: Content) -> list[Clause]:
    return _same(cursor, "phase", phase_of(content)(cursor), lambda view: view.plan.phase.id)


def _status(cursor: Cursor, _: Content) -> list[Clause]:
    wanted = one_of([status.value for status in PlanStatus], "status")(cursor)
    return _same(cursor, "status", wanted, lambda view: view.plan.status.value)


def _words(cursor: Cursor, allowed: Collection[str], what: str) -> tuple[str, ...]:
    """A list of words or phrases; the first word of each is known."""
    found = list_of(text)(cursor)
    for phrase, item in zip(found, cursor.items(), strict=True):
        first = phrase.partition(" ")[0]
        if first and first not in allowed:
            item.fail(f"'{first}' is not a known {what}{suggestion(first, allowed)}; allowed: {', '.join(allowed)}")
    return found


def _locks(cursor: Cursor, _: Content) -> list[Clause]:
    return _all_of(
        cursor, "locks", _words(cursor, BY, "rule"), lambda view: [_door(lock) for lock in view.course.locks]
    )


def _alerts(cursor: Cursor, _: Content) -> list[Clause]:
    def found(view: View) -> list[str]:
        return [f"{alert.rule} {alert.tier}" if alert.tier else _door(alert) for alert in view.course.alerts]

    return _all_of(cursor, "alerts", _words(cursor, BY, "rule"), found)


def _door(door: Lock | OpenAlert) -> str:
    return f"{door.rule} {door.scope.value} {door.value}"


def _proposals(cursor: Cursor, content: Content) -> list[Clause]:
    """Exercises, each perhaps with the outcome that is suggested, and the phase that is suggested."""
    known = (*sorted(content.exercises), *(phase.id for phase in content.protocol.phases))

    def found(view: View) -> list[str]:
        waiting = [f"{slot.slug} {slot.proposal.outcome.value}" for slot in view.plan.slots if slot.proposal]
        return [*waiting, *([view.plan.proposal.phase_after] if view.plan.proposal else [])]

    return _all_of(cursor, "proposals", _words(cursor, known, "exercise or phase of this plan"), found)


def _due(cursor: Cursor, content: Content) -> list[Clause]:
    def found(view: View) -> list[str]:
        agenda = view.agenda
        return [item.slot.slug for item in agenda.items] if agenda.day is Day.DUE else []

    return _all_of(cursor, "due", exercises(cursor, content), found)


def _open(cursor: Cursor, content: Content) -> list[Clause]:
    """What may be done on the day, due or not."""
    return _all_of(
        cursor, "open", exercises(cursor, content), lambda view: [item.slot.slug for item in view.agenda.items]
    )


def _day(cursor: Cursor, _: Content) -> list[Clause]:
    wanted = one_of([day.value for day in Day], "kind of day")(cursor)
    return _same(cursor, "day", wanted, lambda view: view.agenda.day.value)


def _resting(cursor: Cursor, content: Content) -> list[Clause]:
    clauses = []
    for slug, below in cursor.entries():
        if known_exercise(below, slug, content):
            wanted = one_of([why.value for why in Why], "reason to rest")(below)
            clauses += _same(below, f"resting {slug}", wanted, _why(slug))
    return clauses


def _why(slug: str) -> Callable[[View], str]:
    def found(view: View) -> str:
        items = [item for item in view.agenda.resting if item.slot.slug == slug]
        return items[0].resting.value if items and items[0].resting else "not resting"

    return found


def _morning_due(cursor: Cursor, _: Content) -> list[Clause]:
    wanted = str(flag(cursor)).lower()
    return _same(cursor, "morning_due", wanted, lambda view: str(view.agenda.morning_due).lower())


def _left(cursor: Cursor, _: Content) -> list[Clause]:
    def found(view: View) -> list[str]:
        checks = readiness(view.course, view.plan, view.on)
        return [f"{check.key.removeprefix('gate.')} {check.subject}".strip() for check in checks if not check.met]

    return _all_of(cursor, "left until the next phase", _words(cursor, CLAUSES, "clause"), found)


def _week(cursor: Cursor, _: Content) -> list[Clause]:
    return _same(cursor, "schedule week", str(number(1, 104)(cursor)), lambda view: str(view.plan.schedule_week))


EXPECTED: dict[str, Callable[[Cursor, Content], list[Clause]]] = {
    "decision": read_decisions,
    "dose": _doses,
    "rung": _rungs,
    "comeback": _comeback,
    "phase": _phase,
    "status": _status,
    "schedule_week": _week,
    "locks": _locks,
    "alerts": _alerts,
    "proposals": _proposals,
    "no_progress": lambda cursor, _: read_no_progress(cursor),
    "due": _due,
    "open": _open,
    "day": _day,
    "resting": _resting,
    "morning_due": _morning_due,
    "left": _left,
}
"""Everything that may be expected."""
