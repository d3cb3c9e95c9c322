"""What the gates of a phase ask of people besides training: tests on their days, sides and values, and signatures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from hep_api.catalogue.clause_tree import asked
from hep_api.catalogue.values import MeasurementEntry
from hep_api.engine.facts import Side
from hep_api.engine.protocol import Phase, Predicate

SEVERAL_DAYS = ("occasions", "last")
WEEKLY, EVERY_OTHER_DAY, DAILY = 6, 2, 1
"""A test that is asked for once stays fresh; between two that are asked for lies a morning that settles."""
WORDS = {"yes": Decimal(1), "no": Decimal(0)}
SIGNED = frozenset({"confirm", "sign_off"})


@dataclass(frozen=True, slots=True)
class Test:
    """One test as a perfect patient does it: `best` on these sides, every so many days.

    `start` is the value the phase begins with where a gate asks for change since then, else None.
    """

    slug: str
    best: Decimal
    sides: tuple[Side, ...]
    every_days: int
    start: Decimal | None = None


def tests_of(phase: Phase, after: Phase | None, measurements: Mapping[str, MeasurementEntry]) -> tuple[Test, ...]:
    """The tests that leaving a phase and entering the next one ask for, by slug."""
    clauses = [clause for clause in _clauses(phase, after) if clause.subject in measurements]
    slugs = sorted({clause.subject for clause in clauses})
    return tuple(_test(measurements[slug], [c for c in clauses if c.subject == slug]) for slug in slugs)


def _clauses(phase: Phase, after: Phase | None) -> Iterator[Predicate]:
    yield from asked(phase.exit)
    if after is not None:
        yield from asked(after.entry)


def _test(entry: MeasurementEntry, clauses: list[Predicate]) -> Test:
    sided = entry.sides in {"both", "lsi"} or any(
        clause.word in {"lsi", "side_diff"} or clause.arg("sides") == "both" for clause in clauses
    )
    daily = any(clause.word == "not_rising" or clause.arg("days_in_a_row") for clause in clauses)
    several = any(clause.arg(name) for clause in clauses for name in SEVERAL_DAYS)
    best = _best(entry, clauses)
    change = next((clause for clause in clauses if clause.word == "since_start"), None)
    return Test(
        slug=entry.slug,
        best=best,
        sides=(Side.LEFT, Side.RIGHT) if sided else (Side.NONE,),
        every_days=DAILY if daily else EVERY_OTHER_DAY if several else WEEKLY,
        start=None if change is None else min(entry.high, max(entry.low, _start(change, best))),
    )


def _best(entry: MeasurementEntry, clauses: list[Predicate]) -> Decimal:
    """The best value there is, inside every bound that the clauses write."""
    exact = [_number(clause.arg("equals")) for clause in clauses if clause.arg("equals")]
    if exact:
        return exact[0]
    floors = [_number(clause.arg(name)) for clause in clauses for name in ("at_least", "not_below") if clause.arg(name)]
    tops = [_number(clause.arg("at_most")) for clause in clauses if clause.arg("at_most") not in {"", "policy"}]
    match entry.better:
        case "lower":
            return max([entry.low, *(_number(c.arg("not_below")) for c in clauses if c.arg("not_below"))])
        case "none":
            return max(floors, default=min(tops, default=entry.low))
        case _:
            return entry.high


def _number(raw: str) -> Decimal:
    return WORDS[raw] if raw in WORDS else Decimal(raw)


def _start(change: Predicate, best: Decimal) -> Decimal:
    """Where a phase begins so that the best value is change enough."""
    gain, most, least = (change.arg(name) for name in ("gain_at_least", "share_at_most", "share_at_least"))
    if gain:
        return best - Decimal(gain)
    if most:
        return (best / Decimal(most)).to_integral_value() + 1
    if least:
        return (best / Decimal(least)).to_integral_value(rounding=ROUND_FLOOR)
    return best + 1


def efforts_of(phase: Phase) -> dict[str, Decimal]:
    """Effort by exercise, where the exit asks for one in particular."""
    found: dict[str, Decimal] = {}
    for clause in asked(phase.exit):
        low, high = clause.arg("rpe_at_least"), clause.arg("rpe_at_most")
        wanted = low or (high if Decimal(high or 10) < EFFORT or clause.arg("share_of_1rm_at_least") else "")
        if clause.word == "rep" and wanted:
            found |= dict.fromkeys(clause.subject.split(","), min(EFFORT_CAP, Decimal(wanted)))
    return found


EFFORT, EFFORT_CAP = Decimal(6), Decimal(7)
"""How hard good sessions feel, inside the cap of the rules."""


def signatures_of(phase: Phase) -> tuple[tuple[str, str], ...]:
    """What a clinician signs or confirms for a phase, as (verb, subject)."""
    clauses = [*asked(phase.entry), *asked(phase.exit)]
    named = {(clause.word, clause.subject) for clause in clauses if clause.word in SIGNED}
    return tuple(sorted(named | {("sign_off", "clinician")}))
