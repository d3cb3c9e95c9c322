"""Two protocols met by the same patients on the same days with the same luck: who fared differently, and from where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hep_api.engine.protocol import Protocol
from hep_api.simulation.outcome import Life, Said


@dataclass(frozen=True, slots=True)
class Paired:
    """One patient whose course differs, and from where.

    `before` and `after` are the first decision that differs, about the same on the same day; None = none was made.
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
    gone, new = _only_in(before.said, after.said), _only_in(after.said, before.said)
    if not gone and not new:
        return None
    day = min(entry.day for entry in (*gone, *new))
    one = next((entry for entry in gone if entry.day == day), None)
    other = next((entry for entry in new if entry.day == day and (one is None or _same_question(one, entry))), None)
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


def _only_in(these: Sequence[Said], those: Sequence[Said]) -> list[Said]:
    """What was said here and not there, in its order."""
    left = Counter(these) - Counter(those)
    return [entry for entry in dict.fromkeys(these) if left[entry]]


def _same_question(one: Said, other: Said) -> bool:
    return (one.subject, one.stage) == (other.subject, other.stage)
