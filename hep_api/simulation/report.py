"""The report as one page: what was rehearsed, what came of it, and how every figure is defined."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from hep_api.simulation import page
from hep_api.simulation.comparison import Comparison, Paired
from hep_api.simulation.counting import Figures
from hep_api.simulation.model import NUMBERS, Model
from hep_api.simulation.outcome import Said
from hep_api.simulation.pictures import pictures

NOT_EVIDENCE = (
    "This is a model and not evidence. The patients are invented, and most numbers of the model are our own choice. "
    "It shows how the rules behave and where two versions of them differ; it never shows that a rule is safe or works."
)
SHOWN_PAIRS = 200
CAPTIONS = {
    "Time to each phase": "How soon patients enter each phase. A line that stays low is a door that few pass.",
    "What was decided, by rule": "Final decisions that stand, per patient. Codes are those of docs/rules.md; 'clinician' "
    "is what the simulated therapist did.",
    "Share stopped": "Patients for whom at least one STOP_ALERT was raised. A therapist had to open that door again.",
    "Where the rules were wrong about the hidden state": "Both definitions stand below, beside their numbers.",
    "Worst pain of the week": "What patients told, session by session, highest of each week.",
}


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was rehearsed. `versions` are (name, protocol id, version, content hash), one or two; settings as written."""

    versions: tuple[tuple[str, str, str, str], ...]
    patients: int
    weeks: int
    seed: int
    autonomy: str
    settings: tuple[tuple[str, str], ...]
    model: Model


def report(rehearsal: Rehearsal, cohorts: Sequence[tuple[str, Figures]], comparison: Comparison | None) -> str:
    """The page; the same arguments give the same bytes."""
    title = f"Rehearsal of {rehearsal.versions[0][1]}"
    return page.document(title, _parts(title, rehearsal, cohorts, comparison))


def _parts(
    title: str, rehearsal: Rehearsal, cohorts: Sequence[tuple[str, Figures]], comparison: Comparison | None
) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>"
    yield page.paragraph(_lead(rehearsal), "lead")
    yield page.warning(NOT_EVIDENCE)
    for name, found in cohorts:
        if len(cohorts) > 1:
            yield f"<h3>{escape(name)}</h3>"
        yield page.tiles(_tiles(found))
    if comparison is not None:
        yield from _differences(comparison, cohorts)
    for picture in pictures(cohorts):
        yield page.heading(picture.title)
        yield page.figure(picture, CAPTIONS[picture.title])
    yield from _definitions(cohorts)
    yield from _assumptions(rehearsal)


def _lead(rehearsal: Rehearsal) -> str:
    versions = " against ".join(f"{name} ({id_} {version}, content {hash_[:12]})" for name, id_, version, hash_ in rehearsal.versions)
    settings = ", ".join(f"{name}={value}" for name, value in rehearsal.settings) or "as the protocol says"
    return (
        f"{versions}. {rehearsal.patients} invented patients over {rehearsal.weeks} weeks, seed {rehearsal.seed}, "
        f"autonomy {rehearsal.autonomy}, settings {settings}."
    )


def _tiles(found: Figures) -> Iterator[tuple[str, str, str]]:
    last = [reached for reached in found.reached if reached.days][-1]
    day = f"median day {last.median_day:g}"
    yield f"Furthest phase: {last.phase}", str(last.share), f"{last.share.part} of {last.share.whole} patients, {day}"
    yield "Stopped at least once", str(found.stopped), f"{found.stopped.part} of {found.stopped.whole} patients"
    false, missed = found.false_advance, found.missed_regress
    yield "False advance", str(false), f"{false.part} of {false.whole} harder steps"
    yield "Missed regress", str(missed), f"{missed.part} of {missed.whole} overloaded session days"
    yield "Sessions", f"{found.sessions / found.patients:.1f}", f"per patient, {found.sessions} in all"
    yield "Superseded decisions", str(found.superseded), f"after {found.late} facts that arrived late"


def _differences(comparison: Comparison, cohorts: Sequence[tuple[str, Figures]]) -> Iterator[str]:
    count = len(comparison.differing)
    yield page.heading("What the edited protocol changes")
    if not count:
        yield page.paragraph(f"Nothing: all {comparison.patients} patients had the same decisions under both.")
        return
    yield page.paragraph(
        f"{count} of {comparison.patients} patients had another course. Each met the same days, the same luck and the "
        "same body under both protocols, so a difference comes from the edit and from what followed from it."
    )
    yield page.table("Both cohorts", ("Figure", *(name for name, _ in cohorts)), _side_by_side(cohorts), frozenset({1, 2}))
    phases = [phase for phase, _, _ in comparison.differing[0].phases][1:]
    head = ("Patient", "First differs", "Before", "Edited", *(f"Days to {phase}" for phase in phases), "Stops", "Flares")
    numbers = frozenset({0, 1, *range(4, 6 + len(phases))})
    shown = comparison.differing[:SHOWN_PAIRS]
    more = "" if len(shown) == count else f"; the first {SHOWN_PAIRS} of {count}"
    yield page.table(f"Patient by patient, before → edited{more}", head, (_pair(pair) for pair in shown), numbers)


