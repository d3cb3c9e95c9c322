"""The report as one page: what was rehearsed, what came of it, and how every figure is defined."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from hep_api.simulation import page, prose
from hep_api.simulation.comparison import Comparison, Paired, moved
from hep_api.simulation.counting import Figures, Reached, Share
from hep_api.simulation.model import NUMBERS, Model
from hep_api.simulation.outcome import Said
from hep_api.simulation.pictures import pictures
from hep_api.simulation.testing import OWN_TYPICAL, TYPICAL
from hep_api.simulation.therapist import DELAYS
from hep_api.simulation.waiting import Door

SHOWN_PAIRS, OPEN_PAIRS, SHOWN_CLAUSES = 300, 25, 8
Cohorts = Sequence[tuple[str, Figures]]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was rehearsed. `versions` are one or two of (name, protocol id, version, content hash)."""

    versions: tuple[tuple[str, str, str, str], ...]
    patients: int
    weeks: int
    seed: int
    autonomy: str
    settings: tuple[tuple[str, str], ...]
    model: Model


def report(rehearsal: Rehearsal, cohorts: Cohorts, comparison: Comparison | None) -> str:
    """The page; the same arguments give the same bytes."""
    title = f"Rehearsal of {rehearsal.versions[0][1]}"
    return page.document(title, _parts(title, rehearsal, cohorts, comparison))


def _parts(title: str, rehearsal: Rehearsal, cohorts: Cohorts, comparison: Comparison | None) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>"
    yield page.paragraph(_lead(rehearsal), "lead")
    yield page.warning(prose.NOT_EVIDENCE)
    if comparison is None:
        yield page.tiles(_tiles(cohorts[0][1]))
    else:
        yield from _versus(comparison, cohorts)
    for picture in pictures(cohorts):
        yield page.heading(picture.title)
        yield page.figure(picture, prose.CAPTIONS[picture.title])
        if picture.title == prose.PHASES:
            yield from _phases(cohorts)
            yield from _waiting(cohorts)
    if comparison is not None:
        yield from _pairs(comparison)
    yield from _definitions(cohorts)
    yield from _assumptions(rehearsal)


def _lead(rehearsal: Rehearsal) -> str:
    versions = " against ".join(
        f"{name} ({id_} {version}, content {hash_[:12]})" for name, id_, version, hash_ in rehearsal.versions
    )
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


def _versus(comparison: Comparison, cohorts: Cohorts) -> Iterator[str]:
    count = len(comparison.differing)
    yield page.heading("What the edited protocol changes")
    if not count:
        yield page.paragraph(f"Nothing: all {comparison.patients} patients had the same decisions under both.")
        return
    yield page.paragraph(f"{count} of {comparison.patients} patients had another course. {prose.PAIRED}")
    head = ("Figure", *(name for name, _ in cohorts), "Patients with fewer or sooner", "Patients with more or later")
    yield page.table("Both cohorts", head, _side_by_side(comparison, cohorts), frozenset({1, 2, 3, 4}))


def _side_by_side(comparison: Comparison, cohorts: Cohorts) -> Iterator[tuple[str, ...]]:
    found = [figures for _, figures in cohorts]
    pairs = comparison.differing
    for place, phase in enumerate(phase for phase, _, _ in pairs[0].phases):
        if not place:
            continue  # everybody begins in the first one
        reached = [{entry.phase: entry for entry in figures.reached}.get(phase) for figures in found]
        days = [(pair.phases[place][1], pair.phases[place][2]) for pair in pairs]
        yield f"Entered {phase}", *(_entered(entry) for entry in reached), *moved(days)
    yield "Stopped at least once", *(str(figures.stopped) for figures in found), *moved([p.stops for p in pairs])
    yield "Flares written down", *(str(figures.flares) for figures in found), *moved([pair.flares for pair in pairs])
    yield "Flares after load", *(_of(figures.load_flares) for figures in found), "", ""
    yield "Sessions", *(str(figures.sessions) for figures in found), "", ""
    yield "False advance", *(_of(figures.false_advance) for figures in found), "", ""
    yield "Missed regress", *(_of(figures.missed_regress) for figures in found), "", ""


def _entered(reached: Reached | None) -> str:
    if reached is None:
        return "no such phase"
    return "never" if reached.median_day is None else f"{reached.share}, median day {reached.median_day:g}"


def _of(share: Share) -> str:
    return f"{share} ({share.part} of {share.whole})"


def _pairs(comparison: Comparison) -> Iterator[str]:
    if not comparison.differing:
        return
    yield page.heading("Patient by patient")
    phases = [phase for phase, _, _ in comparison.differing[0].phases][1:]
    days = [f"Days to {phase}" for phase in phases]
    head = ("Patient", "Parts on", "About", "As it is", "Edited", *days, "Stops", "Flares")
    numbers = frozenset({0, 1, *range(5, 7 + len(phases))})
    shown = comparison.differing[:SHOWN_PAIRS]
    of = "" if len(shown) == len(comparison.differing) else f" The first {SHOWN_PAIRS} of {len(comparison.differing)}."
    caption = f"The first decision that differs, and what came of it; one number = the same under both.{of}"
    first = page.table(caption, head, (_pair(pair) for pair in shown[:OPEN_PAIRS]), numbers)
    yield first
    if len(shown) > OPEN_PAIRS:
        rest = page.table("Further patients", head, (_pair(pair) for pair in shown[OPEN_PAIRS:]), numbers)
        yield page.folded(f"{len(shown) - OPEN_PAIRS} more patients", rest)


