"""Two protocols met by the same patients on the same days with the same luck: who fared differently, and from where."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from hep_api.engine.protocol import Protocol
from hep_api.simulation.outcome import Life, Said


@dataclass(frozen=True, slots=True)
class Paired:
    """One patient whose course differs. `before` and `after` are the first decisions that differ; None = none was made.

    `phases` are (phase, day before, day after), where entered at all; stops and flares are (before, after).
    """

    index: int
    day: int
    before: Said | None
    after: Said | None
    phases: tuple[tuple[str, int | None, int | None], ...]
    stops: tuple[int, int]
    flares: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All patients that differ, in order of their number, of so many."""

    patients: int
    differing: tuple[Paired, ...]


def compared(before: Sequence[Life], after: Sequence[Life], protocols: tuple[Protocol, Protocol]) -> Comparison:
    """Pair two cohorts of the same seed and size."""
    phases = tuple(dict.fromkeys(phase.id for protocol in protocols for phase in protocol.phases))
    pairs = [_paired(one, other, phases) for one, other in zip(before, after, strict=True)]
    return Comparison(len(before), tuple(pair for pair in pairs if pair is not None))


def moved(pairs: Sequence[tuple[int | None, int | None]]) -> tuple[str, str]:
    """How many went down and how many up, None counting as more than any number."""
    down = sum(after is not None and (before is None or after < before) for before, after in pairs)
    up = sum(before is not None and (after is None or after > before) for before, after in pairs)
    return str(down), str(up)


def _paired(before: Life, after: Life, phases: tuple[str, ...]) -> Paired | None:
    different = ((one, other) for one, other in zip_longest(before.said, after.said) if one != other)
    first = next(different, None)
    if first is None:
        return None
    one, other = first
    # Where one of the two has a decision more, the earlier day is where they part.
    day = min(entry.day for entry in first if entry is not None)
    then, now = dict(before.phases), dict(after.phases)
    return Paired(
        index=before.index,
        day=day,
        before=one,
        after=other,
        phases=tuple((phase, then.get(phase), now.get(phase)) for phase in phases),
        stops=(len(before.stops), len(after.stops)),
        flares=(before.flares, after.flares),
    )