def _side_by_side(cohorts: Sequence[tuple[str, Figures]]) -> Iterator[tuple[str, ...]]:
    found = [figures for _, figures in cohorts]
    ids = dict.fromkeys(reached.phase for figures in found for reached in figures.reached)
    for phase in ids:
        by_phase = [{reached.phase: reached for reached in figures.reached}.get(phase) for figures in found]
        said = [f"{r.share}, median day {r.median_day:g}" if r and r.median_day is not None else "never" for r in by_phase]
        yield f"Entered {phase}", *said
    yield "Stopped at least once", *(str(figures.stopped) for figures in found)
    yield "False advance", *(f"{f.false_advance} ({f.false_advance.part} of {f.false_advance.whole})" for f in found)
    yield "Missed regress", *(f"{f.missed_regress} ({f.missed_regress.part} of {f.missed_regress.whole})" for f in found)
    yield "Flares", *(str(figures.flares) for figures in found)
    yield "Sessions", *(str(figures.sessions) for figures in found)


def _pair(pair: Paired) -> tuple[str, ...]:
    days = [f"{_day(before)} → {_day(after)}" if before != after else _day(before) for _, before, after in pair.phases[1:]]
    counts = [f"{one} → {other}" if one != other else str(one) for one, other in (pair.stops, pair.flares)]
    return (str(pair.index), f"day {pair.day}", _said(pair.before), _said(pair.after), *days, *counts)


def _day(day: int | None) -> str:
    return "never" if day is None else str(day)


def _said(entry: Said | None) -> str:
    if entry is None:
        return "no further decision"
    waits = ", proposed" if entry.proposed else ""
    return f"{entry.subject}: {entry.outcome} by {entry.rule}{waits} ({entry.detail})"


def _definitions(cohorts: Sequence[tuple[str, Figures]]) -> Iterator[str]:
    yield page.heading("How the figures are defined")
    rows = []
    for name, found in cohorts:
        false, missed = found.false_advance, found.missed_regress
        rows += [
            ("False advance" if len(cohorts) == 1 else f"False advance, {name}",
             "Harder steps put into effect (INCREASE_LOAD, ADVANCE_VARIANT, APPLY_STEP, ADVANCE_PHASE; a proposal counts "
             "when it is accepted) after which a full session asks more of a family than the patient's tissue tolerates.",
             "All harder steps put into effect", f"{false.part} / {false.whole}", str(false)),
            ("Missed regress" if len(cohorts) == 1 else f"Missed regress, {name}",
             "Of these, days whose final decisions all were HOLD or better, so that nothing was eased.",
             "Session days that ended overloaded: irritability at or above its threshold", f"{missed.part} / {missed.whole}",
             str(missed)),
            ("Stopped" if len(cohorts) == 1 else f"Stopped, {name}", "Patients with at least one STOP_ALERT.",
             "All patients", f"{found.stopped.part} / {found.stopped.whole}", str(found.stopped)),
        ]  # fmt: skip
    yield page.table("Numerator and denominator", ("Figure", "Counted", "Of", "Numbers", "Share"), rows, frozenset({3, 4}))
    yield page.paragraph(
        "An error here is one against the hidden state, which no clinic sees. A good rule may be wrong about it: what a "
        "patient does not tell, and a flare that no exercise caused, cannot be decided on."
    )


def _assumptions(rehearsal: Rehearsal) -> Iterator[str]:
    yield page.heading("What the model assumes")
    yield page.paragraph(
        "Each load family has a capacity that grows with training near it and falls with overload. Load over capacity is "
        "stress; stress above tolerance irritates. Pain, the next morning and effort follow from both, with noise. "
        "Patients miss sessions and answers, some tell less pain than they feel, and some phones bring their facts late. "
        "A therapist answers alerts, locks and proposals within days and tests once a week. Nobody has a red flag, falls "
        "ill, travels, or trains outside the programme."
    )
    rows = [
        (entry.name, f"{getattr(rehearsal.model, entry.name):g}", entry.unit, entry.what, entry.source) for entry in NUMBERS
    ]
    listed = page.table("Every number", ("Name", "Value", "Unit", "What it does", "Source"), rows, frozenset({1}))
    yield page.folded(f"All {len(rows)} numbers of the model", listed)