def _pair(pair: Paired) -> tuple[str, ...]:
    days = [
        f"{_day(before)} → {_day(after)}" if before != after else _day(before) for _, before, after in pair.phases[1:]
    ]
    counts = [f"{one} → {other}" if one != other else str(one) for one, other in (pair.stops, pair.flares)]
    about = next(entry.subject for entry in (pair.before, pair.after) if entry is not None)
    return (
        str(pair.index),
        f"day {pair.day}",
        about,
        _said(pair.before, about),
        _said(pair.after, about),
        *days,
        *counts,
    )


def _day(day: int | None) -> str:
    return "never" if day is None else str(day)


def _said(entry: Said | None, about: str) -> str:
    if entry is None:
        return "no such decision"
    subject = "" if entry.subject == about else f"{entry.subject}: "
    waits = ", proposed" if entry.proposed else ""
    detail = f" → {entry.detail}" if entry.detail else ""
    return f"{subject}{entry.outcome} by {entry.rule}{waits}{detail}"


def _phases(cohorts: Cohorts) -> Iterator[str]:
    rows = []
    for name, found in cohorts:
        for reached in found.reached:
            title = reached.phase if len(cohorts) == 1 else f"{reached.phase}, {name}"
            day = "-" if reached.median_day is None else f"{reached.median_day:g}"
            of = f"{reached.share.part} / {reached.share.whole}"
            rows.append((title, str(reached.share), of, day, _day(reached.soonest)))
    head = ("Phase", "Entered by", "Patients", "Median day", "Ideal patient's day")
    yield page.table("Days count from 0, the first day of the programme", head, rows, frozenset({1, 2, 3, 4}))


def _waiting(cohorts: Cohorts) -> Iterator[str]:
    found = [{(door.phase, door.clause): door for door in figures.doors} for _, figures in cohorts]
    rows = []
    for phase in dict.fromkeys(reached.phase for _, figures in cohorts for reached in figures.reached):
        clauses = Counter[str]()
        for doors in found:
            clauses.update({clause: door.waiting for (name, clause), door in doors.items() if name == phase})
        ranked = sorted(clauses, key=lambda clause: (-clauses[clause], clause))[:SHOWN_CLAUSES]
        rows += [(phase, clause, *(_door(doors.get((phase, clause))) for doors in found)) for clause in ranked]
    if rows:
        names = [name for name, _ in cohorts] if len(cohorts) > 1 else ["Patients who stand in it"]
        yield page.table(prose.WAITING, ("Stand in", "Still missing", *names), rows, frozenset({2, 3}))


def _door(door: Door | None) -> str:
    return "nobody" if door is None else _of(Share(door.waiting, door.standing))


def _definitions(cohorts: Cohorts) -> Iterator[str]:
    yield page.heading("How the figures are defined")
    rows = []
    for name, found in cohorts:
        shares = (
            found.false_advance, found.missed_regress, *(share for _, share in found.seen), found.raised, found.stopped,
            found.load_flares, found.life_flares,
        )  # fmt: skip
        for (what, counted, of), share in zip(prose.DEFINED, shares, strict=True):
            title = what if len(cohorts) == 1 else f"{what}, {name}"
            rows.append((title, counted, of, f"{share.part} / {share.whole}", str(share)))
    head = ("Figure", "Counted", "Of", "Numbers", "Share")
    yield page.table("Numerator and denominator", head, rows, frozenset({3, 4}))
    yield page.paragraph(prose.ABOUT_ERRORS)


def _assumptions(rehearsal: Rehearsal) -> Iterator[str]:
    yield page.heading("What the model assumes")
    yield page.paragraph(prose.ASSUMED)
    values = {entry.name: f"{getattr(rehearsal.model, entry.name):g}" for entry in NUMBERS}
    rows = [(entry.name, values[entry.name], entry.unit, entry.what, entry.source) for entry in NUMBERS]
    rows += [
        (f"therapist: {what}", f"{low}-{high}", "days", "until it is done", "[choice]")
        for what, (low, high) in DELAYS.items()
    ]
    rows += [
        (f"typical {unit}", f"{size:g}", unit, "what a limb of capacity 1.0 reaches", "[choice]")
        for unit, size in TYPICAL.items()
    ]
    rows += [
        (slug, f"{size:g}", "its unit", "the same for this test", "[choice]") for slug, size in OWN_TYPICAL.items()
    ]
    listed = page.table("Every number", ("Name", "Value", "Unit", "What it does", "Source"), rows, frozenset({1}))
    yield page.folded(f"All {len(rows)} numbers of the model", listed)
